import assert from 'node:assert/strict';
import test from 'node:test';
import type {Answer} from '../../src/answer/answer.ts';
import {replayAnswer} from '../../src/answer/replay-answer.ts';
import {renderWhy} from '../../src/console/render-why.ts';
import {naturalLanguage} from '../../src/evidence/natural-language.ts';
import type {AnswerRecord} from '../../src/log/answer-record.ts';
import {sampleRecord} from '../support/console-sample.ts';
import {openTestConsole} from '../support/console-server.ts';
import {questionOf} from '../support/records.ts';
import {refusedKey} from '../support/writing-tasks.ts';

async function whyOf(given: Partial<AnswerRecord> = {}): Promise<string> {
	return String(await renderWhy(sampleRecord(questionOf(), given)));
}

const {answer: builtIn} = sampleRecord(questionOf());
const raw = '## meaning\nThe service was reached and answered 401 [3].\n## steps\n1. Create a key [2].';

/** An answer in a model's words, as the log keeps it. */
function modelAnswer(): Answer {
	const begun: Answer = {
		...builtIn,
		writer: 'model',
		model: {
			name: 'small-model',
			promptVersion: 'answer.v1',
			tokens: {input: 1200, output: 90},
			cut: {of: 2, sentences: 0, because: {}},
			totalMs: 900,
			task: refusedKey,
			raw,
		},
	};
	const made = replayAnswer(begun, {languageOf: naturalLanguage, redact: text => text});
	return made?.answer ?? assert.fail('nothing to replay');
}

test('the message is shown with the words marked from which something was read', async () => {
	const why = await whyOf(sampleRecord(questionOf({text: 'HTTP/1.1 401 Unauthorized, it never connects'})));
	assert.match(why, /<mark>HTTP\/1\.1 401 Unauthorized<span class="shows">HTTP 401<\/span><\/mark>/);
	assert.match(why, /<mark>it never connects<span class="shows">never connects<\/span><\/mark>/);
});

test('each cause has a table of its reasons, each with its weight and for whom it speaks', async () => {
	const why = await whyOf();
	assert.match(why, /<caption class="visually-hidden">Reasons for and against “The API key is refused”/);
	assert.match(why, /<td class="weight for">\+2\.5<\/td><td>the service answered the upgrade with 401/);
	assert.match(why, /<td class="weight against">−0\.8<\/td><td>the message shows no Bearer/);
});

test('sections have their scores and lead to their pages', async () => {
	const why = await whyOf();
	assert.match(
		why,
		/<span class="score">7\.88<\/span><span><a href="https:\/\/docs\.voice\.example\/websocket-errors#failed-to-connect"/,
	);
});

test('the test of the line can be copied as JSON', async () => {
	const why = await whyOf();
	const code = /aria-label="the probe’s report as JSON"><pre tabindex="0"><code>(.*?)<\/code>/s.exec(
		why,
	)?.[1];
	const text = (code ?? '')
		.replaceAll(/<[^>]*>/g, '')
		.replaceAll('&quot;', '"')
		.replaceAll('&#39;', "'");
	assert.equal(JSON.parse(text.replaceAll('&#x27;', "'")).verdict, 'reachable');
});

test('of the built-in writer it is said that no model was asked, and nothing is to be replayed', async () => {
	const why = await whyOf();
	assert.match(why, /The built-in writer wrote this answer: no model was asked/);
	assert.doesNotMatch(why, /data-replay/);
});

test('of a model its prompt with the version, its own text and what was cut are shown', async () => {
	const why = await whyOf({answer: modelAnswer()});
	assert.match(
		why,
		/The model <b>small-model<\/b> worded this answer with the prompt <code>answer\.v1<\/code>/,
	);
	assert.match(why, /1290 tokens/);
	assert.match(why, /The service is called Voice\./);
	assert.match(why, /## meaning\nThe service was reached and answered 401 \[3\]/);
	assert.match(why, /<form class="replay" method="post" action="\/replay"/);
});

test('where a model was asked in vain, it is said why; a prompt of another version is named', async () => {
	const {model} = modelAnswer();
	assert.ok(model);
	const why = await whyOf({
		answer: {...builtIn, model: {...model, promptVersion: 'answer.v99', fallback: 'first_token_timeout'}},
	});
	assert.match(why, /but not used: first token timeout/);
	assert.match(why, /<code>answer\.v99<\/code> is not part of this version/);
	assert.doesNotMatch(why, /data-replay/);
});

test('an answer in a model’s words is made again from the log, and it is said whether it is the same', async t => {
	const {log, url} = await openTestConsole(t);
	const id = (last: number) => `01990000-0000-7000-8000-00000000000${last}`;
	const same = modelAnswer();
	const records: readonly Partial<AnswerRecord>[] = [
		{answer: same},
		{answer: {...same, text: `${same.text} And more.`}},
		{answer: builtIn},
		{answer: same, door: 'discord'},
	];
	for (const [at, given] of records.entries()) {
		await log.record(
			sampleRecord(questionOf({id: id(at), conversationId: id(at)}), {door: 'console', ...given}),
		);
	}
	const replay = (answer: string, headers = {}) =>
		fetch(`${url}/replay`, {
			method: 'POST',
			body: new URLSearchParams({answer}),
			headers: {origin: url, ...headers},
		});
	assert.match(await (await replay(id(0))).text(), /<b>The same text<\/b> came out, word for word/);
	const scripted = await replay(id(0), {accept: 'text/event-stream'});
	assert.match((await scripted.json()).html, /^<p class="outcome same">/);
	const other = await (await replay(id(1))).text();
	assert.match(other, /<b>Another text<\/b> came out/);
	assert.match(other, /<div class="content">/);
	assert.match(await (await replay(id(2))).text(), /there is no model’s text to make it from again/);
	for (const hidden of [id(3), id(9), 'x']) assert.equal((await replay(hidden)).status, 404);
	assert.equal((await fetch(`${url}/replay`, {method: 'POST', headers: {origin: url}})).status, 404);
});
