import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import {isWorthOwnTest, ownTestText} from '../../src/discord/own-test.ts';
import type {FailureCode} from '../../src/failures/failure-codes.ts';
import type {AnswerRecord} from '../../src/log/answer-record.ts';
import {answerOf, answersOf, answerTo, knowledge, openBot} from '../support/discord-bot.ts';
import type {DiscordServer, Interaction, SentMessage} from '../support/discord-server.ts';
import {evidenceOf, probeOf, recordOf} from '../support/records.ts';

const ephemeral = 64;
const script = new TextEncoder().encode('console.log("tests the line");\n');

const failing = (code: FailureCode, status?: number) =>
	evidenceOf({
		failures: [{turn: 0, excerpt: 'x', code}],
		...(status !== undefined && {statuses: [{turn: 0, excerpt: 'x', status, of: 'upgrade'}]}),
	});

const {diagnosis} = recordOf();
const broken = probeOf({
	verdict: 'unreachable',
	failedPhase: 'tls',
	failure: 'tls_expired',
	domain: 'service',
});

const rows: readonly [what: string, record: Partial<AnswerRecord>, isWorth: boolean][] = [
	['a handshake fails there and the line works here', {evidence: failing('upgrade_failed')}, true],
	['a name is not found there and the line works here', {evidence: failing('dns_not_found')}, true],
	['the connection breaks there and the line works here', {evidence: failing('close_1006')}, true],
	['their proxy asks for credentials', {evidence: failing('http_407', 407)}, true],
	[
		'something in their network answers in place of the service',
		{evidence: failing('tls_intercepted', 403), diagnosis: {...diagnosis, domain: 'your_network'}},
		true,
	],
	[
		'nobody knows whose side it is on',
		{evidence: failing('tcp_timeout'), probe: broken, diagnosis: {...diagnosis, domain: 'unknown'}},
		true,
	],
	['the service answers them', {evidence: failing('http_401', 401)}, false],
	['the handshake fails with an answer of the service', {evidence: failing('upgrade_failed', 401)}, false],
	['the open connection is closed by the service', {evidence: failing('close_1011')}, false],
	['nothing fails', {}, false],
	[
		'it fails here as it does there',
		{evidence: failing('tls_expired'), probe: broken, diagnosis: {...diagnosis, domain: 'service'}},
		false,
	],
];

for (const [what, record, isWorth] of rows) {
	test(`a test from their own machine is ${isWorth ? '' : 'not '}offered where ${what}`, () =>
		assert.equal(isWorthOwnTest(recordOf(record)), isWorth));
}

const withCurl = () => ({
	...knowledge,
	clients: [
		{
			id: 'curl',
			title: 'curl',
			programmingLanguage: 'shell',
			docs: [],
			fingerprints: [],
			shows: '',
			sample: {fence: 'sh', code: 'curl -i "{https_url}"'},
		},
	],
});

async function answered(context: TestContext, options: Parameters<typeof openBot>[1] = {}) {
	const bot = await openBot(context, {
		knowledge: withCurl,
		road: question =>
			answerTo(question, {
				evidence: failing('upgrade_failed'),
				probe: probeOf({targetName: 'speak', target: 'wss://voice.example/v1/speak?model="; rm -rf ~'}),
				answer: answerOf(['the answer', 'and more']),
			}),
		...options,
	});
	bot.server.join('ada').says(`${bot.server.mention} it fails`);
	await answersOf(bot);
	return {...bot, reply: await bot.server.waitForMessage('the answer')};
}

/** What the one who pressed is shown once it is complete. */
const handedOut = (server: DiscordServer, press: Interaction): Promise<SentMessage> =>
	server.waitFor('what is handed out', () => (press.original?.content ? press.original : undefined));

const rowsOf = (message: SentMessage) =>
	message.components.map(row => (row.components as {label: string}[]).map(({label}) => label));

test('“Test from my machine” hands out the file and how to run it, to whoever presses', async context => {
	const {server, reply} = await answered(context, {probeFile: async () => script});
	assert.deepEqual(rowsOf(reply), [
		['Details', 'Solved', 'Not helpful'],
		['Test again', 'Test from my machine', 'Ask a human'],
	]);
	const press = server.join('bob').pressButton(reply, 'Test from my machine');
	const shown = await handedOut(server, press);
	assert.equal(shown.flags & ephemeral, ephemeral);
	const [file] = shown.attachments;
	assert.equal(file?.filename, 'lineman-probe.mjs');
	assert.deepEqual(await (await fetch(String(file?.url))).bytes(), script);
	for (const part of [
		'```sh\nnode lineman-probe.mjs speak --report\n```',
		'```sh\ncurl -i "https://voice.example/v1/speak"\n```',
		'paste the block that it prints back here',
	]) {
		assert.ok(shown.content.includes(part), `${part} in\n${shown.content}`);
	}
});

test('without the file only the curl line is handed out', async context => {
	const {server, reply} = await answered(context);
	const press = server.join('bob').pressButton(reply, 'Test from my machine');
	const shown = await handedOut(server, press);
	assert.deepEqual(shown.attachments, []);
	assert.doesNotMatch(shown.content, /lineman-probe/);
	assert.match(shown.content, /curl -i "https:\/\/voice\.example\/v1\/speak"/);
});

test('a file that cannot be read or attached is logged, and the curl line is handed out', async context => {
	let isThere = false;
	const {server, reply, lines} = await answered(context, {
		probeFile: async () => {
			if (!isThere) throw new Error('no such file');
			return script;
		},
	});
	const bob = server.join('bob');
	for (const complaint of ['no such file', 'the bot lacks a permission, want "Attach Files"']) {
		const press = bob.pressButton(reply, 'Test from my machine');
		const shown = await handedOut(server, press);
		assert.match(shown.content, /curl/);
		assert.doesNotMatch(shown.content, /lineman-probe/);
		assert.ok(lines.some(({message}) => message === `Cannot attach "lineman-probe.mjs": ${complaint}`));
		isThere = true;
		server.channel.forbidden.add('attach');
	}
});

test('where nothing can be handed out, people are', () => {
	const text = ownTestText({record: recordOf(), service: {targets: []}, clients: [], attached: 'nothing'});
	assert.match(text, /no test at hand .* ask a human\.$/);
});
