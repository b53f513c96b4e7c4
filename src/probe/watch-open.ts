import {WebSocket} from 'ws';
import {passed, runPhase} from './run-phase.ts';
import type {OpenEvent, OpenSocket} from './upgrade-websocket.ts';

type WatchRequest = {
	readonly opened: OpenSocket;
	/** With a key: said as soon as it is open, after a ping whose answer's time is taken. */
	readonly say?: {readonly closeMessage?: string};
	readonly withinMs: number;
	readonly signal: AbortSignal;
};

export type Watched = {
	/** How it ended, if it did. */
	readonly end?: OpenEvent;
	/** The first words of the other side. */
	readonly firstMessage?: string;
	readonly heard: boolean;
	/** From what we said to the first answer. */
	readonly roundTripMs?: number;
};

type Timed = {readonly watched: Watched; readonly tookMs: number};

/** Who refuses on an open connection says why first and closes at once: this long it may take. */
const closeFollowsMs = 200;

/** open: what the other side does with a connection that it opened; silence is nothing wrong. */
export async function watchOpen({opened, say, withinMs, signal}: WatchRequest): Promise<Timed> {
	const {webSocket, events} = opened;
	const before = events.length;
	const saidMs = performance.now();
	let pongMs: number | undefined;
	let firstMs: number | undefined;
	const step = await runPhase(
		{withinMs, late: passed(undefined), signal},
		ended =>
			new Promise(resolve => {
				let quiet: NodeJS.Timeout | undefined;
				const look = () => {
					if (events.some(isEnd)) resolve(passed(undefined));
					else if (events.length > 0) quiet ??= setTimeout(() => resolve(passed(undefined)), closeFollowsMs);
				};
				opened.onEvent = () => {
					if (events.length > before) firstMs ??= performance.now();
					if (events.at(-1)?.kind === 'pong') pongMs ??= performance.now();
					look();
				};
				ended.addEventListener('abort', () => clearTimeout(quiet), {once: true});
				if (say) speak(webSocket, say.closeMessage);
				look();
			}),
	);
	opened.onEvent = () => {};
	// A greeting may come before any answer; who answers no ping may still close.
	const answeredMs = pongMs ?? firstMs;
	const roundTrip = say && answeredMs !== undefined ? {roundTripMs: answeredMs - saidMs} : {};
	return {watched: {...readEvents(events), ...roundTrip}, tookMs: step.tookMs};
}

/** It may have closed in the meantime: then there is nobody to speak to, and the close is what we report. */
function speak(webSocket: WebSocket, words: string | undefined): void {
	if (webSocket.readyState !== WebSocket.OPEN) return;
	webSocket.ping();
	if (words !== undefined) webSocket.send(words);
}

function isEnd({kind}: OpenEvent): boolean {
	return kind === 'closed' || kind === 'cut' || kind === 'not_websocket';
}

function readEvents(events: readonly OpenEvent[]): Watched {
	const end = events.find(isEnd);
	const message = events.find(event => event.kind === 'message' && event.text !== '');
	return {
		heard: events.length > 0,
		...(end ? {end} : {}),
		...(message?.kind === 'message' ? {firstMessage: message.text} : {}),
	};
}
