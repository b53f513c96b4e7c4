import {DatabaseSync, type SQLInputValue} from 'node:sqlite';
import type {SqliteDatabase, SqliteStatement} from 'kysely';

/**
 * A SQLite database in the form that Kysely expects, with a write-ahead log. SQLite itself does not wait for the disk
 * at each commit, which would hold up the whole process: `sqliteDialect` does, beside other work. It does not wait
 * for other processes either, but at the start. What is deleted is overwritten.
 */
export function openNodeSqlite(path: string): SqliteDatabase {
	const database = new DatabaseSync(path, {timeout: 5000});
	database.exec(
		'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA busy_timeout = 0',
	);
	const prepared = new Map<string, SqliteStatement>();
	return {
		close: () => database.close(),
		prepare(sql) {
			const known = prepared.get(sql);
			if (known) return known;
			const statement = prepare(database, sql);
			const [oldest] = prepared.keys();
			if (prepared.size >= mostPrepared && oldest !== undefined) prepared.delete(oldest);
			prepared.set(sql, statement);
			return statement;
		},
	};
}

/** Statements are written by code, with their values apart, so that there are not many. */
const mostPrepared = 300;

function prepare(database: DatabaseSync, sql: string): SqliteStatement {
	const statement = database.prepare(sql);
	return {
		reader: statement.columns().length > 0,
		all: parameters => statement.all(...(parameters as SQLInputValue[])),
		run: parameters => statement.run(...(parameters as SQLInputValue[])),
		// Rows that are read one by one may be read by two at once.
		iterate: parameters => database.prepare(sql).iterate(...(parameters as SQLInputValue[])),
	};
}
