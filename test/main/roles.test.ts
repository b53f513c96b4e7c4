import assert from 'node:assert/strict';
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {after, before, type TestContext, test} from 'node:test';
import {startDiscordServer} from '../support/discord-server.ts';
import {noPostgres, type Postgres, startPostgres} from '../support/postgres.ts';

const root = join(import.meta.dirname, '../..');

let postgres: Postgres | undefined;
before(async () => {
	postgres = await startPostgres();
});
after(() => postgres?.stop());

/** Starts Lineman in a role, in a folder of its own. */
async function start(context: TestContext, env: Record<string, string>) {
	const folder = mkdtempSync(join(tmpdir(), 'lineman-role-'));
	symlinkSync(join(root, 'knowledge'), join(folder, 'knowledge'));
	const child: ChildProcess = spawn(process.execPath, [join(root, 'src/main.ts')], {
		cwd: folder,
		env: {
			...process.env,
			KNOWLEDGE_DIRS: '',
			OPENAI_API_KEY: '',
			PORT: '0',
			WATCH_EVERY_SECONDS: '0',
			...env,
		},
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	context.after(async () => {
		if (child.exitCode === null && child.signalCode === null) {
			child.kill('SIGKILL');
			await once(child, 'exit');
		}
		rmSync(folder, {recursive: true, force: true});
	});
	let url = '';
	const lines = createInterface({input: child.stdout ?? assert.fail()});
	const missing = new Set(['"ready"', ...(env.ROLE === 'gateway' ? ['"Discord is open"'] : [])]);
	for await (const line of lines) {
		url = /asked at (http:\S+?)"/.exec(line)?.[1] ?? url;
		for (const said of missing) if (line.includes(said)) missing.delete(said);
		if (missing.size === 0) break;
	}
	// Whoever writes and is not read would wait.
	child.stdout?.resume();
	return {url, child};
}

async function stop(child: ChildProcess): Promise<number | null> {
	child.kill('SIGTERM');
	await once(child, 'exit');
	return child.exitCode;
}

test('a gateway and a worker answer together, tell how they are, and end when they are told', async context => {
	if (!postgres) return context.skip(noPostgres);
	const server = await startDiscordServer();
	context.after(() => server.close());
	const shared = {
		DATABASE_URL: await postgres.createDatabase(),
		DISCORD_TOKEN: server.token,
		DISCORD_API_URL: server.apiUrl,
	};
	const [gateway, worker] = await Promise.all([
		start(context, {...shared, ROLE: 'gateway'}),
		start(context, {...shared, ROLE: 'worker'}),
	]);
	for (const {url} of [gateway, worker]) {
		assert.equal((await fetch(`${url}/healthz`)).status, 200);
		const ready = await fetch(`${url}/readyz`);
		assert.deepEqual(await ready.json(), {status: 'ready', checks: {log: 'ok', discord: 'ok'}});
		assert.match(await (await fetch(`${url}/metrics`)).text(), /lineman_/);
		assert.equal((await fetch(url)).status, 404);
	}
	// Thanks are not a reason to test the line.
	server.join('ada').says(`${server.mention} thanks a lot, you are the best!`);
	await server.waitFor('the answer', () => server.fromBot().some(({components}) => components.length > 0));
	assert.equal(server.fromBot().length, 1);
	assert.deepEqual(await Promise.all([stop(gateway.child), stop(worker.child)]), [0, 0]);
});
