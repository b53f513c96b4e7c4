import assert from 'node:assert/strict';
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type TestContext} from 'node:test';
import {review} from '../../src/cli/review.ts';
import {readCases} from '../../src/evaluation/cases.ts';
import {moderate} from '../../src/log/moderate.ts';
import {openLog} from '../../src/log/open-log.ts';
import {cliIo} from '../support/cli-io.ts';
import {evidenceOf, recordOf} from '../support/records.ts';

const ids = [1, 2, 3, 4].map(index => `01900000-0000-7000-8000-00000000000${index}`);
const [first = '', second = '', third = '', fourth = ''] = ids;
const at = new Date('2026-03-01T10:00:00Z');

/** A log with an open case, a correction, one that names no cause and one that was taken back. */
async function logIn(context: TestContext) {
	const folder = mkdtempSync(join(tmpdir(), 'lineman-review-'));
	context.after(() => rmSync(folder, {recursive: true}));
	const url = `file:${join(folder, 'lineman.db')}`;
	const log = await openLog(url);
	for (const id of ids)
		await log.record(recordOf({id, evidence: evidenceOf({text: `question ${id.at(-1)}`})}));
	await log.moderation.raise({questionId: first, reasons: ['refused', 'secret_found'], at});
	await log.giveFeedback({questionId: first, byId: '9', kind: 'not_helpful', note: 'beside', at});
	const correct = (questionId: string, cause?: string) =>
		moderate(log.moderation, {
			questionId,
			byId: '7',
			at,
			act: {kind: 'correct', text: `It is ${questionId.at(-1)}.`, ...(cause !== undefined && {cause})},
		});
	await correct(second, 'auth.wrong_scheme');
	await correct(third);
	await correct(fourth, 'net.captive_portal');
	await moderate(log.moderation, {questionId: fourth, byId: '7', at, act: {kind: 'retract'}});
	await log.close();
	return {folder, ...cliIo({env: {DATABASE_URL: url}})};
}

test('list prints the open cases', async context => {
	const {io, written} = await logIn(context);
	assert.equal(await review.run(['list'], io), 0);
	assert.equal(
		written.out,
		`${first}  2026-03-01 10:00 UTC  refused, secret found\n  The API key was refused\n`,
	);
	assert.equal(await review.run(['list'], cliIo().io), 1);
});

test('show prints an answer with what was done about it', async context => {
	const {io, written} = await logIn(context);
	assert.equal(await review.run(['show', second], io), 0);
	for (const part of [
		'state      done, corrected',
		'causes     auth.invalid_key 90 %',
		'the line   reachable, 401',
		'done       correct answer by 7, 2026-03-01 10:00 UTC',
		'asked\n  question 2',
		'corrected by 7, 2026-03-01 10:00 UTC, to auth.wrong_scheme\n  It is 2.',
	]) {
		assert.ok(written.out.includes(part), `${part} in\n${written.out}`);
	}
	assert.equal(await review.run(['show', 'nothing'], io), 1);
	assert.match(written.err, /There is no answer "nothing"/);
});

test('export writes the corrections that stand as files to commit, the same each time', async context => {
	const {folder, io, written} = await logIn(context);
	const out = join(folder, 'out');
	assert.equal(await review.run(['export', '--out', out], io), 0);
	const files = () => readdirSync(out, {recursive: true}).map(String).toSorted();
	const contents = () =>
		files()
			.filter(file => file.includes('.'))
			.map(file => readFileSync(join(out, file), 'utf8'));
	assert.deepEqual(files(), [
		'answers.reviewed.jsonl',
		'causes',
		join('causes', 'auth.wrong_scheme.additions.md'),
	]);
	const cases = readCases('reviewed', readFileSync(join(out, 'answers.reviewed.jsonl'), 'utf8'));
	assert.deepEqual(
		cases.cases.map(each => [each.id, 'cause' in each && each.cause]),
		[[`reviewed-${second}`, 'auth.wrong_scheme']],
	);
	assert.match(written.err, /1 of 2 corrections are labelled cases; 1 without a cause/);
	const before = contents();
	assert.equal(await review.run(['export', '--out', out], io), 0);
	assert.deepEqual(contents(), before);
});

test('where nothing is corrected nothing is written', async () => {
	const {io, written} = cliIo();
	assert.equal(await review.run(['export'], io), 1);
	assert.match(written.err, /nothing to write/);
});

test('a verb that it does not know is bad usage', async () => {
	const {io} = cliIo();
	await assert.rejects(async () => review.run(['look'], io), /Unknown verb "look", want list, show, export/);
	await assert.rejects(async () => review.run([], io), /Found no verb/);
	await assert.rejects(async () => review.run(['show'], io), /want the id of one answer/);
});
