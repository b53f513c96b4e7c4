export type CountedReason = {readonly reason: string; readonly count: number};

/**
 * How often each reason was chosen, most frequent first. A note begins with the reason that was chosen, in its words;
 * what somebody wrote without choosing is told apart.
 */
export function countReasons(notes: readonly string[], known: readonly string[]): readonly CountedReason[] {
	const chosen = notes.map(
		note => known.find(reason => note === reason || note.startsWith(`${reason}: `)) ?? inOwnWords,
	);
	return [...Map.groupBy(chosen, reason => reason)]
		.map(([reason, all]) => ({reason, count: all.length}))
		.toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}

export const inOwnWords = 'In their own words alone';
