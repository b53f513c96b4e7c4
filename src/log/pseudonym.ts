import {createHmac, randomBytes} from 'node:crypto';
import type {Kysely} from 'kysely';
import type {Schema} from './schema.ts';

/** What stands for an id where who it was no longer matters: the same for the same id in this log, and nowhere else. */
export type Pseudonym = (id: string) => string;

/** Begins every pseudonym, and no id of Discord's. */
export const pseudonymMark = '~';

/** The log's own pseudonyms, keyed with a secret that is made once and kept with it. */
export async function pseudonymsOf(db: Kysely<Schema>): Promise<Pseudonym> {
	const key = Buffer.from(await secretOf(db, 'pseudonyms'), 'base64url');
	return id => {
		if (id.startsWith(pseudonymMark)) return id;
		return `${pseudonymMark}${createHmac('sha256', key).update(id).digest('base64url').slice(0, 22)}`;
	};
}

async function secretOf(db: Kysely<Schema>, name: string): Promise<string> {
	const value = randomBytes(32).toString('base64url');
	// Another process may open the same log for the first time at this moment: the first secret stands.
	await db
		.insertInto('secret')
		.values({name, value})
		.onConflict(conflict => conflict.column('name').doNothing())
		.execute();
	const kept = await db
		.selectFrom('secret')
		.select('value')
		.where('name', '=', name)
		.executeTakeFirstOrThrow();
	return kept.value;
}
