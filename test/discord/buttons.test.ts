import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import {buttonsFor, readPress} from '../../src/discord/buttons.ts';
import {
	answerOf,
	answersOf,
	answerTo,
	type Bot,
	knowledge,
	openBot,
	type Road,
} from '../support/discord-bot.ts';
import {
	type Channel,
	type DiscordServer,
	type Interaction,
	type SentMessage,
	startDiscordServer,
} from '../support/discord-server.ts';
import {evidenceOf, probeOf} from '../support/records.ts';

const ephemeral = 64;

async function answered(context: TestContext, options: Parameters<typeof openBot>[1] = {}) {
	const bot = await openBot(context, options);
	const ada = bot.server.join('ada');
	ada.says(`${bot.server.mention} it fails`);
	await answersOf(bot);
	const reply = await bot.server.waitForMessage('Answer to: it fails');
	return {...bot, bot, ada, reply};
}

const feedbackOn = ({log, questions}: Pick<Bot, 'log' | 'questions'>) =>
	log.feedbackOf(questions[0]?.id ?? '');

const labels = (message: SentMessage) =>
	message.components.flatMap(row =>
		(row.components as {label: string; disabled?: boolean}[]).map(
			({label, disabled}) => `${label}${disabled ? ' (off)' : ''}`,
		),
	);

test('an answer has the buttons Solved, Not helpful, Test again and Ask a human', async context => {
	const {reply} = await answered(context);
	assert.deepEqual(labels(reply), ['Solved', 'Not helpful', 'Test again', 'Ask a human']);
});

test('a button says which question it belongs to and who may press it', () => {
	const of = {questionId: '01900000-0000-7000-8000-000000000001', askerId: '123456789012345678'};
	const ids = buttonsFor({...of, extras: ['details', 'own_test']})
		.flatMap(({components}) => components)
		.map(button => ('custom_id' in button ? button.custom_id : ''));
	assert.deepEqual(
		ids.map(id => readPress(id)),
		['details', 'solved', 'not_helpful', 'test_again', 'own_test', 'ask_human'].map(kind => ({kind, ...of})),
	);
	for (const foreign of [
		'',
		'lineman',
		'lineman/solved',
		'other/solved/1/2',
		'lineman/explode/1/2',
		'lineman/solved/1/2/3',
	]) {
		assert.equal(readPress(foreign), undefined, foreign);
	}
});

test('Solved and Not helpful are kept, and the buttons show it', async context => {
	const {server, ada, reply, log, questions} = await answered(context);
	await server.waitForAnswer(ada.pressButton(reply, 'Solved'));
	assert.deepEqual(labels(reply), ['Solved ✓ (off)', 'Not helpful', 'Test again', 'Ask a human']);
	await server.waitForAnswer(ada.pressButton(reply, 'Not helpful'));
	assert.deepEqual(labels(reply), ['Solved ✓ (off)', 'Not helpful ✓ (off)', 'Test again', 'Ask a human']);
	assert.deepEqual(
		(await feedbackOn({log, questions})).map(({questionId, byId, kind}) => ({questionId, byId, kind})),
		[
			{questionId: questions[0]?.id, byId: ada.user.id, kind: 'solved'},
			{questionId: questions[0]?.id, byId: ada.user.id, kind: 'not_helpful'},
		],
	);
	assert.equal(reply.content, 'Answer to: it fails');
});

test('only the one who asked may press', async context => {
	const {server, reply, log, questions} = await answered(context);
	const bob = server.join('bob');
	for (const label of ['Solved', 'Not helpful', 'Test again', 'Ask a human']) {
		const press = bob.pressButton(reply, label);
		const {data} = await server.waitForAnswer(press);
		assert.match(String(data.content), /^These buttons are for <@\d+>/);
		assert.equal(Number(data.flags) & ephemeral, ephemeral);
	}
	assert.deepEqual(await feedbackOn({log, questions}), []);
	assert.deepEqual(labels(reply), ['Solved', 'Not helpful', 'Test again', 'Ask a human']);
});

test('pressing twice is harmless', async context => {
	const {server, ada, reply, log, questions} = await answered(context);
	const [solved] = reply.components.flatMap(row => row.components as {custom_id: string}[]);
	const presses = [1, 2].map(() => ada.sendComponent(reply, solved?.custom_id ?? ''));
	for (const press of presses) await server.waitForAnswer(press);
	assert.equal((await feedbackOn({log, questions})).length, 1);
	assert.deepEqual(labels(reply), ['Solved ✓ (off)', 'Not helpful', 'Test again', 'Ask a human']);
});

test('the buttons work after a restart', async context => {
	const {server, ada, reply, log, questions, discord} = await answered(context);
	await discord.close();
	await openBot(context, {server, log});
	await server.waitForAnswer(ada.pressButton(reply, 'Solved'));
	assert.equal((await feedbackOn({log, questions})).length, 1);
});

test('a button of a question that is no longer known says so', async context => {
	const {server, ada, reply, discord} = await answered(context);
	await discord.close();
	await openBot(context, {server});
	const {data} = await server.waitForAnswer(ada.pressButton(reply, 'Solved'));
	assert.match(String(data.content), /no longer remember/);
});

test('a long answer folds the rest behind Details, for everybody to read', async context => {
	const {server, reply, ada} = await answered(context, {
		road: question =>
			answerTo(question, {
				answer: answerOf([`Answer to: ${question.text}`, 'part two @everyone', 'part three']),
			}),
	});
	assert.equal(server.fromBot().length, 1);
	assert.deepEqual(labels(reply), ['Details', 'Solved', 'Not helpful', 'Test again', 'Ask a human']);
	const bob = server.join('bob');
	const press = bob.pressButton(reply, 'Details');
	assert.equal(await whisperOf(server, press), 'part three');
	assert.equal(press.original?.content, 'part two ＠everyone');
	assert.equal((press.original?.flags ?? 0) & ephemeral, ephemeral);
	await server.waitForAnswer(ada.pressButton(reply, 'Solved'));
	assert.deepEqual(labels(reply), ['Details', 'Solved ✓ (off)', 'Not helpful', 'Test again', 'Ask a human']);
});

test('what the writer left out stands behind Details too, however long it is', async context => {
	const details = `**Documentation**: <@123456789012345678>\n\n${'word '.repeat(500)}`;
	const {server, reply, ada, log, questions} = await answered(context, {
		road: question => answerTo(question, {answer: {...answerOf([`Answer to: ${question.text}`]), details}}),
	});
	assert.deepEqual(labels(reply), ['Details', 'Solved', 'Not helpful', 'Test again', 'Ask a human']);
	const press = ada.pressButton(reply, 'Details');
	await whisperOf(server, press);
	const shown = [press.original, ...press.followUps];
	assert.equal(shown.length, 2);
	for (const message of shown) assert.equal((message?.flags ?? 0) & ephemeral, ephemeral);
	assert.match(shown[0]?.content ?? '', /^\*\*Documentation\*\*: <＠123456789012345678>\n\nword/);
	assert.equal((await log.find(questions[0]?.id ?? ''))?.answer.details, details);
});

/** The first test of the line fails, every later one passes. */
function healingRoad(): Road {
	let tests = 0;
	return question => {
		tests += 1;
		const probe =
			tests === 1
				? probeOf({verdict: 'unreachable', failedPhase: 'tls', failure: 'tls_expired'})
				: probeOf({verdict: 'reachable', status: 401});
		return answerTo(question, {probe, evidence: evidenceOf({text: question.text, target: 'listen'})});
	};
}

test('Test again asks the same question anew and says what has changed', async context => {
	const {bot, server, ada, reply, questions} = await answered(context, {road: healingRoad()});
	const press = ada.pressButton(reply, 'Test again');
	await answersOf(bot, 2);
	assert.equal(press.callback?.type, 5);
	const second = press.original;
	assert.equal(second?.repliesTo, reply.id);
	assert.match(
		second?.content ?? '',
		/^Something has changed\. The last test, <t:\d+:R>: it fails at TLS: an expired certificate\. Now: the service answers and asks for a key \(HTTP 401\)\.\n\nAnswer to: it fails$/,
	);
	assert.equal(questions[1]?.text, 'it fails');
	assert.equal(questions[1]?.conversationId, questions[0]?.conversationId);
	assert.deepEqual(questions[1]?.hints, {target: 'listen'});
	assert.deepEqual(labels(second as SentMessage), ['Solved', 'Not helpful', 'Test again', 'Ask a human']);
	ada.pressButton(second as SentMessage, 'Test again');
	await server.waitForMessage('Nothing has changed since the last test');
});

test('Test again pressed twice tests once', async context => {
	const gate = Promise.withResolvers<void>();
	let tests = 0;
	const {bot, server, ada, reply, questions} = await answered(context, {
		road: async question => {
			tests += 1;
			if (tests > 1) await gate.promise;
			return answerTo(question);
		},
	});
	ada.pressButton(reply, 'Test again');
	await server.waitFor('the second test', () => tests === 2);
	const {data} = await server.waitForAnswer(ada.pressButton(reply, 'Test again'));
	assert.match(String(data.content), /testing this again already/);
	gate.resolve();
	await answersOf(bot, 2);
	assert.equal(questions.length, 2);
});

test('Ask a human hands the case over in the help channel, once and without ringing anybody', async context => {
	const {server, ada, reply, log, questions, lines, help} = await withHelpChannel(context);
	const press = ada.pressButton(reply, 'Ask a human');
	const again = ada.sendComponent(reply, customId(reply, 3));
	const card = await server.waitForMessage('asks for a human');
	assert.match(await whisperOf(server, press), /handed your question over/);
	assert.match(await whisperOf(server, again), /with people already/);
	assert.equal(card.channelId, help.id);
	assert.deepEqual(card.pings, {users: [], roles: [], everyone: false});
	assert.ok(card.content.length <= 2000);
	for (const part of [
		`<@${ada.user.id}> asks for a human`,
		"```\nit fails ＠everyone '''",
		'**Our verdict:** The API key was refused',
		'**Causes weighed:** auth.invalid_key 90 %',
		'**Seen:** HTTP 401 Unauthorized, INVALID_AUTH',
		'**Request ids:** 01-request',
		'**Client:** undici',
		'**The line, from test:** the service answers and asks for a key (HTTP 401)',
		'**Tried:** 1 question answered',
		`/${reply.channelId}/${reply.id}`,
	]) {
		assert.ok(card.content.includes(part), `${part} in\n${card.content}`);
	}
	assert.equal(server.fromBot().filter(({content}) => content.includes('asks for a human')).length, 1);
	assert.deepEqual(
		(await feedbackOn({log, questions})).map(({kind}) => kind),
		['ask_human'],
	);
	assert.ok(labels(reply).includes('A human was asked ✓ (off)'));
	assert.deepEqual(
		lines.filter(({level}) => level === 'error'),
		[],
	);
});

/** What only the one who pressed is told after the press was acknowledged. */
async function whisperOf(server: DiscordServer, press: Interaction): Promise<string> {
	const whispered = await server.waitFor('a whisper', () => press.followUps[0]);
	assert.equal(whispered.flags & ephemeral, ephemeral);
	return whispered.content;
}

const customId = (message: SentMessage, index: number) =>
	message.components.flatMap(row => row.components as {custom_id: string}[])[index]?.custom_id ?? '';

async function withHelpChannel(context: TestContext) {
	const server = await startDiscordServer();
	const help: Channel = server.addChannel('human-help');
	const given = await answered(context, {
		server,
		helpChannelId: help.id,
		road: question =>
			answerTo(question, {
				evidence: evidenceOf({
					text: `${question.text} @everyone \`\`\``,
					failures: [{turn: 0, excerpt: '401', code: 'http_401'}],
					serviceCodes: [{turn: 0, excerpt: 'x', code: 'INVALID_AUTH'}],
					requestIds: ['01-request'],
					clients: [{turn: 0, excerpt: 'x', id: 'undici', how: 'sure'}],
				}),
			}),
	});
	return {...given, help};
}

test('a long question is cut in the hand-over', async context => {
	const server = await startDiscordServer();
	const helpChannelId = server.addChannel('human-help').id;
	const {ada, reply} = await answered(context, {
		server,
		helpChannelId,
		road: question => answerTo(question, {evidence: evidenceOf({text: 'x'.repeat(9000)})}),
	});
	ada.pressButton(reply, 'Ask a human');
	const card = await server.waitForMessage('asks for a human');
	assert.ok(card.content.length > 1800 && card.content.length <= 2000);
	assert.match(card.content, /x…\n```\n\*\*Our verdict/);
});

test('without a help channel Ask a human points to where people are', async context => {
	const {server, ada, reply, log, questions} = await answered(context);
	const note = await whisperOf(server, ada.pressButton(reply, 'Ask a human'));
	const {support, community} = knowledge.service;
	assert.ok(note.includes(`[${community?.title}](<${community?.url}>)`));
	assert.ok(note.includes(`[${support?.title}](<${support?.url}>)`));
	assert.deepEqual(await feedbackOn({log, questions}), []);
});

test('a help channel that takes no messages is logged, and the member is pointed to people', async context => {
	const server = await startDiscordServer();
	const help = server.addChannel('human-help');
	help.forbidden.add('send');
	const {ada, reply, log, questions, lines} = await answered(context, {server, helpChannelId: help.id});
	assert.match(await whisperOf(server, ada.pressButton(reply, 'Ask a human')), /People who can help/);
	assert.deepEqual(await feedbackOn({log, questions}), []);
	assert.ok(
		lines.some(
			({level, message}) =>
				level === 'warn' &&
				message.startsWith(`Cannot hand a question over in channel "${help.id}": the bot lacks a permission`),
		),
	);
});

test('a reply of people to the hand-over is not taken for a question', async context => {
	const {server, ada, reply, questions, help} = await withHelpChannel(context);
	ada.pressButton(reply, 'Ask a human');
	const card = await server.waitForMessage('asks for a human');
	const helper = server.join('helper');
	helper.says('I am on it', {replyTo: card, in: help});
	helper.says(`${server.mention} what does 1011 mean`, {in: help});
	await server.waitForMessage('Answer to: what does 1011 mean', {in: help});
	assert.deepEqual(
		questions.map(({text}) => text),
		['it fails', 'what does 1011 mean'],
	);
});
