import type {IndexStore} from './index-store.ts';
import {likeness, type PageWords} from './page-words.ts';
import type {PageTable, PlacedPage} from './place-pages.ts';
import {type Query, type QueryTerm, readQuery} from './read-query.ts';
import type {FoundSection, SearchRequest} from './section.ts';
import type {Vocabulary} from './vocabulary.ts';

export type Searched = {
	readonly store: IndexStore;
	readonly pages: PageTable;
	readonly vocabulary: Vocabulary;
};

/**
 * The best section of each page that fits, best page first; none where even the best does not fit well enough.
 *
 * The inverted index chooses the pages with most of what the question asks. Each is scored by BM25: its best
 * section, the page as a whole, and the best that other pages say of it where they link to it.
 */
export function searchIndex(request: SearchRequest, searched: Searched): FoundSection[] {
	return rankPages(request, searched).flatMap(ranked => toFoundSection(ranked, searched.store));
}

/** A page that fits, and the place of its best section. */
export type RankedPage = {readonly page: PlacedPage; readonly section: number; readonly score: number};

/** The same as pages, for who has another ranking beside it. */
export function rankPages(
	request: SearchRequest,
	{store, pages, vocabulary}: Searched,
): readonly RankedPage[] {
	const query = readQuery(request, {vocabulary, pageCount: pages.byId.size, pagesWith: store.pagesWith});
	const score = pageScorer(query.terms, {store, pages});
	const chosen = choosePages(query.terms, store).flatMap(score);
	const said = bestMentions(chosen, pages);
	const known = new Set(chosen.map(({page}) => page));
	const meant = [...said.keys()].filter(page => !known.has(page)).slice(0, mostMeant);
	const ranked = [...chosen, ...meant.flatMap(({id}) => score(id))]
		.filter(({page}) => page.isFound)
		.map(scored => ({...scored, score: scored.score + shares.mention * (said.get(scored.page) ?? 0)}))
		.sort((a, b) => b.score - a.score);
	if (!fits(ranked[0]?.score ?? 0, query)) return [];
	return withoutTwins(ranked, request.limit);
}

/** How many page numbers are fetched from the inverted index, and how many pages are scored with all terms. */
const mostFetched = 15_000;
const mostChosen = 150;

/** The pages with the most of what the terms are worth, as far as the rarest terms tell. */
function choosePages(terms: readonly QueryTerm[], store: IndexStore): number[] {
	const worthOf = new Map<number, number>();
	let fetched = 0;
	for (const {number, pages, worth} of terms) {
		if (pages === 0) continue;
		if (fetched > 0 && fetched + pages > mostFetched) break;
		fetched += pages;
		for (const id of store.pageIdsWith(number)) worthOf.set(id, (worthOf.get(id) ?? 0) + worth);
	}
	return [...worthOf]
		.sort((a, b) => b[1] - a[1])
		.slice(0, mostChosen)
		.map(([id]) => id);
}

/** Pages that others speak of and that were not chosen for their own words. */
const mostMeant = 40;

type ScoredPage = {
	readonly page: PlacedPage;
	readonly words: PageWords;
	readonly score: number;
	/** Place of the best section. */
	readonly section: number;
	/** What the page says of others, as far as it fits. */
	readonly mentions: readonly {readonly links: readonly string[]; readonly score: number}[];
};

/** How soon more of a term adds nothing: at this weight it has half its worth. */
const saturation = {part: 1.1, page: 1.2} as const;

/** What adds up to the score of a page. Other shares than equal ones were tried and found no better. */
const shares = {bestSection: 0.5, page: 0.5, mention: 0.5} as const;

/** Scores a page for itself; what others say of it comes later. None where the page is gone. */
function pageScorer(terms: readonly QueryTerm[], {store, pages}: Pick<Searched, 'store' | 'pages'>) {
	return (id: number): ScoredPage[] => {
		const page = pages.byId.get(id);
		const stored = store.words(id);
		if (page === undefined || stored === undefined) return [];
		const [whole = 0, ...parts] = scoreBags(stored.words, terms);
		const sections = parts.slice(0, stored.sections);
		const mentions = parts.slice(stored.sections);
		const best = sections.reduce((most, score) => Math.max(most, score), 0);
		return [
			{
				page,
				words: stored.words,
				score: shares.bestSection * best + shares.page * whole,
				section: Math.max(0, sections.indexOf(best)),
				mentions: mentions.some(score => score > 0)
					? stored.mentions().map((links, index) => ({links, score: mentions[index] ?? 0}))
					: [],
			},
		];
	};
}

/** The score of each bag of a page up to the last one that has a term; the first is the page as a whole. */
function scoreBags(words: PageWords, terms: readonly QueryTerm[]): number[] {
	const scores: number[] = [];
	for (const {number, worth} of terms) {
		words.find(number, (bag, weight) => {
			while (scores.length <= bag) scores.push(0);
			const half = bag === 0 ? saturation.page : saturation.part;
			scores[bag] = (scores[bag] ?? 0) + (worth * weight * (half + 1)) / (weight + half);
		});
	}
	return scores;
}

/** What fits worse than so many others adds next to nothing. */
const mostSaid = 200;

/** The best that any page says of each, best first. */
function bestMentions(scored: readonly ScoredPage[], {follow}: PageTable): ReadonlyMap<PlacedPage, number> {
	const best = new Map<PlacedPage, number>();
	const said = scored
		.flatMap(({page, mentions}) => mentions.map(mention => ({page, ...mention})))
		.filter(({score}) => score > 0)
		.sort((a, b) => b.score - a.score);
	for (const {page, links, score} of said.slice(0, mostSaid)) {
		for (const link of links) {
			const target = follow(link, page);
			// A page that links to itself says nothing new; the empty address is how people ask for it.
			if (target === undefined || (target === page && link !== '')) continue;
			if (!best.has(target)) best.set(target, score);
		}
	}
	return best;
}

/**
 * What a question must reach: its best score for what all its words are worth, helped by speaking of the service,
 * hindered by speaking of other matters. For a long question that is the square root of what its words are worth:
 * nobody's page has all of them. Set so that of the questions that have an answer one in fifty is refused.
 */
const fit = {least: 1.2, concept: 0.2, mostConcepts: 3, elsewhere: 0.7, mostElsewhere: 2} as const;

function fits(best: number, {terms, concepts, elsewhere}: Query): boolean {
	const worth = terms.reduce((sum, term) => sum + term.worth, 0);
	if (best === 0 || worth === 0) return false;
	const help = fit.concept * Math.min(concepts, fit.mostConcepts);
	const hindrance = fit.elsewhere * Math.min(elsewhere, fit.mostElsewhere);
	return best / Math.min(worth, Math.sqrt(worth)) + help - hindrance >= fit.least;
}

/** So much alike, two pages are one result. */
export const twinFrom = 0.9;

/** Of pages that say nearly the same, the best one. */
function withoutTwins(ranked: readonly ScoredPage[], limit: number): ScoredPage[] {
	const kept: ScoredPage[] = [];
	for (const scored of ranked) {
		if (kept.length >= limit) break;
		if (!kept.some(({words}) => likeness(words, scored.words) >= twinFrom)) kept.push(scored);
	}
	return kept;
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
