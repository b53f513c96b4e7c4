import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type TestContext} from 'node:test';
import {promisify} from 'node:util';
import {backup} from '../../src/cli/backup.ts';
import {migrate} from '../../src/cli/migrate.ts';
import {openLog} from '../../src/log/open-log.ts';
import {cliIo} from '../support/cli-io.ts';
import {recordOf} from '../support/records.ts';

async function logIn(context: TestContext): Promise<{folder: string; url: string}> {
	const folder = mkdtempSync(join(tmpdir(), 'lineman-cli-'));
	context.after(() => rmSync(folder, {recursive: true}));
	const url = `file:${join(folder, 'lineman.db')}`;
	const log = await openLog(url);
	await log.record(recordOf());
	await log.close();
	return {folder, url};
}

test('backup writes a copy beside the log and prints its name', async context => {
	const {folder, url} = await logIn(context);
	const {io, written} = cliIo({env: {DATABASE_URL: url}});
	assert.equal(await backup.run([], io), 0);
	const file = written.out.trim();
	assert.ok(file.startsWith(join(folder, 'backups', 'lineman-')), file);
	const copy = await openLog(`file:${file}`);
	context.after(() => copy.close());
	assert.equal(await copy.count(), 1);
});

test('backup says what it cannot do, with exit status 1', async context => {
	const {url} = await logIn(context);
	const {io, written} = cliIo({env: {DATABASE_URL: url}});
	assert.equal(await backup.run([url.replace('file:', '')], io), 1);
	assert.match(written.err, /it is there already, want a new name/);
});

test('migrate copies a log and says how much arrived', async context => {
	const {folder, url} = await logIn(context);
	const to = `file:${join(folder, 'new.db')}`;
	const {io, written} = cliIo();
	assert.equal(await migrate.run(['--from', url, '--to', to], io), 0);
	assert.match(written.out, /^Copied \d+ rows of \d+ tables\n$/);
	assert.match(written.err, /^answer +1$/m);
	const again = cliIo();
	assert.equal(await migrate.run(['--from', url, '--to', to], again.io), 1);
	assert.match(again.written.err, /want an empty one/);
});

test('migrate wants two addresses that it knows, and never repeats a password', async () => {
	const {io} = cliIo();
	await assert.rejects(migrate.run(['--from', 'file:a.db'], io), /Found no --to/);
	await assert.rejects(
		migrate.run(['--from', 'mysql://me:hunter2@db/x', '--to', 'file:b.db'], io),
		(error: Error) => error.message.includes('Found "mysql:…"') && !error.message.includes('hunter2'),
	);
	assert.ok(!existsSync('b.db'));
});

test('backup and migrate work on the log that .env names, as the bot does', async context => {
	const {folder, url} = await logIn(context);
	writeFileSync(join(folder, '.env'), `DATABASE_URL=${url}\n`);
	const cli = join(import.meta.dirname, '../../src/cli.ts');
	const run = (...args: string[]) =>
		promisify(execFile)(process.execPath, [cli, ...args], {cwd: folder, env: {PATH: process.env.PATH}});
	const [copied, moved] = await Promise.all([
		run('backup', join(folder, 'copy.db')),
		run('migrate', '--to', `file:${join(folder, 'moved.db')}`),
	]);
	assert.match(copied.stdout, /copy\.db$/m);
	assert.match(moved.stdout, /^Copied \d+ rows/);
	assert.match(moved.stderr, /^answer +1$/m);
});
