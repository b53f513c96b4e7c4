import assert from 'node:assert/strict';
import test from 'node:test';
import {type AnswerCase, readCases} from '../../src/evaluation/cases.ts';
import {quantile, share} from '../../src/evaluation/figures.ts';
import {measureAnswers, questionOfCase} from '../../src/evaluation/measure-answers.ts';
import type {AnswerRecord} from '../../src/log/answer-record.ts';
import {recordOf} from '../support/records.ts';

const labelled = (given: Partial<AnswerCase>): AnswerCase => ({
	id: 'one',
	message: 'it fails',
	history: [],
	cause: 'auth.invalid_key',
	cause_confidence: 'high',
	expect_docs: [],
	...given,
});

function answeredWith(
	ids: readonly string[],
	more: {refused?: boolean; confidence?: number; links?: readonly string[]} = {},
): AnswerRecord {
	const {refused = false, confidence = 0.9, links = []} = more;
	const base = recordOf();
	return {
		...base,
		diagnosis: {
			...base.diagnosis,
			refused,
			causes: ids.map(id => ({
				id,
				title: id,
				kind: 'failure',
				domain: 'you',
				confidence,
				score: 1,
				reasons: [],
			})),
		},
		answer: {...base.answer, refused, citations: links.map(url => ({title: url, url}))},
	};
}

const known = () => true;

test('a cause counts among the first one and the first three', () => {
	const figures = measureAnswers(
		[
			{case: labelled({}), record: answeredWith(['auth.invalid_key'])},
			{case: labelled({}), record: answeredWith(['a', 'b', 'auth.invalid_key'])},
			{case: labelled({}), record: answeredWith(['a', 'b', 'c', 'auth.invalid_key'])},
			{case: labelled({}), record: answeredWith([])},
		],
		known,
	);
	assert.equal(figures.cause_top1, 0.25);
	assert.equal(figures.cause_top3, 0.5);
	assert.deepEqual(figures.per_cause, {'auth.invalid_key': {cases: 4, top1: 0.25, top3: 0.5}});
});

test('where the label is uncertain, being unsure is right', () => {
	const unsure = answeredWith(['diagnosis.insufficient_info'], {refused: true});
	assert.equal(
		measureAnswers([{case: labelled({cause_confidence: 'low'}), record: unsure}], known).cause_top1,
		1,
	);
	assert.equal(
		measureAnswers([{case: labelled({cause_confidence: 'medium'}), record: unsure}], known).cause_top1,
		0,
	);
});

test('refusals are right for what no bot should diagnose, and wrong for the rest', () => {
	const refused = answeredWith(['diagnosis.insufficient_info'], {refused: true});
	const named = answeredWith(['auth.invalid_key']);
	const figures = measureAnswers(
		[
			{case: labelled({cause: 'off_topic'}), record: refused},
			{case: labelled({cause: 'injection'}), record: named},
			{case: labelled({}), record: named},
			{case: labelled({}), record: named},
			{case: labelled({}), record: named},
			{case: labelled({}), record: refused},
			{case: labelled({cause_confidence: 'low'}), record: refused},
		],
		known,
	);
	assert.equal(figures.refused_right, 0.5);
	assert.equal(figures.refused_wrong, 0.25);
});

test('a page is hit whatever its anchor, among the first links only', () => {
	const wanted = labelled({
		expect_docs: ['https://docs.example.com/errors', 'https://docs.example.com/keys/'],
	});
	const figures = measureAnswers(
		[
			{case: wanted, record: answeredWith([], {links: ['https://docs.example.com/errors#401']})},
			{
				case: wanted,
				record: answeredWith([], {links: ['https://a.example/', 'https://docs.example.com/keys']}),
			},
			{
				case: wanted,
				record: answeredWith([], {
					links: [
						'https://a.example/1',
						'https://a.example/2',
						'https://a.example/3',
						'https://docs.example.com/keys',
					],
				}),
			},
			{case: labelled({}), record: answeredWith([])},
		],
		url => !url.startsWith('https://a.'),
	);
	assert.equal(figures.docs_hit_at_1, 1 / 3);
	assert.equal(figures.docs_hit_at_3, 2 / 3);
	assert.equal(figures.links_valid, 0.5);
});

test('the calibration error is the distance of confidence and being right', () => {
	const right = {case: labelled({}), record: answeredWith(['auth.invalid_key'], {confidence: 0.75})};
	const wrong = {case: labelled({}), record: answeredWith(['other'], {confidence: 0.75})};
	const {calibration_error, reliability} = measureAnswers([right, right, right, wrong], known);
	assert.equal(calibration_error, 0);
	assert.deepEqual(
		reliability.find(({answers}) => answers > 0),
		{from: 0.7, to: 0.8, answers: 4, confidence: 0.75, right: 0.75},
	);
	assert.equal(measureAnswers([right, wrong], known).calibration_error, 0.25);
});

test('a case becomes the question that its member asks, with file and history', () => {
	const question = questionOfCase(
		labelled({attachments: 'log', history: [{role: 'user', content: 'before'}]}),
		'id',
		new Date(0),
	);
	assert.deepEqual(question.attachments, [{name: 'attachment.txt', text: 'log'}]);
	assert.deepEqual(question.earlier, [{role: 'user', text: 'before'}]);
});

test('cases are read by their kind', () => {
	assert.equal(readCases('a', '{"id":"1","message":"m","cause":"x"}\n\n').kind, 'answers');
	assert.equal(readCases('a', '{"id":"1","query":"q","relevant":{"docs/a":2}}').kind, 'retrieval');
});

for (const [text, message] of [
	['', /Cannot read cases "a": found no line/],
	['{"id":"1","message":"m","cause":"x"}\n{', /Cannot read case a:2: found no JSON/],
	['[]\n', /Cannot read case a:1: found \[\], want an object/],
	['7', /Cannot read case a:1: found 7, want an object/],
	['{"id":"1","query":"q","relevant":{"docs/a":"two"}}', /Cannot read case a:1: "relevant\.docs\/a"/],
] as const) {
	test(`${JSON.stringify(text)} is refused with its place`, () =>
		assert.throws(() => readCases('a', text), message));
}

test('a share of nothing is 0, a quantile is the nearest rank', () => {
	assert.equal(
		share([], () => true),
		0,
	);
	assert.equal(quantile([], 0.5), 0);
	assert.equal(quantile([3, 1, 2], 0.5), 2);
	assert.equal(quantile([3, 1, 2], 0.99), 3);
});
