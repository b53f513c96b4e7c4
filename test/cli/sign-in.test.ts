import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type TestContext} from 'node:test';
import {openLog} from '../../src/log/open-log.ts';
import {runLineman} from '../support/run-lineman.ts';

function databaseIn(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'lineman-sign-in-'));
	t.after(() => rmSync(folder, {recursive: true}));
	return `file:${join(folder, 'lineman.db')}`;
}

test('sign-in makes a link that signs the operator in once, in the log that the bot uses', async t => {
	const DATABASE_URL = databaseIn(t);
	const log = await openLog(DATABASE_URL);
	t.after(() => log.close());
	const {status, out} = await runLineman(['sign-in'], {
		env: {DATABASE_URL, CONSOLE_URL: 'https://lineman.example'},
	});
	assert.equal(status, 0);
	const link = new URL(out.trim());
	assert.equal(`${link.origin}${link.pathname}`, 'https://lineman.example/sign-in/link');
	const token = link.searchParams.get('token') ?? '';
	assert.equal(await log.sessions.useLink(token, new Date()), true);
	assert.equal(await log.sessions.useLink(token, new Date()), false);
});

test('without CONSOLE_URL the link leads to this machine', async t => {
	const {out} = await runLineman(['sign-in'], {env: {DATABASE_URL: databaseIn(t), PORT: '8765'}});
	assert.match(out, /^http:\/\/127\.0\.0\.1:8765\/sign-in\/link\?token=[\w-]{43}\n$/);
});

test('what sign-in cannot use is said: exit status 2', async t => {
	const {status, err} = await runLineman(['sign-in', 'mo'], {env: {DATABASE_URL: databaseIn(t)}});
	assert.equal(status, 2);
	assert.match(err, /Found "mo", want nothing/);
});
