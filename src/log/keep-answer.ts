import type {Kysely} from 'kysely';
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
	const {id, question, verdict, answer_json} = row;
	await keepWords(db, {id, question, verdict, answer_json, cause: row.cause ?? null});
}
