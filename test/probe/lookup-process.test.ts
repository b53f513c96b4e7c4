import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type TestContext} from 'node:test';
import {openLookups} from '../../src/probe/lookup-process.ts';

/** The environment of a process in which the system answers as this code says. */
function systemThat(context: TestContext, answers: string): Readonly<Record<string, string>> {
	const folder = mkdtempSync(join(tmpdir(), 'lineman-lookup-'));
	context.after(() => rmSync(folder, {recursive: true}));
	const preload = join(folder, 'system.cjs');
	writeFileSync(preload, `require('node:dns').lookup = (host, options, done) => {${answers}};`);
	return {NODE_OPTIONS: `--require ${preload}`};
}

test('addresses come as the system gives them, in its order', async context => {
	const lookups = openLookups(
		systemThat(
			context,
			"setImmediate(done, null, [{address: '2001:db8::1', family: 6}, {address: '192.0.2.1', family: 4}])",
		),
	);
	context.after(lookups.close);
	await lookups.start();
	assert.deepEqual(await lookups.resolve('api.lab.test'), [
		{address: '2001:db8::1', family: 6},
		{address: '192.0.2.1', family: 4},
	]);
});

test('several names are asked for at once, and each asker gets its own answer or error', async context => {
	const lookups = openLookups(
		systemThat(
			context,
			`(globalThis.waiting ??= []).push([host, done]);
			if (waiting.length < 3) return;
			for (const [host, done] of waiting.reverse()) {
				if (host === 'none.test') done(Object.assign(new Error(), {code: 'ENOTFOUND'}));
				else done(null, [{address: host === 'one.test' ? '192.0.2.1' : '192.0.2.2', family: 4}]);
			}`,
		),
	);
	context.after(lookups.close);
	const [one, none, two] = await Promise.allSettled(
		['one.test', 'none.test', 'two.test'].map(host => lookups.resolve(host)),
	);
	assert.deepEqual(one, {status: 'fulfilled', value: [{address: '192.0.2.1', family: 4}]});
	assert.equal(none?.status === 'rejected' && none.reason.code, 'ENOTFOUND');
	assert.deepEqual(two, {status: 'fulfilled', value: [{address: '192.0.2.2', family: 4}]});
});

test('closing ends a lookup that would never end', async context => {
	const lookups = openLookups(systemThat(context, ''));
	await lookups.start();
	const answer = lookups.resolve('api.lab.test');
	lookups.close();
	await assert.rejects(answer, {code: 'EAI_FAIL'});
});

test('nothing is started that nobody needs', async () => {
	const lookups = openLookups({});
	lookups.close();
	assert.ok(!process.getActiveResourcesInfo().includes('ProcessWrap'));
});
