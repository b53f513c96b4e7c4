/** Why somebody waits: an earlier question of their own, or those of others. */
export type Wait = {readonly behind: 'own' | 'others'; readonly ahead: number};

/** A question's place in the line. */
export type Ticket = {
	/** What it waited for when it came: nothing, or a turn. */
	readonly wait: Wait | undefined;
	/** Resolves when it is this question's turn; rejects with the signal's reason when that comes first. */
	turn(request: {
		readonly signal: AbortSignal;
		/** Called whenever the place in the line has changed. */
		readonly onMove: (wait: Wait) => void;
	}): Promise<void>;
	/** Gives the place up, before its turn or after; a second time changes nothing. */
	leave(): void;
};

/** Questions take turns: one at a time for each member, a few at a time for all. */
export type WaitingLine = {
	/** Takes a place at once; undefined where the line is full. */
	join(memberId: string): Ticket | undefined;
	/** How many questions are being answered, and how many wait. */
	size(): {readonly running: number; readonly waiting: number};
};

/** How many questions a process answers at once, how many may wait, and how many of one member's. */
export const lineSize = {atOnce: 8, room: 1000, roomEach: 3};

type Place = {
	readonly memberId: string;
	/** Who has a smaller one comes first. */
	readonly rank: number;
	readonly start: () => void;
	onMove: (wait: Wait) => void;
	told: Wait | undefined;
};

/** For each question that a member has before this one, those of others that come so much later go first. */
const yieldMs = 60_000;

/**
 * A line in which no member keeps another waiting with many questions: a second question of one member waits for the
 * first ones of others that come within a minute, a third one for two minutes, and so on. Nobody is overtaken for ever.
 */
export function openWaitingLine({
	atOnce,
	room,
	roomEach,
	clock = () => performance.now(),
}: {
	/** How many questions are answered at the same time. */
	readonly atOnce: number;
	/** How many may wait. */
	readonly room: number;
	/** How many of one member's may wait. */
	readonly roomEach: number;
	/** Milliseconds. */
	readonly clock?: () => number;
}): WaitingLine {
	const running = new Set<Place>();
	/** By rank. */
	const waiting: Place[] = [];

	/** Starts everyone whose turn it is, and tells the rest where they stand. */
	const advance = () => {
		const mine = countByMember(running);
		let ahead = 0;
		const rest: Place[] = [];
		for (const place of waiting) {
			const own = mine.get(place.memberId) ?? 0;
			mine.set(place.memberId, own + 1);
			if (own === 0 && running.size < atOnce) {
				running.add(place);
				place.start();
				continue;
			}
			ahead += 1;
			rest.push(place);
			const wait: Wait = own > 0 ? {behind: 'own', ahead: own} : {behind: 'others', ahead};
			if (wait.behind !== place.told?.behind || wait.ahead !== place.told.ahead) {
				place.told = wait;
				place.onMove(wait);
			}
		}
		waiting.splice(0, waiting.length, ...rest);
	};

	const leave = (place: Place) => {
		const at = waiting.indexOf(place);
		if (at !== -1) waiting.splice(at, 1);
		else if (!running.delete(place)) return;
		advance();
	};

	return {
		size: () => ({running: running.size, waiting: waiting.length}),
		join(memberId) {
			const isMine = (place: Place) => place.memberId === memberId;
			const ownRunning = [...running].filter(isMine).length;
			const ownWaiting = waiting.filter(isMine).length;
			const own = ownRunning + ownWaiting;
			const mustWait = own > 0 || running.size >= atOnce;
			if (mustWait && (waiting.length >= room || ownWaiting >= roomEach)) return undefined;
			const rank = clock() + own * yieldMs;
			const after = waiting.findLastIndex(place => place.rank <= rank) + 1;
			const others: Wait = {behind: 'others', ahead: after + 1};
			const wait: Wait | undefined = own > 0 ? {behind: 'own', ahead: own} : mustWait ? others : undefined;
			const {promise: started, resolve: start} = Promise.withResolvers<void>();
			const place: Place = {memberId, rank, start, onMove: () => {}, told: wait};
			if (wait) waiting.splice(after, 0, place);
			else {
				running.add(place);
				start();
			}
			return {
				wait,
				turn({signal, onMove}) {
					place.onMove = onMove;
					return unlessAborted(started, signal);
				},
				leave: () => leave(place),
			};
		},
	};
}

function countByMember(places: Iterable<Place>): Map<string, number> {
	const counts = new Map<string, number>();
	for (const {memberId} of places) counts.set(memberId, (counts.get(memberId) ?? 0) + 1);
	return counts;
}

/** The promise's value, or the signal's reason if that comes first: whoever works may not listen to the signal. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
	return new Promise((resolve, reject) => {
		const stop = () => reject(signal.reason);
		if (signal.aborted) stop();
		signal.addEventListener('abort', stop, {once: true});
		promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
	});
}
