import {setTimeout as pause} from 'node:timers/promises';
import {Client} from 'pg';

/**
 * A process among those that share one Postgres. It holds a lock with its number as long as it lives: the lock ends with
 * its connection, so the others know within seconds that a process is gone, however it ended.
 */
export type Presence = {
	/** Ours among all. */
	readonly number: number;
	/** The numbers of all processes that live. */
	readonly alive: () => Promise<ReadonlySet<number>>;
	/** Calls `listener` whenever somebody has rung the bell (`ringSql`), and when some rings may have been missed. */
	readonly onBell: (listener: () => void) => void;
	/**
	 * Takes a turn at what one process does for all: `begin` is called when it is ours, and what it gives when it is so no
	 * more, since the connection was lost or we close. All turns are one process'.
	 */
	readonly lead: (begin: () => () => unknown) => void;
	readonly close: () => Promise<void>;
};

/** Kinds of advisory locks, beside those that others may hold in the same database. */
const presenceKind = 0x4c4d_01;
const leadKind = 0x4c4d_02;
const bell = 'lineman_bell';

/** Rings the bell for every process, once the transaction that it is part of is committed. */
export const ringSql = `select pg_notify('${bell}', '')`;

const connectWithinMs = 5_000;

/** Opens a connection of its own for as long as the process lives. Rejects where the first one cannot be opened. */
export async function openPresence(
	connectionString: string,
	{
		number,
		onError,
		everyMs = 500,
	}: {
		readonly number: number;
		readonly onError: (error: Error) => void;
		/** How often a lost connection is made anew, and a turn is asked for. */
		readonly everyMs?: number;
	},
): Promise<Presence> {
	const closing = new AbortController();
	const listeners = new Set<() => void>();
	let client: Client | undefined;
	const begins: (() => () => unknown)[] = [];
	/** What ends our turn; undefined: it is not ours. */
	let stops: (() => unknown)[] | undefined;

	const ring = () => {
		for (const listener of listeners) listener();
	};
	const lost = (connection: Client) => {
		if (client !== connection) return;
		client = undefined;
		endTurn();
	};
	const endTurn = () => {
		const ends = stops ?? [];
		stops = undefined;
		for (const stop of ends) stop();
	};

	async function connect(): Promise<void> {
		const connection = new Client({
			connectionString,
			application_name: 'lineman presence',
			connectionTimeoutMillis: connectWithinMs,
			keepAlive: true,
		});
		connection.on('error', onError);
		connection.on('end', () => lost(connection));
		connection.on('notification', ring);
		try {
			await connection.connect();
			// A machine that is gone says no goodbye: the server asks, and lets its locks go after eleven seconds.
			await connection.query(
				'set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3',
			);
			// Shared: an earlier connection of ours may not have been missed yet.
			await connection.query('select pg_advisory_lock_shared($1, $2)', [presenceKind, number]);
			await connection.query(`listen ${bell}`);
		} catch (error) {
			await connection.end().catch(() => {});
			throw error;
		}
		client = connection;
		ring();
	}

	async function lookAgain(): Promise<void> {
		if (client === undefined) return connect();
		if (begins.length === 0 || stops !== undefined) return;
		const connection = client;
		const {rows} = await connection.query<{taken: boolean}>('select pg_try_advisory_lock($1, 0) as taken', [
			leadKind,
		]);
		if (!rows[0]?.taken || client !== connection || closing.signal.aborted || stops) return;
		stops = begins.map(begin => begin());
	}

	async function goOn(): Promise<void> {
		while (!closing.signal.aborted) {
			await pause(everyMs, undefined, {signal: closing.signal, ref: false}).catch(() => {});
			if (!closing.signal.aborted) await lookAgain().catch(onError);
		}
	}

	await connect();
	const going = goOn();
	return {
		number,
		async alive() {
			if (client === undefined) throw new Error('Cannot tell who is there: the database is not reached');
			const {rows} = await client.query<{number: string}>(
				`select objid::bigint as number from pg_locks where locktype = 'advisory' and classid = $1 and granted
				 and objsubid = 2 and database = (select oid from pg_database where datname = current_database())`,
				[presenceKind],
			);
			return new Set(rows.map(row => Number(row.number)));
		},
		onBell(listener) {
			listeners.add(listener);
		},
		lead(begin) {
			begins.push(begin);
			stops?.push(begin());
		},
		async close() {
			closing.abort();
			await going;
			endTurn();
			const connection = client;
			client = undefined;
			await connection?.end().catch(onError);
		},
	};
}
