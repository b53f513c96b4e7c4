/** SQLite's: locked by another process, read-only, input or output failed, the disk is full, the file cannot be opened. */
const sqliteCodes: ReadonlySet<number> = new Set([5, 6, 8, 10, 13, 14]);

/** Postgres' classes of states: no connection, out of something (a full disk too), told to stop; read-only. */
const postgresStates = /^(?:08|53|57P0|25006)/;

const connectionCodes: ReadonlySet<string> = new Set([
	'ECONNREFUSED',
	'ECONNRESET',
	'ENOENT',
	'EPIPE',
	'ETIMEDOUT',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EIO',
	'ENOSPC',
	'EROFS',
]);

const connectionWords =
	/^(?:Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error)/;

/** Whether the database cannot be used at the moment, so that the same may succeed later; any other error is a fault of ours. */
export function isAway(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	if (error instanceof AggregateError && error.errors.some(isAway)) return true;
	const {errcode, code} = error as Error & {readonly errcode?: unknown; readonly code?: unknown};
	if (typeof errcode === 'number') return sqliteCodes.has(errcode & 0xff);
	if (typeof code === 'string' && (connectionCodes.has(code) || postgresStates.test(code))) return true;
	return connectionWords.test(error.message);
}
