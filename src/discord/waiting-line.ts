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

type Place = {
	readonly memberId: string;
	readonly start: () => void;
	onMove: (wait: Wait) => void;
	told: Wait | undefined;
};

export function openWaitingLine({
	atOnce,
	room,
	roomEach,
}: {
	/** How many questions are answered at the same time. */
	readonly atOnce: number;
	/** How many may wait. */
	readonly room: number;
	/** How many of one member's may wait. */
	readonly roomEach: number;
}): WaitingLine {
	const running = new Set<Place>();
	const waiting: Place[] = [];

	const waitOf = (memberId: string, before: readonly Place[]): Wait | undefined => {
		const own = [...running, ...before].filter(place => place.memberId === memberId).length;
		if (own > 0) return {behind: 'own', ahead: own};
		return running.size < atOnce ? undefined : {behind: 'others', ahead: before.length + 1};
	};

	/** Starts everyone whose turn it is, and tells the rest where they stand. */
	const advance = () => {
		for (const place of [...waiting]) {
			const wait = waitOf(place.memberId, waiting.slice(0, waiting.indexOf(place)));
			if (!wait) {
				waiting.splice(waiting.indexOf(place), 1);
				running.add(place);
				place.start();
			} else if (wait.behind !== place.told?.behind || wait.ahead !== place.told.ahead) {
				place.told = wait;
				place.onMove(wait);
			}
		}
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
			const wait = waitOf(memberId, waiting);
			const own = waiting.filter(place => place.memberId === memberId).length;
			if (wait && (waiting.length >= room || own >= roomEach)) return undefined;
			const {promise: started, resolve: start} = Promise.withResolvers<void>();
			const place: Place = {memberId, start, onMove: () => {}, told: wait};
			if (wait) waiting.push(place);
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

/** The promise's value, or the signal's reason if that comes first: whoever works may not listen to the signal. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
	return new Promise((resolve, reject) => {
		const stop = () => reject(signal.reason);
		if (signal.aborted) stop();
		signal.addEventListener('abort', stop, {once: true});
		promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
	});
}
