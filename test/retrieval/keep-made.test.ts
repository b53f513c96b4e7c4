import assert from 'node:assert/strict';
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type TestContext} from 'node:test';
import {keepMade} from '../../src/retrieval/keep-made.ts';
import {readKnowledge} from '../../src/retrieval/read-knowledge.ts';
import {causePage, folderWith, serviceYaml} from '../support/knowledge-folder.ts';

function folderOf(context: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'lineman-kept-'));
	context.after(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}

test('what was made from the same things is read back, and made anew from others or where the file is damaged', context => {
	const file = join(folderOf(context), 'new', 'x.made');
	let times = 0;
	const made = (from: string) =>
		keepMade({file, from}, () => ({times: ++times, says: /new\b/iu, by: new Map([['a', Int32Array.of(1)]])}));
	const first = made('a');
	assert.deepEqual(made('a'), first);
	assert.equal(made('b').times, 2);
	assert.equal(made('b').times, 2);
	const kept = readFileSync(file);
	for (const damaged of [
		kept.subarray(0, 40),
		kept.map((byte, at) => (at === 50 ? byte ^ 1 : byte)),
		Buffer.of(),
	]) {
		writeFileSync(file, damaged);
		const before = times;
		assert.equal(made('b').times, before + 1);
	}
});

test('where nothing can be kept it is made each time', context => {
	const folder = folderOf(context);
	assert.equal(
		keepMade({file: folder, from: 'a'}, () => 1),
		1,
	);
	assert.deepEqual(readdirSync(folder), []);
});

test('kept knowledge is the same as read knowledge, and follows the files', context => {
	const signals = "for:\n  - {says: 'new\\b', weight: 1, because: it said so}\n";
	const dir = folderWith(context, {
		'service.yaml': serviceYaml,
		'causes/auth.key.md': causePage('auth.key', signals),
		'causes/broken.md': 'no front matter',
		'asked/auth.key.txt': 'my key is wrong\n',
	});
	const keepAs = join(folderOf(context), 'lineman');
	const plain = ({knowledge: {resemble, ...rest}, problems}: ReturnType<typeof readKnowledge>) => ({
		...rest,
		problems,
		resembled: resemble?.('the key is wrong'),
	});
	const read = plain(readKnowledge(dir));
	assert.equal(read.problems.length, 1);
	assert.deepEqual(plain(readKnowledge(dir, {keepAs})), read);
	assert.deepEqual(plain(readKnowledge(dir, {keepAs})), read);
	writeFileSync(join(dir, 'causes/broken.md'), causePage('auth.other', signals));
	const changed = readKnowledge(dir, {keepAs});
	assert.deepEqual(changed.problems, []);
	assert.deepEqual(
		changed.knowledge.causes.map(({id}) => id),
		['auth.key', 'auth.other'],
	);
});
