/** How often what is only on the way to an answer may be shown. */
export type EditBudget = {
	/** 0: now, and that is counted; else the milliseconds until it is worth asking again. */
	take(place: string): number;
};

/**
 * Discord lets a bot change its messages five times in five seconds in each channel, and ask fifty things a second in
 * all. Replies that are being worked on share what is left when room is kept free for first words and answers.
 * `everyMs`: how often one reply may change.
 */
export function editBudget({
	everyMs,
	clock = () => performance.now(),
}: {
	readonly everyMs: number;
	/** Milliseconds. */
	readonly clock?: () => number;
}): EditBudget {
	const ofPlaces = new Map<string, readonly number[]>();
	let ofAll: readonly number[] = [];
	const inPlace = {atMost: 4, perMs: 5 * everyMs};
	const inAll = {atMost: 20, perMs: everyMs};

	return {
		take(place) {
			const now = clock();
			const lately = since(ofPlaces.get(place) ?? [], now - inPlace.perMs);
			ofAll = since(ofAll, now - inAll.perMs);
			const wait = Math.max(waitFor(lately, now, inPlace), waitFor(ofAll, now, inAll));
			if (wait > 0) return wait;
			ofAll = [...ofAll, now];
			ofPlaces.set(place, [...lately, now]);
			if (ofPlaces.size > mostPlaces) {
				for (const [each, times] of ofPlaces) {
					if (since(times, now - inPlace.perMs).length === 0) ofPlaces.delete(each);
				}
			}
			return 0;
		},
	};
}

type Limit = {readonly atMost: number; readonly perMs: number};

function since(times: readonly number[], start: number): readonly number[] {
	return times.filter(at => at > start);
}

/** How long until one more is within the limit. */
function waitFor(lately: readonly number[], now: number, {atMost, perMs}: Limit): number {
	const oldest = lately.at(-atMost);
	return oldest === undefined ? 0 : oldest + perMs - now;
}

const mostPlaces = 1000;
