/** What was promised, and what came of it. */
export type Outcome = {
	readonly promise: string;
	readonly seen: string;
	readonly state: 'ok' | 'broken' | 'left out';
};

export function outcome(promise: string, seen: string, isKept: boolean): Outcome {
	return {promise, seen, state: isKept ? 'ok' : 'broken'};
}

/** What every part of the chaos is run with. */
export type ChaosOptions = {
	/** From 0 to 1, the same again for the same seed. */
	readonly random: () => number;
	/** Says how far it is. */
	readonly onStep: (text: string) => void;
};

/** A stream of numbers from 0 to 1 that a seed decides (mulberry32). */
export function randomFrom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
