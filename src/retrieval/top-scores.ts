/** The things with the highest scores, of which there may be many more. */
export type Top<T> = {
	/** What a score must exceed to be among them; at first 0. */
	readonly least: () => number;
	readonly add: (score: number, thing: T) => void;
	/** The highest score first; of equal ones the earlier one. */
	readonly best: () => readonly T[];
};

export function createTop<T>(count: number): Top<T> {
	const scores: number[] = [];
	const things: T[] = [];
	return {
		least: () => (scores.length < count ? 0 : (scores[count - 1] ?? 0)),
		add(score, thing) {
			let at = scores.length;
			while (at > 0 && (scores[at - 1] ?? 0) < score) at--;
			scores.splice(at, 0, score);
			things.splice(at, 0, thing);
			if (scores.length > count) {
				scores.pop();
				things.pop();
			}
		},
		best: () => things,
	};
}
