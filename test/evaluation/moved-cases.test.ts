import assert from 'node:assert/strict';
import test from 'node:test';
import type {AnsweredCase} from '../../src/evaluation/measure-answers.ts';
import {leadsOf, movedCases} from '../../src/evaluation/moved-cases.ts';
import {recordOf} from '../support/records.ts';

function answered(id: string, cause: string): AnsweredCase {
	return {
		case: {id, message: '', history: [], cause, cause_confidence: 'high', expect_docs: []},
		record: recordOf(),
	};
}

const cases = [answered('one', 'auth.invalid_key'), answered('two', 'net.dns'), answered('three', 'net.dns')];

test('the leads are kept by case', () => {
	assert.deepEqual(leadsOf(cases.slice(0, 2)), {one: 'auth.invalid_key', two: 'auth.invalid_key'});
});

test('a case has moved when another cause leads, for better or worse; a new case has not', () => {
	assert.deepEqual(movedCases(cases, {one: 'net.dns', two: 'net.dns'}), [
		{id: 'one', before: 'net.dns', now: 'auth.invalid_key', wanted: 'auth.invalid_key', isRight: true},
		{id: 'two', before: 'net.dns', now: 'auth.invalid_key', wanted: 'net.dns', isRight: false},
	]);
	assert.deepEqual(movedCases(cases, leadsOf(cases)), []);
});
