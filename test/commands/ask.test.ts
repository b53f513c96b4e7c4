import assert from 'node:assert/strict';
import test from 'node:test';
import {answersOf, commandsOf, openBot} from '../support/discord-bot.ts';

test('/ask answers a question and goes on with what was asked before', async context => {
	const bot = await openBot(context);
	await commandsOf(bot);
	const {server, questions} = bot;
	const ada = server.join('ada');
	assert.throws(() => ada.runCommand('ask'), /required/);
	const first = ada.runCommand('ask', {question: 'why 401?'});
	await answersOf(bot);
	assert.equal(first.original?.content, 'Answer to: why 401?');
	ada.runCommand('ask', {question: 'and 402?'});
	await answersOf(bot, 2);
	assert.equal(questions[1]?.conversationId, questions[0]?.id);
});
