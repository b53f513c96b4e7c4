import {createHash} from 'node:crypto';
import type {Findings} from './write-answer.ts';
import type {WritingTask} from './writing-task.ts';

/** Texts of a model's, kept for those who ask the same again. */
export type KeptTexts = {
	/** Waits for one that is being written. */
	find(key: string): Promise<string | undefined>;
	/** Promises a text; the promise is forgotten where it does not come. */
	promise(key: string): {readonly keep: (text: string) => void; readonly forget: () => void};
};

const most = 300;

export function openKeptTexts({forMs, now}: {readonly forMs: number; readonly now: () => number}): KeptTexts {
	const kept = new Map<string, {readonly at: number; readonly text: Promise<string | undefined>}>();
	return {
		async find(key) {
			const found = kept.get(key);
			if (found === undefined) return undefined;
			if (now() - found.at <= forMs) return found.text;
			kept.delete(key);
			return undefined;
		},
		promise(key) {
			const {promise, resolve} = Promise.withResolvers<string | undefined>();
			const entry = {at: now(), text: promise};
			const [oldest] = kept.keys();
			if (kept.size >= most && oldest !== undefined) kept.delete(oldest);
			kept.delete(key);
			kept.set(key, entry);
			return {
				keep: resolve,
				forget() {
					if (kept.get(key) === entry) kept.delete(key);
					resolve(undefined);
				},
			};
		},
	};
}

/** Questions alike in all that decides the words: what was said, what it means, how the line is, in which language. */
export function keyOfQuestion(task: WritingTask, {diagnosis, probe}: Findings, modelName: string): string {
	const alike = [
		modelName,
		task.promptVersion,
		task.form,
		task.language,
		task.question.replace(/\s+/g, ' ').trim().toLowerCase(),
		task.conversation,
		diagnosis.causes.slice(0, 3).map(({id}) => id),
		[diagnosis.refused, diagnosis.comparison, task.line],
		[probe?.verdict, probe?.failedPhase, probe?.failure, probe?.status, probe?.targetName],
		task.sources.map(({url, title}) => [url, title]),
	];
	return createHash('sha256').update(JSON.stringify(alike)).digest('base64');
}
