import assert from 'node:assert/strict';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import test from 'node:test';
import {REST} from 'discord.js';
import {Kysely, PostgresDialect, sql} from 'kysely';
import OpenAI from 'openai';
import pg from 'pg';
import {answerQuestion} from '../../src/answer-question.ts';
import {readConfig} from '../../src/config.ts';
import {createMetrics} from '../../src/console/metrics.ts';
import type {Question} from '../../src/evidence/question.ts';
import {removeSecrets} from '../../src/evidence/remove-secrets.ts';
import {createLogger} from '../../src/lib/logger.ts';
import {openTools} from '../../src/open-tools.ts';
import {readKnowledge} from '../../src/retrieval/read-knowledge.ts';
import {base62} from '../support/made-up.ts';
import {lookalikes, type PlacedSecret, placedSecrets} from '../support/made-up-secrets.ts';
import {failing, saying, startModelServer} from '../support/model-server.ts';

/** Who sees twelve characters of a secret in a row has seen it. */
const telling = 12;

function piecesOf(secret: string): readonly string[] {
	return Array.from({length: Math.max(1, secret.length - telling + 1)}, (_, at) =>
		secret.slice(at, at + telling),
	);
}

/** Which of the secrets a text shows anything of. */
function seen(secrets: readonly PlacedSecret[], text: string): readonly string[] {
	const whose = new Map(
		secrets.flatMap(({vendor, place, forbidden}) =>
			forbidden.flatMap(piecesOf).map(piece => [piece, `${vendor} ${place}`] as const),
		),
	);
	const found = new Set<string>();
	for (let at = 0; at + telling <= text.length; at++) {
		const one = whose.get(text.slice(at, at + telling));
		if (one !== undefined) found.add(one);
	}
	return [...found];
}

const {keyPatterns} = readKnowledge('knowledge').knowledge.service.evidence;

test('secrets of fifty vendors are found in full in every place, and what looks like one is left', () => {
	const all = placedSecrets({seed: 8, step: 1});
	assert.ok(all.length >= 1000);
	const missed = all.flatMap(one => seen([one], removeSecrets(one.text, keyPatterns).text));
	assert.deepEqual(missed, []);

	const others = lookalikes(3000, 99);
	const alarms = others.filter(text => removeSecrets(text, keyPatterns).found.length > 0);
	assert.ok(alarms.length <= 30, `${alarms.length} of ${others.length}: ${alarms.slice(0, 5).join('\n')}`);
});

/** One question holds ten: in its text, files, screenshots, and what was said before. */
function questionWith(secrets: readonly PlacedSecret[], number: number): Question {
	const [first = '', ...others] = secrets.map(({text}) => text);
	const id = `01990000-0000-7000-8000-${String(number).padStart(12, '0')}`;
	return {
		id,
		conversationId: id,
		askedAt: new Date(1_770_000_000_000 + number * 3_600_001),
		door: 'discord',
		text: `Unexpected server response: 401\n\n${first}`,
		attachments: [
			...others.slice(0, 4).map((text, file) => ({name: `app-${file}.log`, text})),
			...others
				.slice(4, 6)
				.map((text, file) => ({name: `screen-${file}.png`, text, from: 'picture' as const})),
		],
		earlier: others.slice(6).map(text => ({role: 'user' as const, text: `before I wrote\n${text}`})),
		hints: {},
	};
}

test('no secret reaches the log, the model, the reply, the metrics or a line of the log file', async t => {
	const secrets = placedSecrets({seed: 8, step: 3});
	assert.ok(secrets.length >= 400);
	const words = saying('The service refused the key.', {usage: {prompt_tokens: 10, completion_tokens: 5}});
	const server = await startModelServer(t, words, failing(500), words, words, words);
	const lines: string[] = [];
	const logger = createLogger({level: 'trace', secrets: [], write: line => lines.push(line)});
	const config = readConfig({OPENAI_BASE_URL: server.url, OPENAI_MODEL: 'test-model'});
	const tools = await openTools(config, {
		onWarning: message => logger.warn(message),
		vantage: 'bot',
		keep: 'memory',
		writer: 'model',
	});
	t.after(tools.close);
	const metrics = createMetrics();
	const {probe: _, ...withoutProbe} = tools;
	const shown: string[] = [];
	for (let at = 0; at < secrets.length; at += 10) {
		const question = questionWith(secrets.slice(at, at + 10), at);
		const record = await answerQuestion(question, withoutProbe, {
			onProgress: progress => {
				if (progress.stage !== 'retrieval') logger.trace({questionId: question.id, progress}, 'on the road');
			},
		});
		metrics.observeRecord(record);
		logger.info({questionId: record.id, evidence: record.evidence, model: record.answer.model}, 'answered');
		shown.push(...record.answer.messages, JSON.stringify(await tools.log.find(record.id)));
	}
	assert.ok(server.requests.length >= secrets.length / 20, 'the model was asked');
	assert.deepEqual(seen(secrets, shown.join('\n')), [], 'shown or kept');
	assert.deepEqual(seen(secrets, JSON.stringify(server.requests)), [], 'sent to the model');
	assert.deepEqual(seen(secrets, await metrics.text()), [], 'in metrics');
	assert.deepEqual(seen(secrets, lines.join('')), [], 'in lines');
});

test("the bot's own token and keys stand in no line, whatever the libraries throw", async t => {
	const [token, key, password] = [base62(60, 1), base62(48, 2), base62(24, 3)];
	const rude = createServer((request, response) => {
		// A server that says back whatever it was sent.
		const {authorization = ''} = request.headers;
		response.writeHead(400, {'content-type': 'application/json', 'x-echo': authorization});
		response.end(
			JSON.stringify({
				message: `bad: ${authorization}`,
				code: 50_035,
				error: {message: `bad: ${authorization} ${request.url}`},
			}),
		);
	});
	await new Promise<void>(resolve => rude.listen(0, '127.0.0.1', resolve));
	t.after(() => {
		rude.closeAllConnections();
		rude.close();
	});
	const {port} = rude.address() as AddressInfo;
	const url = `http://127.0.0.1:${port}`;
	const databaseUrl = `postgres://lineman:${password}@127.0.0.1:1/lineman`;
	const pool = new pg.Pool({connectionString: databaseUrl, connectionTimeoutMillis: 2000});
	const database = new Kysely({dialect: new PostgresDialect({pool})});
	t.after(() => database.destroy());
	const throwers: Readonly<Record<string, () => Promise<unknown>>> = {
		'discord.js': () => new REST({api: url, retries: 0}).setToken(token).get('/users/@me'),
		openai: () =>
			new OpenAI({baseURL: url, apiKey: key, maxRetries: 0}).chat.completions.create({
				model: 'x',
				messages: [],
			}),
		pg: () => new pg.Client({connectionString: databaseUrl}).connect(),
		kysely: () => sql`select ${key}`.execute(database),
		undici: () => fetch(`http://127.0.0.1:1/?token=${token}`, {headers: {authorization: `Bot ${token}`}}),
		URL: async () => new URL(`http//${token}:${password}@x`),
		fetch: () => fetch(`https://lineman:${password}@127.0.0.1/`, {headers: {authorization: `Bearer ${key}`}}),
	};
	const lines: string[] = [];
	const logger = createLogger({
		level: 'trace',
		secrets: [token, key, password],
		write: line => lines.push(line),
	});
	for (const [name, throwIt] of Object.entries(throwers)) {
		const error = await throwIt().then(
			() => assert.fail(`${name} threw nothing`),
			(thrown: unknown) => thrown,
		);
		logger.error({err: error}, `${name} failed`);
		logger.warn({error}, `${name}: ${String(error)}`);
		logger.info({nested: {deeper: error}}, (error as Error).stack ?? '');
	}
	assert.equal(lines.length, 3 * Object.keys(throwers).length);
	for (const line of lines) {
		for (const secret of [token, key, password]) {
			assert.ok(!piecesOf(secret).some(piece => line.includes(piece)), line);
			assert.ok(!line.includes(Buffer.from(secret).toString('base64').slice(0, 20)), line);
		}
	}
});
