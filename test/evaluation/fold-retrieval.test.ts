import assert from 'node:assert/strict';
import test from 'node:test';
import {foldRetrieval} from '../../src/evaluation/fold-retrieval.ts';
import {fit} from '../../src/retrieval/search-index.ts';
import type {FoundSection} from '../../src/retrieval/section.ts';

/** Even queries have the right page `a`, odd ones have none. */
const cases = ['q0', 'q1', 'q2', 'q3'].map((query, index) => ({
	id: query,
	query,
	relevant: index % 2 === 0 ? {a: 2} : ({} as Record<string, number>),
}));
const choices = [1, 2].map(least => ({...fit, least}));
const found: readonly FoundSection[] = [
	{
		page: 'a.md',
		kind: 'documentation',
		pageTitle: 'A',
		headings: [],
		anchor: '',
		text: 'a',
		slug: 'a',
		score: 1,
	},
];

test('each fold is searched with the numbers that do best on the others', () => {
	const folded = foldRetrieval(cases, {
		folds: 2,
		choices,
		groupsOf: () => new Set(),
		// With 1 every query finds the page, with 2 none does: the even ones are better off with 1, the odd ones with 2.
		search: (_, {numbers: {least}}) => (least === 1 ? found : []),
	});
	assert.deepEqual(
		folded.chosen.map(({numbers: {least}}) => least),
		[2, 1],
	);
	assert.deepEqual(folded.found, [[], found, [], found]);
});

test('each fold is searched without the groups of words that its questions alone speak of', () => {
	const spokenOf: Readonly<Record<string, readonly number[]>> = {q0: [1, 2], q1: [2, 3], q2: [1], q3: []};
	const left = new Map<string, readonly number[]>();
	const folded = foldRetrieval(cases, {
		folds: 2,
		choices: [fit],
		groupsOf: query => new Set(spokenOf[query]),
		search({query}, without) {
			left.set(query, [...without.left]);
			return found;
		},
	});
	assert.deepEqual(Object.fromEntries(left), {q0: [1], q1: [3], q2: [1], q3: [3]});
	assert.deepEqual(
		folded.chosen.map(each => each.left),
		[1, 1],
	);
});
