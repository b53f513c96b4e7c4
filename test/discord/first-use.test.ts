import assert from 'node:assert/strict';
import {describe, type TestContext, test} from 'node:test';
import {messageLimit} from '../../src/answer/fit-messages.ts';
import {answerOf, answersOf, answerTo, commandsOf, openBot, type Road} from '../support/discord-bot.ts';
import {memoryLog} from '../support/memory-log.ts';

const line =
	'-# I keep what you ask and what I answer for 30 days, so that people here can check me. `/forget-me` removes it.';

describe('the first answer to a member', () => {
	const openWithNotice = (context: TestContext, options: Parameters<typeof openBot>[1] = {}) =>
		openBot(context, {retentionDays: 30, ...options});

	test('says what is kept, for how long, and how to be forgotten; the second does not', async context => {
		const bot = await openWithNotice(context);
		const {server} = bot;
		const ada = server.join('ada');
		ada.says(`${server.mention} first`);
		await answersOf(bot, 1);
		ada.says(`${server.mention} second`);
		await answersOf(bot, 2);
		server.join('bob').says(`${server.mention} third`);
		await answersOf(bot, 3);
		assert.deepEqual(
			server.fromBot().map(({content}) => content),
			[`Answer to: first\n${line}`, 'Answer to: second', `Answer to: third\n${line}`],
		);
	});

	test('says so after a command too', async context => {
		const bot = await openWithNotice(context);
		await commandsOf(bot);
		const run = bot.server.join('ada').runCommand('ask', {question: 'it fails'});
		await answersOf(bot);
		assert.equal(run.original?.content, `Answer to: it fails\n${line}`);
	});

	test('has the notice to link the account above and this line below', async context => {
		const bot = await openWithNotice(context, {
			linkedRoleId: '111111111111111111',
			linkUrl: 'https://community.example/link',
		});
		const {server} = bot;
		server.join('ada').says(`${server.mention} it fails`);
		await answersOf(bot);
		const [{content} = {content: ''}] = server.fromBot();
		assert.match(content, /^You have not linked your account .*\n\nAnswer to: it fails\n-# I keep /);
	});

	test('has the line in a message of its own where the answer fills one, and the buttons stay with the answer', async context => {
		const text = 'y'.repeat(messageLimit - line.length);
		const road: Road = question => answerTo(question, {answer: answerOf([text])});
		const bot = await openWithNotice(context, {road});
		const {server} = bot;
		server.join('ada').says(`${server.mention} it fails`);
		await answersOf(bot);
		assert.deepEqual(
			server.fromBot().map(({content, components}) => [content, components.length]),
			[
				[text, 1],
				[line, 0],
			],
		);
	});

	test('fills a message to its last character', async context => {
		const text = 'y'.repeat(messageLimit - line.length - 1);
		const road: Road = question => answerTo(question, {answer: answerOf([text])});
		const bot = await openWithNotice(context, {road});
		const {server} = bot;
		server.join('ada').says(`${server.mention} it fails`);
		await answersOf(bot);
		assert.deepEqual(
			server.fromBot().map(({content}) => content),
			[`${text}\n${line}`],
		);
	});

	test('takes the line along when it is given anew', async context => {
		const bot = await openWithNotice(context);
		const {server} = bot;
		const ada = server.join('ada');
		const question = ada.says(`${server.mention} first`);
		await answersOf(bot, 1);
		ada.edits(question, `${server.mention} second`);
		await answersOf(bot, 2);
		assert.equal(server.fromBot()[0]?.content, `Answer to: second\n${line}`);
	});

	for (const [language, days, said] of [
		['en', 0, '-# I keep what you ask and what I answer, so that'],
		['en', 1, '-# I keep what you ask and what I answer for 1 day, so that'],
		['de', 30, '-# Ich behalte, was du fragst und was ich antworte, 30 Tage lang, damit'],
		['es', 30, '-# Guardo lo que preguntas y lo que respondo durante 30 días, para'],
		['fr', 30, '-# Je garde vos questions et mes réponses pendant 30 jours, pour'],
		['pt', 30, '-# Guardo o que você pergunta e o que eu respondo por 30 dias, para'],
		['ja', 30, '-# ここの人が確認できるように、質問と回答を 30 日間保存します。'],
		['fi', 30, '-# I keep what you ask'],
	] as const) {
		test(`speaks the answer's language, ${language}, and tells ${days} days`, async context => {
			const road: Road = question => answerTo(question, {answer: {...answerOf(['the answer']), language}});
			const bot = await openBot(context, {retentionDays: days, road});
			bot.server.join('ada').says(`${bot.server.mention} it fails`);
			await answersOf(bot);
			const [{content} = {content: ''}] = bot.server.fromBot();
			assert.ok(content.includes(`\n${said}`), content);
			assert.ok(content.includes('`/forget-me`'));
		});
	}

	test('says it again to one who was forgotten', async context => {
		const log = await memoryLog();
		const bot = await openWithNotice(context, {log});
		const {server} = bot;
		const ada = server.join('ada');
		ada.says(`${server.mention} first`);
		await answersOf(bot, 1);
		await log.privacy.removeTextsOf(ada.user.id);
		await log.privacy.forgetMember(ada.user.id);
		ada.says(`${server.mention} second`);
		await answersOf(bot, 2);
		assert.equal(server.fromBot()[1]?.content, `Answer to: second\n${line}`);
	});
});

describe('a text that is no longer kept', () => {
	const ephemeral = 64;

	for (const label of ['Details', 'Test again', 'Ask a human']) {
		test(`${label}: whoever presses is told that it was removed`, async context => {
			const bot = await openBot(context, {
				road: question => answerTo(question, {answer: {...answerOf(['the answer']), details: 'more of it'}}),
			});
			const {server, log} = bot;
			const ada = server.join('ada');
			ada.says(`${server.mention} it fails`);
			await answersOf(bot);
			const [reply] = server.fromBot();
			assert.ok(reply);
			await log.privacy.removeOldTexts({before: new Date(Date.now() + 1000), keptDays: 30, limit: 10});
			const {data} = await server.waitForAnswer(ada.pressButton(reply, label));
			assert.equal(data.content, 'The text of this question was removed after 30 days. Please ask it again.');
			assert.equal(Number(data.flags) & ephemeral, ephemeral);
		});
	}

	test('Solved still counts', async context => {
		const bot = await openBot(context);
		const {server, log, questions} = bot;
		const ada = server.join('ada');
		ada.says(`${server.mention} it fails`);
		await answersOf(bot);
		const [reply] = server.fromBot();
		assert.ok(reply);
		await log.privacy.removeOldTexts({before: new Date(Date.now() + 1000), keptDays: 30, limit: 10});
		await server.waitForAnswer(ada.pressButton(reply, 'Solved'));
		assert.equal((await log.feedbackOf(questions[0]?.id ?? ''))[0]?.kind, 'solved');
	});

	test('a reply to it begins anew', async context => {
		const bot = await openBot(context);
		const {server, log, questions} = bot;
		const ada = server.join('ada');
		ada.says(`${server.mention} it fails`);
		await answersOf(bot);
		const [reply] = server.fromBot();
		assert.ok(reply);
		await log.privacy.removeOldTexts({before: new Date(Date.now() + 1000), keptDays: 30, limit: 10});
		ada.says('still the same', {replyTo: reply});
		await answersOf(bot, 2);
		assert.deepEqual(questions[1]?.earlier, []);
	});
});

test('“Diagnose this message” remembers who wrote it, so that they can be forgotten', async context => {
	const bot = await openBot(context);
	await commandsOf(bot);
	const {server, log} = bot;
	const ada = server.join('ada');
	const bob = server.join('bob');
	const message = bob.says('it fails with 401');
	ada.useMenu('Diagnose this message', message);
	await answersOf(bot);
	const [record] = await log.latest({limit: 1});
	assert.equal(record?.askerId, ada.user.id);
	assert.equal((await log.privacy.traceOf(bob.user.id)).questionIds.length, 1);
});
