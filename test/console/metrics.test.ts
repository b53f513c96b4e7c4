import assert from 'node:assert/strict';
import test from 'node:test';
import {createMetrics} from '../../src/console/metrics.ts';
import {brokenProbe, sampleRecord} from '../support/console-sample.ts';
import {questionOf} from '../support/records.ts';

/** The samples of one metric, without its help. */
function samplesOf(text: string, name: string): readonly string[] {
	return text.split('\n').filter(line => line.startsWith(name));
}

test('questions are counted by door, verdict and kind of cause; refusals and probes too', async () => {
	const metrics = createMetrics();
	const record = sampleRecord(questionOf({door: 'discord'}));
	metrics.observeRecord(record);
	metrics.observeRecord(record);
	metrics.observeRecord({...record, door: 'terminal', probe: brokenProbe});
	metrics.observeRecord({...record, diagnosis: {...record.diagnosis, refused: true, causes: []}});
	const text = await metrics.text();
	assert.deepEqual(samplesOf(text, 'lineman_questions_total'), [
		'lineman_questions_total{door="discord",verdict="diagnosed",cause_kind="failure"} 2',
		'lineman_questions_total{door="terminal",verdict="diagnosed",cause_kind="failure"} 1',
		'lineman_questions_total{door="discord",verdict="refused",cause_kind="none"} 1',
	]);
	assert.deepEqual(samplesOf(text, 'lineman_refused_total'), ['lineman_refused_total{door="discord"} 1']);
	assert.deepEqual(samplesOf(text, 'lineman_probes_total'), [
		'lineman_probes_total{verdict="reachable",failed_phase="none"} 3',
		'lineman_probes_total{verdict="unreachable",failed_phase="tls"} 1',
	]);
});

test('each stage is timed in seconds, the probe only where there was one', async () => {
	const metrics = createMetrics();
	const times = {evidenceMs: 1, probeMs: 125, retrievalMs: 4, diagnosisMs: 1, answerMs: 1, elapsedMs: 250};
	const {probe, ...untested} = sampleRecord(questionOf(), {times});
	assert.ok(probe);
	metrics.observeRecord({...untested, probe});
	metrics.observeRecord(untested);
	const text = await metrics.text();
	assert.deepEqual(samplesOf(text, 'lineman_stage_duration_seconds_count'), [
		'lineman_stage_duration_seconds_count{stage="evidence"} 2',
		'lineman_stage_duration_seconds_count{stage="probe"} 1',
		'lineman_stage_duration_seconds_count{stage="retrieval"} 2',
		'lineman_stage_duration_seconds_count{stage="diagnosis"} 2',
		'lineman_stage_duration_seconds_count{stage="answer"} 2',
	]);
	assert.deepEqual(samplesOf(text, 'lineman_stage_duration_seconds_sum{stage="probe"}'), [
		'lineman_stage_duration_seconds_sum{stage="probe"} 0.125',
	]);
	assert.deepEqual(samplesOf(text, 'lineman_answer_duration_seconds_sum'), [
		'lineman_answer_duration_seconds_sum{door="terminal"} 0.5',
	]);
});

test('what a model worded is counted with what it took, and why it did not stand', async () => {
	const metrics = createMetrics();
	const record = sampleRecord(questionOf());
	const model = {
		name: 'm',
		promptVersion: 'answer.v1',
		tokens: {input: 1000, output: 200},
		cost: 0.5,
		cut: {of: 9, sentences: 2, because: {link: 1, number: 1}},
		firstTokenMs: 500,
		totalMs: 2000,
	};
	const observe = (more: object) =>
		metrics.observeRecord({...record, answer: {...record.answer, model: {...model, ...more}}});
	observe({});
	observe({kept: true, tokens: {input: 0, output: 0}, cost: 0});
	observe({fallback: 'stalled'});
	metrics.observeRecord(record);
	const picture = {purpose: 'picture', name: 'eyes', tokens: {input: 30, output: 4}, cost: 0.25} as const;
	metrics.observeRecord({...record, answer: {...record.answer, modelUses: [picture]}});
	const text = await metrics.text();
	assert.deepEqual(samplesOf(text, 'lineman_model_answers_total'), [
		'lineman_model_answers_total{outcome="written"} 1',
		'lineman_model_answers_total{outcome="kept"} 1',
		'lineman_model_answers_total{outcome="stalled"} 1',
	]);
	assert.deepEqual(samplesOf(text, 'lineman_model_tokens_total'), [
		'lineman_model_tokens_total{direction="input",purpose="answer"} 2000',
		'lineman_model_tokens_total{direction="output",purpose="answer"} 400',
		'lineman_model_tokens_total{direction="input",purpose="picture"} 30',
		'lineman_model_tokens_total{direction="output",purpose="picture"} 4',
	]);
	assert.deepEqual(samplesOf(text, 'lineman_model_cost_total'), [
		'lineman_model_cost_total{purpose="answer"} 1',
		'lineman_model_cost_total{purpose="picture"} 0.25',
	]);
	assert.deepEqual(samplesOf(text, 'lineman_model_sentences_total'), [
		'lineman_model_sentences_total{outcome="stood"} 21',
		'lineman_model_sentences_total{outcome="link"} 3',
		'lineman_model_sentences_total{outcome="number"} 3',
	]);
	assert.deepEqual(samplesOf(text, 'lineman_model_first_token_seconds_sum'), [
		'lineman_model_first_token_seconds_sum 1.5',
	]);
});

test('requests for embeddings are counted by purpose, with their failures, time and tokens', async () => {
	const metrics = createMetrics();
	metrics.observeEmbedding({purpose: 'knowledge', texts: 96, tookMs: 250, tokens: 9000});
	metrics.observeEmbedding({purpose: 'question', texts: 1, tookMs: 125, tokens: 12});
	metrics.observeEmbedding({purpose: 'question', texts: 1, tookMs: 1500, tokens: 0, failure: 'timeout'});
	const text = await metrics.text();
	assert.deepEqual(samplesOf(text, 'lineman_embedding_calls_total'), [
		'lineman_embedding_calls_total{purpose="knowledge"} 1',
		'lineman_embedding_calls_total{purpose="question"} 2',
	]);
	assert.deepEqual(samplesOf(text, 'lineman_embedding_failures_total'), [
		'lineman_embedding_failures_total{purpose="question",failure="timeout"} 1',
	]);
	assert.deepEqual(samplesOf(text, 'lineman_embedding_duration_seconds_sum'), [
		'lineman_embedding_duration_seconds_sum{purpose="knowledge"} 0.25',
		'lineman_embedding_duration_seconds_sum{purpose="question"} 1.625',
	]);
	assert.deepEqual(samplesOf(text, 'lineman_embedding_tokens_total'), [
		'lineman_embedding_tokens_total{purpose="knowledge"} 9000',
		'lineman_embedding_tokens_total{purpose="question"} 12',
	]);
});

test('the process is measured too, and two sets of metrics do not disturb each other', async () => {
	createMetrics().observeRecord(sampleRecord(questionOf()));
	const text = await createMetrics().text();
	assert.match(text, /^process_cpu_seconds_total \d/m);
	assert.deepEqual(samplesOf(text, 'lineman_questions_total{'), []);
});

test('pictures are counted by what became of them, with their tokens', async () => {
	const metrics = createMetrics();
	metrics.observePicture({outcome: 'read', tokens: {input: 1200, output: 80}, tookMs: 900});
	metrics.observePicture({outcome: 'no_text', tokens: {input: 1100, output: 3}, tookMs: 500});
	const text = await metrics.text();
	assert.match(text, /^lineman_model_pictures_total\{outcome="read"\} 1$/m);
	assert.match(text, /^lineman_model_pictures_total\{outcome="no_text"\} 1$/m);
	assert.match(text, /^lineman_model_picture_tokens_total\{direction="input"\} 2300$/m);
	assert.match(text, /^lineman_model_picture_duration_seconds_count 2$/m);
});
