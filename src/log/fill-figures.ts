import {type Kysely, sql} from 'kysely';
import {firstReplyMs, followedWithinMs} from './answer-figures.ts';
import type {AnswerRecord} from './answer-record.ts';
import {isPostgres} from './column-types.ts';
import {keepAllForMs} from './line-history.ts';
import {modelColumns} from './row.ts';
import type {Schema} from './schema.ts';

/** Counts what was recorded before there was a place to count it. */
export async function fillFigures(db: Kysely<Schema>): Promise<void> {
	await fillAnswers(db);
	await fillModels(db);
	await fillFirstReplies(db);
	await fillChecks(db);
}

const atATime = 5000;

async function fillAnswers(db: Kysely<Schema>): Promise<void> {
	await db.updateTable('answer').set({day: sql<string>`substr(asked_at, 1, 10)`}).execute();
	const latest = new Map<string, {readonly id: string; readonly askedMs: number}>();
	for (let after = ''; ; ) {
		const rows = await db
			.selectFrom('answer')
			.select(['id', 'conversation_id', 'asked_at'])
			.where('id', '>', after)
			.orderBy('id')
			.limit(atATime)
			.execute();
		const followed: string[] = [];
		for (const {id, conversation_id, asked_at} of rows) {
			const askedMs = Date.parse(asked_at);
			const before = latest.get(conversation_id);
			if (before !== undefined && askedMs - before.askedMs <= followedWithinMs) followed.push(before.id);
			latest.set(conversation_id, {id, askedMs});
		}
		for (let start = 0; start < followed.length; start += 500) {
			const some = followed.slice(start, start + 500);
			await db.updateTable('answer').set({followed: 1}).where('id', 'in', some).execute();
		}
		const last = rows.at(-1);
		if (last === undefined) return;
		after = last.id;
	}
}

async function fillModels(db: Kysely<Schema>): Promise<void> {
	for (let after = ''; ; ) {
		const rows = await db
			.selectFrom('answer')
			.select(['id', 'answer_json'])
			.where('id', '>', after)
			.where('answer_json', 'like', '%"model":{%')
			.orderBy('id')
			.limit(500)
			.execute();
		for (const {id, answer_json} of rows) {
			const answer: AnswerRecord['answer'] = JSON.parse(answer_json);
			await db.updateTable('answer').set(modelColumns(answer)).where('id', '=', id).execute();
		}
		const last = rows.at(-1);
		if (last === undefined) return;
		after = last.id;
	}
}

async function fillFirstReplies(db: Kysely<Schema>): Promise<void> {
	for (let after = ''; ; ) {
		const rows = await db
			.selectFrom('reply')
			.innerJoin('answer', 'answer.id', 'reply.question_id')
			.select(['reply.question_id', 'reply.message_id', 'answer.message_id as asked_in', 'answer.asked_at'])
			.where('reply.message_id', '>', after)
			.where('answer.message_id', 'is not', null)
			.orderBy('reply.message_id')
			.limit(atATime)
			.execute();
		for (const {question_id, message_id, asked_in, asked_at} of rows) {
			const ms = firstReplyMs({
				askedAt: new Date(asked_at),
				messageId: asked_in ?? '',
				replyIds: [message_id],
			});
			if (ms === undefined) continue;
			await db
				.updateTable('answer')
				.set({first_reply_ms: ms})
				.where('id', '=', question_id)
				.where(where => where.or([where('first_reply_ms', 'is', null), where('first_reply_ms', '>', ms)]))
				.execute();
		}
		const last = rows.at(-1);
		if (last === undefined) return;
		after = last.message_id;
	}
}

/** As many checks went into one of the old healthy ones as there are minutes between two of them. */
const thinnedInto = 10;

async function fillChecks(db: Kysely<Schema>): Promise<void> {
	for (const phase of ['dns', 'tcp', 'tls', 'upgrade'] as const) {
		const ms = isPostgres(db)
			? sql<number>`(phases_json::json ->> ${sql.lit(phase)})::double precision`
			: sql<number>`json_extract(phases_json, ${sql.lit(`$.${phase}`)})`;
		await db
			.updateTable('line_check')
			.set({[`${phase}_ms`]: ms})
			.execute();
	}
	const {newest} = await db
		.selectFrom('line_check')
		.select(({fn}) => fn.max('at').as('newest'))
		.executeTakeFirstOrThrow();
	if (newest === null) return;
	await db
		.updateTable('line_check')
		.set({checks: thinnedInto})
		.where('healthy', '=', 1)
		.where('at', '<', new Date(Date.parse(newest) - keepAllForMs).toISOString())
		.execute();
}
