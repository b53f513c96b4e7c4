import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import type {DiscordServer} from '../support/discord-server.ts';
import type {LightOptions} from './light-bot.ts';
import type {Order, Report} from './orders.ts';

const root = join(import.meta.dirname, '../..');

/** The bot in a process of its own. */
export type RunningBot = Awaited<ReturnType<typeof startBot>>;

export type BotOptions = {
	readonly server: DiscordServer;
	readonly databaseUrl: string;
	/** `main`: all of Lineman, as `npm start` runs it; else Discord's door and the log alone, with a road of its own. */
	readonly as: 'main' | LightOptions;
	/** For `main`. */
	readonly env?: Readonly<Record<string, string>>;
};

/** Starts the bot and waits until it hears members. */
export async function startBot({server, databaseUrl, as, env = {}}: BotOptions) {
	const preload = ['--import', join(import.meta.dirname, 'in-process.ts')];
	const light = join(import.meta.dirname, 'light-bot.ts');
	const args =
		as === 'main'
			? [...preload, ...startArguments()]
			: [light, server.apiUrl, server.token, databaseUrl, JSON.stringify(as)];
	const child = spawn(process.execPath, args, {
		cwd: root,
		env: {...process.env, ...(as === 'main' && mainEnvironment(server, databaseUrl)), ...env},
		stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
	});
	const lines: string[] = [];
	for (const stream of [child.stdout, child.stderr]) {
		if (stream) createInterface({input: stream}).on('line', line => lines.push(line));
	}
	const exited = once(child, 'exit');
	const hasExited = () => child.exitCode !== null || child.signalCode !== null;
	let asked = 0;

	const said = (match: RegExp) => lines.filter(line => match.test(line)).length;
	const bot = {
		pid: child.pid,
		lines,
		said,
		hasExited,
		/** Resolves to how it ended. */
		exited: async () => {
			await exited;
			return {code: child.exitCode, signal: child.signalCode};
		},
		signal: (signal: NodeJS.Signals) => child.kill(signal),
		async kill(): Promise<void> {
			if (hasExited()) return;
			child.kill('SIGKILL');
			await exited;
			await until('the end of the connection', () => !server.gateway.isConnected());
		},
		/** Tells the process to do something to itself; gives how it is after that. */
		tell(order: Order, withinMs = 10_000): Promise<Report> {
			asked += 1;
			const id = asked;
			return new Promise((resolve, reject) => {
				const hear = (message: unknown) => {
					const {id: answered, ...report} = message as {readonly id: number} & Report;
					if (answered === id) end(() => resolve(report));
				};
				const late = setTimeout(
					() => end(() => reject(new Error(`The bot did not obey "${order.order}"`))),
					withinMs,
				);
				const end = (settle: () => void) => {
					clearTimeout(late);
					child.off('message', hear);
					settle();
				};
				child.on('message', hear);
				child.send({id, ...order});
			});
		},
	};
	try {
		await until('the bot', () => {
			if (hasExited()) throw new Error('The bot ended');
			return said(/commands (?:registered|unchanged)/) > 0;
		});
	} catch (error) {
		child.kill('SIGKILL');
		throw new Error(`Cannot start the bot: ${lines.slice(-5).join('\n')}`, {cause: error});
	}
	return bot;
}

/** What `npm start` gives to Node. */
function startArguments(): readonly string[] {
	const {scripts} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
		readonly scripts: {readonly start: string};
	};
	return scripts.start.split(' ').slice(1);
}

function mainEnvironment({apiUrl, token}: DiscordServer, databaseUrl: string) {
	return {
		DATABASE_URL: databaseUrl,
		DISCORD_TOKEN: token,
		DISCORD_API_URL: apiUrl,
		DISCORD_CLIENT_ID: '',
		DISCORD_CLIENT_SECRET: '',
		CONSOLE_URL: '',
		KNOWLEDGE_DIRS: '',
		OPENAI_API_KEY: '',
		OPENAI_BASE_URL: '',
		OPENAI_MODEL: '',
		OPENAI_EMBEDDING_MODEL: '',
		PORT: '0',
		WATCH_EVERY_SECONDS: '0',
		LOG_LEVEL: 'info',
	};
}

/** Resolves as soon as `look` holds; rejects when it does not within the time. */
export async function until(what: string, look: () => boolean, withinMs = 60_000): Promise<void> {
	const end = performance.now() + withinMs;
	while (!look()) {
		if (performance.now() > end) throw new Error(`Waited ${withinMs} ms for ${what}`);
		await new Promise(resolve => setTimeout(resolve, 15));
	}
}
