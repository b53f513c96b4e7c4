/** How often what is only on the way to an answer may be shown. */
export type EditBudget = {
	/** 0: now, and that is counted; else the milliseconds until it is worth asking again. */
	take(place: string): number;
};

/**
 * Discord lets a bot change its messages five times in five seconds in each channel. Replies that are being worked on
 * in the same channel share what is left when one of these is kept free for an answer. `atMost` changes in `perMs`.
 */
export function editBudget({
	atMost,
	perMs,
	clock = () => performance.now(),
}: {
	readonly atMost: number;
	readonly perMs: number;
	/** Milliseconds. */
	readonly clock?: () => number;
}): EditBudget {
	const taken = new Map<string, readonly number[]>();
	return {
		take(place) {
			const now = clock();
			const lately = (taken.get(place) ?? []).filter(at => at > now - perMs);
			const [oldest] = lately;
			if (oldest !== undefined && lately.length >= atMost) return oldest + perMs - now;
			taken.set(place, [...lately, now]);
			if (taken.size > mostPlaces) {
				for (const [each, times] of taken) if ((times.at(-1) ?? 0) <= now - perMs) taken.delete(each);
			}
			return 0;
		},
	};
}

const mostPlaces = 1000;
