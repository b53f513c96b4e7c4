import {Worker} from 'node:worker_threads';
import type {KnowledgeProblem} from './knowledge.ts';

/** Checks a folder in a thread of its own: it takes seconds, in which nobody else would be heard. */
export function checkInThread(dir: string): Promise<readonly KnowledgeProblem[]> {
	const {promise, resolve, reject} = Promise.withResolvers<readonly KnowledgeProblem[]>();
	const worker = new Worker(new URL('check-worker.ts', import.meta.url), {workerData: dir});
	worker.once('message', (problems: readonly KnowledgeProblem[]) => resolve(problems));
	worker.once('error', cause =>
		reject(new Error(`Cannot check the knowledge in "${dir}": ${cause.message}`, {cause})),
	);
	worker.once('exit', () =>
		reject(new Error(`Cannot check the knowledge in "${dir}": its thread has ended`)),
	);
	return promise;
}
