import assert from 'node:assert/strict';
import test from 'node:test';
import {answerOf, answersOf, answerTo, openBot} from '../support/discord-bot.ts';
import {startDiscordServer} from '../support/discord-server.ts';

const minute = 60_000;

test('an edited question is answered anew by editing the reply', async context => {
	const bot = await openBot(context);
	const {server, questions, log} = bot;
	const ada = server.join('ada');
	const question = ada.says(`${server.mention} it fails`);
	await answersOf(bot);
	ada.edits(question, `${server.mention} it fails with 401`);
	await answersOf(bot, 2);
	assert.deepEqual(
		server.fromBot().map(({content}) => content),
		['Answer to: it fails with 401'],
	);
	assert.equal(server.fromBot()[0]?.components.length, 1);
	assert.equal(questions[1]?.id, questions[0]?.id);
	assert.equal(questions[1]?.conversationId, questions[0]?.conversationId);
	assert.deepEqual(questions[1]?.earlier, []);
	assert.equal(await log.count(), 1);
});

test('a question that is edited while it is being answered is answered as it now stands', async context => {
	const bot = await openBot(context, {
		road: (question, {signal}) =>
			question.text === 'first'
				? new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
				: answerTo(question),
	});
	const {server, questions, lines} = bot;
	const ada = server.join('ada');
	const question = ada.says(`${server.mention} first`);
	await server.waitFor('the road', () => questions.length === 1);
	ada.edits(question, `${server.mention} second`);
	await answersOf(bot);
	assert.deepEqual(
		server.fromBot().map(({content}) => content),
		['Answer to: second'],
	);
	assert.equal(questions[1]?.id, questions[0]?.id);
	assert.deepEqual(
		lines.filter(({level}) => level === 'error' || level === 'warn'),
		[],
	);
});

test('an answer that has become shorter leaves nothing of the longer one', async context => {
	const server = await startDiscordServer();
	const linkedRoleId = server.addRole('linked');
	const bot = await openBot(context, {
		server,
		linkedRoleId,
		linkUrl: 'https://community.example/link',
		// The first answer does not fit one message with the notice above it.
		road: question =>
			answerTo(question, {answer: answerOf([question.text === 'long' ? 'y'.repeat(2000) : 'short answer'])}),
	});
	const ada = server.join('ada');
	const question = ada.says(`${server.mention} long`);
	await answersOf(bot);
	assert.equal(server.fromBot().length, 2);
	ada.edits(question, `${server.mention} short`);
	await server.waitFor('one message', () => server.fromBot().length === 1);
	assert.deepEqual(
		server.fromBot().map(({content, components}) => [content, components.length]),
		[['short answer', 1]],
	);
});

test('an edit after ten minutes, or one that Discord itself made, changes nothing', async context => {
	const bot = await openBot(context);
	const {server, questions, clock} = bot;
	const ada = server.join('ada');
	const question = ada.says(`${server.mention} first`);
	await answersOf(bot);
	server.deliverEdit(question);
	clock.now = new Date(clock.now.getTime() + 11 * minute);
	ada.edits(question, `${server.mention} second`);
	ada.says(`${server.mention} third`);
	await server.waitForMessage('Answer to: third');
	assert.deepEqual(
		questions.map(({text}) => text),
		['first', 'third'],
	);
});

test('a mention that is added by an edit is a mention', async context => {
	const bot = await openBot(context);
	const {server} = bot;
	const ada = server.join('ada');
	const question = ada.says('it fails');
	ada.edits(question, `${server.mention} it fails`);
	await server.waitForMessage('Answer to: it fails', {repliesTo: question});
	assert.equal(server.fromBot().length, 1);
});

test('an edit is answered after a restart too', async context => {
	const bot = await openBot(context);
	const {server, log, discord} = bot;
	const ada = server.join('ada');
	const question = ada.says(`${server.mention} first`);
	await answersOf(bot);
	await discord.close();
	await openBot(context, {server, log});
	ada.edits(question, `${server.mention} second`);
	await server.waitForMessage('Answer to: second', {repliesTo: question});
	assert.equal(server.fromBot().length, 1);
});

test('a deleted question takes the reply and what was stored with it', async context => {
	const bot = await openBot(context);
	const {server, log} = bot;
	const ada = server.join('ada');
	const question = ada.says(`${server.mention} it fails`);
	await answersOf(bot);
	ada.pressButton(await server.waitForMessage('Answer to: it fails'), 'Test again');
	await answersOf(bot, 2);
	assert.equal(server.fromBot().length, 2);
	ada.deletes(question);
	await server.waitFor('no reply', () => server.fromBot().length === 0);
	assert.equal(await log.count(), 0);
});

test('a question that is deleted while it is being answered is forgotten', async context => {
	const gate = Promise.withResolvers<void>();
	const bot = await openBot(context, {
		road: async question => {
			await gate.promise;
			return answerTo(question);
		},
	});
	const {server, log, lines} = bot;
	const ada = server.join('ada');
	const question = ada.says(`${server.mention} it fails`);
	await server.waitForMessage("I'm Lineman");
	ada.deletes(question);
	gate.resolve();
	await server.waitFor('no reply', () => server.fromBot().length === 0);
	assert.equal(await log.count(), 0);
	assert.deepEqual(
		lines.filter(({level}) => level === 'error' || level === 'warn'),
		[],
	);
});

test('a deleted message that was no question changes nothing', async context => {
	const bot = await openBot(context);
	const {server, log} = bot;
	const ada = server.join('ada');
	const chatter = ada.says('chatter');
	ada.says(`${server.mention} it fails`);
	await answersOf(bot);
	ada.deletes(chatter);
	ada.says(`${server.mention} second`);
	await answersOf(bot, 2);
	assert.equal(await log.count(), 2);
	assert.equal(server.fromBot().length, 2);
});
