import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {runIn} from '../support/older-node.ts';
import {conversations} from './conversations.ts';

const folder = mkdtempSync(join(tmpdir(), 'lineman-transcripts-'));
after(() => rmSync(folder, {recursive: true}));
const file = join(folder, 'page', 'transcripts.html');
const root = join(import.meta.dirname, '../..');

test('ten conversations are held through Discord’s wire and written as one page that needs nothing else', async () => {
	const {status, err} = await runIn(root, [process.execPath, 'test/transcripts/run.ts', file]);
	assert.equal(status, 0, err);
	const page = readFileSync(file, 'utf8');
	assert.equal(page.match(/<section class="conversation"/g)?.length, 10);
	for (const {name} of conversations) assert.ok(page.includes(name), name);
	assert.doesNotMatch(page, /<(?:script|link|iframe)\b|src="(?!data:)|url\(/);
	assert.match(page, /<img class="picture" src="data:image\/png;base64,[\w+/=]{1000,}" alt="[^"]{20,}"/);

	const text = page.replaceAll(/<style>[\s\S]*?<\/style>/g, '').replaceAll(/<pre[\s\S]*?<\/pre>/g, '');
	const words = text.replaceAll(/<[^>]+>/g, '');
	assert.doesNotMatch(words, /\*\*|\]\(&lt;|\]\(http|&lt;@\d|&lt;t:\d/, 'raw Markdown');
	assert.doesNotMatch(page, /\b[0-9a-f]{40}\b/, 'a key');
	assert.match(page, /removed: /);
	assert.match(words, /Only you can see this/);
	assert.match(words, /Corrected by a moderator/);
	assert.match(words, /Let out/);
	assert.match(words, /asks for a human/);
	assert.match(words, /This message was deleted/);
});
