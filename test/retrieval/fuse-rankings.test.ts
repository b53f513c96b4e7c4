import assert from 'node:assert/strict';
import test from 'node:test';
import {fuseRankings} from '../../src/retrieval/fuse-rankings.ts';

const order = (...rankings: Parameters<typeof fuseRankings<string>>[0]) =>
	fuseRankings(rankings).map(({thing}) => thing);

test('one ranking alone keeps its order', () => {
	assert.deepEqual(order({ranked: ['a', 'b', 'c'], weight: 1}), ['a', 'b', 'c']);
	assert.deepEqual(order({ranked: [], weight: 1}), []);
});

test('what both have comes before what one of them has', () => {
	const words = {ranked: ['a', 'b'], weight: 1};
	assert.deepEqual(order(words, {ranked: ['c', 'b'], weight: 1}), ['b', 'a', 'c']);
});

test('the ranking of more weight decides between two that contradict one another', () => {
	assert.deepEqual(order({ranked: ['a', 'b'], weight: 1}, {ranked: ['b', 'a'], weight: 2}), ['b', 'a']);
});

test('a place is worth one part of ten more than its number', () => {
	const [first, second] = fuseRankings([{ranked: ['a', 'b'], weight: 3}]);
	assert.deepEqual([first?.score, second?.score], [3 / 11, 3 / 12]);
});
