import assert from 'node:assert/strict';
import {existsSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type TestContext} from 'node:test';
import {backUp} from '../../src/log/back-up.ts';
import {openLog} from '../../src/log/open-log.ts';
import {recordOf} from '../support/records.ts';

const idOf = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;

function folderOf(context: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'lineman-backup-'));
	context.after(() => rmSync(folder, {recursive: true}));
	return folder;
}

test('a copy that was made while the log is written to is whole, and holds what was promised before', async context => {
	const folder = folderOf(context);
	const url = `file:${join(folder, 'lineman.db')}`;
	const log = await openLog(url);
	for (let n = 0; n < 50; n++) await log.record(recordOf({id: idOf(n)}));
	const copy = join(folder, 'deep', 'copy.db');
	const copying = backUp(url, copy);
	for (let n = 50; n < 80; n++) await log.record(recordOf({id: idOf(n)}));
	await copying;
	await log.close();
	const copied = await openLog(`file:${copy}`);
	context.after(() => copied.close());
	assert.ok((await copied.count()) >= 50);
	assert.deepEqual(await copied.find(idOf(49)), recordOf({id: idOf(49)}));
	assert.deepEqual(
		readdirSync(join(folder, 'deep')).filter(name => name.includes('partial')),
		[],
	);
});

test('a backup overwrites nothing', async context => {
	const folder = folderOf(context);
	const url = `file:${join(folder, 'lineman.db')}`;
	await (await openLog(url)).close();
	const taken = join(folder, 'taken.db');
	writeFileSync(taken, 'mine');
	await assert.rejects(backUp(url, taken), /it is there already, want a new name/);
});

test('what cannot be backed up is said', async context => {
	const folder = folderOf(context);
	const copy = join(folder, 'copy.db');
	await assert.rejects(backUp(`file:${join(folder, 'none.db')}`, copy), /found no such file/);
	await assert.rejects(backUp('postgres://db.test/lineman', copy), /want pg_dump/);
	assert.ok(!existsSync(copy));
});

test('a damaged log is not opened: the error says how to go back', async context => {
	const file = join(folderOf(context), 'lineman.db');
	const log = await openLog(`file:${file}`);
	for (let n = 0; n < 60; n++) await log.record(recordOf({id: idOf(n)}));
	await log.close();
	const handle = openSync(file, 'r+');
	for (let page = 6; page < 20; page++) writeSync(handle, Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096);
	await assert.rejects(
		openLog(`file:${file}`),
		/^Error: Cannot open the log ".*lineman\.db": the file is damaged or is no log \(.+\); move it away, and put a copy that "npm run -s backup" made in its place/,
	);
});

test('a file that is no log is not touched', async context => {
	const file = join(folderOf(context), 'notes.db');
	writeFileSync(file, 'Dear diary, '.repeat(1000));
	await assert.rejects(openLog(`file:${file}`), /damaged or is no log/);
});
