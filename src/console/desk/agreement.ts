import {type Judgement, judgements} from '../../log/moderation.ts';
import type {Tally} from '../../log/review-progress.ts';

/** How far those who judged the same answers agree. */
export type Agreement = {
	/** How many answers several have judged. */
	readonly answers: number;
	/** Of all pairs of judgements of one answer, the share that is the same; the mean over the answers. */
	readonly share: number;
	/** The share that chance alone would give, judgements being as frequent as they are. */
	readonly byChance: number;
	/**
	 * Fleiss' kappa, for any number of judges an answer: 1 where all agree, 0 where they agree no more than by chance.
	 * Undefined where everything was judged alike: there is nothing to tell apart.
	 */
	readonly kappa?: number;
};

/** Undefined where no answer was judged by several. */
export function agreementIn(tallies: readonly Tally[]): Agreement | undefined {
	const judged = tallies
		.map(tally => judgements.map(judgement => tally[judgement] ?? 0))
		.map(counts => ({counts, total: sum(counts)}))
		.filter(({total}) => total > 1);
	if (judged.length === 0) return undefined;
	const share =
		sum(judged.map(({counts, total}) => samePairs(counts) / (total * (total - 1)))) / judged.length;
	const all = sum(judged.map(({total}) => total));
	const byChance = sum(
		judgements.map((_, index) => (sum(judged.map(({counts}) => counts[index] ?? 0)) / all) ** 2),
	);
	return {
		answers: judged.length,
		share,
		byChance,
		...(byChance < 1 && {kappa: (share - byChance) / (1 - byChance)}),
	};
}

/** What a kappa is called (Landis and Koch, 1977). */
export function kappaName(kappa: number): string {
	const name = names.find(([least]) => kappa >= least)?.[1];
	return name ?? 'poor: less than by chance';
}

const names: readonly (readonly [least: number, name: string])[] = [
	[0.81, 'almost perfect'],
	[0.61, 'substantial'],
	[0.41, 'moderate'],
	[0.21, 'fair'],
	[0, 'slight'],
];

/** Ordered pairs of judges who said the same. */
function samePairs(counts: readonly number[]): number {
	return sum(counts.map(count => count * (count - 1)));
}

function sum(figures: readonly number[]): number {
	return figures.reduce((total, figure) => total + figure, 0);
}

/** Judgements in which two answers differ matter most; this says which pairs there are. */
export type Confusion = readonly {
	readonly one: Judgement;
	readonly other: Judgement;
	readonly pairs: number;
}[];

/** How often one answer got two different judgements, the most frequent pair first. */
export function confusionIn(tallies: readonly Tally[]): Confusion {
	return judgements
		.flatMap((one, index) =>
			judgements.slice(index + 1).map(other => ({
				one,
				other,
				pairs: sum(tallies.map(tally => (tally[one] ?? 0) * (tally[other] ?? 0))),
			})),
		)
		.filter(({pairs}) => pairs > 0)
		.toSorted((a, b) => b.pairs - a.pairs);
}
