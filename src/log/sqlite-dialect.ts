import {setTimeout as pause} from 'node:timers/promises';
import {
	CompiledQuery,
	type DatabaseConnection,
	type Dialect,
	type Driver,
	type QueryResult,
	SqliteAdapter,
	type SqliteDatabase,
	SqliteIntrospector,
	SqliteQueryCompiler,
} from 'kysely';
import type {DiskSync} from './disk-sync.ts';

/** SQLite as Kysely speaks to it, for a process that has more to do than to wait for a disk or for another process. */
export function sqliteDialect(database: SqliteDatabase, options: SqliteOptions = {}): Dialect {
	return {
		createDriver: () => openDriver(database, options),
		createQueryCompiler: () => new SqliteQueryCompiler(),
		createAdapter: () => new OneAtATime(),
		createIntrospector: db => new SqliteIntrospector(db),
	};
}

export type SqliteOptions = {
	/** Undefined: nothing has to outlive the process. */
	readonly disk?: DiskSync;
	/** How long a write waits for another process that holds the file. */
	readonly lockedForMs?: number;
};

/** The driver sees to it itself that one speaks at a time. */
class OneAtATime extends SqliteAdapter {
	override get supportsMultipleConnections(): boolean {
		return true;
	}
}

/**
 * One connection, which those who have something to do hold one after another. Whoever has written hears that it is
 * done when the disk has it; meanwhile others have their turn, so that many commits share one wait.
 */
function openDriver(database: SqliteDatabase, {disk, lockedForMs = 5000}: SqliteOptions): Driver {
	const turn = oneByOne();
	/** Since when another process has kept every write of ours waiting. */
	let lockedSince: number | undefined;

	function hold(): Held {
		let isWriting = false;
		let inTransaction = false;
		let isFree = false;

		const execute = async <R>({sql, parameters}: CompiledQuery): Promise<QueryResult<R>> => {
			const isWrite = !/^\s*(?:select|pragma|begin|rollback|explain)\b/i.test(sql);
			for (let waitMs = 2; ; waitMs = Math.min(waitMs * 2, 100)) {
				try {
					const result = run<R>(database, sql, parameters);
					if (isWrite) {
						isWriting = true;
						lockedSince = undefined;
					}
					return result;
				} catch (error) {
					if (!isLocked(error) || inTransaction) throw error;
					lockedSince ??= performance.now();
					if (performance.now() - lockedSince > lockedForMs) throw error;
				}
				// Who only reads need not wait for the other process.
				turn.leave();
				await pause(waitMs);
				await turn.take();
			}
		};

		return {
			executeQuery: execute,
			async *streamQuery({sql, parameters}) {
				for (const row of database.prepare(sql).iterate(parameters)) yield {rows: [row as never]};
			},
			async begin() {
				// Takes the right to write at once: later it could come too late to try again.
				await execute(CompiledQuery.raw('begin immediate'));
				inTransaction = true;
			},
			async commit() {
				await execute(CompiledQuery.raw('commit'));
				inTransaction = false;
			},
			async rollback() {
				inTransaction = false;
				await execute(CompiledQuery.raw('rollback')).catch(error => {
					// Where the disk is full SQLite has done it by itself.
					if (!/no transaction is active/.test((error as Error).message)) throw error;
				});
			},
			async release() {
				if (isFree) return;
				isFree = true;
				turn.leave();
				if (isWriting) await disk?.sync();
			},
		};
	}

	return {
		init: async () => {},
		async acquireConnection() {
			await turn.take();
			return hold();
		},
		beginTransaction: connection => (connection as Held).begin(),
		commitTransaction: connection => (connection as Held).commit(),
		rollbackTransaction: connection => (connection as Held).rollback(),
		releaseConnection: connection => (connection as Held).release(),
		async destroy() {
			await disk?.close();
			database.close();
		},
	};
}

type Held = DatabaseConnection & {
	readonly begin: () => Promise<void>;
	readonly commit: () => Promise<void>;
	readonly rollback: () => Promise<void>;
	/** Resolves when what was written is on the disk. */
	readonly release: () => Promise<void>;
};

function run<R>(database: SqliteDatabase, sql: string, parameters: readonly unknown[]): QueryResult<R> {
	const statement = database.prepare(sql);
	if (statement.reader) return {rows: statement.all(parameters) as R[]};
	const {changes, lastInsertRowid} = statement.run(parameters);
	return {numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid), rows: []};
}

/** SQLITE_BUSY and its kinds: another process writes. */
function isLocked(error: unknown): boolean {
	return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5;
}

function oneByOne() {
	let isTaken = false;
	const waiting: (() => void)[] = [];
	return {
		async take(): Promise<void> {
			if (!isTaken) {
				isTaken = true;
				return;
			}
			await new Promise<void>(resolve => waiting.push(resolve));
		},
		leave(): void {
			const first = waiting.shift();
			if (first) first();
			else isTaken = false;
		},
	};
}
