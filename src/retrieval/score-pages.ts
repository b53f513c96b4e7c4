import type {IndexStore} from './index-store.ts';
import type {PageTable, PlacedPage} from './place-pages.ts';
import type {QueryTerm} from './read-query.ts';
import {createTop} from './top-scores.ts';

export type Scoring = {readonly store: IndexStore; readonly pages: PageTable};

export type ScoredPage = {
	readonly page: PlacedPage;
	readonly score: number;
	/** Place of the best section. */
	readonly section: number;
};

/** What adds up to the score of a page. Other shares than equal ones were tried and found no better. */
const shares = {bestSection: 0.5, page: 0.5, mention: 0.5} as const;

/** Pages with words of their own; so many only matter where nearly all say the same. */
const mostPages = 150;
/** What fits worse than so many other mentions adds next to nothing. */
const mostMentions = 100;

/**
 * The best pages, best first. The score of a page is made of what BM25 gives to its best section, to itself as a
 * whole, and to the best that any page says of it where it links to it.
 */
export function scorePages(terms: readonly QueryTerm[], {store, pages}: Scoring): readonly ScoredPage[] {
	const bags = scoreBags(terms, {store, pages});
	const said = bestMentions(bags, {store, pages});
	const ids = new Set([...bestPages(bags, pages), ...[...said.keys()].map(({id}) => id)]);
	return [...ids]
		.flatMap((id): readonly ScoredPage[] => {
			const page = pages.byId.get(id);
			if (page === undefined || !page.isFound) return [];
			const score = ownScore(id, {bags, pages}) + shares.mention * (said.get(page) ?? 0);
			return [{page, score, section: bestSection(id, {bags, pages})}];
		})
		.sort((a, b) => b.score - a.score);
}

/** The score of every bag: see `PageTable.starts`. Valid until the next search of the same pages. */
function scoreBags(terms: readonly QueryTerm[], {store, pages}: Scoring): Float64Array {
	const scores = boards.get(pages) ?? new Float64Array(pages.starts.at(-1) ?? 0);
	boards.set(pages, scores);
	scores.fill(0);
	for (const term of terms) if (term.pages > 0) store.postings.addWorth({starts: pages.starts, scores}, term);
	return scores;
}

/** A new one for each search would be megabytes that somebody has to clear away. */
const boards = new WeakMap<PageTable, Float64Array>();

type Scored = {readonly bags: Float64Array; readonly pages: PageTable};

/** The numbers of the pages whose own words fit best. */
function bestPages(bags: Float64Array, pages: PageTable): readonly number[] {
	const top = createTop<number>(mostPages);
	for (let id = 0; id < pages.mentionStarts.length; id++) {
		if ((bags[pages.starts[id] ?? 0] ?? 0) === 0) continue;
		const score = ownScore(id, {bags, pages});
		if (score > top.least()) top.add(score, id);
	}
	return top.best();
}

function ownScore(id: number, {bags, pages}: Scored): number {
	const start = pages.starts[id] ?? 0;
	let ofSection = 0;
	for (let bag = start + 1; bag < (pages.mentionStarts[id] ?? 0); bag++) {
		const score = bags[bag] ?? 0;
		if (score > ofSection) ofSection = score;
	}
	return shares.page * (bags[start] ?? 0) + shares.bestSection * ofSection;
}

/** The place of the first of the best ones. */
function bestSection(id: number, {bags, pages}: Scored): number {
	const sections = bags.subarray((pages.starts[id] ?? 0) + 1, pages.mentionStarts[id]);
	return Math.max(0, sections.indexOf(sections.reduce((most, score) => Math.max(most, score), 0)));
}

/** The best that any page says of each. */
function bestMentions(bags: Float64Array, {store, pages}: Scoring): ReadonlyMap<PlacedPage, number> {
	const best = new Map<PlacedPage, number>();
	for (const {id, place, score} of topMentions(bags, pages)) {
		const from = pages.byId.get(id);
		if (from === undefined) continue;
		for (const link of store.mentions(id)[place] ?? []) {
			const target = pages.follow(link, from);
			// A page that links to itself says nothing new; the empty address is how people ask for it.
			if (target === undefined || (target === from && link !== '')) continue;
			if (!best.has(target)) best.set(target, score);
		}
	}
	return best;
}

type Mention = {readonly id: number; readonly place: number; readonly score: number};

function topMentions(bags: Float64Array, {starts, mentionStarts}: PageTable): readonly Mention[] {
	const top = createTop<Mention>(mostMentions);
	for (let id = 0; id < mentionStarts.length; id++) {
		const first = mentionStarts[id] ?? 0;
		const end = starts[id + 1] ?? 0;
		for (let bag = first; bag < end; bag++) {
			const score = bags[bag] ?? 0;
			if (score > top.least()) top.add(score, {id, place: bag - first, score});
		}
	}
	return top.best();
}
