import assert from 'node:assert/strict';
import test from 'node:test';
import {type Bag, fillBag, joinBags, likeness, shareUnit} from '../../src/retrieval/page-words.ts';

/** By term: which bags have it, with which share of its worth. */
function sharesOf(
	bags: readonly Bag[],
): ReadonlyMap<number, readonly (readonly [bag: number, share: number])[]> {
	const {numbers, ends, bags: bagOf, shares} = joinBags(bags);
	const entries = Array.from(
		bagOf,
		(bag, index) => [bag, Number(((shares[index] ?? 0) * shareUnit).toFixed(1))] as const,
	);
	return new Map(
		Array.from(numbers, (number, index) => [number, entries.slice(ends[index - 1] ?? 0, ends[index])]),
	);
}

test('joined bags give each term, in ascending order, with the bags that have it', () => {
	const shares = sharesOf([
		{numbers: [4_294_967_295, 7, 7], weights: [1, 0.5, 0.5]},
		{numbers: [], weights: []},
		{numbers: [7], weights: [1]},
	]);
	assert.deepEqual(
		[...shares],
		[
			[
				7,
				[
					[0, 1],
					[2, 1],
				],
			],
			[4_294_967_295, [[0, 1]]],
		],
	);
	assert.deepEqual([...sharesOf([])], []);
});

test('a weight of 1 has all of what a term is worth; more has more, and never so much more', () => {
	const shareOf = (weight: number) => sharesOf([{numbers: [7], weights: [weight]}]).get(7)?.[0]?.[1] ?? 0;
	assert.equal(shareOf(1), 1);
	assert.ok(shareOf(0.03) > 0);
	assert.ok(shareOf(2) > 1);
	assert.ok(shareOf(1_000_000) < 2.3);
});

test('a term of a long text weighs less than the same in a short one, more often more', () => {
	const field = {weight: 1, usualLength: 10, lengthCounts: 0.5};
	const weightIn = (terms: readonly number[], length: number) =>
		fillBag([{...field, terms, length}]).weights.reduce((sum, weight) => sum + weight, 0);
	assert.ok(weightIn([1], 100) < weightIn([1], 10));
	assert.ok(weightIn([1, 1], 10) > weightIn([1], 10));
});

test('likeness is the share of the terms that both pages have', () => {
	const page = (...numbers: number[]) => ({numbers: Uint32Array.from(numbers)});
	assert.equal(likeness(page(1, 2, 3), page(1, 2, 3)), 1);
	assert.equal(likeness(page(1, 2, 3), page(2, 3, 4)), 0.5);
	assert.equal(likeness(page(), page(1)), 0);
});
