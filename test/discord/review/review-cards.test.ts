import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {readCase} from '../../../src/discord/review/case.ts';
import {writeCard} from '../../../src/discord/review/write-card.ts';
import {answersOf, answerTo, openBot} from '../../support/discord-bot.ts';
import {hex} from '../../support/made-up.ts';
import {evidenceOf, probeOf, recordOf} from '../../support/records.ts';
import {
	askForReview,
	cardsIn,
	labelsOf,
	openReviewBot,
	reviewKnowledge,
	sureBy,
} from '../../support/review-bot.ts';

const ephemeral = 64;

describe('a review channel gets a card for each answer that needs eyes', () => {
	test('with why, verdict, evidence, probe, sources, and links to the question and the reply', async context => {
		const bot = await openReviewBot(context, {
			road: question =>
				answerTo(question, {
					diagnosis: sureBy(0.54),
					evidence: evidenceOf({
						text: question.text,
						failures: [{turn: 0, excerpt: '401', code: 'http_401'}],
						serviceCodes: [{turn: 0, excerpt: 'x', code: 'INVALID_AUTH'}],
						requestIds: ['01-request'],
						clients: [{turn: 0, excerpt: 'x', id: 'undici', how: 'sure'}],
						secrets: [{kind: 'api_key', turn: 0}],
					}),
					probe: probeOf({measuredFrom: 'Frankfurt'}),
					answer: {
						...recordOf().answer,
						verdict: 'Most likely: the key was refused (54 % sure)',
						citations: [{title: 'Errors', url: 'https://docs.example.com/errors'}],
					},
				}),
		});
		const {server, review, ada} = bot;
		const {question, reply, questionId} = await askForReview(bot, 'it fails with 401');
		const card = await server.waitForMessage('Please look', {in: review});
		for (const part of [
			'🔎 **Please look**: not sure · secret pasted',
			'**Verdict:** Most likely: the key was refused (54 % sure)',
			'**Cause:** `auth.invalid_key` 54 %',
			'**Evidence:** HTTP 401 Unauthorized, INVALID_AUTH · client undici · request id `01-request` · removed: api key',
			'**The line, from Frankfurt:** the service answers and asks for a key (HTTP 401)',
			'**Sources:** [Errors](<https://docs.example.com/errors>)',
			`**Asked** by <@${ada.user.id}> in <#${server.channel.id}>`,
			`[question](<https://discord.com/channels/${server.guildId}/${server.channel.id}/${question.id}>)`,
			`[reply](<https://discord.com/channels/${server.guildId}/${server.channel.id}/${reply.id}>)`,
			'```\nit fails with 401\n```',
			`-# Question ${questionId}`,
		]) {
			assert.ok(card.content.includes(part), `${part} in\n${card.content}`);
		}
		assert.deepEqual(labelsOf(card), ['Right', 'Partly', 'Wrong', 'Unsafe', 'Retract', 'Correct']);
		assert.deepEqual(card.pings, {users: [], roles: [], everyone: false});
		assert.equal(card.flags & 4, 4);
	});

	test('and none for one that is sure', async context => {
		const bot = await openReviewBot(context, {
			road: question => answerTo(question, {diagnosis: sureBy(0.97)}),
		});
		await askForReview(bot);
		await askForReview(bot, 'it fails again');
		assert.deepEqual(cardsIn(bot.server, bot.review), []);
		assert.equal(await bot.log.moderation.countOpen(), 0);
	});

	test('or for every answer, if the server chose so', async context => {
		const bot = await openReviewBot(context, {
			settings: {reviewWhich: 'all'},
			road: question => answerTo(question, {diagnosis: sureBy(0.97)}),
		});
		await askForReview(bot);
		const card = await bot.server.waitForMessage('every answer is shown', {in: bot.review});
		assert.match(card.content, /^🔎 \*\*Please look\*\*: every answer is shown\n/);
	});

	test('what a member wrote rings nobody, links nowhere and stays in its box', async context => {
		const hostile = [
			'@everyone <@123456789012345678> <@&123456789012345678> https://evil.example/x',
			'``` # Big heading',
			'```js\n**bold** [click](https://evil.example) ||spoiler||\u202e\u200b',
			'> quote',
		].join('\n');
		const bot = await openReviewBot(context, {
			road: question =>
				answerTo(question, {
					diagnosis: sureBy(0.5),
					evidence: evidenceOf({text: hostile, requestIds: ['`@everyone` **x**\nsecond line']}),
				}),
		});
		await askForReview(bot);
		const card = await bot.server.waitForMessage('Please look', {in: bot.review});
		assert.deepEqual(card.pings, {users: [], roles: [], everyone: false});
		assert.equal(card.content.match(/```/g)?.length, 2);
		assert.doesNotMatch(card.content, /@everyone|<@&|<@123456789012345678>|\u202e/);
		const [, question] = card.content.split('```');
		assert.match(question ?? '', /evil\.example[\s\S]*> quote/);
		assert.match(card.content, /request id `[^`\n]+`/);
	});

	test('a card fits a message however much there is to say', async context => {
		const {log, ...bot} = await openReviewBot(context, {
			road: question =>
				answerTo(question, {
					diagnosis: {
						...sureBy(0.5),
						causes: Array.from({length: 5}, (_, index) => ({
							...sureBy(0.2).causes[0],
							...recordOf().diagnosis.causes[0],
							id: `${'long.'.repeat(10)}${index}`,
							confidence: 0.2,
						})) as never,
					},
					evidence: evidenceOf({
						text: 'word '.repeat(4000),
						requestIds: ['x'.repeat(100), 'y'.repeat(100)],
						secrets: [{kind: 'api_key', turn: 0}],
					}),
					answer: {
						...recordOf().answer,
						verdict: 'v'.repeat(900),
						citations: Array.from({length: 5}, (_, index) => ({
							title: 't'.repeat(90),
							url: `https://docs.example.com/${index}/${'u'.repeat(150)}`,
						})),
					},
				}),
		});
		const {server, review, mod} = bot;
		const {questionId} = await askForReview({...bot, log});
		const card = await server.waitForMessage('Please look', {in: review});
		assert.ok(card.content.length <= 2000 && card.content.length > 1900, String(card.content.length));
		const at = new Date();
		for (let index = 0; index < 12; index++) {
			const byId = `${index}00000000000000000`;
			const judgement = (['right', 'partly', 'wrong', 'unsafe'] as const)[index % 4] ?? 'right';
			await log.moderation.review({questionId, byId, judgement, at});
			await log.giveFeedback({questionId, byId, kind: 'not_helpful', note: 'n'.repeat(500), at});
		}
		await log.moderation.correct({
			questionId,
			byId: mod.user.id,
			at,
			text: 'c'.repeat(1900),
			cause: 'auth.invalid_key',
			link: `https://docs.example.com/${'l'.repeat(170)}`,
		});
		await log.moderation.publish(questionId, 'corrected');
		const given = await readCase(questionId, log);
		assert.ok(given);
		const text = writeCard(given);
		assert.ok(text.length <= 2000, String(text.length));
		assert.match(text, /\*\*Judged:\*\*[\s\S]*3 of 12 agree/);
		assert.match(text, /✏️ \*\*Corrected\*\* by/);
		assert.equal(text.match(/```/g)?.length, 2);
	});

	test('one card a question, updated in place when the member presses Not helpful', async context => {
		const bot = await openReviewBot(context);
		const {server, review, ada} = bot;
		const {reply} = await askForReview(bot);
		const card = await server.waitForMessage('Please look', {in: review});
		const opened = ada.pressButton(reply, 'Not helpful');
		await server.waitForAnswer(opened);
		const key = hex(40);
		const sent = ada.submitModal(opened, {reason: ['wrong_cause'], note: `my key ${key} is fine @everyone`});
		const {data} = await server.waitForAnswer(sent);
		assert.equal(Number(data.flags) & ephemeral, ephemeral);
		assert.match(String(data.content), /^Thank you\./);
		await server.waitFor('the reason on the card', () => card.content.includes('names the wrong cause'));
		assert.match(card.content, /🔎 \*\*Please look\*\*: not sure · not helpful/);
		assert.match(card.content, /🙁 \*\*Not helpful\*\*, says <@\d+>: `It names the wrong cause: my key /);
		assert.doesNotMatch(card.content, /@everyone/);
		assert.equal(cardsIn(server, review).length, 1);
		await server.waitForAnswer(ada.pressButton(reply, 'Solved'));
		await server.waitFor('what was solved', () => card.content.includes('🙂 **Solved**'));
		assert.equal(cardsIn(server, review).length, 1);
	});

	test('an edited question’s new answer takes the card of the one before, without its judgements', async context => {
		const bot = await openReviewBot(context);
		const {server, review, ada, mod, log} = bot;
		const {question, questionId} = await askForReview(bot);
		const card = await server.waitForMessage('Please look', {in: review});
		mod.pressButton(card, 'Wrong');
		await server.waitFor('the judgement', () => card.content.includes('**Judged:**'));
		ada.edits(question, `${server.mention} it fails with 400`);
		await answersOf(bot, 2);
		await server.waitFor('the new answer on the card', () => card.content.includes('it fails with 400'));
		assert.match(card.content, /^🔎 \*\*Please look\*\*/);
		assert.doesNotMatch(card.content, /Judged/);
		assert.deepEqual(await log.moderation.reviewsOf(questionId), []);
		assert.equal(cardsIn(server, review).length, 1);
	});

	test('a card says why moderators should look at the answer that stands, not at the one before', async context => {
		const bot = await openReviewBot(context, {
			road: question =>
				/401/.test(question.text)
					? answerTo(question, {diagnosis: sureBy(/sure/.test(question.text) ? 0.97 : 0.6)})
					: answerTo(question, {diagnosis: {...sureBy(0.9), causes: [], refused: true}}),
		});
		const {server, review, ada, log} = bot;
		const {question, questionId} = await askForReview(bot);
		const card = await server.waitForMessage('no cause named', {in: review});
		ada.edits(question, `${server.mention} it fails with 401`);
		await answersOf(bot, 2);
		await server.waitFor('the new reason', () => card.content.includes('**: not sure\n'));
		assert.doesNotMatch(card.content, /no cause named/);
		// Nothing is left to look at: the answer is sure.
		ada.edits(question, `${server.mention} it fails with 401, sure`);
		await answersOf(bot, 3);
		await server.waitFor('the end of the card', () => card.deleted);
		assert.equal(await log.moderation.standing(questionId), undefined);
	});

	test('a deleted question takes its card along', async context => {
		const bot = await openReviewBot(context);
		const {server, review, ada, log} = bot;
		const {question} = await askForReview(bot);
		await server.waitForMessage('Please look', {in: review});
		ada.deletes(question);
		await server.waitFor('no card', () => cardsIn(server, review).length === 0);
		await server.waitForRequest('DELETE', /^\/channels\/:id\/messages\/:id$/, 2);
		assert.equal(await log.moderation.countOpen(), 0);
	});
});

describe('where the review channel cannot be written to', () => {
	test('one clear line says so, and the case stays in /review', async context => {
		const bot = await openReviewBot(context);
		const {server, review, lines, log, mod} = bot;
		review.forbidden.add('send');
		for (const text of ['one', 'two']) await askForReview(bot, text);
		const complaint = () => lines.filter(({message}) => message.startsWith('Cannot post cards'));
		await server.waitFor('the line', () => complaint().length > 0);
		await server.waitForRequest('POST', /^\/channels\/:id\/messages$/, 4);
		assert.deepEqual(
			complaint().map(({level, message}) => [level, message]),
			[
				[
					'warn',
					`Cannot post cards in the review channel "${review.id}": the bot lacks a permission, want "Send Messages" (in threads "Send Messages in Threads"); until then open cases are in /review`,
				],
			],
		);
		assert.equal(await log.moderation.countOpen(server.guildId), 2);
		const {data} = await server.waitForAnswer(mod.runCommand('review'));
		assert.match(String(data.content), /^\*\*2 cases are open\*\*/);
		review.forbidden.delete('send');
		await askForReview(bot, 'three');
		await server.waitForMessage('three', {in: review});
		review.forbidden.add('send');
		await askForReview(bot, 'four');
		await server.waitFor('a second line', () => complaint().length === 2);
	});

	test('a channel that is gone is named', async context => {
		const bot = await openReviewBot(context);
		bot.server.removeChannel(bot.review);
		await askForReview(bot);
		await bot.server.waitFor('the line', () =>
			bot.lines.some(
				({level, message}) =>
					level === 'warn' &&
					message.startsWith(
						`Cannot post cards in the review channel "${bot.review.id}": the channel no longer exists`,
					),
			),
		);
	});

	test('a card that could not be posted is posted by the next run', async context => {
		const bot = await openReviewBot(context);
		const {server, review, log, discord} = bot;
		review.forbidden.add('send');
		await askForReview(bot);
		await server.waitFor('the line', () =>
			bot.lines.some(({message}) => message.startsWith('Cannot post cards')),
		);
		await discord.close();
		review.forbidden.delete('send');
		await openBot(context, {server, log, knowledge: () => reviewKnowledge});
		await server.waitForMessage('Please look', {in: review});
	});
});
