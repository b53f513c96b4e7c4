import {type Kysely, sql} from 'kysely';
import type {Turn} from '../evidence/question.ts';
import {type Allowances, allowancesOver} from './allowances.ts';
import {type AnswerList, answerListOver} from './answer-list.ts';
import type {AnswerRecord, Feedback, FeedbackKind, Log} from './answer-record.ts';
import {type AskedLately, askedLatelyOver} from './asked-lately.ts';
import {type AuditTrail, auditTrailOver} from './audit-trail.ts';
import {type Insights, insightsOver} from './insights.ts';
import {keepAnswer} from './keep-answer.ts';
import {type LineHistory, lineHistoryOver} from './line-history.ts';
import {type ModelUse, modelUseOver} from './model-use.ts';
import {type ModerationLog, moderationOver} from './moderation.ts';
import {type DatabaseOptions, openDatabase} from './open-database.ts';
import {type PendingLog, pendingOver} from './pending.ts';
import {type PrivacyLog, privacyOver} from './privacy.ts';
import {type Pseudonym, pseudonymsOf} from './pseudonym.ts';
import {type ReviewProgress, reviewProgressOver} from './review-progress.ts';
import {fromRow, probeFrom} from './row.ts';
import type {Schema} from './schema.ts';
import {type SessionStore, sessionsOver} from './sessions.ts';
import {type SettingsStore, settingsOver} from './settings-store.ts';
import {type SharedLog, sharedLogOver} from './shared-questions.ts';

/** The log, and beside it what the watch remembers of the line, what servers have set and what moderators did. */
export type OpenLog = Log & {
	readonly line: LineHistory;
	readonly settings: SettingsStore;
	readonly moderation: ModerationLog;
	readonly asked: AskedLately;
	/** Questions that wait for an answer. */
	readonly pending: PendingLog;
	/** The same, as several processes share them. */
	readonly shared: SharedLog;
	/** How often the line may still be tested. */
	readonly allowances: Allowances;
	readonly privacy: PrivacyLog;
	/** The answers as those who review them look through them. */
	readonly answers: AnswerList;
	readonly progress: ReviewProgress;
	/** What the answers come to, all together. */
	readonly insights: Insights;
	readonly audit: AuditTrail;
	readonly sessions: SessionStore;
	readonly modelUse: ModelUse;
};

/**
 * Opens the log at `file:PATH` (SQLite) or `postgres://…`, and brings its tables up to date. Throws where it cannot
 * be opened or was written by a newer Lineman.
 */
export async function openLog(databaseUrl: string, options: DatabaseOptions = {}): Promise<OpenLog> {
	const db = await openDatabase(databaseUrl, options);
	return logOver(db, await pseudonymsOf(db));
}

function logOver(db: Kysely<Schema>, pseudonym: Pseudonym): OpenLog {
	const moderation = moderationOver(db);
	return {
		async record(entry) {
			await db.transaction().execute(step => keepAnswer(step, entry));
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

		async repliesOf(questionId) {
			const rows = await db
				.selectFrom('reply')
				.select(['channel_id', 'message_id'])
				.where('question_id', '=', questionId)
				.orderBy('message_id')
				.execute();
			return rows.map(({channel_id, message_id}) => ({channelId: channel_id, messageId: message_id}));
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
				.leftJoin('standing', 'standing.question_id', 'answer.id')
				.select(['answer.id', 'answer.question', 'answer.answer_json', 'standing.publication'])
				.where('answer.conversation_id', '=', conversationId)
				.where('answer.text_gone', 'is', null)
				.orderBy('answer.id')
				.execute();
			const turns = rows.map(async ({id, question, answer_json, publication}): Promise<readonly Turn[]> => {
				const asked: Turn = {role: 'user', text: question};
				if (publication === 'retracted' || publication === 'draft') return [asked];
				const correction =
					publication === 'corrected' ? (await moderation.correctionsOf(id)).at(-1) : undefined;
				const {text} = correction ?? (JSON.parse(answer_json) as AnswerRecord['answer']);
				return [asked, {role: 'assistant', text}];
			});
			return (await Promise.all(turns)).flat();
		},

		async lastProbe(conversationId) {
			const row = await db
				.selectFrom('answer')
				.select('probe_json')
				.where('conversation_id', '=', conversationId)
				.where('probe_json', 'is not', null)
				.where('text_gone', 'is', null)
				.orderBy('id', 'desc')
				.limit(1)
				.executeTakeFirst();
			return row?.probe_json == null ? undefined : probeFrom(row.probe_json);
		},

		async giveFeedback({questionId, byId, kind, note, at}) {
			await db
				.insertInto('feedback')
				.values({question_id: questionId, by_id: byId, kind, note: note ?? null, at: at.toISOString()})
				.onConflict(conflict => {
					const before = conflict.columns(['question_id', 'by_id', 'kind']);
					return note === undefined ? before.doNothing() : before.doUpdateSet({note});
				})
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

		async askedHuman(conversationId) {
			const row = await db
				.selectFrom('feedback')
				.innerJoin('answer', 'answer.id', 'feedback.question_id')
				.select('feedback.id')
				.where('answer.conversation_id', '=', conversationId)
				.where('feedback.kind', '=', 'ask_human')
				.limit(1)
				.executeTakeFirst();
			return row !== undefined;
		},

		async hasLed({cause, before}) {
			const row = await db
				.selectFrom('answer')
				.select('id')
				.where('cause', '=', cause)
				.where('id', '<', before)
				.limit(1)
				.executeTakeFirst();
			return row !== undefined;
		},

		async hasAsked(askerId, {apartFrom = '', guildId} = {}) {
			const row = await db
				.selectFrom('answer')
				.select('id')
				.where('asker_id', 'in', [askerId, pseudonym(askerId)])
				.where('id', '!=', apartFrom)
				// Not by an index: a member has asked far less than their server has.
				.$if(guildId !== undefined, query => query.where(sql`coalesce(guild_id, '')`, '=', guildId))
				.limit(1)
				.executeTakeFirst();
			return row !== undefined;
		},

		async askedIn(messageId) {
			const asked = await db
				.selectFrom('answer')
				.select('id')
				.where('message_id', 'in', [messageId, pseudonym(messageId)])
				.orderBy('id')
				.execute();
			if (asked.length === 0) return [];
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
				for (const table of ['reply', 'quotation', 'feedback', 'pending'] as const) {
					await step.deleteFrom(table).where('question_id', '=', questionId).execute();
				}
			});
			await moderation.forgetQuestion(questionId);
		},

		line: lineHistoryOver(db, pseudonym),
		settings: settingsOver(db),
		moderation,
		asked: askedLatelyOver(db),
		pending: pendingOver(db),
		shared: sharedLogOver(db),
		allowances: allowancesOver(db, pseudonym),
		privacy: privacyOver(db, pseudonym),
		answers: answerListOver(db),
		progress: reviewProgressOver(db),
		insights: insightsOver(db),
		audit: auditTrailOver(db),
		sessions: sessionsOver(db),
		modelUse: modelUseOver(db, pseudonym),

		close: () => db.destroy(),
	};
}
