import assert from 'node:assert/strict';
import {mkdtempSync, renameSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import test from 'node:test';
import {Client} from 'pg';
import {backUp} from '../../src/log/back-up.ts';
import {openLog} from '../../src/log/open-log.ts';
import {noPostgres, startPostgres} from '../support/postgres.ts';
import {recordOf} from '../support/records.ts';

const change = `insert into kysely_migration (name, timestamp) values ('9999_tables_of_a_newer_version', '2099-01-01')`;
const refusal = {
	message: /a newer Lineman has changed it \(9999_tables_of_a_newer_version\); start that version/,
};

test('a log that a newer version has changed is refused in plain words and left as it is; the backup from before opens', async t => {
	const folder = mkdtempSync(join(tmpdir(), 'lineman-newer-'));
	t.after(() => rmSync(folder, {recursive: true}));
	const path = join(folder, 'lineman.db');
	const before = join(folder, 'before.db');
	const log = await openLog(`file:${path}`);
	await log.record(recordOf());
	await log.close();
	await backUp(`file:${path}`, before);
	const newer = new DatabaseSync(path);
	newer.exec(change);
	newer.close();

	await assert.rejects(openLog(`file:${path}`), refusal);
	await assert.rejects(openLog(`file:${path}`), refusal, 'a refusal leaves no lock behind');
	renameSync(before, path);
	for (const end of ['-wal', '-shm']) rmSync(`${path}${end}`, {force: true});
	const old = await openLog(`file:${path}`);
	assert.equal(await old.count(), 1);
	await old.close();
});

test('the same of a log in Postgres', async t => {
	const postgres = await startPostgres();
	if (!postgres) return t.skip(noPostgres);
	t.after(() => postgres.stop());
	const databaseUrl = await postgres.createDatabase();
	await (await openLog(databaseUrl)).close();
	const client = new Client({connectionString: databaseUrl});
	await client.connect();
	await client.query(change);
	await client.end();
	await assert.rejects(openLog(databaseUrl), refusal);
});
