import {setTimeout as pause} from 'node:timers/promises';

/** How busily messages come in. */
export type GatewayLoad = {
	/** A message has come in. */
	readonly note: () => void;
	/** Resolves when few enough come in, after `longestMs` at the latest; rejects with the signal's reason. */
	readonly calm: (signal: AbortSignal) => Promise<void>;
};

/**
 * In a flood of messages, as when a server is raided, reading them goes before answering, so that the connection
 * lives and whoever asks is acknowledged. Answers wait for it to ebb, and not for long.
 */
export function gatewayLoad({
	mostPerSecond = 3000,
	longestMs = 3000,
	clock = () => performance.now(),
	wait = (ms: number, signal: AbortSignal): Promise<unknown> => pause(ms, undefined, {signal}),
}: {
	readonly mostPerSecond?: number;
	readonly longestMs?: number;
	/** Milliseconds. */
	readonly clock?: () => number;
	readonly wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
} = {}): GatewayLoad {
	const most = (mostPerSecond * windowMs) / 1000;
	let windowStart = clock();
	let inWindow = 0;
	let inLastWindow = 0;

	const look = () => {
		const passed = clock() - windowStart;
		if (passed < windowMs) return;
		inLastWindow = passed < 2 * windowMs ? inWindow : 0;
		inWindow = 0;
		windowStart += passed;
	};
	const isFlood = () => {
		look();
		return inWindow > most || inLastWindow > most;
	};

	return {
		note() {
			look();
			inWindow += 1;
		},
		async calm(signal) {
			for (let waited = 0; waited < longestMs && isFlood(); waited += windowMs) {
				await wait(windowMs, signal).catch(() => signal.throwIfAborted());
			}
		},
	};
}

const windowMs = 100;
