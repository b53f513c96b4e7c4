import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {setTimeout as pause} from 'node:timers/promises';
import {type DiscordServer, startDiscordServer} from '../support/discord-server.ts';
import {type Behaviour, openModelServer} from '../support/model-server.ts';
import {noPostgres, startPostgres} from '../support/postgres.ts';
import {type ChaosOptions, type Outcome, outcome} from './outcome.ts';
import {type AskedQuestion, byMention, kept} from './questions.ts';
import {type BotOptions, type RunningBot, startBot, until} from './start-bot.ts';

/** Takes away, one after another, what the bot rests on. */
export async function faults(options: ChaosOptions): Promise<readonly Outcome[]> {
	return [
		await databaseFault(options, {what: 'disk full', sound: 'the disk has room again'}),
		await databaseFault(options, {what: 'read-only', sound: 'it can be written again'}),
		await databaseLocked(options, {forMs: 12_000}),
		await postgresRestarts(options),
		...(await discordDown(options, {forMs: 4000})),
		...(await modelAndResolverDown(options)),
	];
}

type Scene = {
	readonly server: DiscordServer;
	readonly databaseUrl: string;
	readonly path: string;
	readonly start: (options: Partial<BotOptions>) => Promise<RunningBot>;
	readonly ask: (count: number) => readonly AskedQuestion[];
};

const answeredWithinMs = 30_000;

/** The database takes no write, and then does again. */
export function databaseFault(
	{onStep}: ChaosOptions,
	{what, sound}: {readonly what: 'disk full' | 'read-only'; readonly sound: string},
): Promise<Outcome> {
	onStep(what);
	return scene(async ({databaseUrl, start, ask}) => {
		const bot = await start({as: {answerMs: [20, 60]}});
		const before = ask(1);
		await answered(before);
		await bot.tell({order: what});
		const during = ask(8);
		const tookMs = await answered(during);
		const reported = bot.said(/the log cannot be written/);
		await bot.tell({order: 'database sound'});
		await until('the database', () => bot.said(/the log can be written again/) > 0, 20_000).catch(() => {});
		const after = ask(1);
		await answered(after);
		return judged({
			promise: `${what}: answers go out, what could not be kept is reported, and kept when ${sound}`,
			questions: [...before, ...during, ...after],
			tookMs,
			notes: `reported ${reported} times`,
			isKept: reported === 1,
			bot,
			databaseUrl,
		});
	});
}

/** Another process holds the file for longer than is waited for. */
export function databaseLocked(
	{onStep}: ChaosOptions,
	{forMs, lockedForMs}: {readonly forMs: number; readonly lockedForMs?: number},
): Promise<Outcome> {
	onStep('database locked');
	return scene(async ({databaseUrl, path, start, ask}) => {
		const bot = await start({as: {answerMs: [20, 60], ...(lockedForMs !== undefined && {lockedForMs})}});
		await bot.tell({order: 'measure anew'});
		const other = new DatabaseSync(path, {timeout: 5000});
		other.exec('begin immediate');
		const until = performance.now() + forMs;
		const during = ask(8);
		const tookMs = await answered(during);
		const {loopMaxMs} = await bot.tell({order: 'report'});
		await pause(Math.max(0, until - performance.now()));
		other.exec('commit');
		other.close();
		await isBack(bot);
		return judged({
			promise: `database locked by another process for ${forMs / 1000} s: answers go out, the process is not held up, and all is kept then`,
			questions: during,
			tookMs,
			notes: `event loop held up for ${loopMaxMs} ms at most`,
			// SQLite's own waiting would hold it up for five seconds at a time.
			isKept: loopMaxMs < 4000,
			bot,
			databaseUrl,
		});
	});
}

/** Postgres ends as in a crash while questions are in flight, and starts again. */
export async function postgresRestarts({onStep}: ChaosOptions): Promise<Outcome> {
	onStep('Postgres restarts');
	const promise = 'Postgres restarted with questions in flight: every one is answered and kept';
	const postgres = await startPostgres();
	if (!postgres) return {promise, seen: noPostgres, state: 'left out'};
	try {
		const databaseUrl = await postgres.createDatabase();
		return await scene(async ({start, ask}) => {
			const bot = await start({as: {answerMs: [100, 1500]}, databaseUrl});
			const questions = [...ask(6)];
			await pause(300);
			const restarted = postgres.restart();
			questions.push(...ask(6));
			await restarted;
			await isBack(bot);
			questions.push(...ask(2));
			const tookMs = await answered(questions);
			await isBack(bot);
			return judged({promise, questions, tookMs, notes: '', isKept: true, bot, databaseUrl});
		});
	} finally {
		await postgres.stop();
	}
}

/** Discord refuses, is away, and cuts the gateway. */
export async function discordDown(
	{onStep}: ChaosOptions,
	{forMs}: {readonly forMs: number},
): Promise<readonly Outcome[]> {
	const ways: Readonly<Record<string, (server: DiscordServer) => Promise<void>>> = {
		'Discord answers 503': async server => {
			server.fail({method: 'POST', route: /./, status: 503, times: 100_000});
			server.fail({method: 'PATCH', route: /./, status: 503, times: 100_000});
			await pause(forMs);
			server.mend();
		},
		'Discord refuses connections': async server => {
			await server.goOffline();
			await pause(forMs);
			await server.comeOnline();
		},
		'the gateway is cut': async server => {
			for (const socket of server.gateway.sockets()) socket.terminate();
		},
	};
	const outcomes: Outcome[] = [];
	for (const [name, goDown] of Object.entries(ways)) {
		onStep(name);
		outcomes.push(
			await scene(async ({server, databaseUrl, start, ask}) => {
				const bot = await start({as: {answerMs: [100, 600]}});
				const questions = [...ask(6)];
				await pause(200);
				await goDown(server);
				await until('the connection', () => server.gateway.isConnected());
				questions.push(...ask(2));
				const tookMs = await answered(questions);
				return judged({
					promise: `${name} with questions in flight: every one is answered once it is back`,
					questions,
					tookMs,
					notes: '',
					isKept: true,
					bot,
					databaseUrl,
				});
			}),
		);
	}
	return outcomes;
}

/** All of Lineman with a model that hangs, fails and breaks off, and with a resolver that never answers. */
export async function modelAndResolverDown({onStep}: ChaosOptions): Promise<readonly Outcome[]> {
	const ways: readonly (readonly [string, Behaviour])[] = [
		// First: a model that has failed a few times is not asked for a while.
		['the model hangs', () => {}],
		['the model answers 500', ({response}) => void response.writeHead(500).end()],
		[
			'the model breaks off',
			exchange => {
				exchange.begin();
				exchange.delta({content: 'It '});
				exchange.cut();
			},
		],
	];
	const model = await openModelServer(() => {});
	const outcomes: Outcome[] = [];
	try {
		await scene(async ({databaseUrl, start, ask}) => {
			const env = {OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'broken', OPENAI_API_KEY: 'none'};
			const bot = await start({as: 'main', env});
			const all: AskedQuestion[] = [];
			const measure = async (name: string) => {
				onStep(name);
				const questions = ask(2);
				all.push(...questions);
				const tookMs = await answered(questions);
				const {rssMb} = await bot.tell({order: 'report'});
				const open = questions.filter(question => !question.isAnswered()).length;
				outcomes.push(
					outcome(
						`${name}: the built-in answer goes out`,
						`${questions.length - open} of ${questions.length} answered within ${seconds(tookMs)}, ${rssMb} MB`,
						open === 0,
					),
				);
			};
			// First: what was measured lately is not measured again.
			model.behave(({response}) => void response.writeHead(500).end());
			await bot.tell({order: 'resolver', how: 'hangs'});
			await measure('the resolver never answers');
			await bot.tell({order: 'resolver', how: 'fails'});
			for (const [name, behaviour] of ways) {
				model.behave(behaviour);
				await measure(name);
			}
			await bot.kill();
			const {records} = await kept(databaseUrl);
			return outcome(
				'… and every one is kept',
				`${records} of ${all.length} in the log`,
				records === all.length,
			);
		}).then(last => outcomes.push(last));
		return outcomes;
	} finally {
		await model.close();
	}
}

/** The database takes writes again, or had never been missed. */
async function isBack(bot: RunningBot): Promise<void> {
	const isAway = () => bot.said(/the log cannot be written/) > bot.said(/the log can be written again/);
	await until('the database', () => !isAway(), 20_000).catch(() => {});
}

/** How long it took until all were answered, or were waited for in vain. */
async function answered(questions: readonly AskedQuestion[]): Promise<number> {
	const began = performance.now();
	const all = () => questions.every(question => question.isAnswered());
	await until('the answers', all, answeredWithinMs).catch(() => {});
	return performance.now() - began;
}

/** Every question has one reply, an answer, and one entry in the log, and nothing waits. */
async function judged({
	promise,
	questions,
	tookMs,
	notes,
	isKept,
	bot,
	databaseUrl,
}: {
	readonly promise: string;
	readonly questions: readonly AskedQuestion[];
	readonly tookMs: number;
	readonly notes: string;
	readonly isKept: boolean;
	readonly bot: RunningBot;
	readonly databaseUrl: string;
}): Promise<Outcome> {
	const {rssMb} = await bot.tell({order: 'report'});
	// What follows the last answer is written too.
	await pause(300);
	await bot.kill();
	const {recordsOf, waiting} = await kept(databaseUrl);
	const unanswered = questions.filter(question => !question.isAnswered()).length;
	const twice = questions.filter(question => question.replies().length > 1).length;
	const unkept = questions.filter(({text}) => recordsOf(text) !== 1).length;
	const said = [
		`${questions.length - unanswered} of ${questions.length} answered within ${seconds(tookMs)}`,
		`${twice} twice`,
		`${unkept} not kept once`,
		`${waiting.length} waiting`,
		...(notes === '' ? [] : [notes]),
		`${rssMb} MB`,
	];
	const isWhole = unanswered === 0 && twice === 0 && unkept === 0 && waiting.length === 0;
	return outcome(promise, said.join(', '), isWhole && isKept);
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

async function scene(play: (given: Scene) => Promise<Outcome>): Promise<Outcome> {
	const server = await startDiscordServer();
	const folder = mkdtempSync(join(tmpdir(), 'lineman-faults-'));
	const path = join(folder, 'lineman.db');
	const databaseUrl = `file:${path}`;
	const bots: RunningBot[] = [];
	let asked = 0;
	try {
		return await play({
			server,
			databaseUrl,
			path,
			async start(options) {
				const bot = await startBot({server, databaseUrl, as: {}, ...options});
				bots.push(bot);
				return bot;
			},
			ask: count =>
				Array.from({length: count}, () => {
					asked += 1;
					return byMention(server, server.join(`member-${asked}`), `HTTP 401, question ${asked}`);
				}),
		});
	} finally {
		for (const bot of bots) await bot.kill();
		await server.close();
		rmSync(folder, {recursive: true, force: true});
	}
}
