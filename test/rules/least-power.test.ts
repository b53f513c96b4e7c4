import assert from 'node:assert/strict';
import {type ChildProcess, spawn} from 'node:child_process';
import {
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {text} from 'node:stream/consumers';
import test, {type TestContext} from 'node:test';

const root = join(import.meta.dirname, '../..');

/** The flags of the container's command, with this folder for `/app` and another one for its data. */
function lockedFlags(folder: string): readonly string[] {
	const command = /^CMD (\[.*\])$/m.exec(readFileSync(join(root, 'Dockerfile'), 'utf8'))?.[1] ?? '[]';
	const flags = (JSON.parse(command) as string[]).filter(word => word.startsWith('--'));
	assert.ok(flags.includes('--permission'));
	return [
		...flags.map(flag => flag.replace('/app/data', folder).replace('/app', root)),
		`--allow-fs-read=${folder}`,
	];
}

function folderOf(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'lineman-locked-'));
	t.after(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}

function run(t: TestContext, args: readonly string[], env: Record<string, string> = {}): ChildProcess {
	const child = spawn(process.execPath, args, {
		cwd: root,
		env: {
			PATH: process.env.PATH,
			HOST: '127.0.0.1',
			PORT: '0',
			WATCH_EVERY_SECONDS: '0',
			LOG_LEVEL: 'info',
			...env,
		},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	t.after(() => child.kill('SIGKILL'));
	return child;
}

async function pageOf(child: ChildProcess): Promise<string> {
	for await (const line of createInterface({input: child.stdout as NodeJS.ReadableStream})) {
		const url = /the page is open at (http:\S+?)"/.exec(line)?.[1];
		if (url !== undefined) return url;
	}
	throw new Error(
		`Lineman ended before its page was open: ${await text(child.stderr as NodeJS.ReadableStream)}`,
	);
}

/** Ports on which a process listens, as Linux tells it; TCP that waits for others, and UDP that is bound. */
function portsOf(pid: number): readonly number[] {
	const inodes = new Set(
		readdirSync(`/proc/${pid}/fd`).flatMap(fd => {
			try {
				return /socket:\[(\d+)\]/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
			} catch {
				return []; // Closed meanwhile.
			}
		}),
	);
	return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap(table => {
		const file = `/proc/${pid}/net/${table}`;
		if (!existsSync(file)) return [];
		const rows = readFileSync(file, 'utf8').trim().split('\n').slice(1);
		return rows.flatMap(row => {
			const [, local = '', , state, , , , , , inode = ''] = row.trim().split(/\s+/);
			const isOpen = table.startsWith('udp') || state === '0A';
			return isOpen && inodes.has(inode) ? [Number.parseInt(local.split(':')[1] ?? '', 16)] : [];
		});
	});
}

test("under Node's permission model it answers on its page, and listens on no other port", async t => {
	const folder = folderOf(t);
	const child = run(t, [...lockedFlags(folder), 'src/start.mjs'], {
		DATABASE_URL: `file:${folder}/lineman.db`,
		NODE_COMPILE_CACHE: join(folder, 'compile-cache'),
	});
	const url = await pageOf(child);
	const form = new FormData();
	form.set('message', 'thanks a lot, you are the best!');
	const answer = await fetch(`${url}/ask`, {method: 'POST', headers: {origin: url}, body: form});
	assert.equal(answer.status, 200);
	assert.match(await answer.text(), /<\/html>/);
	assert.ok(existsSync(join(folder, 'lineman.db')));
	assert.ok(existsSync(join(folder, 'compile-cache')));
	if (process.platform === 'linux') assert.deepEqual(portsOf(child.pid ?? 0), [Number(new URL(url).port)]);
});

test("under Node's permission model nothing is written outside the data folder, no program is started, and pictures are drawn", async t => {
	const folder = folderOf(t);
	const other = folderOf(t);
	const script = `
		import {spawn} from 'node:child_process';
		import {readFileSync, writeFileSync} from 'node:fs';
		import {openDrawingThread} from '${root}/src/answer/open-drawing-thread.ts';
		import {probeOf} from '${root}/test/support/records.ts';
		const codeOf = act => { try { act(); return 'done'; } catch (error) { return error.code; } };
		const drawing = openDrawingThread();
		const {png} = await drawing.draw(probeOf());
		await drawing.close();
		console.log(JSON.stringify([
			codeOf(() => writeFileSync('${other}/x', 'x')),
			codeOf(() => writeFileSync('${root}/src/x', 'x')),
			codeOf(() => readFileSync('/etc/passwd')),
			codeOf(() => spawn('true')),
			codeOf(() => writeFileSync('${folder}/x', 'x')),
			png.length > 1000,
		]));`;
	writeFileSync(join(folder, 'tries.mjs'), script);
	const child = run(t, [...lockedFlags(folder), join(folder, 'tries.mjs')]);
	const [out, err] = await Promise.all(
		[child.stdout, child.stderr].map(stream => text(stream as NodeJS.ReadableStream)),
	);
	const denied = 'ERR_ACCESS_DENIED';
	assert.equal(out?.trim(), JSON.stringify([denied, denied, denied, denied, 'done', true]), err);
});

test("under Node's permission model a log outside the data folder is refused, with a line that says so", async t => {
	const folder = folderOf(t);
	const child = run(t, [...lockedFlags(folder), 'src/start.mjs'], {
		DATABASE_URL: `file:${folderOf(t)}/lineman.db`,
	});
	const err = await text(child.stderr as NodeJS.ReadableStream);
	assert.match(err, /Access to this API has been restricted|ERR_ACCESS_DENIED/);
	assert.notEqual(child.exitCode, 0);
});
