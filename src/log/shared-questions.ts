import {CompiledQuery, type Kysely} from 'kysely';
import type {AnswerRecord} from './answer-record.ts';
import {isPostgres} from './column-types.ts';
import {keepAnswer} from './keep-answer.ts';
import {type PendingQuestion, toPending} from './pending.ts';
import type {Schema} from './schema.ts';

/** Runs SQL of somebody else's in a transaction of the log's. */
export type RunSql = (text: string, values?: unknown[]) => Promise<{rows: unknown[]}>;

/** Writes what has to be written together with a change, or not at all. */
export type Alongside = (run: RunSql) => Promise<void>;

/** A question that a process has taken to answer it. */
export type HeldQuestion = PendingQuestion & {
	/** `first`: nobody has worked on it yet, and its reply stands as it was noted down. */
	readonly turn: 'first' | 'again';
};

/** How many questions are on their way. */
export type Crowd = {
	readonly running: number;
	readonly waiting: number;
	/** Of these, the given member's. */
	readonly own: number;
};

/**
 * Questions that several processes share. Each is held by one process, or waits in the queue with nobody holding it;
 * the row is the truth, and what the queue holds a way to find it.
 */
export type SharedLog = {
	/** Counts what is on its way; what began to wait after `before` is not counted as waiting. */
	crowd(request: {readonly askerId: string; readonly before: Date}): Promise<Crowd>;
	/** Lets a question go, whoever held it; with it, the reply that stands by now. */
	letGo(
		questionId: string,
		change: {
			readonly reply?: {readonly channelId: string; readonly messageId: string};
			/** Nothing is changed where somebody else holds it. Undefined: whoever does. */
			readonly heldBy?: number | 'nobody';
			/** `counted`: who held it broke off. */
			readonly try?: 'counted';
		},
		alongside: Alongside,
	): Promise<boolean>;
	/** Takes a question; undefined where it is gone, or held by another and not to be taken from them. */
	hold(request: {
		readonly questionId: string;
		readonly holder: number;
		readonly from: 'the queue' | 'anybody';
	}): Promise<HeldQuestion | undefined>;
	/** Whether it is ours still; `gone`: it was taken back, forgotten or answered. */
	standing(questionId: string, holder: number): Promise<'ours' | 'another’s' | 'gone'>;
	/** Says that we are about to delete the message that asks, or that we could not: Discord tells another process of it. */
	noteDeletion(questionId: string, state: 'begun' | 'failed'): Promise<void>;
	/** Keeps the answer to a question that a process holds; false, and nothing is kept, where it holds it no more. */
	record(entry: AnswerRecord, holder: number): Promise<boolean>;
	/** Questions that a process holds. */
	heldBy(holder: number): Promise<ReadonlySet<string>>;
	/** Questions that nobody holds who lives, with who held them; those that wait for somebody, from before a time. */
	left(request: {
		readonly alive: ReadonlySet<number>;
		readonly waitingSince: Date;
	}): Promise<readonly LeftQuestion[]>;
	/** The question that waits for an answer to a message or an interaction. */
	ofSource(source: string): Promise<(PendingQuestion & {readonly isBeingDeleted: boolean}) | undefined>;
};

export type LeftQuestion = {
	readonly questionId: string;
	readonly askerId: string;
	readonly heldBy: number | 'nobody';
};

export function sharedLogOver(db: Kysely<Schema>): SharedLog {
	return {
		async crowd({askerId, before}) {
			const rows = await db
				.selectFrom('pending')
				.select(['asker_id', 'holder', 'begun', 'asked_at'])
				.execute();
			const begun = rows.filter(row => row.holder !== null && row.begun === 1);
			const waiting = rows.filter(row => row.holder === null && row.asked_at < before.toISOString());
			const own = rows.filter(row => row.asker_id === askerId);
			return {running: begun.length, waiting: waiting.length, own: own.length};
		},

		letGo: (questionId, {reply, heldBy, try: counted}, alongside) =>
			db.transaction().execute(async step => {
				const {numUpdatedRows} = await step
					.updateTable('pending')
					.set(({eb}) => ({
						holder: null,
						...(reply && {reply_channel_id: reply.channelId, reply_message_id: reply.messageId}),
						...(counted && {tries: eb('tries', '+', 1)}),
					}))
					.where('question_id', '=', questionId)
					.$if(heldBy === 'nobody', query => query.where('holder', 'is', null))
					.$if(typeof heldBy === 'number', query => query.where('holder', '=', Number(heldBy)))
					.executeTakeFirstOrThrow();
				if (numUpdatedRows === 0n) return false;
				await alongside(async (text, values = []) => {
					const {rows} = await step.executeQuery(CompiledQuery.raw(text, values));
					return {rows};
				});
				return true;
			}),

		hold: ({questionId, holder, from}) =>
			db.transaction().execute(async step => {
				const row = await step
					.selectFrom('pending')
					.selectAll()
					.where('question_id', '=', questionId)
					.where(where => (from === 'anybody' ? where.lit(true) : where('holder', 'is', null)))
					// SQLite's transactions come one after another anyway.
					.$if(isPostgres(db), query => query.forUpdate())
					.executeTakeFirst();
				if (!row) return undefined;
				const tries = row.holder === null ? row.tries : row.tries + 1;
				await step
					.updateTable('pending')
					.set({holder, begun: 1, tries})
					.where('question_id', '=', questionId)
					.execute();
				return {
					...toPending({...row, holder, tries}),
					turn: row.begun === 0 ? ('first' as const) : ('again' as const),
				};
			}),

		async standing(questionId, holder) {
			const row = await db
				.selectFrom('pending')
				.select('holder')
				.where('question_id', '=', questionId)
				.executeTakeFirst();
			if (!row) return 'gone';
			return row.holder === holder ? 'ours' : 'another’s';
		},

		async noteDeletion(questionId, state) {
			await db
				.updateTable('pending')
				.set({begun: state === 'begun' ? 2 : 1})
				.where('question_id', '=', questionId)
				.execute();
		},

		record: (entry, holder) =>
			db.transaction().execute(async step => {
				const held = await step
					.selectFrom('pending')
					.select('question_id')
					.where('question_id', '=', entry.id)
					.where('holder', '=', holder)
					.$if(isPostgres(db), query => query.forUpdate())
					.executeTakeFirst();
				if (!held) return false;
				await keepAnswer(step, entry);
				return true;
			}),

		async heldBy(holder) {
			const rows = await db
				.selectFrom('pending')
				.select('question_id')
				.where('holder', '=', holder)
				.execute();
			return new Set(rows.map(row => row.question_id));
		},

		async left({alive, waitingSince}) {
			const rows = await db
				.selectFrom('pending')
				.select(['question_id', 'asker_id', 'holder', 'asked_at'])
				.orderBy('question_id')
				.execute();
			return rows
				.filter(({holder, asked_at}) =>
					holder === null ? asked_at < waitingSince.toISOString() : !alive.has(holder),
				)
				.map(({question_id, asker_id, holder}) => ({
					questionId: question_id,
					askerId: asker_id,
					heldBy: holder ?? 'nobody',
				}));
		},

		async ofSource(source) {
			const row = await db.selectFrom('pending').selectAll().where('source', '=', source).executeTakeFirst();
			return row && {...toPending(row), isBeingDeleted: row.begun === 2};
		},
	};
}
