/** Things in order, the best first, and how much the order counts. */
export type Ranking<Thing> = {readonly ranked: readonly Thing[]; readonly weight: number};

/**
 * How much a place among the first is worth more than a later one. Cormack, Clarke and Büttcher (2009) took 60 for
 * rankings a thousand deep; of short ones, where the first places matter, 10 was measured better.
 */
const evenness = 10;

/** Reciprocal rank fusion: each thing with the sum of what its places are worth, the best first. */
export function fuseRankings<Thing>(
	rankings: readonly Ranking<Thing>[],
): readonly {readonly thing: Thing; readonly score: number}[] {
	const scores = new Map<Thing, number>();
	for (const {ranked, weight} of rankings) {
		for (const [place, thing] of ranked.entries()) {
			scores.set(thing, (scores.get(thing) ?? 0) + weight / (evenness + place + 1));
		}
	}
	return [...scores].map(([thing, score]) => ({thing, score})).sort((a, b) => b.score - a.score);
}
