import type {FoundSection, Search} from '../retrieval/section.ts';
import type {RetrievalCase} from './cases.ts';
import {quantile, share} from './figures.ts';

/** Shares from 0 to 1, times in milliseconds. A hit is any labelled page; the gain of a grade is 2^grade − 1. */
export type RetrievalFigures = {
	readonly queries: number;
	readonly hit_at_1: number;
	readonly hit_at_3: number;
	readonly hit_at_5: number;
	readonly recall_at_5: number;
	readonly mrr_at_10: number;
	readonly ndcg_at_10: number;
	/** Of the queries without an answer, those for which nothing was found. */
	readonly refused_right: number;
	/** Of the queries with an answer, those for which nothing was found. */
	readonly refused_wrong: number;
	readonly p50_ms: number;
	readonly p99_ms: number;
};

/** How many pages are asked for. */
export const deepest = 10;

/** Asks every query once, and once before for warmth, so that the times are those of a running bot. */
export async function measureRetrieval(
	cases: readonly RetrievalCase[],
	search: Search,
): Promise<RetrievalFigures> {
	for (const {query} of cases) await search({query, limit: deepest});
	const asked = [];
	for (const labelled of cases) {
		const startedAt = performance.now();
		const found = await search({query: labelled.query, limit: deepest});
		const tookMs = performance.now() - startedAt;
		asked.push({labelled, tookMs, ranked: pagesOf(found)});
	}
	const answerable = asked.filter(({labelled}) => !isUnanswerable(labelled));
	const scores = answerable.map(({labelled, ranked}) => scoreRanking(ranked, labelled.relevant));
	const times = asked.map(({tookMs}) => tookMs);
	return {
		queries: cases.length,
		hit_at_1: share(scores, ({firstHit}) => firstHit <= 1),
		hit_at_3: share(scores, ({firstHit}) => firstHit <= 3),
		hit_at_5: share(scores, ({firstHit}) => firstHit <= 5),
		recall_at_5: mean(scores.map(({recall}) => recall)),
		mrr_at_10: mean(scores.map(({firstHit}) => (firstHit <= deepest ? 1 / firstHit : 0))),
		ndcg_at_10: mean(scores.map(({ndcg}) => ndcg)),
		refused_right: share(
			asked.filter(({labelled}) => isUnanswerable(labelled)),
			({ranked}) => ranked.length === 0,
		),
		refused_wrong: share(answerable, ({ranked}) => ranked.length === 0),
		p50_ms: quantile(times, 0.5),
		p99_ms: quantile(times, 0.99),
	};
}

/** The pages of what was found, best first, as labels name them. */
export function pagesOf(found: readonly FoundSection[]): readonly string[] {
	return [...new Set(found.map(({slug, page}) => slug ?? page))];
}

/** Whether no page is right. */
export function isUnanswerable({unanswerable, relevant}: RetrievalCase): boolean {
	return unanswerable === true || relevantPages(relevant).length === 0;
}

type Grades = RetrievalCase['relevant'];

/** How good one ranking is. `firstHit` is the place of the first labelled page, from 1; `Infinity` without one. */
export function scoreRanking(ranked: readonly string[], relevant: Grades) {
	const pages = relevantPages(relevant);
	const place = ranked.findIndex(page => pages.includes(page));
	const ideal = Object.values(relevant).sort((a, b) => b - a);
	const found = ranked.map(page => (Object.hasOwn(relevant, page) ? (relevant[page] ?? 0) : 0));
	return {
		firstHit: place === -1 ? Infinity : place + 1,
		recall: pages.length === 0 ? 0 : share(pages, page => ranked.slice(0, 5).includes(page)),
		ndcg: pages.length === 0 ? 0 : gain(found) / gain(ideal),
	};
}

function relevantPages(relevant: Grades): string[] {
	return Object.keys(relevant).filter(page => (relevant[page] ?? 0) > 0);
}

/** Discounted cumulative gain (Järvelin, Kekäläinen 2002) of the first ten. */
function gain(grades: readonly number[]): number {
	return grades
		.slice(0, deepest)
		.reduce((sum, grade, index) => sum + (2 ** grade - 1) / Math.log2(index + 2), 0);
}

function mean(values: readonly number[]): number {
	return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
