import {setTimeout as pause} from 'node:timers/promises';
import type {PrivacyLog} from './privacy.ts';

export type Retention = {readonly close: () => Promise<void>};

const dayMs = 86_400_000;
/** Questions whose texts are removed at a time, and the pause that others get in between. */
const atATime = 10;
const pauseMs = 20;

/**
 * Removes texts that are older than `days`, now and once a day from then on; 0: never. The time between two rounds
 * varies, so that processes that were started together do not work at the same moment.
 */
export function keepRetention({
	privacy,
	days,
	now,
	random,
	wait = (ms, signal) => pause(ms, undefined, {signal, ref: false}),
	onRemoved,
	onError,
}: {
	readonly privacy: Pick<PrivacyLog, 'removeOldTexts' | 'hidePeople' | 'wipe'>;
	readonly days: number;
	readonly now: () => Date;
	readonly random: () => number;
	/** Rejects when the signal comes first. */
	readonly wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
	readonly onRemoved: (questions: number) => void;
	readonly onError: (error: unknown) => void;
}): Retention {
	const closing = new AbortController();
	const {signal} = closing;

	async function run(): Promise<void> {
		while (!signal.aborted) {
			try {
				await removeOld();
			} catch (error) {
				if (!signal.aborted) onError(error);
			}
			await wait(dayMs * (0.9 + 0.1 * random()), signal);
		}
	}

	async function removeOld(): Promise<void> {
		const before = new Date(now().getTime() - days * dayMs);
		const removed = await inSteps(() => privacy.removeOldTexts({before, keptDays: days, limit: atATime}));
		const hidden = await inSteps(() => privacy.hidePeople({before, limit: atATime}));
		if (removed + hidden === 0) return;
		await privacy.wipe();
		if (removed > 0) onRemoved(removed);
	}

	/** Takes steps until one finds nothing more to do; gives how much there was. */
	async function inSteps(step: () => Promise<number>): Promise<number> {
		let all = 0;
		for (;;) {
			const done = await step();
			if (done === 0) return all;
			all += done;
			await wait(pauseMs, signal);
		}
	}

	const running = days > 0 ? run().catch(() => {}) : Promise.resolve();
	return {
		async close() {
			closing.abort(new Error('The retention is closed'));
			await running;
		},
	};
}
