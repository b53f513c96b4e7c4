import {
	type ColumnDefinitionBuilder,
	type ColumnDefinitionBuilderCallback,
	type Kysely,
	PostgresAdapter,
	sql,
} from 'kysely';

/**
 * What a migration calls a column's type on the engine at hand. Text sorts by its bytes on both engines, as ids
 * and times have to; numbers have eight bytes.
 */
export function columnTypes(db: Kysely<unknown>) {
	return isPostgres(db)
		? {text: sql`text collate "C"`, real: sql`double precision`, serial: postgresSerial}
		: {text: sql`text`, real: sql`real`, serial: sqliteSerial};
}

/** Whether the database is Postgres; SQLite otherwise. */
export function isPostgres(db: Pick<Kysely<unknown>, 'getExecutor'>): boolean {
	return db.getExecutor().adapter instanceof PostgresAdapter;
}

const sqliteSerial: ColumnDefinitionBuilderCallback = (column: ColumnDefinitionBuilder) =>
	column.primaryKey().autoIncrement();
/** `by default`, so that a log that moves here keeps its numbers. */
const postgresSerial: ColumnDefinitionBuilderCallback = column =>
	column.primaryKey().generatedByDefaultAsIdentity();
