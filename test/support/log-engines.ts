import {after, before, describe, type TestContext} from 'node:test';
import {Client} from 'pg';
import {type OpenLog, openLog} from '../../src/log/open-log.ts';
import {noPostgres, type Postgres, startPostgres} from './postgres.ts';

/** How a test gets a log on the engine that it runs on; it is closed after the test. */
export type Engine = {
	readonly name: 'SQLite' | 'Postgres';
	readonly emptyLog: (context: TestContext) => Promise<OpenLog>;
};

/** Runs one set of tests on SQLite and on a real Postgres. */
export function onEachEngine(define: (engine: Engine) => void): void {
	describe('on SQLite', () => {
		define({name: 'SQLite', emptyLog: context => closedAfter(openLog('file::memory:'), context)});
	});
	describe('on Postgres', () => {
		let postgres: Postgres | undefined;
		let url = '';
		before(async () => {
			postgres = await startPostgres();
			url = (await postgres?.createDatabase()) ?? '';
		});
		after(() => postgres?.stop());
		define({
			name: 'Postgres',
			async emptyLog(context) {
				if (!postgres) {
					context.skip(noPostgres);
					throw new Error(noPostgres);
				}
				const log = await closedAfter(openLog(url), context);
				await emptyTables(url);
				return log;
			},
		});
	});
}

async function closedAfter(opening: Promise<OpenLog>, context: TestContext): Promise<OpenLog> {
	const log = await opening;
	context.after(() => log.close());
	return log;
}

/** Quicker than a database for each test. */
async function emptyTables(url: string): Promise<void> {
	const client = new Client({connectionString: url});
	await client.connect();
	const {rows} = await client.query<{name: string}>(
		"select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'kysely%'",
	);
	// With so few rows this is quicker than to truncate.
	await client.query(rows.map(({name}) => `delete from ${name}`).join(';'));
	await client.end();
}
