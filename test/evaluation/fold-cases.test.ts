import assert from 'node:assert/strict';
import test from 'node:test';
import type {Diagnosis} from '../../src/diagnosis/diagnosis.ts';
import {arithmetic} from '../../src/diagnosis/rank-causes.ts';
import {foldCases} from '../../src/evaluation/fold-cases.ts';
import {isRight} from '../../src/evaluation/measure-answers.ts';
import {recordOf} from '../support/records.ts';

const {diagnosis} = recordOf();

function led(id: string): Diagnosis {
	const cause = {title: id, kind: 'failure', domain: 'you', confidence: 0.9, score: 1, reasons: []} as const;
	return {...diagnosis, causes: [{id, ...cause}]};
}

const cases = ['c0', 'c1', 'c2', 'c3'].map(id => ({
	case: {
		id,
		message: 'it fails',
		history: [],
		cause: 'a',
		cause_confidence: 'high',
		expect_docs: [],
	} as const,
	record: recordOf(),
}));

test('each part is answered with the numbers that do best on the others', () => {
	const choices = [1, 2].map(doubt => ({...arithmetic, doubt}));
	const folded = foldCases(
		cases.map(({case: labelled, record}) => ({case: {...labelled, history: [], expect_docs: []}, record})),
		{
			folds: 2,
			choices,
			// A doubt of 1 gets the even cases right, a doubt of 2 the odd ones.
			rejudge: ({case: {id}}, {doubt}) => led((Number(id.slice(1)) % 2 === 0) === (doubt === 1) ? 'a' : 'b'),
		},
	);
	assert.deepEqual(
		folded.chosen.map(({doubt}) => doubt),
		[2, 1],
	);
	assert.deepEqual(
		folded.answered.map(one => one.case.id),
		['c0', 'c1', 'c2', 'c3'],
	);
	assert.ok(folded.answered.every(one => !isRight(one, 1)));
});
