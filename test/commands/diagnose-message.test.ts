import assert from 'node:assert/strict';
import test from 'node:test';
import {answersOf, commandsOf, openBot} from '../support/discord-bot.ts';

const name = 'Diagnose this message';

test('“Diagnose this message” reads that message, whoever wrote it', async context => {
	const bot = await openBot(context);
	await commandsOf(bot);
	const {server, questions} = bot;
	const ada = server.join('ada');
	const message = server.join('bob').says('Received network error or non-101 status code', {
		files: [{name: 'app.log', text: 'dg-error: Invalid credentials'}],
	});
	const used = ada.useMenu(name, message);
	await answersOf(bot);
	assert.match(used.original?.content ?? '', /^Answer to: Received network error/);
	assert.equal(questions[0]?.askerId, ada.user.id);
	assert.equal(questions[0]?.place?.messageId, message.id);
	assert.deepEqual(questions[0]?.attachments, [{name: 'app.log', text: 'dg-error: Invalid credentials'}]);
});

test('a message without text, or the bot’s own, is not diagnosed', async context => {
	const bot = await openBot(context);
	await commandsOf(bot);
	const {server, questions} = bot;
	const ada = server.join('ada');
	const empty = await server.waitForAnswer(ada.useMenu(name, ada.says('')));
	assert.match(String(empty.data.content), /no text in that message/);
	ada.says(`${server.mention} it fails`);
	await answersOf(bot);
	const own = await server.waitForMessage('Answer to: it fails');
	const refused = await server.waitForAnswer(ada.useMenu(name, own));
	assert.match(String(refused.data.content), /That one is mine/);
	assert.equal(questions.length, 1);
});
