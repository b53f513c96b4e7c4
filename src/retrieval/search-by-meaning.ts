import {fuseRankings} from './fuse-rankings.ts';
import type {IndexStore} from './index-store.ts';
import type {KnowledgeIndex} from './open-index.ts';
import {termNumber} from './page-words.ts';
import type {PlacedPage} from './place-pages.ts';
import type {VectorOfQuestion} from './question-vectors.ts';
import {longestQuery} from './read-query.ts';
import {type RankedPage, rankPages, type Searched, toFoundSection, withoutTwins} from './search-index.ts';
import type {FoundSection, Search, SearchRequest} from './section.ts';
import type {SectionPlace, SectionVectors} from './section-vectors.ts';
import {tokenize} from './tokenize.ts';
import type {Near} from './vector-set.ts';

export type Meaning = {
	readonly index: KnowledgeIndex;
	readonly vectors: Pick<SectionVectors, 'isReady' | 'nearest' | 'leastSimilarity'>;
	readonly vectorOf: VectorOfQuestion;
};

/** How many pages of each ranking are fused, and how many sections are looked at for them. */
const depth = 50;
const sectionDepth = 400;

/**
 * What words count beside vectors. Twice as much: their ranking is measured, the model is anybody's. Keys are
 * failures and identifiers: what names them comes before what only sounds like them.
 */
const weights = {words: 2, vectors: 1, keys: 1} as const;

/**
 * A search by words and by vectors, fused; by words alone where there are no vectors.
 *
 * What the words find good enough stays so. A question that they refuse is answered only where its best section is
 * as near to it as that of a question that is known to be answered here, and where it names no matter that is
 * answered elsewhere: near is what a question about an invoice is as well.
 */
export function searchByMeaning({index, vectors, vectorOf}: Meaning): Search {
	return async request => {
		// A question is sent nowhere before there is something to compare it with.
		const vector = vectors.isReady() ? await vectorOf(request.query) : undefined;
		const searched = index.searched();
		const near = vector === undefined ? [] : bestOfPages(vectors.nearest(vector, sectionDepth), searched);
		const [nearest] = near;
		if (nearest === undefined) return index.search(request);
		const fitting = rankPages(request, searched).slice(0, depth);
		const isNear = nearest.score >= vectors.leastSimilarity() && !namesElsewhere(request, searched);
		return fitting.length > 0 || isNear ? fuse({request, fitting, near, searched}) : [];
	};
}

/** The best section of each page, the nearest page first. Pages that have changed since have no vector yet. */
function bestOfPages(near: readonly Near<SectionPlace>[], {pages}: Searched): readonly RankedPage[] {
	const best = new Map<PlacedPage, RankedPage>();
	for (const {owner, similarity} of near) {
		const page = pages.byId.get(owner.page);
		if (page?.hash !== owner.hash || best.has(page)) continue;
		best.set(page, {page, section: owner.place, score: similarity});
	}
	return [...best.values()].slice(0, depth);
}

function namesElsewhere({query}: SearchRequest, {vocabulary}: Searched): boolean {
	return vocabulary.elsewhereIn(tokenize(query.slice(0, longestQuery))) > 0;
}

type Rankings = {
	readonly request: SearchRequest;
	/** By words. */
	readonly fitting: readonly RankedPage[];
	/** By vectors. */
	readonly near: readonly RankedPage[];
	readonly searched: Searched;
};

function fuse({request, fitting, near, searched}: Rankings): readonly FoundSection[] {
	const {store} = searched;
	const pagesOf = (ranked: readonly RankedPage[]) => ranked.map(({page}) => page);
	const fused = fuseRankings([
		{ranked: pagesOf(fitting), weight: weights.words},
		{ranked: pagesOf(near), weight: weights.vectors},
		{ranked: pagesOf(fitting).filter(namesAnyOf(keysOf(request), store)), weight: weights.keys},
	]).map(({thing: page, score}) => ({page, section: betterSection(page, fitting, near), score}));
	return withoutTwins(fused, {limit: request.limit, store}).flatMap(ranked => toFoundSection(ranked, store));
}

/** The numbers of the terms that stand for failures and identifiers as a whole. */
function keysOf({failures = [], identifiers = []}: SearchRequest): readonly number[] {
	return [...failures, ...identifiers].flatMap(key => {
		const [whole] = tokenize(key);
		return whole === undefined ? [] : [termNumber(whole)];
	});
}

function namesAnyOf(keys: readonly number[], store: IndexStore): (page: PlacedPage) => boolean {
	return ({id}) => {
		const numbers = keys.length === 0 ? undefined : store.words(id)?.words.numbers;
		return numbers !== undefined && keys.some(key => numbers.includes(key));
	};
}

/** Of the ranking in which the page stands higher. */
function betterSection(
	page: PlacedPage,
	fitting: readonly RankedPage[],
	near: readonly RankedPage[],
): number {
	const [byWords, byVectors] = [fitting, near].map(ranked => ranked.findIndex(each => each.page === page));
	const isNearer = byVectors !== -1 && (byWords === -1 || (byVectors ?? 0) < (byWords ?? 0));
	return (isNearer ? near[byVectors ?? 0] : fitting[byWords ?? 0])?.section ?? 0;
}
