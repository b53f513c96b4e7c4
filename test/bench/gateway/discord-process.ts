import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import type {Json} from '../../support/discord-checks.ts';
import {startDiscordServer} from '../../support/discord-server.ts';
import {memberPayload} from '../../support/discord-world.ts';
import type {ServerOrder, ServerReport} from './messages.ts';

/** Discord, in a process of its own: what it does costs the client no time. */

const people = 2000;
const channels = 40;

const server = await startDiscordServer();
// The client's own limit of fifty requests a second is enough.
for (const method of ['POST', 'PATCH']) server.limit({method, route: /./, count: 1_000_000, perMs: 1000});
const places = Array.from({length: channels}, (_, index) => server.addChannel(`channel-${index}`));
const members = Array.from({length: people}, (_, index) => server.join(`member ${index}`));

/** Questions that people ask; those of the labelled cases. */
const questions = readFileSync(join(import.meta.dirname, '../../cases/answers.dev.jsonl'), 'utf8')
	.trim()
	.split('\n')
	.map(line => (JSON.parse(line) as {message: string}).message.slice(0, 1500));

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
let nextId = BigInt(server.channel.id) + (1n << 40n);
let written = 0;

/** Somebody talks to somebody: what a bot sees that may not read it. */
function chatter(): Json {
	written += 1;
	nextId += 4096n;
	const author = at(members, written * 7919);
	const mentioned = written % 7 === 0 ? [at(members, written * 31).user] : [];
	return {
		id: String(nextId),
		type: 0,
		channel_id: at(places, written * 13).id,
		guild_id: server.guildId,
		author: author.user,
		member: memberPayload(author),
		content: '',
		timestamp: new Date().toISOString(),
		edited_timestamp: null,
		tts: false,
		mention_everyone: false,
		mentions: mentioned,
		mention_roles: [],
		attachments: [],
		embeds: [],
		components: [],
		pinned: false,
		flags: 0,
		nonce: String(written),
		channel_type: 0,
	};
}

const say = (payload: Json) =>
	server.gateway.dispatch({name: 'MESSAGE_CREATE', needs: 'guildMessages', payload: () => payload});

/** When each mention was made, by its message's id. */
const mentioned = new Map<string, number>();
let asked = 0;

/** A member who has not asked before, so that nobody waits for an earlier question of their own. */
function mention(): void {
	asked += 1;
	const member = server.join(`asker ${asked}`);
	const startedAt = performance.now();
	const {id} = member.says(`${server.mention} ${at(questions, asked)}`, {in: at(places, asked)});
	mentioned.set(id, startedAt);
}

/** Resolves when the client has read everything that was sent: it answers a heartbeat in its turn. */
async function allRead(): Promise<void> {
	const beats = () => server.gateway.heard.filter(({op}) => op === 1).length;
	const before = beats();
	server.gateway.askForHeartbeat();
	while (beats() === before) await pause(2);
}

const replyTo = (body: Json | undefined) =>
	String((body?.message_reference as Json | undefined)?.message_id ?? '');

/** How long each mention waited for the first word, for those since `from`. */
function acknowledgements(from: number): readonly number[] {
	const first = new Map<string, number>();
	for (const {method, route, body, at: arrivedAt} of server.requests.slice(from)) {
		const id = replyTo(body);
		if (method === 'POST' && route.endsWith('/messages') && mentioned.has(id) && !first.has(id)) {
			first.set(id, arrivedAt);
		}
	}
	return [...first].map(([id, arrivedAt]) => arrivedAt - (mentioned.get(id) ?? Number.NaN));
}

/** Waits until nothing has been asked of this server for a while. */
async function settled(): Promise<void> {
	for (let seen = -1; seen !== server.requests.length; ) {
		seen = server.requests.length;
		await pause(1500);
	}
}

const answersSoFar = () => server.fromBot().filter(({components}) => components.length > 0).length;

async function flood({chatter: count, mentions}: {readonly chatter: number; readonly mentions: number}) {
	const payloads = Array.from({length: count}, chatter);
	const every = mentions === 0 ? Number.POSITIVE_INFINITY : Math.floor(count / mentions);
	const startedAt = performance.now();
	for (const [index, payload] of payloads.entries()) {
		say(payload);
		if (index % every === every - 1) mention();
		// The client reads while the rest is written.
		if (index % 100 === 99) await new Promise(setImmediate);
	}
	await allRead();
	return performance.now() - startedAt;
}

async function pace(given: {
	readonly mentions: number;
	readonly everyMs: number;
	readonly chatter: number;
}): Promise<number> {
	const startedAt = performance.now();
	for (let index = 0; index < given.mentions; index += 1) {
		await pause(Math.max(0, startedAt + index * given.everyMs - performance.now()));
		for (let each = 0; each < given.chatter; each += 1) say(chatter());
		mention();
	}
	await allRead();
	return performance.now() - startedAt;
}

const tell = (report: ServerReport) => process.send?.(report);

process.on('message', async (order: ServerOrder) => {
	const from = server.requests.length;
	const answersBefore = answersSoFar();
	const isFlood = order.order === 'flood';
	const readMs = await (isFlood ? flood(order) : pace(order));
	const messages = isFlood ? order.chatter + order.mentions : order.mentions * (order.chatter + 1);
	tell({report: 'read', messages, readMs});
	await settled();
	tell({report: 'done', acknowledgedMs: acknowledgements(from), answers: answersSoFar() - answersBefore});
});
// Whoever measures may be stopped.
process.on('disconnect', () => process.exit());
tell({report: 'open', apiUrl: server.apiUrl, token: server.token});
