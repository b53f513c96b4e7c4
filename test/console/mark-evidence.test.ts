import assert from 'node:assert/strict';
import test from 'node:test';
import {markEvidence, rangesOf} from '../../src/console/mark-evidence.ts';
import {evidenceOf} from '../support/records.ts';

const overlapping = evidenceOf({
	text: 'it says <401> Unauthorized today',
	statuses: [{status: 401, of: 'unknown', turn: 0, excerpt: 'says <401>'}],
	failures: [
		{code: 'upgrade_failed', turn: 0, excerpt: '<401> Unauthorized'},
		{code: 'http_403', turn: 1, excerpt: 'today'},
	],
});

test('words from which something was read are marked once, also where they overlap, with all that they show', async () => {
	assert.deepEqual(rangesOf(overlapping), [{start: 3, end: 26, shows: ['HTTP 401', 'upgrade failed']}]);
	assert.equal(
		String(await markEvidence(overlapping)),
		'it <mark>says &lt;401&gt; Unauthorized<span class="shows">HTTP 401, upgrade failed</span></mark> today',
	);
});

test('a text in which nothing was found has no marks', async () => {
	assert.equal(String(await markEvidence(evidenceOf({text: 'nothing'}))), 'nothing');
});

test('words are found whatever white space stands between them', () => {
	const evidence = evidenceOf({
		text: 'a\n\tHTTP/1.1   401\r\nb',
		statuses: [{status: 401, of: 'upgrade', turn: 0, excerpt: 'HTTP/1.1 401'}],
	});
	assert.deepEqual(rangesOf(evidence), [{start: 3, end: 17, shows: ['HTTP 401']}]);
});

test('of a long text the surroundings of the marks are shown', async () => {
	const far = 'x'.repeat(50_000);
	const evidence = evidenceOf({
		text: `${far} code 1011 ${far} code 1006 ${far}`,
		closes: [1011, 1006].map(code => ({code, turn: 0, excerpt: `code ${code}`})),
	});
	const shown = String(await markEvidence(evidence));
	assert.ok(shown.length < 1600, `${shown.length} characters`);
	assert.equal(shown.match(/ \[…\] /g)?.length, 3);
	assert.match(shown, /x <mark>code 1011<span class="shows">close code 1011<\/span><\/mark> x/);
});

test('a hundred thousand words are marked at once', () => {
	const text = 'HTTP 500 ab '.repeat(40_000);
	const start = performance.now();
	const [range] = rangesOf(
		evidenceOf({text, statuses: [{status: 500, of: 'unknown', turn: 0, excerpt: 'HTTP 500 ab'}]}),
	);
	assert.deepEqual(range, {start: 0, end: 11, shows: ['HTTP 500']});
	assert.ok(performance.now() - start < 2000);
});
