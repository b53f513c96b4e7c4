import {termNumber} from './page-words.ts';
import type {SearchRequest} from './section.ts';
import {tokenize} from './tokenize.ts';
import {stopTerms, type Vocabulary} from './vocabulary.ts';

/** What is looked for. */
export type Query = {
	/** The rarest first. */
	readonly terms: readonly QueryTerm[];
	/** How many things that are known here the question speaks of: of the service, failures, identifiers. */
	readonly concepts: number;
	/** How often it names a matter that the documentation does not answer. */
	readonly elsewhere: number;
};

export type QueryTerm = {
	readonly term: string;
	readonly number: number;
	/** How many pages have it. */
	readonly pages: number;
	/** What it tells about a text that has it: its rarity, from 0 to 1, and how it was asked for. */
	readonly worth: number;
};

/** What the question is asked of. */
export type Asked = {
	readonly vocabulary: Vocabulary;
	readonly pageCount: number;
	readonly pagesWith: (number: number) => number;
};

/** What counts beside a plain word of the question, which counts 1. */
const weights = {concept: 1.2, identifier: 1.5, failure: 2, failurePart: 0.4} as const;

/** A pasted log has many words; those beyond these are the commonest ones, which tell the least. */
const mostTerms = 60;
export const longestQuery = 8000;

/** The terms of a question, each with what it is worth in this index. */
export function readQuery(request: SearchRequest, {vocabulary, pageCount, pagesWith}: Asked): Query {
	const {query, failures = [], identifiers = []} = request;
	const words = tokenize(query.slice(0, longestQuery).replaceAll(/\[removed: [^\]\n]{1,40}\]/g, ' '));
	const concepts = vocabulary.conceptsIn(words);
	const weighted = new Map<string, number>();
	const add = (term: string | undefined, weight: number) => {
		if (term !== undefined) weighted.set(term, Math.max(weight, weighted.get(term) ?? 0));
	};
	for (const term of words) if (!stopTerms.has(term)) add(term, 1);
	for (const term of concepts) add(term, weights.concept);
	for (const identifier of identifiers) add(tokenize(identifier)[0], weights.identifier);
	for (const failure of failures) {
		const [whole, ...parts] = tokenize(failure);
		add(whole, weights.failure);
		for (const part of parts) add(part, weights.failurePart);
	}
	const otherwiseSaid = vocabulary.conceptWordsIn(words);
	return {
		terms: [...weighted]
			.map(([term, weight]) => {
				const number = termNumber(term);
				const pages = pagesWith(number);
				return {term, number, pages, worth: weight * rarity(pages, pageCount)};
			})
			// That no page has this very word is no loss where pages have another one for the same thing.
			.filter(({term, pages}) => pages > 0 || !otherwiseSaid.has(term))
			.sort((a, b) => a.pages - b.pages)
			.slice(0, mostTerms),
		concepts: new Set(concepts).size + failures.length + identifiers.length,
		elsewhere: vocabulary.elsewhereIn(words),
	};
}

/** The inverse document frequency of BM25 as a share of what a word that stands nowhere has, so that scores of a small and a large index compare. */
function rarity(pages: number, pageCount: number): number {
	return Math.log(1 + (pageCount - pages + 0.5) / (pages + 0.5)) / Math.log(2 + 2 * pageCount);
}
