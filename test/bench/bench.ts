/** What a file `test/bench/NAME.bench.ts` exports as `bench`. `npm run bench` finds it by its name. */
export type Bench = {
	/** One line: what is measured. */
	readonly summary: string;
	/** `note` tells whoever watches how far it is. Throws a `CannotMeasure` where this machine lacks something. */
	readonly measure: (note: (text: string) => void) => Promise<BenchResult>;
};

export type BenchResult = {
	/** The table: a row with the same names as the others. */
	readonly rows: readonly Readonly<Record<string, string | number>>[];
	/** What has to hold; one that does not makes the exit status 1. */
	readonly bounds: readonly Bound[];
	/** How to read the table. */
	readonly remarks?: readonly string[];
};

/** `value` is to be at most `most`. */
export type Bound = {readonly name: string; readonly value: number; readonly most: number};

export class CannotMeasure extends Error {
	override readonly name = 'CannotMeasure';
}

export function isHeld({value, most}: Bound): boolean {
	return value <= most;
}

/** The middle of some figures; of an even number of them the mean of the middle two. */
export function median(figures: readonly number[]): number {
	const sorted = figures.toSorted((a, b) => a - b);
	const middle = sorted.length / 2;
	const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
	return (low + high) / 2;
}
