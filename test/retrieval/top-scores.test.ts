import assert from 'node:assert/strict';
import test from 'node:test';
import {createTop} from '../../src/retrieval/top-scores.ts';

test('the highest scores are kept, highest first, of equal ones the earlier', () => {
	const top = createTop<string>(3);
	for (const [score, thing] of [
		[1, 'low'],
		[5, 'first'],
		[5, 'second'],
		[9, 'high'],
		[5, 'third'],
	] as const)
		if (score > top.least()) top.add(score, thing);
	assert.deepEqual(top.best(), ['high', 'first', 'second']);
});

test('a score must exceed the least of those that are kept, and 0 while there is room', () => {
	const top = createTop<string>(2);
	assert.equal(top.least(), 0);
	top.add(4, 'a');
	assert.equal(top.least(), 0);
	top.add(3, 'b');
	assert.equal(top.least(), 3);
	top.add(7, 'c');
	assert.equal(top.least(), 4);
	assert.deepEqual(top.best(), ['c', 'a']);
});
