import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createMetrics} from '../../src/console/metrics.ts';
import type {DoorEvent} from '../../src/discord/door-event.ts';
import {openRoad} from '../../src/main/open-road.ts';
import {answerTo, knowledge, openBot} from '../support/discord-bot.ts';
import {startDiscordServer} from '../support/discord-server.ts';
import {memoryLog} from '../support/memory-log.ts';
import {probeOf} from '../support/records.ts';
import {openReviewBot, sureBy} from '../support/review-bot.ts';

type Line = {readonly message: string; readonly about: {readonly questionId?: string}};

/** A logger that keeps its lines, and a server that hears of each. */
async function listening() {
	const server = await startDiscordServer();
	const lines: Line[] = [];
	const write = (about: object, message: string) => {
		lines.push({message, about});
		server.touch();
	};
	const said = (match: RegExp, count = 1) =>
		server.waitFor(
			`${match}`,
			() => lines.filter(({message}) => match.test(message)).length >= count && lines,
		);
	return {server, lines, said, logger: {debug: write, info: write, warn: write, error: write}};
}

/** The lines that are about the bot itself and no question. */
const ofTheBot = /^(?:Discord is open|commands |.*questions that were left)/;

const idsOf = (lines: readonly Line[]) => lines.map(({about}) => about.questionId);

/** The real road; the line fails, and the model's server with the first question. */
function road(logger: Awaited<ReturnType<typeof listening>>['logger'], metrics = createMetrics()) {
	const writeWithModel = async ({builtIn}: {builtIn: object}) => ({
		...builtIn,
		model: {
			name: 'toy',
			fallback: 'server_error',
			totalMs: 5,
			tokens: {input: 0, output: 0},
			cut: {of: 0, sentences: 0, because: {}},
		},
	});
	const tools = {
		knowledge: () => knowledge,
		search: async () => [],
		probe: async () => probeOf({verdict: 'unreachable', failure: 'dns_not_found', failedPhase: 'dns'}),
		writeWithModel,
		log: {record: async () => {}},
	};
	return openRoad({
		tools: tools as never,
		watch: {news: async () => undefined, report: async () => Promise.reject(new Error('away'))} as never,
		metrics,
		logger: logger as never,
		breathe: async () => {},
		shared: undefined,
	});
}

test('every line about a question carries its id, those of two questions in flight can be told apart, and each is counted', async t => {
	const {server, lines, said, logger} = await listening();
	const log = await memoryLog();
	const failing = new Set(['acknowledge', 'end']);
	const once = async (what: string) => {
		if (failing.delete(what)) throw new Error('database is locked');
	};
	const metrics = createMetrics();
	const events: DoorEvent[] = [];
	const bothHere = Promise.withResolvers<void>();
	let begun = 0;
	const real = road(logger, metrics);
	const bot = await openBot(t, {
		server,
		logger,
		sayUnsaidEveryMs: 20,
		tell(event) {
			events.push(event);
			metrics.observeDoor(event);
		},
		log: {
			...log,
			pending: {
				...log.pending,
				acknowledge: (...given) => once('acknowledge').then(() => log.pending.acknowledge(...given)),
				end: (...given) => once('end').then(() => log.pending.end(...given)),
			},
		},
		async road(question, walk) {
			begun += 1;
			if (begun === 2) {
				server.fail({method: 'PATCH', route: /^\/channels\/:id\/messages\/:id$/, status: 403, times: 1});
				bothHere.resolve();
			}
			await bothHere.promise;
			return real(question, walk);
		},
	});
	metrics.observeDoorState({
		state: bot.discord.state,
		pending: async () => 3,
		openIncidents: () => Promise.reject(new Error('database is locked')),
		isBudgetUsedUp: () => true,
	});
	server.join('ada').says(`${server.mention} it fails with ENOTFOUND voice.example`);
	server.join('bob').says(`${server.mention} my line does not connect`);
	await said(/^accepted a question$/, 2);
	// Whatever was on its way: a step, the picture or the answer.
	await server.waitFor('a refusal', () =>
		events.some(event => event.kind === 'refused' && event.status === 403),
	);
	await said(/^answered a question$/);
	const ids = new Set(idsOf(lines.filter(({message}) => message === 'accepted a question')));
	assert.equal(ids.size, 2);
	const about = lines.filter(({message}) => !ofTheBot.test(message));
	for (const line of about) assert.ok(ids.has(line.about.questionId), JSON.stringify(line));
	const kinds = ['accepted', 'stands in for the model', 'how far a question has come', 'answered a question'];
	for (const kind of kinds)
		assert.ok(
			about.some(({message}) => message.includes(kind)),
			kind,
		);
	const answered = about.find(({message}) => message === 'answered a question')?.about as Record<
		string,
		unknown
	>;
	for (const time of [
		'evidenceMs',
		'retrievalMs',
		'probeMs',
		'diagnosisMs',
		'answerMs',
		'waitedMs',
		'postingMs',
	])
		assert.equal(typeof answered[time], 'number', time);
	assert.deepEqual([answered.line, answered.failure], ['unreachable', 'dns_not_found']);

	const text = await metrics.text();
	for (const sample of [
		'lineman_discord_questions_total{outcome="accepted"} 2',
		'lineman_discord_errors_total{status="403"} 1',
		'lineman_discord_connected 1',
		'lineman_pending_questions 3',
		'lineman_open_incidents 0',
		'lineman_model_budget_used_up 1',
		'lineman_discord_acknowledgement_seconds_count 2',
		'lineman_discord_waiting_seconds_count 2',
	])
		assert.ok(text.includes(sample), sample);
});

test('a first word that Discord refuses and a question that the next run takes up are told of with their ids', async t => {
	const {server, lines, said, logger} = await listening();
	const log = await memoryLog();
	const first = await openBot(t, {server, logger, log, road: () => new Promise(() => {})});
	server.join('ada').says(`${server.mention} it fails`);
	await server.waitFor('the work', () => first.questions.length === 1);
	await first.discord.close();
	const [{about} = {about: {}} as Line] = lines.filter(({message}) => message === 'accepted a question');
	const {questionId} = about;
	assert.ok(questionId);
	const next = await openBot(t, {server, logger, log, now: () => new Date(Date.now() + 60_000)});
	await said(/^took up a question/);
	await said(/^answered a question$/);
	server.fail({method: 'POST', route: /^\/channels\/:id\/messages$/, status: 403, times: 1});
	server.join('bob').says(`${server.mention} it fails too`);
	await said(/^Cannot (?:answer|reply)/);
	for (const line of lines.filter(({message}) => !ofTheBot.test(message)))
		assert.match(line.about.questionId ?? '', /^[0-9a-f-]{36}$/, JSON.stringify(line));
	const taken = lines.filter(({message}) => /^(?:took up|answered)/.test(message));
	assert.deepEqual(idsOf(taken).slice(0, 2), [questionId, questionId]);
	assert.equal(next.questions.length, 1);
});

test('the card that moderators see is told of with the question’s id', async t => {
	const {server, said, logger} = await listening();
	const bot = await openReviewBot(t, {
		server,
		logger,
		road: question => answerTo(question, {diagnosis: sureBy(0.1)}),
	});
	bot.ada.says(`${server.mention} it fails`);
	const lines = await said(/^put a card before the moderators$/);
	const ids = new Set(idsOf(lines.filter(({message}) => /a card|a question/.test(message))));
	assert.equal(ids.size, 1);
	assert.ok(![...ids].includes(undefined));
});
