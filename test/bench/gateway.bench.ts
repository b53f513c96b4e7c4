import {type ChildProcess, fork} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {setPriority, tmpdir} from 'node:os';
import {join} from 'node:path';
import {type Bench, type BenchResult, median} from './bench.ts';
import type {ClientOrder, ClientReport, ServerOrder, ServerReport} from './gateway/messages.ts';

const root = join(import.meta.dirname, '../..');
const script = (name: string) => join(import.meta.dirname, 'gateway', `${name}.ts`);

export const bench: Bench = {
	summary: 'a guild that chatters and asks, beside a bare client of the library',
	measure: note =>
		measureGateway(
			{rounds: 7, chatter: 20_000, askedRounds: 5, mentions: 200, everyMs: 200, pacedChatter: 20},
			note,
		),
};

export type GatewayLoadSize = {
	/** How often each client reads the chatter, in turn. */
	readonly rounds: number;
	/** Messages of each round. */
	readonly chatter: number;
	/** How often it reads as much with mentions in its midst. */
	readonly askedRounds: number;
	/** Asked in each of these, and at last as many one after another. */
	readonly mentions: number;
	readonly everyMs: number;
	/** Messages of chatter with each of these. */
	readonly pacedChatter: number;
};

/** Both clients live in one run and take turns, so that what else this machine does falls on both alike. */
export async function measureGateway(
	size: GatewayLoadSize,
	note: (text: string) => void = () => {},
): Promise<BenchResult> {
	const folder = mkdtempSync(join(tmpdir(), 'lineman-bench-gateway-'));
	const databaseUrl = `file:${join(folder, 'lineman.db')}`;
	const scenes: Scene[] = [];
	const open = async (client: ClientName, args: readonly string[]) => {
		const scene = await openScene({client, args});
		scenes.push(scene);
		return scene;
	};
	try {
		note('Lineman builds its index');
		// The first start of all builds the index, which every later one finds.
		(await open('lineman-client', [databaseUrl])).close();
		const bare = await open('bare-client', []);
		const lineman = await open('lineman-client', [databaseUrl]);
		return await compare({bare, lineman, size, note});
	} finally {
		for (const scene of scenes) scene.close();
		rmSync(folder, {recursive: true, force: true});
	}
}

/** The mentions that come one after another come in so many parts, so that both clients see the same machine. */
const pacedRounds = 5;

const both = ['bare', 'lineman'] as const;
type Who = (typeof both)[number];

async function compare(given: {
	readonly bare: Scene;
	readonly lineman: Scene;
	readonly size: GatewayLoadSize;
	readonly note: (text: string) => void;
}): Promise<BenchResult> {
	const {size, note} = given;
	const {rounds, chatter, askedRounds, mentions, everyMs, pacedChatter} = size;
	/** Both in turn, this often. Who begins changes, and so does who finds the machine warm. */
	const inTurns = async (count: number, order: ServerOrder): Promise<Record<Who, readonly Ran[]>> => {
		const ran: Record<Who, Ran[]> = {bare: [], lineman: []};
		for (let round = 0; round < count; round += 1) {
			note(`round ${round + 1} of ${count}: ${JSON.stringify(order)}`);
			for (const who of round % 2 === 0 ? both : both.toReversed()) {
				ran[who].push(await given[who].run(order));
			}
		}
		return ran;
	};
	// Both run for months: what is compiled in the first minute is not what is compared.
	await inTurns(1, {order: 'flood', chatter, mentions});
	const asked = await inTurns(askedRounds, {order: 'flood', chatter, mentions});
	const read = await inTurns(rounds, {order: 'flood', chatter, mentions: 0});
	const paced = await inTurns(pacedRounds, {
		order: 'pace',
		mentions: Math.ceil(mentions / pacedRounds),
		everyMs,
		chatter: pacedChatter,
	});
	const used = {
		bare: {...(await given.bare.use()), ...(await given.bare.heap())},
		lineman: {...(await given.lineman.use()), ...(await given.lineman.heap())},
	};
	const acknowledged = (who: Who) => paced[who].flatMap(({acknowledgedMs}) => acknowledgedMs);
	const latest = ({acknowledgedMs}: Ran) => quantile(acknowledgedMs, 0.99);

	const figures = (who: Who) => ({
		client: who,
		'µs each, asked': median(asked[who].map(wallUs)),
		'µs each': median(read[who].map(wallUs)),
		'CPU µs each': median(read[who].map(cpuUs)),
		'ack p50 ms': quantile(acknowledged(who), 0.5),
		'ack p99 ms': quantile(acknowledged(who), 0.99),
		acknowledged: acknowledged(who).length,
		answers: paced[who].reduce((sum, {answers}) => sum + answers, 0),
		'start MB': Math.round(given[who].startMb),
		'peak MB': Math.round(used[who].peakMb),
		'heap MB': Math.round(used[who].heapMb),
	});
	const [bare, lineman] = [figures('bare'), figures('lineman')];
	const beside = (ran: Record<Who, readonly Ran[]>, cost: (ran: Ran) => number) =>
		median(ran.lineman.map((each, round) => cost(each) / cost(ran.bare[round] as Ran)));
	return {
		rows: [bare, lineman],
		bounds: [
			{
				name: "time for chatter and mentions, beside the bare client's",
				value: beside(asked, wallUs),
				most: 1 / 0.95,
			},
			{name: "time for chatter, beside the bare client's", value: beside(read, wallUs), most: 1 / 0.95},
			{
				name: "processor time for chatter, beside the bare client's",
				value: beside(read, cpuUs),
				most: 1 / 0.95,
			},
			{
				name: "acknowledgement p99 over the bare client's in the same round, ms",
				value: median(paced.lineman.map((ran, round) => latest(ran) - latest(paced.bare[round] as Ran))),
				most: 50,
			},
			{name: 'mentions that were not acknowledged', value: mentions - lineman.acknowledged, most: 0},
			{name: 'mentions without an answer', value: mentions - lineman.answers, most: 0},
			{
				name: "peak of resident memory, beside the bare client's",
				value: used.lineman.peakMb / used.bare.peakMb,
				most: 1.25,
			},
		],
		remarks,
	};
}

const wallUs = ({readMs, messages}: Ran) => (readMs * 1000) / messages;
const cpuUs = ({readCpuMs, messages}: Ran) => (readCpuMs * 1000) / messages;

const remarks = [
	'"µs each": from the first message to the heartbeat behind the last, for each message, the median of the rounds; "asked" with mentions in',
	'the midst of the chatter, which the bare client answers with a word. "CPU": of all threads of the client, chatter alone.',
	'"ack": from a mention to the first word of the reply, both as the server sees them; mentions come one after another then, with chatter',
	'between them, in rounds that take turns, and each is answered with the real road and knowledge, but for the line. "peak": of resident memory, the start and all',
	'answers included; "heap": what a full collection leaves at the end. The bare client is the library as it comes, with its own caches',
	'(the last 200 messages of a channel, everybody who wrote); Lineman keeps no messages and at most 5,000 people, and has its knowledge in memory.',
];

type ClientName = 'bare-client' | 'lineman-client';
type Of<T extends {readonly report: string}, Name extends T['report']> = Extract<T, {readonly report: Name}>;
type Ran = Omit<Of<ServerReport, 'read'>, 'report'> &
	Omit<Of<ServerReport, 'done'>, 'report'> & {
		/** What the client's processor time was until it had read everything. */
		readonly readCpuMs: number;
	};

type Scene = {
	/** Resident memory once it is ready. */
	readonly startMb: number;
	readonly run: (order: ServerOrder) => Promise<Ran>;
	readonly use: () => Promise<Of<ClientReport, 'use'>>;
	readonly heap: () => Promise<Of<ClientReport, 'heap'>>;
	readonly close: () => void;
};

/** A Discord and a client of it, each in a process of its own. */
async function openScene(given: {
	readonly client: ClientName;
	readonly args: readonly string[];
}): Promise<Scene> {
	const discord = fork(script('discord-process'), {cwd: root});
	const {apiUrl, token} = await report<Of<ServerReport, 'open'>>(discord);
	const execArgv = given.client === 'lineman-client' ? startFlags() : [];
	const client = fork(script(given.client), [apiUrl, token, ...given.args], {cwd: root, execArgv});
	await report<Of<ClientReport, 'ready'>>(client);
	for (const process of [discord, client]) prefer(process);
	const ask = <T>(order: ClientOrder) => {
		client.send(order);
		return report<T>(client);
	};
	const use = () => ask<Of<ClientReport, 'use'>>('use');
	const {peakMb: startMb} = await use();
	return {
		startMb,
		async run(order) {
			const before = await use();
			discord.send(order);
			const read = await report<Of<ServerReport, 'read'>>(discord);
			const done = report<Of<ServerReport, 'done'>>(discord);
			done.catch(() => {});
			const after = await use();
			return {...read, ...(await done), readCpuMs: after.cpuMs - before.cpuMs};
		},
		use,
		heap: () => ask<Of<ClientReport, 'heap'>>('heap'),
		close() {
			client.kill();
			discord.kill();
		},
	};
}

/** Where that is allowed, what else this machine does waits for what is measured. */
function prefer({pid = 0}: ChildProcess): void {
	try {
		setPriority(pid, -10);
	} catch {
		// Only the machine's owner may; the figures are noisier then.
	}
}

/** The next thing that a process says; an error where it ends instead. */
async function report<T>(child: ChildProcess): Promise<T> {
	const heard = new AbortController();
	const {signal} = heard;
	const ended = once(child, 'exit', {signal}).then(([code]) => {
		throw new Error(`Cannot measure: "${child.spawnargs[1]}" ended with ${code}`);
	});
	ended.catch(() => {});
	try {
		const [message] = await Promise.race([once(child, 'message', {signal}), ended]);
		return message as T;
	} finally {
		heard.abort();
	}
}

/** What `npm start` tells Node. */
function startFlags(): string[] {
	const {scripts} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
		scripts: {start: string};
	};
	return scripts.start.split(' ').filter(word => word.startsWith('--'));
}

function quantile(figures: readonly number[], share: number): number {
	const sorted = figures.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
