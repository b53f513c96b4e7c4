import assert from 'node:assert/strict';
import test from 'node:test';
import type {Writing} from '../../src/answer/writing.ts';
import type {AnsweredCase} from '../../src/evaluation/measure-answers.ts';
import {measureWriting} from '../../src/evaluation/measure-writing.ts';
import {recordOf} from '../support/records.ts';

const writing: Writing = {
	name: 'm',
	promptVersion: 'answer.v1',
	tokens: {input: 100, output: 20},
	cost: 0.5,
	cut: {of: 8, sentences: 2, because: {link: 1, number: 1}},
	firstTokenMs: 300,
	totalMs: 900,
};

function answered(given: {
	wanted?: readonly string[];
	cited?: readonly string[];
	model?: Writing;
}): AnsweredCase {
	const {wanted = [], cited = [], model} = given;
	const record = recordOf();
	return {
		case: {
			id: 'one',
			message: 'it fails',
			history: [],
			cause: 'auth.invalid_key',
			cause_confidence: 'high',
			expect_docs: wanted.map(path => `https://docs.example.com/${path}`),
		},
		record: {
			...record,
			answer: {
				...record.answer,
				citations: cited.map(path => ({title: path, url: `https://docs.example.com/${path}`})),
				...(model && {model}),
			},
		},
	};
}

test('precision and recall compare pages, each once, whatever the place within them', () => {
	const figures = measureWriting([
		answered({wanted: ['a', 'b'], cited: ['a#one', 'a#two', 'c/', 'd']}),
		answered({wanted: ['a'], cited: ['a/']}),
		answered({wanted: ['a'], cited: []}),
		answered({wanted: [], cited: ['x']}),
	]);
	assert.equal(figures.citation_precision, (1 / 3 + 1) / 2);
	assert.equal(figures.citation_recall, (0.5 + 1 + 0) / 3);
	assert.equal(figures.model_asked, 0);
});

test('how much of a model’s text stands is counted over all that it was asked', () => {
	const figures = measureWriting([
		answered({model: writing}),
		answered({
			model: {...writing, cut: {of: 2, sentences: 2, because: {link: 2}}, fallback: 'ungrounded', cost: 0},
		}),
		answered({}),
	]);
	assert.equal(figures.model_asked, 2);
	assert.equal(figures.model_stood, 0.5);
	assert.equal(figures.sentences_cut, 0.4);
	assert.deepEqual(figures.cut_because, {link: 3, number: 1});
	assert.deepEqual(figures.fallbacks, {ungrounded: 1});
	assert.equal(figures.first_token_p50_ms, 300);
	assert.equal(figures.tokens_per_answer, 120);
	assert.equal(figures.cost_per_answer, 0.25);
});
