import type {Kysely} from 'kysely';
import {firstReplyMs, followedWithinMs} from './answer-figures.ts';
import type {AnswerRecord} from './answer-record.ts';
import {forgetWords, keepWords} from './answer-search.ts';
import {toRow} from './row.ts';
import type {Schema} from './schema.ts';

/** Keeps a record and what it is found by; run it in a transaction. */
export async function keepAnswer(db: Kysely<Schema>, entry: AnswerRecord): Promise<void> {
	const row = toRow(entry);
	await db
		.insertInto('answer')
		.values(row)
		.onConflict(conflict => conflict.column('id').doUpdateSet(row))
		.execute();
	if (entry.textGone) return forgetWords(db, entry.id);
	await markFollowed(db, entry);
	await keepFirstReply(db, entry);
	const {id, question, verdict, answer_json, cause = null, guild_id = null} = row;
	await keepWords(db, {id, guild_id, cause, verdict, question, answer_json});
}

/** What was asked before in this conversation was not all that there was to ask. */
async function markFollowed(db: Kysely<Schema>, {id, conversationId, askedAt}: AnswerRecord): Promise<void> {
	await db
		.updateTable('answer')
		.set({followed: 1})
		.where('conversation_id', '=', conversationId)
		.where('id', '<', id)
		.where('asked_at', '>=', new Date(askedAt.getTime() - followedWithinMs).toISOString())
		.where('followed', '=', 0)
		.execute();
}

async function keepFirstReply(db: Kysely<Schema>, {id, askedAt, place}: AnswerRecord): Promise<void> {
	if (place?.messageId === undefined) return;
	const replies = await db.selectFrom('reply').select('message_id').where('question_id', '=', id).execute();
	const ms = firstReplyMs({
		askedAt,
		messageId: place.messageId,
		replyIds: replies.map(({message_id}) => message_id),
	});
	if (ms === undefined) return;
	await db.updateTable('answer').set({first_reply_ms: ms}).where('id', '=', id).execute();
}
