import assert from 'node:assert/strict';
import test from 'node:test';
import {answersOf, answerTo, openBot} from '../support/discord-bot.ts';

test('a reply to the bot’s message continues the conversation', async context => {
	const bot = await openBot(context);
	const {server, questions} = bot;
	const ada = server.join('ada');
	ada.says(`${server.mention} Received network error or non-101 status code`);
	await answersOf(bot);
	const first = await server.waitForMessage('Answer to: Received');
	ada.says('I get 401, dg-error: Invalid credentials', {replyTo: first});
	const second = await server.waitForMessage('Answer to: I get 401');
	assert.equal(questions[1]?.conversationId, questions[0]?.id);
	assert.notEqual(questions[1]?.id, questions[0]?.id);
	assert.deepEqual(questions[1]?.earlier, [
		{role: 'user', text: 'Received network error or non-101 status code'},
		{role: 'assistant', text: 'Answer to: Received network error or non-101 status code'},
	]);
	assert.notEqual(second.id, first.id);
});

test('a reply of another member continues the conversation too', async context => {
	const bot = await openBot(context);
	const {server, questions} = bot;
	server.join('ada').says(`${server.mention} it fails`);
	await answersOf(bot);
	server.join('bob').says('the same here', {replyTo: await server.waitForMessage('Answer to: it fails')});
	await answersOf(bot, 2);
	assert.equal(questions[1]?.conversationId, questions[0]?.id);
});

test('a mention within thirty minutes in the same channel continues the conversation', async context => {
	const bot = await openBot(context);
	const {server, questions, clock} = bot;
	const ada = server.join('ada');
	const elsewhere = server.addChannel('elsewhere');
	const start = clock.now.getTime();
	const steps = [
		{minute: 0, who: ada, channel: server.channel, continues: undefined},
		{minute: 30, who: ada, channel: server.channel, continues: 0},
		{minute: 30, who: ada, channel: elsewhere, continues: undefined},
		{minute: 30, who: server.join('bob'), channel: server.channel, continues: undefined},
		{minute: 61, who: ada, channel: server.channel, continues: undefined},
	];
	for (const [index, {minute, who, channel, continues}] of steps.entries()) {
		clock.now = new Date(start + minute * 60_000);
		who.says(`${server.mention} message ${index}`, {in: channel});
		await answersOf(bot, index + 1);
		const expected = questions[continues ?? index]?.id;
		assert.equal(questions[index]?.conversationId, expected, `message ${index}`);
	}
});

test('a reply that does not mention the bot is told once how to be read', async context => {
	const bot = await openBot(context);
	const {server, questions} = bot;
	const ada = server.join('ada');
	ada.says(`${server.mention} it fails`);
	await answersOf(bot);
	const answer = await server.waitForMessage('Answer to: it fails');
	const silent = ada.says('still 401', {replyTo: answer, ring: false});
	await server.waitForMessage('Leave the ping of your reply on', {repliesTo: silent});
	ada.says('thank you', {replyTo: answer, ring: false});
	ada.says(`${server.mention} the last one`);
	await server.waitForMessage('Answer to: the last one');
	assert.equal(questions.length, 2);
	assert.equal(server.fromBot().length, 3);
});

test('one answer at a time for each member; a second mention waits its turn and says so', async context => {
	const gates = new Map<string, PromiseWithResolvers<void>>();
	const bot = await openBot(context, {
		road: async question => {
			const gate = Promise.withResolvers<void>();
			gates.set(question.text, gate);
			await gate.promise;
			return answerTo(question);
		},
	});
	const {server, questions} = bot;
	const ada = server.join('ada');
	ada.says(`${server.mention} first`);
	await server.waitFor('the first', () => gates.has('first'));
	const second = ada.says(`${server.mention} second`);
	const waiting = await server.waitForMessage("I'm still at work on your earlier question", {
		repliesTo: second,
	});
	ada.says(`${server.mention} third`);
	await server.waitForMessage("I'm still at work on 2 earlier questions of yours");
	server.join('bob').says(`${server.mention} from bob`);
	await server.waitFor('bob’s', () => gates.has('from bob'));
	assert.equal(questions.length, 2);
	gates.get('first')?.resolve();
	await server.waitFor('the second', () => gates.has('second'));
	assert.equal(questions.length, 3);
	gates.get('second')?.resolve();
	await server.waitFor('the third', () => gates.has('third'));
	gates.get('third')?.resolve();
	gates.get('from bob')?.resolve();
	await answersOf(bot, 4);
	assert.equal(waiting.content, 'Answer to: second');
	// What was said first is known to what was asked second.
	assert.equal(questions[2]?.conversationId, questions[0]?.id);
});

test('a member who asks more than the line holds is asked to come back', async context => {
	const gate = Promise.withResolvers<void>();
	const bot = await openBot(context, {
		road: async question => {
			await gate.promise;
			return answerTo(question);
		},
	});
	const {server, questions} = bot;
	const ada = server.join('ada');
	for (const text of ['one', 'two', 'three', 'four', 'five']) ada.says(`${server.mention} ${text}`);
	await server.waitForMessage('I cannot take this one');
	gate.resolve();
	await answersOf(bot, 4);
	assert.deepEqual(
		questions.map(({text}) => text),
		['one', 'two', 'three', 'four'],
	);
});
