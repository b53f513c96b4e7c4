import assert from 'node:assert/strict';
import test from 'node:test';
import {insufficientInfo} from '../../../src/diagnosis/diagnose.ts';
import type {RankedCause} from '../../../src/diagnosis/diagnosis.ts';
import {attentionFor, sureEnough} from '../../../src/discord/review/attention.ts';
import type {AnswerRecord} from '../../../src/log/answer-record.ts';
import {evidenceOf, recordOf} from '../../support/records.ts';

const lead = (given: Partial<RankedCause>): AnswerRecord['diagnosis'] => {
	const {diagnosis} = recordOf();
	const [first] = diagnosis.causes;
	return {...diagnosis, causes: [{...(first as RankedCause), confidence: 0.97, ...given}]};
};
const doubt = {...lead({id: insufficientInfo, kind: 'aside', confidence: 0.4}), refused: true};
const cutBy = (sentences: number): AnswerRecord['answer'] => ({
	...recordOf().answer,
	writer: 'model',
	model: {
		name: 'm',
		promptVersion: 'answer.v1',
		tokens: {input: 1, output: 1},
		cut: {of: 8, sentences, because: {}},
		totalMs: 1,
	},
});
const key = (turn: number) => evidenceOf({secrets: [{kind: 'api_key', turn}]});

test('an answer needs eyes for what is wrong with it, and a sure one needs none', () => {
	const rows: readonly (readonly [string, Partial<AnswerRecord>, readonly string[]])[] = [
		['sure', {diagnosis: lead({})}, []],
		['at the bound', {diagnosis: lead({confidence: sureEnough})}, []],
		['below the bound', {diagnosis: lead({confidence: sureEnough - 0.01})}, ['low_confidence']],
		['no cause named', {diagnosis: doubt}, ['refused']],
		['nothing at all', {diagnosis: {...doubt, causes: []}}, ['refused']],
		['a sure aside', {diagnosis: {...lead({id: 'off_topic', kind: 'aside'}), refused: true}}, []],
		['a key in the message', {diagnosis: lead({}), evidence: key(0)}, ['secret_found']],
		['a key said before', {diagnosis: lead({}), evidence: key(1)}, []],
		[
			'steered',
			{diagnosis: {...lead({id: 'injection', kind: 'aside'}), refused: true}},
			['injection_suspected'],
		],
		['a word of it', {diagnosis: lead({id: 'injection', kind: 'aside', score: 1.5})}, []],
		['much was cut', {diagnosis: lead({}), answer: cutBy(2)}, ['model_cut']],
		['little was cut', {diagnosis: lead({}), answer: cutBy(1)}, []],
	];
	for (const [said, given, reasons] of rows) {
		assert.deepEqual(attentionFor(recordOf(given), {hasLed: true}), reasons, said);
	}
});

test('a cause that leads for the first time needs eyes; an aside is no such news', () => {
	assert.deepEqual(attentionFor(recordOf({diagnosis: lead({})}), {hasLed: false}), ['new_cause']);
	assert.deepEqual(attentionFor(recordOf({diagnosis: lead({kind: 'aside'})}), {hasLed: false}), []);
	assert.deepEqual(attentionFor(recordOf({diagnosis: doubt}), {hasLed: false}), ['refused']);
});

test('where all answers are wanted, one that needs no eyes says so', () => {
	const wanted = {hasLed: true, wants: 'all'} as const;
	assert.deepEqual(attentionFor(recordOf({diagnosis: lead({})}), wanted), ['every_answer']);
	assert.deepEqual(attentionFor(recordOf({diagnosis: doubt}), wanted), ['refused']);
});
