import {existsSync, mkdirSync} from 'node:fs';
import {dirname} from 'node:path';
import {type Dialect, Kysely, PostgresDialect, sql} from 'kysely';
import {Migrator} from 'kysely/migration';
import {Pool} from 'pg';
import {problemOf} from './back-up.ts';
import {diskSync} from './disk-sync.ts';
import {migrations} from './migrations.ts';
import {openNodeSqlite} from './node-sqlite.ts';
import type {Schema} from './schema.ts';
import {type SqliteOptions, sqliteDialect} from './sqlite-dialect.ts';

export type DatabaseOptions = {
	/** Hears of connections that break while nobody uses them. */
	readonly onError?: (error: Error) => void;
	/** How long a write to a file waits for another process that holds it. */
	readonly lockedForMs?: number;
};

/**
 * Opens the database at `file:PATH` (SQLite; creates its folder) or `postgres://…`, and brings its tables up to date.
 * Throws where it cannot be opened or was written by a newer Lineman; the message holds no password.
 */
export async function openDatabase(
	databaseUrl: string,
	{onError = () => {}, lockedForMs}: DatabaseOptions = {},
): Promise<Kysely<Schema>> {
	let db: Kysely<Schema> | undefined;
	try {
		db = new Kysely<Schema>({
			dialect: isPostgresUrl(databaseUrl)
				? new PostgresDialect({pool: openPool(databaseUrl, onError)})
				: openFile(databaseUrl.replace(/^file:/, ''), lockedForMs === undefined ? {} : {lockedForMs}),
		});
		await migrate(db);
		return db;
	} catch (cause) {
		await db?.destroy();
		throw new Error(`Cannot open the log "${nameOf(databaseUrl)}": ${(cause as Error).message}`, {cause});
	}
}

export function isPostgresUrl(databaseUrl: string): boolean {
	return /^postgres(?:ql)?:/.test(databaseUrl);
}

/** Who waits longer than this for a connection is told that the database is gone. */
const connectWithinMs = 5_000;
const mostConnections = 10;

function openPool(connectionString: string, onError: (error: Error) => void): Pool {
	const pool = new Pool({
		connectionString,
		max: mostConnections,
		connectionTimeoutMillis: connectWithinMs,
		application_name: 'lineman',
	});
	// A connection that breaks while nobody uses it is replaced by the next one; unheard, it would end the process.
	pool.on('error', onError);
	// Of one that breaks in use its query tells; unheard, that too would end the process.
	pool.on('connect', client => client.on('error', () => {}));
	return pool;
}

function openFile(path: string, options: Pick<SqliteOptions, 'lockedForMs'>): Dialect {
	if (path === ':memory:') return sqliteDialect(openNodeSqlite(path));
	mkdirSync(dirname(path), {recursive: true});
	const problem = existsSync(path) ? problemOf(path) : undefined;
	if (problem !== undefined) {
		throw new Error(
			`the file is damaged or is no log (${problem}); move it away, and put a copy that "npm run -s backup" made in its place, or start without one`,
		);
	}
	// What was committed stands in the write-ahead log until it is moved to the file, which SQLite waits for itself.
	return sqliteDialect(openNodeSqlite(path), {...options, disk: diskSync(`${path}-wal`)});
}

async function migrate(db: Kysely<Schema>): Promise<void> {
	const migrator = new Migrator({db, provider: {getMigrations: async () => ({...migrations})}});
	const {error} = await migrator.migrateToLatest();
	if (error === undefined) return;
	const newer = await newerMigration(db).catch(() => undefined);
	if (newer === undefined) throw error;
	throw new Error(
		`a newer Lineman has changed it (${newer}); start that version or a later one, or put the backup from before the update in its place`,
		{cause: error},
	);
}

/** The first change of the tables that this version does not know. */
async function newerMigration(db: Kysely<Schema>): Promise<string | undefined> {
	const {rows} = await sql<{name: string}>`select name from kysely_migration order by name`.execute(db);
	return rows.find(({name}) => !(name in migrations))?.name;
}

/** How people tell which database is meant, without a password. */
function nameOf(databaseUrl: string): string {
	if (!isPostgresUrl(databaseUrl)) return databaseUrl.replace(/^file:/, '');
	if (!URL.canParse(databaseUrl)) return 'postgres://…';
	const {hostname, port, pathname} = new URL(databaseUrl);
	return `postgres://${hostname}${port === '' ? '' : `:${port}`}${pathname}`;
}
