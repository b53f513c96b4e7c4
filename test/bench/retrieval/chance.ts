/** Made-up chance: the same for the same seed, on every machine. */
export type Chance = {
	/** From 0 to below 1. */
	readonly next: () => number;
	/** A whole number from 0 to below `below`. */
	readonly whole: (below: number) => number;
	/** Around a middle: half of them are below it, few are many times as large. */
	readonly around: (middle: number, spread: number) => number;
	/** Whether it happens that happens this often. */
	readonly happens: (share: number) => boolean;
};

export function makeChance(seed: number): Chance {
	let state = seed >>> 0;
	/** Mulberry32, Tommy Ettinger, public domain. */
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	/** Twelve of them together are close enough to a normal distribution. */
	const normal = () => Array.from({length: 12}, next).reduce((sum, part) => sum + part, -6);
	return {
		next,
		whole: below => Math.floor(next() * below),
		around: (middle, spread) => middle * Math.exp(spread * normal()),
		happens: share => next() < share,
	};
}
