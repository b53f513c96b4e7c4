import type {IndexStore} from './index-store.ts';
import {likeness, type PageWords} from './page-words.ts';
import type {PageTable} from './place-pages.ts';
import {type Query, readQuery} from './read-query.ts';
import {type ScoredPage, scorePages} from './score-pages.ts';
import type {FoundSection, SearchRequest} from './section.ts';
import type {Vocabulary} from './vocabulary.ts';

export type Searched = {
	readonly store: IndexStore;
	readonly pages: PageTable;
	readonly vocabulary: Vocabulary;
};

/** The best section of each page that fits, best page first; none where even the best does not fit well enough. */
export function searchIndex(request: SearchRequest, searched: Searched, numbers: Fit = fit): FoundSection[] {
	const {store} = searched;
	const ranked = withoutTwins(rankPages(request, searched, numbers), {limit: request.limit, store});
	return ranked.flatMap(page => toFoundSection(page, store));
}

/** A page that fits, and the place of its best section. */
export type RankedPage = ScoredPage;

/** All pages that fit, twins among them, for who has another ranking beside it. */
export function rankPages(
	request: SearchRequest,
	{store, pages, vocabulary}: Searched,
	numbers: Fit = fit,
): readonly RankedPage[] {
	const query = readQuery(request, {
		vocabulary,
		pageCount: pages.byId.size,
		pagesWith: store.postings.pagesWith,
	});
	const ranked = scorePages(query.terms, {store, pages});
	return fits(ranked[0]?.score ?? 0, {query, numbers}) ? ranked : [];
}

/**
 * What a question must reach: its best score for what all its words are worth, helped by speaking of the service,
 * hindered by speaking of other matters. For a long question that is the square root of what its words are worth:
 * nobody's page has all of them.
 */
export type Fit = {
	readonly least: number;
	readonly concept: number;
	readonly mostConcepts: number;
	readonly elsewhere: number;
	readonly mostElsewhere: number;
};

/** Set so that of the questions that have an answer one in fifty is refused. */
export const fit: Fit = {least: 1.2, concept: 0.2, mostConcepts: 3, elsewhere: 0.7, mostElsewhere: 2};

function fits(best: number, {query, numbers}: {readonly query: Query; readonly numbers: Fit}): boolean {
	const {terms, concepts, elsewhere} = query;
	const worth = terms.reduce((sum, term) => sum + term.worth, 0);
	if (best === 0 || worth === 0) return false;
	const help = numbers.concept * Math.min(concepts, numbers.mostConcepts);
	const hindrance = numbers.elsewhere * Math.min(elsewhere, numbers.mostElsewhere);
	return best / Math.min(worth, Math.sqrt(worth)) + help - hindrance >= numbers.least;
}

/** So much alike, two pages are one result. */
const twinFrom = 0.9;

type Kept = {readonly limit: number; readonly store: IndexStore};

/** Of pages that say nearly the same, the best one. */
export function withoutTwins(ranked: readonly RankedPage[], {limit, store}: Kept): readonly RankedPage[] {
	const kept: {readonly ranked: RankedPage; readonly words: PageWords}[] = [];
	for (const each of ranked) {
		if (kept.length >= limit) break;
		const words = store.words(each.page.id)?.words;
		if (words === undefined || kept.some(other => likeness(other.words, words) >= twinFrom)) continue;
		kept.push({ranked: each, words});
	}
	return kept.map(one => one.ranked);
}

/** None where the page is gone. */
export function toFoundSection(
	{page, section: place, score}: RankedPage,
	store: IndexStore,
): readonly FoundSection[] {
	const section = store.section(page.id, place);
	if (section === undefined) return [];
	const {kind, subject, title, slug, url} = page;
	return [
		{
			page: page.path,
			kind,
			...(subject !== null && {subject}),
			pageTitle: title,
			...section,
			slug,
			...(url !== undefined && {url: section.anchor === '' ? url : `${url}#${section.anchor}`}),
			score,
		},
	];
}
