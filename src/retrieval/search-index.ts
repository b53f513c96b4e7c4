import {termNumber, termNumbers, weightIn} from './bag.ts';
import type {IndexStore, StoredUnit} from './index-store.ts';
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
 * A page is as good as its best sections, as the page as a whole, and as the best that other pages say of it where
 * they link to it. The rarest terms of the question choose which texts are looked at; those are then scored with
 * all terms, by BM25.
 */
export function searchIndex(request: SearchRequest, {store, pages, vocabulary}: Searched): FoundSection[] {
	const counts = {unitCount: store.unitCount(), unitsWith: store.unitsWith};
	const query = readQuery(request, vocabulary, counts);
	const score = scorer(query.terms);
	const units = chooseUnits(query.terms, store).map(unit => ({
		unit,
		score: score(unit.bag, saturation.unit),
	}));
	const drafts = gatherByPage(units, pages);
	const ranked = chooseDrafts(drafts)
		.map(draft => ({...draft, score: totalOf(draft, score(store.pageBag(draft.page.id), saturation.page))}))
		.sort((a, b) => b.score - a.score);
	if (!fits(ranked[0]?.score ?? 0, query)) return [];
	return withoutTwins(ranked, request.limit).flatMap(draft => toFoundSection(draft, store));
}

/** How soon more of a term adds nothing: at this weight it has half its worth. */
const saturation = {unit: 1.1, page: 1.2} as const;

/** What adds up to the score of a page. */
const shares = {bestSection: 0.5, nextSections: 0.12, page: 0.3, mention: 0.5} as const;

/**
 * What a question must reach: its best score for the square root of what all its words are worth, helped by
 * speaking of the service, hindered by speaking of other matters. Set so that of the questions that have an
 * answer few are refused.
 */
const fit = {least: 1.3, concept: 0.2, mostConcepts: 3, elsewhere: 0.4} as const;

function fits(best: number, {terms, concepts, elsewhere}: Query): boolean {
	return best > 0 && fitOf(best, {terms, concepts, elsewhere}) >= fit.least;
}

export function fitOf(best: number, {terms, concepts, elsewhere}: Query): number {
	const worth = terms.reduce((sum, term) => sum + term.worth, 0);
	return (
		best / Math.sqrt(worth) + fit.concept * Math.min(concepts, fit.mostConcepts) - fit.elsewhere * elsewhere
	);
}

type Score = (bag: Uint8Array, saturation: number) => number;

function scorer(terms: readonly QueryTerm[]): Score {
	const wanted = terms
		.filter(({units}) => units > 0)
		.map(({term, worth}) => ({number: termNumber(term), worth}));
	return (bag, half) => {
		const weightOf = weightIn(bag);
		let score = 0;
		for (const {number, worth} of wanted) {
			const weight = weightOf(number);
			if (weight > 0) score += (worth * weight * (half + 1)) / (weight + half);
		}
		return score;
	};
}

/** How many units are fetched by the inverted index, and how many of these are scored. */
const mostFetched = 6000;
const mostScored = 300;

/** The units with the most of what the rarest terms are worth. */
function chooseUnits(terms: readonly QueryTerm[], store: IndexStore): StoredUnit[] {
	const worthOf = new Map<number, number>();
	let fetched = 0;
	for (const {term, units, worth} of terms) {
		if (units === 0) continue;
		if (fetched > 0 && fetched + units > mostFetched) break;
		fetched += units;
		for (const [id] of store.unitIdsWith(term)) worthOf.set(id, (worthOf.get(id) ?? 0) + worth);
	}
	return [...worthOf]
		.sort((a, b) => b[1] - a[1])
		.slice(0, mostScored)
		.flatMap(([id]) => store.unit(id) ?? []);
}

/** What speaks for a page before it is looked at as a whole. */
type Draft = {
	readonly page: PlacedPage;
	/** Best first. */
	readonly sections: readonly ScoredUnit[];
	/** The best that another page says of it. */
	readonly mention: number;
};

type ScoredUnit = {readonly unit: StoredUnit; readonly score: number};

function gatherByPage(units: readonly ScoredUnit[], pages: PageTable): Draft[] {
	const drafts = new Map<number, {page: PlacedPage; sections: ScoredUnit[]; mention: number}>();
	const draftOf = (page: PlacedPage) => {
		const draft = drafts.get(page.id) ?? {page, sections: [], mention: 0};
		drafts.set(page.id, draft);
		return draft;
	};
	for (const scored of units) {
		const {unit, score} = scored;
		const own = pages.byId.get(unit.page);
		if (own === undefined) continue;
		if (unit.targets === null) {
			if (own.isFound) draftOf(own).sections.push(scored);
			continue;
		}
		for (const target of unit.targets) {
			const page = pages.follow(target, own);
			// A page that links to itself says nothing new; the empty address is how people ask for it.
			if (page === undefined || !page.isFound || (page === own && target !== '')) continue;
			const draft = draftOf(page);
			draft.mention = Math.max(draft.mention, score);
		}
	}
	for (const {sections} of drafts.values()) sections.sort((a, b) => b.score - a.score);
	return [...drafts.values()];
}

const mostPages = 80;

function chooseDrafts(drafts: readonly Draft[]): Draft[] {
	return [...drafts].sort((a, b) => totalOf(b, 0) - totalOf(a, 0)).slice(0, mostPages);
}

function totalOf({sections, mention}: Draft, page: number): number {
	const [best, second, third] = sections;
	const next = (second?.score ?? 0) + (third?.score ?? 0);
	return (
		shares.bestSection * (best?.score ?? 0) +
		shares.nextSections * next +
		shares.page * page +
		shares.mention * mention
	);
}

type Ranked = Draft & {readonly score: number};

/** Of pages whose best sections say nearly the same, the best one. */
function withoutTwins(ranked: readonly Ranked[], limit: number): Ranked[] {
	const kept: Ranked[] = [];
	for (const draft of ranked) {
		if (kept.length >= limit) break;
		if (!kept.some(other => areTwins(draft, other))) kept.push(draft);
	}
	return kept;
}

const twinFrom = 0.9;

function areTwins(a: Draft, b: Draft): boolean {
	const [one, other] = [a.sections[0]?.unit.bag, b.sections[0]?.unit.bag];
	if (one === undefined || other === undefined) return false;
	return likeness(one, other) >= twinFrom;
}

/** Share of the terms of either that both have. */
function likeness(a: Uint8Array, b: Uint8Array): number {
	const [one, other] = [termNumbers(a), termNumbers(b)];
	let common = 0;
	for (let i = 0, j = 0; i < one.length && j < other.length; ) {
		const difference = (one[i] ?? 0) - (other[j] ?? 0);
		if (difference === 0) common++;
		if (difference <= 0) i++;
		if (difference >= 0) j++;
	}
	return common / Math.max(1, one.length + other.length - common);
}

function toFoundSection({page, sections, score}: Ranked, store: IndexStore): FoundSection[] {
	const id = sections[0]?.unit.id ?? store.firstSection(page.id);
	const section = id === undefined ? undefined : store.section(id);
	if (section === undefined) return [];
	const {headings, anchor, text} = section;
	return [
		{
			page: page.path,
			kind: page.kind,
			...(page.subject !== null && {subject: page.subject}),
			pageTitle: page.title,
			headings,
			anchor,
			slug: page.slug,
			...(page.url !== undefined && {url: anchor === '' ? page.url : `${page.url}#${anchor}`}),
			text,
			score,
		},
	];
}
