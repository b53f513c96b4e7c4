import type {Fit} from '../retrieval/search-index.ts';
import type {FoundSection, SearchRequest} from '../retrieval/section.ts';
import type {RetrievalCase} from './cases.ts';
import {share} from './figures.ts';
import {deepest, isUnanswerable, pagesOf, scoreRanking} from './measure-retrieval.ts';

export type RetrievalFolding = {
	readonly folds: number;
	/** The numbers to choose among. */
	readonly choices: readonly Fit[];
	/** The groups of words, by number, that a question speaks of. */
	readonly groupsOf: (query: string) => ReadonlySet<number>;
	/** Searches as if nobody had thought of these groups, with these numbers. */
	readonly search: (
		request: SearchRequest,
		without: {readonly left: ReadonlySet<number>; readonly numbers: Fit},
	) => readonly FoundSection[];
};

export type FoldedRetrieval = {
	/** What each query finds, in the order of the cases. */
	readonly found: readonly (readonly FoundSection[])[];
	/** For each fold the numbers that it was searched with, and how many groups were left out. */
	readonly chosen: readonly {readonly numbers: Fit; readonly left: number}[];
};

/**
 * Cross-validation of a search. The cases are dealt into so many folds. Each fold is searched without the groups of
 * words that its questions alone speak of, as if they had been written for those, and with the numbers that do best
 * on the other folds, which are searched likewise.
 */
export function foldRetrieval(
	cases: readonly RetrievalCase[],
	{folds, choices, groupsOf, search}: RetrievalFolding,
): FoldedRetrieval {
	const spokenOf = cases.map(({query}) => groupsOf(query));
	const lefts = Array.from({length: folds}, (_, fold) => {
		const elsewhere = new Set(
			spokenOf.flatMap((groups, index) => (index % folds === fold ? [] : [...groups])),
		);
		const here = spokenOf.flatMap((groups, index) => (index % folds === fold ? [...groups] : []));
		return new Set(here.filter(group => !elsewhere.has(group)));
	});
	const tried = choices.map(numbers => ({
		numbers,
		found: cases.map(({query}, index) =>
			search({query, limit: deepest}, {left: lefts[index % folds] ?? new Set(), numbers}),
		),
	}));
	const best = lefts.map((_, fold) => {
		const worth = tried.map(({found}) => worthOf(cases, {found, counts: index => index % folds !== fold}));
		return tried[worth.indexOf(Math.max(...worth))];
	});
	return {
		found: cases.map((_, index) => best[index % folds]?.found[index] ?? []),
		chosen: best.flatMap((one, fold) =>
			one === undefined ? [] : [{numbers: one.numbers, left: lefts[fold]?.size ?? 0}],
		),
	};
}

/** The share of hits among three where there is an answer, and of refusals where there is none: both count alike. */
function worthOf(
	cases: readonly RetrievalCase[],
	{found, counts}: {readonly found: FoldedRetrieval['found']; readonly counts: (index: number) => boolean},
): number {
	const judged = cases.flatMap((labelled, index) =>
		counts(index) ? [{labelled, ranked: pagesOf(found[index] ?? [])}] : [],
	);
	const isHopeless = ({labelled}: {readonly labelled: RetrievalCase}) => isUnanswerable(labelled);
	return (
		share(
			judged.filter(one => !isHopeless(one)),
			({labelled, ranked}) => scoreRanking(ranked, labelled.relevant).firstHit <= 3,
		) + share(judged.filter(isHopeless), ({ranked}) => ranked.length === 0)
	);
}
