import assert from 'node:assert/strict';
import {describe, type TestContext, test} from 'node:test';
import {startDiscordServer} from '../../support/discord-server.ts';
import {memoryLog} from '../../support/memory-log.ts';
import {askForReview, openReviewBot} from '../../support/review-bot.ts';

const dayMs = 86_400_000;

/** A question that was handed over to people, with its card. */
async function handedOver(context: TestContext, options: Parameters<typeof openReviewBot>[1] = {}) {
	const server = options.server ?? (await startDiscordServer());
	const help = server.addChannel('people');
	const bot = await openReviewBot(context, {...options, server, settings: {helpChannel: help.id}});
	const asked = await askForReview(bot, 'it fails for me alone');
	const card = await server.waitForMessage('Please look', {in: bot.review});
	bot.ada.pressButton(asked.reply, 'Ask a human');
	const handOver = await server.waitForMessage('asks for a human', {in: help});
	await server.waitFor('the card', () => card.content.includes('Handed over'));
	return {...bot, ...asked, card, handOver, help};
}

describe('what quotes a question', () => {
	test('a deleted question takes its card and its hand-over along', async context => {
		const {server, ada, log, question, reply, card, handOver, questionId} = await handedOver(context);
		ada.deletes(question);
		await server.waitFor('the end of all of it', () => reply.deleted && card.deleted && handOver.deleted);
		assert.deepEqual(await log.privacy.quotationsOf(questionId), []);
		assert.equal(await log.find(questionId), undefined);
	});

	test('a hand-over that somebody has deleted, or that may not be, keeps nothing else from going', async context => {
		const {server, ada, question, reply, card, handOver, help, lines} = await handedOver(context);
		server.setRights(help, {forbid: ['view']});
		ada.deletes(question);
		await server.waitFor('the end of the rest', () => reply.deleted && card.deleted);
		await server.waitFor('a line', () =>
			lines.some(({message}) => message.startsWith('Cannot take away what quotes a question')),
		);
		assert.ok(!handOver.deleted);
	});

	test('cards and hand-overs go once the text of their question has, and the answer stays', async context => {
		const server = await startDiscordServer();
		const log = await memoryLog();
		const bot = await handedOver(context, {server, log, oldQuotes: {everyMs: 30, pauseMs: 1}});
		const {card, handOver, reply, questionId, lines} = bot;
		assert.deepEqual(await log.privacy.quotedStill({limit: 10}), [], 'nothing goes while the text is kept');
		const before = new Date(bot.clock.now.getTime() + dayMs);
		await log.privacy.removeOldTexts({before, keptDays: 30, limit: 10});
		await server.waitFor('the end of what quotes it', () => card.deleted && handOver.deleted);
		await server.waitFor('a line', () =>
			lines.some(({message}) => message.startsWith('deleted cards and hand-overs')),
		);
		assert.ok(!reply.deleted);
		assert.deepEqual(await log.privacy.quotedStill({limit: 10}), []);
		const standing = await log.moderation.standing(questionId);
		assert.deepEqual([standing?.state, standing?.card], ['open', undefined]);
	});

	test('where it cannot be deleted that is said once a round, and the others go', async context => {
		const server = await startDiscordServer();
		const log = await memoryLog();
		const bot = await handedOver(context, {server, log, oldQuotes: {everyMs: 60_000, pauseMs: 1}});
		const {card, handOver, help, discord} = bot;
		await discord.close();
		server.setRights(help, {forbid: ['view']});
		await log.privacy.removeOldTexts({before: new Date(Date.now() + dayMs), keptDays: 30, limit: 10});
		const next = await openReviewBot(context, {
			server,
			log,
			settings: {helpChannel: help.id},
			oldQuotes: {everyMs: 60_000, pauseMs: 1},
		});
		await server.waitFor('the end of the card', () => card.deleted);
		await server.waitFor('a line', () =>
			next.lines.some(({message}) => message.startsWith('Cannot remove an old quotation')),
		);
		assert.ok(!handOver.deleted);
		assert.equal((await log.privacy.quotedStill({limit: 10}))[0]?.messageId, handOver.id);
	});
});
