import assert from 'node:assert/strict';
import test from 'node:test';
import {measureRetrieval, scoreRanking} from '../../src/evaluation/measure-retrieval.ts';
import type {FoundSection} from '../../src/retrieval/section.ts';

function found(slug: string): FoundSection {
	return {
		page: `${slug}.md`,
		slug,
		kind: 'documentation',
		pageTitle: slug,
		headings: [],
		anchor: '',
		text: '',
		score: 1,
	};
}

const cases = [
	{id: '1', query: 'first', relevant: {a: 2, b: 1}},
	{id: '2', query: 'fourth', relevant: {a: 2}},
	{id: '3', query: 'nothing', relevant: {a: 1}},
	{id: '4', query: 'nothing', relevant: {}, unanswerable: true},
	{id: '5', query: 'first', relevant: {}, unanswerable: true},
];

const answers: Readonly<Record<string, readonly string[]>> = {
	first: ['a', 'x', 'b'],
	fourth: ['x', 'y', 'z', 'a'],
	nothing: [],
};

test('figures follow the contract, over the answerable queries and the others apart', async () => {
	const figures = await measureRetrieval(cases, ({query}) => (answers[query] ?? []).map(found));
	const {p50_ms, p99_ms, ndcg_at_10, ...exact} = figures;
	assert.deepEqual(exact, {
		queries: 5,
		hit_at_1: 1 / 3,
		hit_at_3: 1 / 3,
		hit_at_5: 2 / 3,
		recall_at_5: 2 / 3,
		mrr_at_10: (1 + 1 / 4) / 3,
		refused_right: 1 / 2,
		refused_wrong: 1 / 3,
	});
	const first = (3 + 1 / Math.log2(4)) / (3 + 1 / Math.log2(3));
	const fourth = 1 / Math.log2(5);
	assert.ok(Math.abs(ndcg_at_10 - (first + fourth) / 3) < 1e-12);
	assert.ok(p50_ms >= 0 && p99_ms >= p50_ms);
});

test('several sections of one page are one page', async () => {
	const figures = await measureRetrieval([{id: '1', query: 'q', relevant: {b: 2}}], () =>
		['a', 'a', 'a', 'b'].map(found),
	);
	assert.equal(figures.mrr_at_10, 1 / 2);
});

test('a perfect ranking has an nDCG of 1, one without a labelled page of 0', () => {
	assert.equal(scoreRanking(['a', 'b', 'c'], {a: 2, b: 1}).ndcg, 1);
	assert.deepEqual(scoreRanking(['x'], {a: 2}), {firstHit: Infinity, recall: 0, ndcg: 0});
});

test('without any case every figure is 0', async () => {
	const figures = await measureRetrieval([], () => []);
	assert.ok(Object.values(figures).every(value => value === 0));
});
