/** An event of a walk, as listeners get it. */
export type Told = {readonly event: string; readonly data: string};

/** Tells an event; its content is waited for, and events keep their order. */
export type Tell = (event: string, content: () => Promise<object>) => void;

export type Listening = {
	/** What those who listen have been told, once more, and from now on what comes; gives a way to stop. */
	readonly listen: (hear: (told: Told) => void) => () => void;
};

/** The walks of this moment, so that a page whose connection broke off finds its own again. */
export type UnderWay = {
	/** Begins a walk that ends with one of `lastEvents`. It is given up once nobody has listened for a while. */
	readonly begin: (id: string, walk: (tell: Tell, abandoned: AbortSignal) => Promise<void>) => Listening;
	readonly find: (id: string) => Listening | undefined;
	/** Gives a walk up at once: its page was closed. */
	readonly leave: (id: string) => void;
};

/** With one of these a walk is over. */
export const lastEvents: readonly string[] = ['answer', 'failed'];

/** `rejoinMs`: how long a walk goes on without a listener, and how long its end is kept. */
export function openUnderWay({
	rejoinMs,
	closing,
}: {
	readonly rejoinMs: number;
	readonly closing: AbortSignal;
}): UnderWay {
	const walks = new Map<string, Listening & {readonly abandon: () => void}>();
	return {
		begin(id, walk) {
			const begun = beginWalk(walk, {rejoinMs, closing, forget: () => walks.delete(id)});
			walks.set(id, begun);
			return begun;
		},
		find: id => walks.get(id),
		leave: id => walks.get(id)?.abandon(),
	};
}

type Keeping = {readonly rejoinMs: number; readonly closing: AbortSignal; readonly forget: () => void};

function beginWalk(
	walk: (tell: Tell, abandoned: AbortSignal) => Promise<void>,
	{rejoinMs, closing, forget}: Keeping,
): Listening & {readonly abandon: () => void} {
	const abandoned = new AbortController();
	const listeners = new Set<(told: Told) => void>();
	/** Of each kind the newest: what is shown replaces what was shown. */
	const newest = new Map<string, Told>();
	let told = Promise.resolve();
	let isOver = false;
	let waiting: NodeJS.Timeout | undefined;
	const waitForListeners = () => {
		clearTimeout(waiting);
		if (closing.aborted) return;
		waiting = setTimeout(() => (isOver ? forget() : abandon()), rejoinMs);
		waiting.unref();
	};
	const abandon = () => abandoned.abort(new DOMException('Nobody waits for this answer', 'AbortError'));
	const tell: Tell = (event, content) => {
		told = told.then(async () => {
			const said = {event, data: JSON.stringify(await content())};
			if (lastEvents.includes(event)) newest.clear();
			newest.set(event, said);
			for (const hear of listeners) hear(said);
		});
	};
	const end = async () => {
		await told;
		isOver = true;
		waitForListeners();
	};
	closing.addEventListener('abort', () => clearTimeout(waiting), {once: true});
	walk(tell, abandoned.signal).then(end, end);
	return {
		abandon,
		listen(hear) {
			clearTimeout(waiting);
			for (const said of newest.values()) hear(said);
			listeners.add(hear);
			return () => {
				if (listeners.delete(hear) && listeners.size === 0) waitForListeners();
			};
		},
	};
}
