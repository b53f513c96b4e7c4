import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import test, {type TestContext} from 'node:test';
import {Kysely, sql} from 'kysely';
import {diskSync} from '../../src/log/disk-sync.ts';
import {openNodeSqlite} from '../../src/log/node-sqlite.ts';
import {type SqliteOptions, sqliteDialect} from '../../src/log/sqlite-dialect.ts';

type Rows = {readonly row: {readonly n: number}};

/** A file with a table of its own, and whoever else has it open. */
async function open(context: TestContext, options: SqliteOptions = {}) {
	const folder = mkdtempSync(join(tmpdir(), 'lineman-sqlite-'));
	const path = join(folder, 'log.db');
	const db = new Kysely<Rows>({dialect: sqliteDialect(openNodeSqlite(path), options)});
	await sql`create table row (n integer)`.execute(db);
	const other = new DatabaseSync(path, {timeout: 0});
	context.after(async () => {
		await db.destroy();
		other.close();
		rmSync(folder, {recursive: true});
	});
	return {
		db,
		path,
		other,
		add: (n: number) => db.insertInto('row').values({n}).execute(),
		count: () => Number(other.prepare('select count(*) as n from row').get()?.n),
	};
}

/** A disk on which every wait lasts until the test ends it. */
function slowDisk() {
	const waits: (() => void)[] = [];
	const disk = diskSync('any', async () => ({
		datasync: () => new Promise<void>(resolve => waits.push(resolve)),
		close: async () => {},
	}));
	return {disk, waits};
}

const turns = async (count = 5) => {
	for (let turn = 0; turn < count; turn += 1) await new Promise(resolve => setImmediate(resolve));
};

test('whoever writes hears that it is done once the disk has it, and others have their turns meanwhile', async context => {
	const {disk, waits} = slowDisk();
	const {path, add, count} = await open(context);
	const slow = new Kysely<Rows>({dialect: sqliteDialect(openNodeSqlite(path), {disk})});
	let done = 0;
	const write = async (n: number) => {
		await slow.insertInto('row').values({n}).execute();
		done += 1;
	};
	const first = write(1);
	await turns();
	assert.equal(waits.length, 1);
	const rest = [2, 3, 4, 5].map(write);
	assert.equal((await slow.selectFrom('row').selectAll().execute()).length, 5, 'who reads does not wait');
	assert.equal(count(), 5, 'all are committed');
	assert.equal(done, 0, 'none is on the disk');
	waits[0]?.();
	await first;
	await turns();
	assert.equal(done, 1, 'what came while the disk was busy may not be covered');
	assert.equal(waits.length, 2, 'four writes share a wait');
	waits[1]?.();
	await Promise.all(rest);
	await slow.destroy();
	await add(6);
});

test('a write that the disk does not take fails', async context => {
	const disk = diskSync('any', async () => ({
		datasync: () => Promise.reject(new Error('EIO')),
		close: async () => {},
	}));
	const {path} = await open(context);
	const broken = new Kysely<Rows>({dialect: sqliteDialect(openNodeSqlite(path), {disk})});
	await assert.rejects(broken.insertInto('row').values({n: 1}).execute(), /EIO/);
	await broken.destroy();
});

test('a write waits for another process without holding anybody up, and is made once that is done', async context => {
	const {db, other, add, count} = await open(context);
	other.exec('begin immediate');
	const alone = add(1);
	const together = db.transaction().execute(step => step.insertInto('row').values({n: 2}).execute());
	await turns(20);
	assert.deepEqual(await db.selectFrom('row').selectAll().execute(), [], 'who reads is not held up');
	other.exec('commit');
	await Promise.all([alone, together]);
	assert.equal(count(), 2);
});

test('where another process holds the file for too long, writes fail, the next ones at once, until it lets go', async context => {
	const {other, add, count} = await open(context, {lockedForMs: 60});
	other.exec('begin immediate');
	await assert.rejects(add(1), /locked/);
	const before = performance.now();
	for (let n = 0; n < 5; n += 1) await assert.rejects(add(n), /locked/);
	assert.ok(performance.now() - before < 60, 'each of them waited again');
	other.exec('commit');
	await add(2);
	assert.equal(count(), 1);
});

test('a transaction that fails leaves nothing behind, also where SQLite itself has ended it', async context => {
	const {db, add, count} = await open(context);
	await assert.rejects(
		db.transaction().execute(async step => {
			await step.insertInto('row').values({n: 1}).execute();
			await sql`rollback`.execute(step);
			throw new Error('full');
		}),
		/full/,
	);
	await assert.rejects(
		db.transaction().execute(async step => {
			await step.insertInto('row').values({n: 1}).execute();
			throw new Error('no');
		}),
		/no/,
	);
	assert.equal(count(), 0);
	await add(3);
	assert.equal(count(), 1);
});
