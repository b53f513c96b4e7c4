import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {type DiscordServer, startDiscordServer} from '../../support/discord-server.ts';

const root = join(import.meta.dirname, '../../..');

/** A process that is ready: Discord is open, and what else it has to be. */
export type Running = {readonly child: ChildProcess; readonly readyMs: number};

/** Lineman and the least client there is, each to be started on the same server in place of Discord. */
export type Starter = {
	readonly lineman: () => Promise<Running>;
	readonly bare: () => Promise<Running>;
	readonly stop: (running: Running) => Promise<void>;
	readonly close: () => Promise<void>;
};

/** The data folder stays, as it does for a bot that is started again; `execArgv` goes to both. */
export async function openStarter(execArgv: readonly string[] = []): Promise<Starter> {
	const folder = mkdtempSync(join(tmpdir(), 'lineman-bench-'));
	const server = await startDiscordServer();
	const start = (command: readonly string[]) =>
		startProcess({command: [...execArgv, ...command], server, folder});
	return {
		async bare() {
			const {child, startedAt, lines} = start(['test/bench/start/bare-client.ts']);
			for await (const line of lines) if (line === 'signed in') break;
			return ready(child, startedAt);
		},
		async lineman() {
			const {child, startedAt, lines} = start(startCommand());
			let page = '';
			let isSignedIn = false;
			for await (const line of lines) {
				page = /the page is open at (http:\S+?)"/.exec(line)?.[1] ?? page;
				isSignedIn ||= line.includes('Discord is open');
				if (page !== '' && isSignedIn) break;
			}
			while ((await fetch(`${page}/readyz`).catch(() => undefined))?.status !== 200) {
				if (child.exitCode !== null) break;
				await new Promise(resolve => setTimeout(resolve, 2));
			}
			return ready(child, startedAt);
		},
		async stop({child}) {
			const ended = once(child, 'exit');
			child.kill('SIGKILL');
			await ended;
		},
		async close() {
			await server.close();
			rmSync(folder, {recursive: true, force: true});
		},
	};
}

/** What `npm start` gives to Node. */
function startCommand(): readonly string[] {
	const {scripts} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	return String(scripts.start).split(' ').slice(1);
}

function ready(child: ChildProcess, startedAt: number): Running {
	const readyMs = performance.now() - startedAt;
	if (child.exitCode !== null) throw new Error(`Cannot start a process: it ended with ${child.exitCode}`);
	child.stdout?.resume();
	return {child, readyMs};
}

function startProcess(given: {command: readonly string[]; server: DiscordServer; folder: string}) {
	const {command, server, folder} = given;
	const startedAt = performance.now();
	const child = spawn(process.execPath, command, {
		cwd: root,
		env: {
			PATH: process.env.PATH,
			DISCORD_TOKEN: server.token,
			DISCORD_API_URL: server.apiUrl,
			DATABASE_URL: `file:${join(folder, 'lineman.db')}`,
			KNOWLEDGE_DIRS: '',
			OPENAI_API_KEY: '',
			OPENAI_BASE_URL: '',
			OPENAI_MODEL: '',
			OPENAI_EMBEDDING_MODEL: '',
			PORT: '0',
			WATCH_EVERY_SECONDS: '0',
			LOG_LEVEL: 'info',
		},
		stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
	});
	return {child, startedAt, lines: createInterface({input: child.stdout as NodeJS.ReadableStream})};
}
