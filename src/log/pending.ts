import type {Kysely, Selectable} from 'kysely';
import type {Place} from '../evidence/question.ts';
import type {Schema} from './schema.ts';

/** A question that was accepted and is not answered yet; kept so that the next run answers it when this one breaks off. */
export type PendingQuestion = {
	readonly questionId: string;
	/** What asked: `message/ID` or `interaction/ID` of Discord's. One question at a time for each. */
	readonly source: string;
	readonly askedAt: Date;
	readonly askerId: string;
	readonly place: Place;
	/** The first message of our reply; undefined where it may not stand yet. */
	readonly reply?: {readonly channelId: string; readonly messageId: string};
	/** What the door needs to ask again; plain data without secrets. */
	readonly asked: Readonly<Record<string, unknown>>;
	/** How often a later run has taken it up. */
	readonly tries: number;
	/** The process that has it in hand, where several share the work; undefined: none. */
	readonly holder?: number;
};

export type PendingLog = {
	/**
	 * Keeps a question until it is answered. False, and nothing is kept, where another question of the same source
	 * waits already, or a message's was answered: it was delivered twice. The same question again takes its place.
	 */
	begin(question: Omit<PendingQuestion, 'reply' | 'tries'>): Promise<boolean>;
	/** Our reply stands. */
	acknowledge(
		questionId: string,
		reply: {readonly channelId: string; readonly messageId: string},
	): Promise<void>;
	/** Oldest first. `before`: only questions of before this time. */
	waiting(request?: {readonly before?: Date}): Promise<readonly PendingQuestion[]>;
	/** Takes a question up again; false where another process was quicker. */
	take(question: Pick<PendingQuestion, 'questionId' | 'tries'>): Promise<boolean>;
	/** It is answered, or whoever asked was told that it will not be. */
	end(questionId: string): Promise<void>;
};

export function pendingOver(db: Kysely<Schema>): PendingLog {
	return {
		begin: question =>
			db.transaction().execute(async step => {
				const {questionId, source, askedAt, askerId, place, asked} = question;
				const row = {
					question_id: questionId,
					source,
					asked_at: askedAt.toISOString(),
					asker_id: askerId,
					guild_id: place.guildId ?? null,
					channel_id: place.channelId,
					reply_channel_id: null,
					reply_message_id: null,
					asked_json: JSON.stringify({...asked, messageId: place.messageId}),
					tries: 0,
					holder: question.holder ?? null,
					begun: 0,
				};
				const {numInsertedOrUpdatedRows} = await step
					.insertInto('pending')
					.values(row)
					.onConflict(conflict =>
						conflict
							.column('source')
							.doUpdateSet({
								asked_at: row.asked_at,
								asked_json: row.asked_json,
								tries: 0,
								holder: row.holder,
								begun: 0,
							})
							.where('pending.question_id', '=', questionId),
					)
					.executeTakeFirstOrThrow();
				if (numInsertedOrUpdatedRows !== 1n) return false;
				if (!source.startsWith('message/') || place.messageId === undefined) return true;
				// Looked for after the row is in: whoever answered it has recorded that before their row went.
				const answered = await step
					.selectFrom('answer')
					.select('id')
					.where('message_id', '=', place.messageId)
					.where('asker_id', '=', askerId)
					.where('id', '!=', questionId)
					.limit(1)
					.executeTakeFirst();
				if (!answered) return true;
				await step.deleteFrom('pending').where('question_id', '=', questionId).execute();
				return false;
			}),

		async acknowledge(questionId, {channelId, messageId}) {
			await db
				.updateTable('pending')
				.set({reply_channel_id: channelId, reply_message_id: messageId})
				.where('question_id', '=', questionId)
				.execute();
		},

		async waiting({before} = {}) {
			const all = db.selectFrom('pending').selectAll().orderBy('question_id');
			const query = before === undefined ? all : all.where('asked_at', '<', before.toISOString());
			return (await query.execute()).map(toPending);
		},

		async take({questionId, tries}) {
			const {numUpdatedRows} = await db
				.updateTable('pending')
				.set({tries: tries + 1})
				.where('question_id', '=', questionId)
				.where('tries', '=', tries)
				.executeTakeFirstOrThrow();
			return numUpdatedRows === 1n;
		},

		async end(questionId) {
			await db.deleteFrom('pending').where('question_id', '=', questionId).execute();
		},
	};
}

export function toPending(row: Selectable<Schema['pending']>): PendingQuestion {
	const {messageId, ...asked} = JSON.parse(row.asked_json) as {messageId?: string};
	return {
		questionId: row.question_id,
		source: row.source,
		askedAt: new Date(row.asked_at),
		askerId: row.asker_id,
		place: {
			channelId: row.channel_id,
			...(row.guild_id !== null && {guildId: row.guild_id}),
			...(messageId !== undefined && {messageId}),
		},
		...(row.reply_channel_id !== null &&
			row.reply_message_id !== null && {
				reply: {channelId: row.reply_channel_id, messageId: row.reply_message_id},
			}),
		asked,
		tries: row.tries,
		...(row.holder !== null && {holder: row.holder}),
	};
}
