import {mkdirSync} from 'node:fs';
import {dirname} from 'node:path';
import {Kysely, SqliteDialect} from 'kysely';
import {Migrator} from 'kysely/migration';
import type {Turn} from '../evidence/question.ts';
import type {AnswerRecord, Feedback, FeedbackKind, Log} from './answer-record.ts';
import {type LineHistory, lineHistoryOver} from './line-history.ts';
import {migrations} from './migrations.ts';
import {type ModerationLog, moderationOver} from './moderation.ts';
import {openNodeSqlite} from './node-sqlite.ts';
import {fromRow, probeFrom, toRow} from './row.ts';
import type {Schema} from './schema.ts';
import {type SettingsStore, settingsOver} from './settings-store.ts';

/** The log, and beside it what the watch remembers of the line, what servers have set and what moderators did. */
export type OpenLog = Log & {
	readonly line: LineHistory;
	readonly settings: SettingsStore;
	readonly moderation: ModerationLog;
};

/**
 * Opens the log at `file:PATH`, creates its folder and brings its tables up to date.
 * Throws where the file cannot be opened or was written by a newer Lineman.
 */
export async function openLog(databaseUrl: string): Promise<OpenLog> {
	const path = databaseUrl.replace(/^file:/, '');
	let db: Kysely<Schema> | undefined;
	try {
		if (path !== ':memory:') mkdirSync(dirname(path), {recursive: true});
		db = new Kysely<Schema>({dialect: new SqliteDialect({database: openNodeSqlite(path)})});
		await migrate(db);
		return logOver(db);
	} catch (cause) {
		await db?.destroy();
		throw new Error(`Cannot open the log "${path}": ${(cause as Error).message}`, {cause});
	}
}

async function migrate(db: Kysely<Schema>): Promise<void> {
	const migrator = new Migrator({db, provider: {getMigrations: async () => ({...migrations})}});
	const {error} = await migrator.migrateToLatest();
	if (error !== undefined) throw error;
}

function logOver(db: Kysely<Schema>): OpenLog {
	const moderation = moderationOver(db);
	return {
		async record(entry) {
			const row = toRow(entry);
			await db
				.insertInto('answer')
				.values(row)
				.onConflict(conflict => conflict.column('id').doUpdateSet(row))
				.execute();
		},

		async find(id) {
			const row = await db.selectFrom('answer').selectAll().where('id', '=', id).executeTakeFirst();
			return row && fromRow(row);
		},

		async latest({limit, before}) {
			const query = db.selectFrom('answer').selectAll().orderBy('id', 'desc').limit(limit);
			const rows = await (before === undefined ? query : query.where('id', '<', before)).execute();
			return rows.map(fromRow);
		},

		async count() {
			const {count} = await db
				.selectFrom('answer')
				.select(({fn}) => fn.countAll<number>().as('count'))
				.executeTakeFirstOrThrow();
			return Number(count);
		},

		async rememberReply({questionId, channelId, messageId}) {
			const row = {message_id: messageId, channel_id: channelId, question_id: questionId};
			await db
				.insertInto('reply')
				.values(row)
				.onConflict(conflict => conflict.column('message_id').doUpdateSet(row))
				.execute();
		},

		async questionOfReply(messageId) {
			const row = await db
				.selectFrom('reply')
				.select('question_id')
				.where('message_id', '=', messageId)
				.executeTakeFirst();
			return row?.question_id;
		},

		async unanswered({since, before}) {
			const rows = await db
				.selectFrom('reply')
				.leftJoin('answer', 'answer.id', 'reply.question_id')
				.select(['reply.question_id', 'reply.channel_id', 'reply.message_id'])
				.where('answer.id', 'is', null)
				.where('reply.question_id', '>=', idsFrom(since))
				.where('reply.question_id', '<', idsFrom(before))
				.orderBy('reply.question_id')
				.orderBy('reply.message_id')
				.execute();
			return rows.map(({question_id, channel_id, message_id}) => ({
				questionId: question_id,
				channelId: channel_id,
				messageId: message_id,
			}));
		},

		async recentConversation({channelId, askerId, since}) {
			const row = await db
				.selectFrom('answer')
				.select('conversation_id')
				.where('asker_id', '=', askerId)
				.where('channel_id', '=', channelId)
				.where('asked_at', '>=', since.toISOString())
				.orderBy('asked_at', 'desc')
				.limit(1)
				.executeTakeFirst();
			return row?.conversation_id;
		},

		async turns(conversationId) {
			const rows = await db
				.selectFrom('answer')
				.select(['question', 'answer_json'])
				.where('conversation_id', '=', conversationId)
				.orderBy('id')
				.execute();
			return rows.flatMap(({question, answer_json}): Turn[] => [
				{role: 'user', text: question},
				{role: 'assistant', text: (JSON.parse(answer_json) as AnswerRecord['answer']).text},
			]);
		},

		async lastProbe(conversationId) {
			const row = await db
				.selectFrom('answer')
				.select('probe_json')
				.where('conversation_id', '=', conversationId)
				.where('probe_json', 'is not', null)
				.orderBy('id', 'desc')
				.limit(1)
				.executeTakeFirst();
			return row?.probe_json == null ? undefined : probeFrom(row.probe_json);
		},

		async giveFeedback({questionId, byId, kind, note, at}) {
			await db
				.insertInto('feedback')
				.values({question_id: questionId, by_id: byId, kind, note: note ?? null, at: at.toISOString()})
				.onConflict(conflict => conflict.columns(['question_id', 'by_id', 'kind']).doNothing())
				.execute();
		},

		async feedbackOf(questionId) {
			const rows = await db
				.selectFrom('feedback')
				.selectAll()
				.where('question_id', '=', questionId)
				.orderBy('id')
				.execute();
			return rows.map(
				({question_id, by_id, kind, note, at}): Feedback => ({
					questionId: question_id,
					byId: by_id,
					kind: kind as FeedbackKind,
					...(note !== null && {note}),
					at: new Date(at),
				}),
			);
		},

		async hasAsked(askerId) {
			const row = await db
				.selectFrom('answer')
				.select('id')
				.where('asker_id', '=', askerId)
				.limit(1)
				.executeTakeFirst();
			return row !== undefined;
		},

		async askedIn(messageId) {
			const asked = await db
				.selectFrom('answer')
				.select('id')
				.where('message_id', '=', messageId)
				.orderBy('id')
				.execute();
			const replies = await db
				.selectFrom('reply')
				.select(['question_id', 'channel_id', 'message_id'])
				.where(
					'question_id',
					'in',
					asked.map(({id}) => id),
				)
				.orderBy('message_id')
				.execute();
			return asked.map(({id}) => ({
				questionId: id,
				replies: replies
					.filter(({question_id}) => question_id === id)
					.map(({channel_id, message_id}) => ({channelId: channel_id, messageId: message_id})),
			}));
		},

		async forget(questionId) {
			await db.transaction().execute(async step => {
				await step.deleteFrom('answer').where('id', '=', questionId).execute();
				await step.deleteFrom('reply').where('question_id', '=', questionId).execute();
				await step.deleteFrom('feedback').where('question_id', '=', questionId).execute();
			});
			await moderation.forgetQuestion(questionId);
		},

		line: lineHistoryOver(db),
		settings: settingsOver(db),
		moderation,

		close: () => db.destroy(),
	};
}

/** Where the ids of this time begin: a UUID version 7 starts with its milliseconds (RFC 9562, section 5.7). */
function idsFrom(at: Date): string {
	const time = at.getTime().toString(16).padStart(12, '0');
	return `${time.slice(0, 8)}-${time.slice(8)}`;
}
