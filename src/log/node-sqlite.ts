import {DatabaseSync, type SQLInputValue} from 'node:sqlite';
import type {SqliteDatabase} from 'kysely';

/**
 * A SQLite database in the form that Kysely's SQLite dialect expects. Write-ahead log, and every commit
 * reaches the disk before it is acknowledged (but for `pending.ts`): what was promised survives a power cut. What is deleted is overwritten.
 */
export function openNodeSqlite(path: string): SqliteDatabase {
	const database = new DatabaseSync(path, {timeout: 5000});
	database.exec(
		'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON',
	);
	return {
		close: () => database.close(),
		prepare(sql) {
			const statement = database.prepare(sql);
			return {
				reader: statement.columns().length > 0,
				all: parameters => statement.all(...(parameters as SQLInputValue[])),
				run: parameters => statement.run(...(parameters as SQLInputValue[])),
				iterate: parameters => statement.iterate(...(parameters as SQLInputValue[])),
			};
		},
	};
}
