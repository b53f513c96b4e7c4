import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {answersOf, answerTo, commandsOf} from '../support/discord-bot.ts';
import {startDiscordServer} from '../support/discord-server.ts';
import {hex} from '../support/made-up.ts';
import {askForReview, labelsOf, openReviewBot, reviewKnowledge, sureBy} from '../support/review-bot.ts';

const ephemeral = 64;
const keyPatterns = [/\b[0-9a-f]{40}\b/];
const {service} = reviewKnowledge;
const knowledge = () => ({
	...reviewKnowledge,
	service: {...service, evidence: {...service.evidence, keyPatterns}},
});

describe('Not helpful', () => {
	test('asks for a reason, keeps it without secrets and opens a case', async context => {
		const bot = await openReviewBot(context, {
			knowledge,
			road: question => answerTo(question, {diagnosis: sureBy(0.97)}),
		});
		const {server, ada, log, review} = bot;
		const {reply, questionId} = await askForReview(bot);
		const opened = ada.pressButton(reply, 'Not helpful');
		const {data} = await server.waitForAnswer(opened);
		assert.equal(data.title, 'What was not helpful?');
		const card = await server.waitForMessage('Please look', {in: review});
		assert.match(card.content, /^🔎 \*\*Please look\*\*: not helpful\n/);
		const key = hex(40);
		const sent = ada.submitModal(opened, {reason: ['still_fails'], note: `with ${key} too`});
		const thanks = await server.waitForAnswer(sent);
		assert.equal(Number(thanks.data.flags) & ephemeral, ephemeral);
		assert.deepEqual(
			(await log.feedbackOf(questionId)).map(({kind, byId, note}) => ({kind, byId, note})),
			[
				{
					kind: 'not_helpful',
					byId: ada.user.id,
					note: 'I did what it says, and it still fails: with [removed: api_key] too',
				},
			],
		);
		assert.equal((await log.moderation.standing(questionId))?.state, 'open');
	});

	test('counts without a reason too, and a reason alone or a text alone will do', async context => {
		const bot = await openReviewBot(context);
		const {server, ada, log} = bot;
		const rows = [
			[{}, undefined],
			[{reason: ['unclear']}, 'I do not understand it'],
			[{note: 'it is the proxy'}, 'it is the proxy'],
		] as const;
		for (const [fields, note] of rows) {
			const {reply, questionId} = await askForReview(bot, `number ${rows.length}`);
			const opened = ada.pressButton(reply, 'Not helpful');
			await server.waitForAnswer(opened);
			await server.waitForAnswer(ada.submitModal(opened, fields));
			assert.deepEqual(
				(await log.feedbackOf(questionId)).map(feedback => feedback.note),
				[note],
			);
		}
	});

	test('pressing twice is harmless: the reason of the second time is added', async context => {
		const bot = await openReviewBot(context);
		const {server, ada, log} = bot;
		const {reply, questionId} = await askForReview(bot);
		const press = `lineman/not_helpful/${questionId}/${ada.user.id}`;
		await server.waitForAnswer(ada.sendComponent(reply, press));
		const opened = ada.sendComponent(reply, press);
		await server.waitForAnswer(opened);
		await server.waitForAnswer(ada.submitModal(opened, {reason: ['beside']}));
		assert.deepEqual(
			(await log.feedbackOf(questionId)).map(({note}) => note),
			['It does not answer my question'],
		);
	});

	test('the form of another member’s answer is not taken', async context => {
		const bot = await openReviewBot(context);
		const {server, ada, log} = bot;
		const {reply, questionId} = await askForReview(bot);
		const opened = ada.pressButton(reply, 'Not helpful');
		await server.waitForAnswer(opened);
		const bob = server.join('bob');
		const {data} = await server.waitForAnswer(bob.submitModal(opened, {reason: ['beside']}));
		assert.match(String(data.content), /^These buttons are for <@\d+>/);
		assert.deepEqual(
			(await log.feedbackOf(questionId)).map(({byId}) => byId),
			[ada.user.id],
		);
	});
});

describe('moderators', () => {
	test('may press the buttons of a member, and it counts as theirs', async context => {
		const server = await startDiscordServer();
		const help = server.addChannel('human-help');
		const bot = await openReviewBot(context, {server, settings: {helpChannel: help.id}});
		const {ada, mod, log} = bot;
		const {reply, questionId} = await askForReview(bot);
		await server.waitForAnswer(mod.pressButton(reply, 'Solved'));
		mod.pressButton(reply, 'Ask a human');
		const card = await server.waitForMessage(`<@${ada.user.id}> asks for a human`, {in: help});
		assert.ok(card);
		await server.waitFor('the button', () => labelsOf(reply).includes('A human was asked ✓ (off)'));
		assert.deepEqual(
			(await log.feedbackOf(questionId)).map(({kind, byId}) => [kind, byId]),
			[
				['solved', mod.user.id],
				['ask_human', mod.user.id],
			],
		);
	});

	test('test again for the one who asked, who may press the buttons of that answer too', async context => {
		const bot = await openReviewBot(context);
		const {server, ada, mod, questions} = bot;
		const {reply} = await askForReview(bot);
		const press = mod.pressButton(reply, 'Test again');
		await answersOf(bot, 2);
		assert.equal(questions[1]?.askerId, ada.user.id);
		assert.ok(press.original);
		await server.waitForAnswer(ada.pressButton(press.original, 'Solved'));
		assert.ok(labelsOf(press.original).includes('Solved ✓ (off)'));
	});
});

describe('Ask a human', () => {
	test('hands a case over once, whichever answer of the conversation it is pressed under', async context => {
		const server = await startDiscordServer();
		const help = server.addChannel('human-help');
		const bot = await openReviewBot(context, {server, settings: {helpChannel: help.id}});
		const {ada} = bot;
		const first = await askForReview(bot);
		ada.pressButton(first.reply, 'Not helpful');
		await server.waitFor('the press', () => labelsOf(first.reply).includes('Not helpful ✓ (off)'));
		ada.says('and now?', {replyTo: first.reply});
		await answersOf(bot, 2);
		const second = await server.waitForMessage('Answer to: and now?');
		ada.pressButton(second, 'Ask a human');
		const card = await server.waitForMessage('asks for a human', {in: help});
		assert.deepEqual(card.pings, {users: [], roles: [], everyone: false});
		assert.match(card.content, /\*\*Tried:\*\* 2 questions answered/);
		await server.waitFor('the button', () => labelsOf(second).includes('A human was asked ✓ (off)'));
		const again = ada.pressButton(first.reply, 'Ask a human');
		const told = await server.waitFor('a word', () => again.followUps[0]);
		assert.equal(told.content, `This question is with people already, in <#${help.id}>.`);
		assert.equal(server.fromBot().filter(({channelId}) => channelId === help.id).length, 1);
	});

	test('says why the answer was not helpful, and what a moderator has put in its place', async context => {
		const server = await startDiscordServer();
		const help = server.addChannel('human-help');
		const bot = await openReviewBot(context, {server, settings: {helpChannel: help.id}});
		const {ada, log, discord} = bot;
		await commandsOf(bot);
		const {reply, questionId} = await askForReview(bot);
		const opened = ada.pressButton(reply, 'Not helpful');
		await server.waitForAnswer(opened);
		await server.waitForAnswer(
			ada.submitModal(opened, {reason: ['wrong_cause'], note: '@everyone **look**'}),
		);
		const at = new Date();
		await log.moderation.correct({questionId, byId: '7', at, text: 'It is the proxy.', cause: 'net.proxy'});
		await log.moderation.publish(questionId, 'corrected');
		await discord.showCase(questionId);
		ada.pressButton(reply, 'Ask a human');
		const card = await server.waitForMessage('asks for a human', {in: help});
		assert.match(card.content, /\*\*A moderator’s answer\*\* \(`net\.proxy`\): `It is the proxy\.`/);
		assert.match(card.content, /marked as not helpful: `It names the wrong cause: /);
		assert.doesNotMatch(card.content, /@everyone|Our verdict/);
	});
});
