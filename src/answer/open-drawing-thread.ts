import {Worker} from 'node:worker_threads';
import type {ProbeReport} from '../probe/probe-report.ts';
import type {LinePicture} from './draw-line.ts';

/** Draws measurements in a thread of its own. */
export type DrawingThread = {
	/** Rejects where it cannot be drawn. */
	readonly draw: (report: ProbeReport) => Promise<LinePicture>;
	/** Rejects what is not drawn yet. */
	readonly close: () => Promise<void>;
};

type Drawn = {readonly number: number; readonly picture?: LinePicture; readonly problem?: string};
type Wish = {readonly resolve: (picture: LinePicture) => void; readonly reject: (error: Error) => void};
type Thread = {readonly worker: Worker; readonly wishes: Map<number, Wish>; drawn: number};

/**
 * Drawing takes a good part of a tenth of a second, in which nobody else would be heard, and leaves megabytes behind
 * that are not given back while the thread lives: it is begun when there is something to draw, and ends after `most`
 * drawings or when it has had nothing to do for a while.
 */
export function openDrawingThread({
	most = 1000,
	idleMs = 60_000,
}: {
	readonly most?: number;
	readonly idleMs?: number;
} = {}): DrawingThread {
	const threads = new Set<Thread>();
	let current: Thread | undefined;
	let idle: NodeJS.Timeout | undefined;
	let lastNumber = 0;
	let isClosed = false;

	const end = (thread: Thread, because: string) => {
		if (!threads.delete(thread)) return Promise.resolve();
		if (current === thread) current = undefined;
		for (const {reject} of thread.wishes.values()) reject(new Error(`Cannot draw the line: ${because}`));
		return thread.worker.terminate();
	};

	const begin = (): Thread => {
		const worker = new Worker(new URL('draw-worker.ts', import.meta.url), {
			resourceLimits: {maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4},
		});
		// The process does not live on for a thread that only waits.
		worker.unref();
		const thread: Thread = {worker, wishes: new Map(), drawn: 0};
		threads.add(thread);
		worker.on('message', ({number, picture, problem}: Drawn) => {
			const wish = thread.wishes.get(number);
			thread.wishes.delete(number);
			if (picture) wish?.resolve(picture);
			else wish?.reject(new Error(`Cannot draw the line: ${problem}`));
			if (thread.wishes.size > 0) return;
			if (thread !== current) void end(thread, 'its thread has ended');
			else rest(thread);
		});
		worker.on('error', error => void end(thread, error.message));
		worker.on('exit', () => void end(thread, 'its thread has ended'));
		return thread;
	};

	const rest = (thread: Thread) => {
		clearTimeout(idle);
		idle = setTimeout(() => void end(thread, 'its thread has ended'), idleMs);
		idle.unref();
	};

	return {
		draw(report) {
			if (isClosed) return Promise.reject(new Error('Cannot draw the line: its thread is closed'));
			clearTimeout(idle);
			const thread = current ?? begin();
			thread.drawn += 1;
			current = thread.drawn < most ? thread : undefined;
			lastNumber += 1;
			const {promise, resolve, reject} = Promise.withResolvers<LinePicture>();
			thread.wishes.set(lastNumber, {resolve, reject});
			thread.worker.postMessage({number: lastNumber, report});
			return promise;
		},
		async close() {
			isClosed = true;
			clearTimeout(idle);
			await Promise.all([...threads].map(thread => end(thread, 'its thread is closed')));
		},
	};
}
