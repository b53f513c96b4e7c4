import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import {openTestConsole} from '../support/console-server.ts';
import {someOAuth} from '../support/desk-log.ts';
import {askForReview, openReviewBot, reviewKnowledge} from '../support/review-bot.ts';

/** A question that was answered in Discord, with its card, and its server's moderator at the console's desk. */
async function openBoth(t: TestContext) {
	const bot = await openReviewBot(t);
	const {reply, questionId} = await askForReview(bot);
	const card = await bot.server.waitForMessage(/Please look/, {in: bot.review});
	const {signIn} = await openTestConsole(t, {
		log: bot.log,
		knowledge: () => reviewKnowledge,
		discordOAuth: someOAuth,
		showCase: bot.discord.showCase,
	});
	const {id} = bot.mod.user;
	const desk = await signIn({id, name: 'Mod', servers: [{id: bot.server.guildId, name: 'Voice'}]});
	return {...bot, reply, questionId, card, desk};
}

test('a correction that is made at the console stands in Discord when the page says so', async t => {
	const {reply, card, questionId, desk, server, mod} = await openBoth(t);
	assert.equal(reply.content, 'Answer to: it fails');
	const response = await desk.send(`/answers/${questionId}`, {
		do: 'correct',
		text: 'It was the **proxy**.',
		cause: 'net.dns',
	});
	assert.match(reply.content, /Corrected by a moderator.*It was the \*\*proxy\*\*\./s);
	assert.equal(response.headers.get('location'), `/answers/${questionId}?did=correct#standing`);
	await server.waitFor('the card', () => card.content.includes(`**Corrected** by <@${mod.user.id}>`));
	assert.match(card.content, /✅ \*\*Done\*\*/);
});

test('what is taken back at the console is taken back in Discord, and shown there again', async t => {
	const {reply, questionId, desk} = await openBoth(t);
	await desk.send(`/answers/${questionId}`, {do: 'retract'});
	assert.match(reply.content, /A moderator took this answer back/);
	await desk.send(`/answers/${questionId}`, {do: 'restore'});
	assert.equal(reply.content, 'Answer to: it fails');
});

test('a judgement at the console stands on the card in Discord', async t => {
	const {card, questionId, desk, server, mod} = await openBoth(t);
	await desk.send(`/answers/${questionId}`, {do: 'wrong', note: 'wrong port'});
	await server.waitFor('the card', () => card.content.includes(`**Judged:** Wrong (<@${mod.user.id}>)`));
});

test('where the reply is gone, the page says that members do not see it', async t => {
	const {reply, questionId, desk, log} = await openBoth(t);
	reply.deleted = true;
	const response = await desk.send(`/answers/${questionId}`, {do: 'retract'});
	assert.match(response.headers.get('location') ?? '', /members=unaware/);
	assert.match(await desk.page(response.headers.get('location') ?? ''), /Members do not see it yet/);
	assert.equal((await log.moderation.standing(questionId))?.publication, 'retracted');
});
