import {randomInt} from 'node:crypto';
import type {Logger} from 'pino';
import type {Lead} from '../discord/open-discord.ts';
import {isPostgresUrl} from '../log/open-database.ts';
import type {OpenLog} from '../log/open-log.ts';
import type {SharedQuestions} from '../queue/share-questions.ts';

/** How this process shares the work with others. */
export type SharedWork = {
	/** The questions of all processes; undefined: this one alone has the database. */
	readonly shared?: SharedQuestions;
	/** Takes turns at what one process does for all. */
	readonly lead: Lead;
	readonly close: () => Promise<void>;
};

/** With Postgres the work is shared, also by a process that is alone there; a file has one process that does all. */
export async function shareWork(
	databaseUrl: string,
	{log, logger, now}: {readonly log: OpenLog; readonly logger: Logger; readonly now: () => Date},
): Promise<SharedWork> {
	if (!isPostgresUrl(databaseUrl)) return workAlone();
	const {openPresence} = await import('../log/presence.ts');
	const {openQuestionJobs} = await import('../queue/question-jobs.ts');
	const {shareQuestions} = await import('../queue/share-questions.ts');
	const onError = (error: unknown) => logger.warn({err: error}, 'the queue could not be used for a moment');
	const presence = await openPresence(databaseUrl, {number: randomInt(1, 2 ** 31), onError});
	try {
		const jobs = await openQuestionJobs(databaseUrl, {onError});
		const shared = shareQuestions({log: log.shared, jobs, presence, onError, now});
		return {
			shared,
			lead: presence.lead,
			async close() {
				await shared.close();
				await presence.close();
			},
		};
	} catch (error) {
		await presence.close();
		throw new Error(`Cannot open the queue: ${(error as Error).message}`, {cause: error});
	}
}

function workAlone(): SharedWork {
	const stops: (() => unknown)[] = [];
	return {
		lead: begin => void stops.push(begin()),
		async close() {
			for (const stop of stops) await stop();
		},
	};
}
