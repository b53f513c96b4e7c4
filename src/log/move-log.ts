import {type Kysely, sql} from 'kysely';
import {keepMissingWords} from './answer-search.ts';
import {isPostgres} from './column-types.ts';
import {openDatabase} from './open-database.ts';
import type {Schema} from './schema.ts';

/** How each table is read in an order that does not change while nobody writes. */
const orders: Readonly<Record<keyof Schema, readonly string[]>> = {
	answer: ['id'],
	reply: ['message_id'],
	feedback: ['id'],
	line_check: ['id'],
	incident: ['id'],
	server_settings: ['guild_id'],
	standing: ['question_id'],
	review: ['question_id', 'by_id'],
	correction: ['id'],
	audit: ['id'],
	quotation: ['message_id'],
	pending: ['question_id'],
	secret: ['name'],
	model_use: ['day', 'scope', 'subject'],
	allowance: ['scope', 'subject'],
	failure_report: ['id'],
	session: ['id_hash'],
	sign_in_link: ['token_hash'],
};

export type MovedTable = {readonly table: string; readonly rows: number};

const pageSize = 500;

/**
 * Copies a log from one database to another, on whichever engines they are, in one transaction: all of it arrives or
 * nothing. Nobody may write to either meanwhile. Throws where the other holds anything already, or less arrived.
 */
export async function moveLog({
	from,
	to,
	onTable,
}: {
	readonly from: string;
	readonly to: string;
	/** Hears of each table that has been copied. */
	readonly onTable?: (moved: MovedTable) => void;
}): Promise<readonly MovedTable[]> {
	if (from === to) throw new Error('Cannot move the log: found the same database twice, want two');
	const source = await openDatabase(from);
	try {
		const target = await openDatabase(to);
		try {
			return await copy(source, target, onTable);
		} finally {
			await target.destroy();
		}
	} finally {
		await source.destroy();
	}
}

type Untyped = Kysely<Record<string, Record<string, unknown>>>;

async function copy(
	source: Kysely<Schema>,
	target: Kysely<Schema>,
	onTable: (moved: MovedTable) => void = () => {},
): Promise<readonly MovedTable[]> {
	const tables = Object.keys(orders) as (keyof Schema)[];
	for (const table of tables) {
		if ((await countRows(target, table)) > 0) {
			throw new Error(
				`Cannot move the log: the other database has rows in "${table}" already, want an empty one`,
			);
		}
	}
	return target.transaction().execute(async step => {
		const moved: MovedTable[] = [];
		for (const table of tables) {
			const rows = await copyTable(source, step, table);
			const arrived = await countRows(step, table);
			if (arrived !== rows) {
				throw new Error(`Cannot move the log: ${arrived} of ${rows} rows of "${table}" arrived, want all`);
			}
			moved.push({table, rows});
			onTable({table, rows});
		}
		if (isPostgres(target)) await setSequences(step);
		await keepMissingWords(step);
		return moved;
	});
}

async function copyTable(from: Kysely<Schema>, to: Kysely<Schema>, table: keyof Schema): Promise<number> {
	const source = from as unknown as Untyped;
	const target = to as unknown as Untyped;
	for (let copied = 0; ; ) {
		let query = source.selectFrom(table).selectAll().limit(pageSize).offset(copied);
		for (const column of orders[table]) query = query.orderBy(column);
		const rows = await query.execute();
		if (rows.length === 0) return copied;
		// Each row by itself: engines differ in how many values one statement may carry.
		for (const row of rows) await target.insertInto(table).values(row).execute();
		copied += rows.length;
	}
}

async function countRows(db: Kysely<Schema>, table: keyof Schema): Promise<number> {
	const {count} = await db
		.selectFrom(table)
		.select(({fn}) => fn.countAll<number>().as('count'))
		.executeTakeFirstOrThrow();
	return Number(count);
}

/** Numbers that were copied do not move the sequence that gives the next one. */
async function setSequences(db: Kysely<Schema>): Promise<void> {
	for (const [table, [column = '']] of Object.entries(orders)) {
		if (column !== 'id' || table === 'answer') continue;
		await sql`
			select setval(pg_get_serial_sequence(${table}, 'id'), coalesce((select max(id) from ${sql.table(table)}), 0) + 1, false)
		`.execute(db);
	}
}
