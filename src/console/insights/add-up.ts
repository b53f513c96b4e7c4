import type {Door} from '../../evidence/question.ts';
import type {DayCount, DayOpinion, DayTimes} from '../../log/insights.ts';
import {type Bin, binOf} from './wanted-span.ts';

/** What the answers of a bin come to. */
export type Sums = {
	readonly answers: number;
	readonly doors: Readonly<Record<Door, number>>;
	/** Those that name a cause, and those that do not. */
	readonly named: number;
	readonly refused: number;
	/** Somebody pressed "Solved". */
	readonly solved: number;
	/**
	 * Nobody said anything, and the conversation did not go on for a day, although a cause was named that is for
	 * Lineman to explain: most of these have probably been solved.
	 */
	readonly assumed: number;
	readonly notHelpful: number;
	readonly askedHuman: number;
};

/** The figures of each bin. `asides`: the causes of questions that are not for Lineman to solve. */
export function addUp({
	bins,
	counts,
	opinions,
	asides,
}: {
	readonly bins: readonly Bin[];
	readonly counts: readonly DayCount[];
	readonly opinions: readonly DayOpinion[];
	readonly asides: ReadonlySet<string>;
}): readonly Sums[] {
	const isToSolve = ({cause}: {readonly cause?: string}) => cause !== undefined && !asides.has(cause);
	const [countsIn, opinionsIn] = [byBin(counts, bins), byBin(opinions, bins)];
	return bins.map((_, index) => {
		const own = countsIn.get(index) ?? [];
		const voices = opinionsIn.get(index) ?? [];
		const named = own.filter(({refused}) => !refused);
		return {
			answers: total(own, 'answers'),
			doors: {
				discord: total(
					own.filter(({door}) => door === 'discord'),
					'answers',
				),
				console: total(
					own.filter(({door}) => door === 'console'),
					'answers',
				),
				terminal: total(
					own.filter(({door}) => door === 'terminal'),
					'answers',
				),
			},
			named: total(named, 'answers'),
			refused: total(
				own.filter(({refused}) => refused),
				'answers',
			),
			solved: total(voices, 'solved'),
			assumed: Math.max(0, total(named.filter(isToSolve), 'leftAlone') - total(voices, 'saidAndLeftAlone')),
			notHelpful: total(voices, 'notHelpful'),
			askedHuman: total(voices, 'askedHuman'),
		};
	});
}

/** All bins together. */
export function sumOf(sums: readonly Sums[]): Sums {
	const doors = sums.map(each => each.doors);
	return {
		answers: total(sums, 'answers'),
		doors: {
			discord: total(doors, 'discord'),
			console: total(doors, 'console'),
			terminal: total(doors, 'terminal'),
		},
		named: total(sums, 'named'),
		refused: total(sums, 'refused'),
		solved: total(sums, 'solved'),
		assumed: total(sums, 'assumed'),
		notHelpful: total(sums, 'notHelpful'),
		askedHuman: total(sums, 'askedHuman'),
	};
}

/** How often a cause led in each bin. */
export type CauseSeries = {
	readonly cause: string;
	readonly answers: number;
	readonly bins: readonly number[];
};

/** The causes that led most often, most frequent first. */
export function topCauses(
	counts: readonly DayCount[],
	{bins, most}: {readonly bins: readonly Bin[]; readonly most: number},
): readonly CauseSeries[] {
	const led = counts.filter(({refused, cause}) => !refused && cause !== undefined);
	return [...Map.groupBy(led, ({cause}) => cause ?? '')]
		.map(([cause, own]) => {
			const inBin = byBin(own, bins);
			return {
				cause,
				answers: total(own, 'answers'),
				bins: bins.map((_, index) => total(inBin.get(index) ?? [], 'answers')),
			};
		})
		.toSorted((a, b) => b.answers - a.answers || (a.cause < b.cause ? -1 : 1))
		.slice(0, most);
}

/** The middle time and the one that nineteen of twenty keep below, in milliseconds. */
export type Percentiles = {readonly p50: number; readonly p95: number; readonly answers: number};

/** Undefined where nothing was timed. */
export function percentilesOf(times: readonly Pick<DayTimes, 'ms' | 'answers'>[]): Percentiles | undefined {
	const answers = total(times, 'answers');
	if (answers === 0) return undefined;
	const sorted = times.toSorted((a, b) => a.ms - b.ms);
	const at = (share: number) => {
		let left = Math.ceil(share * answers);
		for (const {ms, answers: here} of sorted) {
			left -= here;
			if (left <= 0) return ms;
		}
		return 0;
	};
	return {p50: at(0.5), p95: at(0.95), answers};
}

/** The same for each bin. */
export function percentilesIn(
	times: readonly DayTimes[],
	{bins, of}: {readonly bins: readonly Bin[]; readonly of: DayTimes['of']},
): readonly (Percentiles | undefined)[] {
	const inBin = byBin(
		times.filter(each => each.of === of),
		bins,
	);
	return bins.map((_, index) => percentilesOf(inBin.get(index) ?? []));
}

function byBin<T extends {readonly day: string}>(
	rows: readonly T[],
	bins: readonly Bin[],
): ReadonlyMap<number, readonly T[]> {
	return Map.groupBy(rows, ({day}) => binOf(day, bins));
}

function total<Name extends string>(rows: readonly Readonly<Record<Name, number>>[], name: Name): number {
	return rows.reduce((sum, row) => sum + row[name], 0);
}
