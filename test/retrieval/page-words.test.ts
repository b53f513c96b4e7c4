import assert from 'node:assert/strict';
import test from 'node:test';
import {type Bag, fillBag, likeness, packWords, readWords} from '../../src/retrieval/page-words.ts';

test('packed bags give back each term with its bags and weights', () => {
	const bags: Bag[] = [
		new Map([
			[7, 1.5],
			[4_294_967_295, 2],
		]),
		new Map(),
		new Map([[7, 0.25]]),
	];
	const {numbers, find} = readWords(packWords(bags));
	assert.deepEqual([...numbers], [7, 4_294_967_295]);
	const found = (number: number) => {
		const entries: [number, number][] = [];
		find(number, (bag, weight) => entries.push([bag, weight]));
		return entries;
	};
	assert.deepEqual(found(7), [
		[0, 1.5],
		[2, 0.25],
	]);
	assert.deepEqual(found(4_294_967_295), [[0, 2]]);
	assert.deepEqual(found(8), []);
});

test('bytes that do not begin at a word of memory are read as well, and so is a page without words', () => {
	const packed = packWords([new Map([[7, 1]])]);
	const shifted = new Uint8Array(packed.length + 1);
	shifted.set(packed, 1);
	assert.deepEqual([...readWords(shifted.subarray(1)).numbers], [7]);
	assert.deepEqual([...readWords(packWords([])).numbers], []);
});

test('a term of a long text weighs less than the same in a short one, more often more', () => {
	const field = {weight: 1, usualLength: 10, lengthCounts: 0.5};
	const weightIn = (terms: readonly number[], length: number) =>
		fillBag([{...field, terms, length}]).get(1) ?? 0;
	assert.ok(weightIn([1], 100) < weightIn([1], 10));
	assert.ok(weightIn([1, 1], 10) > weightIn([1], 10));
});

test('likeness is the share of the terms that both pages have', () => {
	const page = (...numbers: number[]) => readWords(packWords([new Map(numbers.map(number => [number, 1]))]));
	assert.equal(likeness(page(1, 2, 3), page(1, 2, 3)), 1);
	assert.equal(likeness(page(1, 2, 3), page(2, 3, 4)), 0.5);
	assert.equal(likeness(page(), page(1)), 0);
});
