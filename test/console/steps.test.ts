import assert from 'node:assert/strict';
import test from 'node:test';
import type {Progress} from '../../src/answer-question.ts';
import {linesSoFar, sayProgress, stepsOf, stepsSoFar} from '../../src/console/steps.ts';
import {brokenProbe, progressOf, sampleRecord} from '../support/console-sample.ts';
import {evidenceOf, questionOf} from '../support/records.ts';

const record = sampleRecord(questionOf());
const all = progressOf(record);

/** Each step's state after so many events. */
function statesAfter(events: readonly Progress[]): string {
	return stepsSoFar(events)
		.map(({state}) => state)
		.join(' ');
}

test('the first step that is not done is running', () => {
	const seen = all.map((_, index) => statesAfter(all.slice(0, index)));
	assert.deepEqual(
		[...new Set(seen)],
		[
			'running waiting waiting waiting',
			'done running waiting waiting',
			'done done running waiting',
			'done done done running',
			'done done done done',
		],
	);
});

test('the probe may run beside the search', () => {
	const [evidence, , started] = all;
	assert.ok(evidence && started);
	assert.equal(statesAfter([evidence, started]), 'done running running waiting');
});

test('a line that is not tested is left out once the cause is found', () => {
	const events = progressOf(sampleRecord(questionOf(), {})).filter(
		({stage}) => stage !== 'probe_started' && stage !== 'observation' && stage !== 'probe',
	);
	assert.equal(statesAfter(events), 'done done left_out done');
});

test('each test of the line has the phases that were seen so far', () => {
	const after = (count: number) => linesSoFar(all.slice(0, count));
	assert.deepEqual(after(2), []);
	assert.deepEqual(
		after(5).map(({target, observations, report}) => [
			target.name,
			observations.map(({phase}) => phase),
			report,
		]),
		[['listen', ['dns', 'tcp'], undefined]],
	);
	assert.equal(after(8)[0]?.report, record.probe);
});

test('an answered question has the same steps with their times', () => {
	assert.deepEqual(
		stepsOf(record).map(({title, state, tookMs}) => [title, state, tookMs]),
		[
			['Read the message', 'done', 1.2],
			['Search the knowledge', 'done', 4.8],
			['Test the line', 'done', 130.2],
			['Find the cause', 'done', 0.6],
		],
	);
});

test('each event is said in words', () => {
	assert.deepEqual(all.map(sayProgress), [
		'Read the message: HTTP 401 on the upgrade · INVALID_AUTH · client undici · upgrade failed · 1 request id',
		'Search the knowledge: 3 sections, first “The API key is refused”',
		'Test the line: Speech to text (/v1/listen)',
		'DNS passed in 3.4 ms',
		'TCP passed in 18 ms',
		'TLS passed in 42 ms',
		'Upgrade passed in 66 ms',
		'Test the line: reachable without a key, HTTP 401, 129 ms',
		'Find the cause: The API key is refused, 93 % sure',
		'Answer: Most likely: the API key was refused (93 % sure)',
	]);
});

test('what was not found, what failed and what is not sure is said too', () => {
	const refused = {...record.diagnosis, refused: true};
	const said: readonly Progress[] = [
		{stage: 'evidence', evidence: evidenceOf()},
		{
			stage: 'evidence',
			evidence: evidenceOf({
				secrets: [
					{kind: 'jwt', turn: 0},
					{kind: 'api_key', turn: 1},
				],
			}),
		},
		{stage: 'retrieval', sections: []},
		{stage: 'probe', report: brokenProbe},
		{stage: 'diagnosis', diagnosis: refused},
		{stage: 'diagnosis', diagnosis: {...refused, causes: []}},
	];
	assert.deepEqual(said.map(sayProgress), [
		'Read the message: no error, status or client named',
		'Read the message: 2 secrets removed',
		'Search the knowledge: nothing fits well enough',
		'Test the line: fails at TLS: a certificate that an inspecting proxy put in place of the real one',
		'Find the cause: not sure enough to name one (best: The API key is refused, 93 %)',
		'Find the cause: nothing speaks for any cause',
	]);
});
