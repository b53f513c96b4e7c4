import assert from 'node:assert/strict';
import {join} from 'node:path';
import test, {after, type TestContext} from 'node:test';
import {answerQuestion} from '../../src/answer-question.ts';
import {readConfig} from '../../src/config.ts';
import {openTools} from '../../src/open-tools.ts';
import {formatReport} from '../../src/probe/format-report.ts';
import {answersOf, openBot} from '../support/discord-bot.ts';
import {probeOf} from '../support/records.ts';

const tools = await openTools(
	{...readConfig({}), knowledgeDirs: [{dir: join(import.meta.dirname, '../../knowledge')}]},
	{onWarning: message => assert.fail(message), vantage: 'bot', keep: 'memory'},
);
after(() => tools.close());

/** The road and the knowledge as they are; only the line is a stand-in that answers as without a key. */
async function botOnTheRoad(context: TestContext) {
	const bot = await openBot(context, {
		log: tools.log,
		knowledge: tools.knowledge,
		road: (question, walk) =>
			answerQuestion(
				question,
				{
					...tools,
					probe: async ({name, url}) => probeOf({target: url, targetName: name, at: new Date()}),
					modelLists: async () => [],
				},
				walk,
			),
	});
	return bot;
}

test('the thread that began it: a bare error is met with questions, its 401 with the cause and the links', async context => {
	const bot = await botOnTheRoad(context);
	const {server} = bot;
	const ada = server.join('ada');

	const question = ada.says(`${server.mention} Received network error or non-101 status code`);
	await answersOf(bot);
	const [first] = server.fromBot();
	assert.equal(first?.repliesTo, question.id);
	const [firstRecord] = await tools.log.latest({limit: 1});
	assert.notEqual(firstRecord?.diagnosis.causes[0]?.id, 'auth.invalid_key');

	ada.says('I get 401, dg-error: Invalid credentials', ...(first ? [{replyTo: first}] : []));
	await answersOf(bot, 2);
	const [, second] = server.fromBot();
	const [record] = await tools.log.latest({limit: 1});
	assert.equal(record?.conversationId, firstRecord?.id);
	assert.equal(record?.diagnosis.causes[0]?.id, 'auth.invalid_key');
	const cause = tools.knowledge().causes.find(({id}) => id === 'auth.invalid_key');
	assert.ok(
		cause?.docs.some(({url}) => second?.content.includes(url)),
		second?.content,
	);
	for (const message of server.fromBot()) {
		assert.ok(message.content.length <= 2000);
		assert.deepEqual(message.pings, {users: [], roles: [], everyone: false});
	}
});

test('the report of a test on the member’s own machine is compared with ours', async context => {
	const bot = await botOnTheRoad(context);
	const {server} = bot;
	const ada = server.join('ada');
	ada.says(`${server.mention} Received network error or non-101 status code`);
	await answersOf(bot);
	const [first] = server.fromBot();
	assert.ok(first);
	assert.ok(
		first.components.some(row =>
			(row.components as {label: string}[]).some(({label}) => label === 'Test from my machine'),
		),
	);

	const {url, name} = tools.knowledge().service.targets.find(target => target.default) ?? assert.fail();
	const report = formatReport(
		probeOf({
			target: url,
			targetName: name,
			verdict: 'unreachable',
			failedPhase: 'tls',
			failure: 'tls_unknown_authority',
			observations: [
				{phase: 'dns', tookMs: 2, outcome: 'passed'},
				{phase: 'tcp', tookMs: 10, outcome: 'passed'},
				{phase: 'tls', tookMs: 20, outcome: 'failed', failure: 'tls_unknown_authority'},
			],
			measuredFrom: 'my laptop',
		}),
	);
	const pasted = ada.says(`this is what it prints\n\`\`\`\n${report}\n\`\`\``, {replyTo: first});
	const second = await server.waitForMessage('fails on your machine and works here', {repliesTo: pasted});
	assert.match(
		second.content,
		/TLS fails on your machine and works here: a certificate from an authority that is not trusted here\./,
	);
});

test('follow-ups keep facts, never ask twice, never restart at basics', async context => {
	const bot = await botOnTheRoad(context);
	const {server} = bot;
	const ada = server.join('ada');
	ada.says(
		`${server.mention} Python websockets 12 on wss://api.deepgram.com/v1/listen?model=nova-3: server rejected WebSocket connection: HTTP 401`,
	);
	await answersOf(bot);
	const [first] = server.fromBot();
	assert.ok(first);
	const [firstRecord] = await tools.log.latest({limit: 1});
	ada.says('I made a new key, and it is still the same', {replyTo: first});
	await answersOf(bot, 2);
	const [, second] = server.fromBot();
	const [record] = await tools.log.latest({limit: 1});
	assert.equal(record?.conversationId, firstRecord?.id);
	assert.deepEqual(
		record?.evidence.statuses.map(({status}) => status),
		[401],
		'what was said before counts',
	);
	assert.equal(record?.evidence.clients[0]?.id, firstRecord?.evidence.clients[0]?.id);
	assert.equal(record?.diagnosis.causes[0]?.domain, 'you');
	// What is known already is not asked for, and nobody is greeted with the list of all that may fail.
	assert.doesNotMatch(
		second?.content ?? '',
		/What would decide it|which (?:client )?library|HTTP status or close code/i,
	);
	assert.doesNotMatch(second?.content ?? '', /A connection opens with/);
});

test('off-topic gets one short kind line, with nothing tested', async context => {
	const bot = await botOnTheRoad(context);
	const {server} = bot;
	server.join('ada').says(`${server.mention} which pizza place near the station would you recommend?`);
	await answersOf(bot);
	const [reply, ...others] = server.fromBot();
	assert.deepEqual(others, []);
	const [line = ''] = reply?.content.split('\n\n') ?? [];
	assert.ok(line.length < 200, line);
	assert.match(line, /not for me/);
	assert.doesNotMatch(reply?.content ?? '', /Live check|To debug/);
	assert.deepEqual(reply?.attachments, []);
	const [record] = await tools.log.latest({limit: 1});
	assert.equal(record?.probe, undefined);
});

test('allowed_mentions is empty and links are not unfurled, in every message that is sent or edited', async context => {
	const bot = await botOnTheRoad(context);
	const {server} = bot;
	const ada = server.join('ada');
	ada.says(`${server.mention} @everyone Received network error or non-101 status code https://example.com`);
	await answersOf(bot);
	const [reply] = server.fromBot();
	assert.ok(reply);
	await server.waitForAnswer(ada.pressButton(reply, 'Details'));
	const written = server.requests.filter(
		({method, route}) =>
			['POST', 'PATCH'].includes(method) && /messages|callback/.test(route) && !/typing/.test(route),
	);
	assert.ok(written.length >= 3);
	const suppressEmbeds = 4;
	for (const {method, path, body} of written) {
		const shown = (body?.data ?? body) as {allowed_mentions?: unknown; flags?: number} | undefined;
		const about = `${method} ${path} ${JSON.stringify(shown)}`;
		assert.deepEqual((shown?.allowed_mentions as {parse?: unknown})?.parse, [], about);
		assert.ok((Number(shown?.flags) & suppressEmbeds) !== 0, about);
	}
	for (const message of server.fromBot()) {
		assert.deepEqual(message.pings, {users: [], roles: [], everyone: false});
	}
});
