import {quantile, share} from './figures.ts';
import type {AnsweredCase} from './measure-answers.ts';
import {pageOf} from './page-of.ts';

/** What a writer makes of the cases: how well it cites, and how much of a model's text stands. Shares from 0 to 1. */
export type WritingFigures = {
	/** Of the pages that a reply links, those that the label names; over the replies to cases with such a label. */
	readonly citation_precision: number;
	/** Of the pages that the label names, those that the reply links. */
	readonly citation_recall: number;
	/** Answers that a model was asked for. */
	readonly model_asked: number;
	/** Of these, those in its words. */
	readonly model_stood: number;
	/** Of its sentences, those that were cut. */
	readonly sentences_cut: number;
	/** Why sentences were cut, and why the built-in answer stood: how often. */
	readonly cut_because: Readonly<Record<string, number>>;
	readonly fallbacks: Readonly<Record<string, number>>;
	readonly first_token_p50_ms: number;
	readonly tokens_per_answer: number;
	/** In the currency of the configured prices; 0 where there are none. */
	readonly cost_per_answer: number;
};

export function measureWriting(answered: readonly AnsweredCase[]): WritingFigures {
	const documented = answered.filter(({case: {expect_docs}}) => expect_docs.length > 0).map(pagesOf);
	const citing = documented.filter(({cited}) => cited.length > 0);
	const writings = answered.flatMap(({record: {answer}}) => answer.model ?? []);
	const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
	const each = (values: readonly number[]) => (writings.length === 0 ? 0 : sum(values) / writings.length);
	const sentences = sum(writings.map(({cut}) => cut.of));
	return {
		citation_precision: mean(citing.map(({cited, wanted}) => share(cited, page => wanted.includes(page)))),
		citation_recall: mean(documented.map(({cited, wanted}) => share(wanted, page => cited.includes(page)))),
		model_asked: writings.length,
		model_stood: share(writings, ({fallback}) => fallback === undefined),
		sentences_cut: sentences === 0 ? 0 : sum(writings.map(({cut}) => cut.sentences)) / sentences,
		cut_because: countEach(
			writings.flatMap(({cut}) =>
				Object.entries(cut.because).flatMap(([because, count]) => Array<string>(count).fill(because)),
			),
		),
		fallbacks: countEach(writings.flatMap(({fallback}) => fallback ?? [])),
		first_token_p50_ms: quantile(
			writings.flatMap(({firstTokenMs}) => firstTokenMs ?? []),
			0.5,
		),
		tokens_per_answer: each(writings.map(({tokens}) => tokens.input + tokens.output)),
		cost_per_answer: each(writings.map(({cost = 0}) => cost)),
	};
}

function pagesOf({case: {expect_docs}, record}: AnsweredCase) {
	const pages = (urls: readonly string[]) => [...new Set(urls.map(pageOf))];
	return {wanted: pages(expect_docs), cited: pages(record.answer.citations.map(({url}) => url))};
}

function mean(values: readonly number[]): number {
	return values.length === 0 ? 0 : values.reduce((total, value) => total + value, 0) / values.length;
}

function countEach(names: readonly string[]): Readonly<Record<string, number>> {
	const counts: Record<string, number> = {};
	for (const name of names.toSorted()) counts[name] = (counts[name] ?? 0) + 1;
	return counts;
}
