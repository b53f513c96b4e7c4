import {type Kysely, sql} from 'kysely';
import {isPostgres} from './column-types.ts';
import type {Schema} from './schema.ts';

/**
 * Writes what has to outlive the process, and not a power cut: in SQLite the disk is not waited for, during which
 * nobody else would be heard. The file stays whole either way.
 */
export async function quickly<T>(db: Kysely<Schema>, work: (one: Kysely<Schema>) => Promise<T>): Promise<T> {
	if (isPostgres(db)) return work(db);
	return db.connection().execute(async one => {
		await sql`pragma synchronous = normal`.execute(one);
		try {
			return await work(one);
		} finally {
			await sql`pragma synchronous = full`.execute(one);
		}
	});
}
