import {PgBoss} from 'pg-boss';
import {newUuid7} from '../lib/uuid.ts';
import type {Alongside} from '../log/shared-questions.ts';

/** Questions by their ids, in the order of asking; one of each member's at a time. */
export type QuestionJobs = {
	/** Puts a question in the queue, in a transaction of somebody else's. One that waits there already is not put twice. */
	readonly put: (question: {readonly questionId: string; readonly askerId: string}) => Alongside;
	/** Takes up to so many, oldest first. */
	readonly take: (most: number) => Promise<readonly QuestionJob[]>;
	/** Says that they are still worked on: what is not said of is given to another after ten seconds. */
	readonly touch: (jobs: readonly QuestionJob[]) => Promise<void>;
	/** What was to be done with it is done. */
	readonly done: (job: QuestionJob) => Promise<void>;
	/** The questions that wait to be taken. */
	readonly waiting: () => Promise<ReadonlySet<string>>;
	/** Takes a question's jobs away that somebody has begun and will not end. */
	readonly drop: (questionId: string) => Promise<void>;
	readonly close: () => Promise<void>;
};

export type QuestionJob = {
	readonly id: string;
	readonly questionId: string;
	readonly attempt: number;
};

/** Where the queue keeps its tables; it makes and changes them itself. */
export const queueSchema = 'lineman_queue';
const queue = 'questions';

const mostListed = 100_000;

/** How a job is kept; the question's row decides how often it is tried. */
const rules = {
	// One job of each question waits at a time.
	policy: 'short',
	retryLimit: 50,
	retryDelay: 0,
	expireInSeconds: 15 * 60,
	heartbeatSeconds: 10,
	retentionSeconds: 24 * 60 * 60,
	deleteAfterSeconds: 60 * 60,
} as const;

/** Opens the queue and makes its tables where they are missing. Rejects where the database's user may not. */
export async function openQuestionJobs(
	connectionString: string,
	{onError}: {readonly onError: (error: Error) => void},
): Promise<QuestionJobs> {
	const boss = new PgBoss({
		connectionString,
		schema: queueSchema,
		application_name: 'lineman queue',
		max: 3,
		connectionTimeoutMillis: 5000,
		schedule: false,
		registerInstance: false,
		openTelemetry: {enabled: false},
		superviseIntervalSeconds: 5,
		monitorIntervalSeconds: 5,
	});
	boss.on('error', onError);
	await boss.start();
	try {
		await boss.createQueue(queue, rules);
	} catch (error) {
		await boss.stop({graceful: false});
		throw error;
	}
	const attemptOf = ({id, attempt}: QuestionJob) => ({id, retryCount: attempt});
	return {
		put:
			({questionId, askerId}) =>
			async run => {
				const db = {executeSql: (text: string, values?: unknown[]) => run(text, values)};
				const group = {id: askerId};
				// Within a group jobs are taken in the order of their ids.
				await boss.send(queue, {questionId}, {db, id: newUuid7(), group, singletonKey: questionId});
			},
		async take(most) {
			const jobs = await boss.fetch<{questionId: string}>(queue, {batchSize: most, groupConcurrency: 1});
			return jobs
				.map(({id, data, retryCount}) => ({id, questionId: data.questionId, attempt: retryCount}))
				.sort((a, b) => (a.id < b.id ? -1 : 1));
		},
		async touch(jobs) {
			if (jobs.length > 0) await boss.touch(queue, jobs.map(attemptOf));
		},
		async done(job) {
			await boss.complete(queue, attemptOf(job));
		},
		async waiting() {
			const jobs = await boss.findJobs<{questionId: string}>(queue, {queued: true, limit: mostListed});
			return new Set(jobs.map(({data}) => data.questionId));
		},
		async drop(questionId) {
			const jobs = await boss.findJobs<{questionId: string}>(queue, {key: questionId});
			const begun = jobs.filter(({state}) => state === 'active').map(({id}) => id);
			if (begun.length > 0) await boss.cancel(queue, begun);
		},
		close: () => boss.stop({graceful: false}),
	};
}
