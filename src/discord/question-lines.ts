import {AsyncLocalStorage} from 'node:async_hooks';
import type {Logger} from './discord-tools.ts';

const current = new AsyncLocalStorage<string>();

/** Does something for a question: every line that is logged on the way carries its id, however deep it is written. */
export function forQuestion<T>(questionId: string, work: () => T): T {
	return current.run(questionId, work);
}

/** The same logger, whose lines name the question that they are about. */
export function withQuestionIds(logger: Logger): Logger {
	const named = (about: object) => {
		const questionId = current.getStore();
		return questionId === undefined ? about : {questionId, ...about};
	};
	return {
		debug: (about, message) => logger.debug(named(about), message),
		info: (about, message) => logger.info(named(about), message),
		warn: (about, message) => logger.warn(named(about), message),
		error: (about, message) => logger.error(named(about), message),
	};
}
