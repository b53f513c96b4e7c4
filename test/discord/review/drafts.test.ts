import assert from 'node:assert/strict';
import {describe, type TestContext, test} from 'node:test';
import {answersOf, answerTo, openBot} from '../../support/discord-bot.ts';
import {startDiscordServer} from '../../support/discord-server.ts';
import {evidenceOf} from '../../support/records.ts';
import {
	askForReview,
	cardsIn,
	labelsOf,
	openReviewBot,
	reviewKnowledge,
	sureBy,
} from '../../support/review-bot.ts';

const hourMs = 60 * 60_000;

async function drafted(context: TestContext, options: Parameters<typeof openReviewBot>[1] = {}) {
	const bot = await openReviewBot(context, {
		lookAtDraftsEveryMs: 20,
		road: question => answerTo(question, {diagnosis: sureBy(0.97)}),
		...options,
		settings: {drafts: true, ...options.settings},
	});
	const asked = await askForReview(bot);
	const card = await bot.server.waitForMessage('Draft, waits', {in: bot.review});
	return {...bot, bot, ...asked, card};
}

describe('where answers go to moderators first', () => {
	test('the member reads that a moderator looks at it first, and how many wait before it', async context => {
		const {server, ada, reply, card, bot, clock} = await drafted(context);
		const due = Math.floor((clock.now.getTime() + 2 * hourMs) / 1000);
		assert.equal(
			reply.content,
			`Hi <@${ada.user.id}>. I have an answer. In this server a moderator looks at it first; then it stands right here. Yours is the next one. If nobody has come to it by <t:${due}:t>, I'll tell you here whom to ask.`,
		);
		assert.deepEqual(labelsOf(reply), ['Ask a human']);
		assert.deepEqual(reply.attachments, []);
		assert.ok(reply.versions.every(({content}) => !content.includes('Answer to')));
		assert.match(card.content, /^📝 \*\*Draft, waits for you\*\*\n\*\*Verdict:\*\*/);
		assert.deepEqual(labelsOf(card), ['Read', 'Publish', 'Edit and publish', 'Discard']);
		clock.now = new Date(clock.now.getTime() + 60_000);
		server.join('bob').says(`${server.mention} mine fails too`);
		await answersOf(bot, 2);
		await server.waitForMessage(/one other answer was waiting before it/);
	});

	test('a moderator can read the draft before it is let out, and nobody else', async context => {
		const {server, mod, ada, card, reply} = await drafted(context);
		const read = await server.waitForAnswer(mod.pressButton(card, 'Read'));
		assert.equal(read.data.content, 'Answer to: it fails');
		assert.equal(Number(read.data.flags) & 64, 64);
		const refused = await server.waitForAnswer(ada.pressButton(card, 'Read'));
		assert.equal(refused.data.content, 'This is for the moderators of this server.');
		assert.match(card.content, /Draft, waits/);
		assert.doesNotMatch(reply.content, /Answer to/);
	});

	test('a draft whose question is edited is a new draft: what is read, edited and let out is the new answer', async context => {
		const {server, bot, ada, mod, question, reply, card} = await drafted(context);
		ada.edits(question, `${server.mention} it fails with 400`);
		await answersOf(bot, 2);
		await server.waitFor('the new question on the card', () => card.content.includes('it fails with 400'));
		assert.match(reply.content, /I have an answer\. In this server a moderator looks at it first/);
		assert.ok(reply.versions.every(({content}) => !content.includes('Answer to')));
		const read = await server.waitForAnswer(mod.pressButton(card, 'Read'));
		assert.equal(read.data.content, 'Answer to: it fails with 400');
		const form = await server.waitForAnswer(mod.pressButton(card, 'Edit and publish'));
		assert.match(JSON.stringify(form.data), /Answer to: it fails with 400/);
		mod.pressButton(card, 'Publish');
		await server.waitFor('the answer', () => reply.content === 'Answer to: it fails with 400');
	});

	test('words of a model are not shown while they are written', async context => {
		const server = await startDiscordServer();
		const edits = () => server.fromBot().reduce((count, {versions}) => count + versions.length, 0);
		const {reply} = await drafted(context, {
			server,
			road: async (question, {onProgress}) => {
				for (let count = 1; count <= 3; count++) {
					const before = edits();
					onProgress?.({stage: 'writing', text: 'Half an answer '.repeat(count)});
					await server.waitFor('an edit', () => edits() > before);
				}
				return answerTo(question, {diagnosis: sureBy(0.97)});
			},
		});
		assert.ok(reply.versions.every(({content}) => !content.includes('Half an answer')));
	});

	test('a pasted key is warned of at once', async context => {
		const {reply} = await drafted(context, {
			road: question =>
				answerTo(question, {
					evidence: evidenceOf({text: question.text, secrets: [{kind: 'api_key', turn: 0}]}),
				}),
		});
		assert.match(reply.content, /^⚠️ \*\*Your message holds what looks like a key\.\*\* Delete the message/);
	});

	test('publishing edits the member’s reply into the answer, with picture and buttons', async context => {
		const {server, mod, reply, card, log, questionId, review} = await drafted(context);
		assert.deepEqual(await log.turns(questionId), [{role: 'user', text: 'it fails'}]);
		mod.pressButton(card, 'Publish');
		await server.waitFor('the answer', () => reply.content === 'Answer to: it fails');
		assert.deepEqual(labelsOf(reply), ['Solved', 'Not helpful', 'Test again', 'Ask a human']);
		assert.equal(reply.attachments.length, 1);
		await server.waitFor('who let it out', () =>
			card.content.includes(`📤 **Let out** by <@${mod.user.id}>`),
		);
		assert.match(card.content, /^✅ \*\*Done\*\*/);
		assert.deepEqual(labelsOf(card), ['Right', 'Partly', 'Wrong', 'Unsafe', 'Retract', 'Correct']);
		assert.equal(cardsIn(server, review).length, 1);
		assert.equal((await log.turns(questionId)).length, 2);
	});

	test('Edit and publish puts the moderator’s words in its place', async context => {
		const {server, mod, reply, card, log, questionId} = await drafted(context);
		const opened = mod.pressButton(card, 'Edit and publish');
		const {data} = await server.waitForAnswer(opened);
		assert.equal(data.title, 'Edit and publish');
		mod.submitModal(opened, {text: 'Make a new key.'});
		await server.waitFor('the words', () => reply.content.includes('Make a new key.'));
		assert.match(reply.content, /^-# ✏️ Written with a moderator, <t:\d+:f>/);
		assert.equal((await log.moderation.standing(questionId))?.publication, 'corrected');
	});

	test('a draft that was let alone in the form is published as it is', async context => {
		const {server, mod, reply, card, log, questionId} = await drafted(context);
		const opened = mod.pressButton(card, 'Edit and publish');
		await server.waitForAnswer(opened);
		mod.submitModal(opened, {});
		await server.waitFor('the answer', () => reply.content === 'Answer to: it fails');
		assert.deepEqual(await log.moderation.correctionsOf(questionId), []);
	});

	test('Discard points the member to people', async context => {
		const {server, mod, reply, card} = await drafted(context);
		mod.pressButton(card, 'Discard');
		await server.waitFor('the line', () => reply.content.startsWith('A moderator looked at my answer'));
		assert.match(reply.content, /People who can help with Voice: \[Community\]/);
		assert.deepEqual(labelsOf(reply), ['Ask a human']);
		await server.waitFor('Restore', () => labelsOf(card).includes('Restore'));
	});

	test('the member can ask a human meanwhile, who is not told what no moderator has let out', async context => {
		const server = await startDiscordServer();
		const help = server.addChannel('human-help');
		const {ada, reply} = await drafted(context, {server, settings: {helpChannel: help.id}});
		ada.pressButton(reply, 'Ask a human');
		const card = await server.waitForMessage('asks for a human', {in: help});
		assert.match(card.content, /\*\*Our answer\*\* waits for a moderator/);
		assert.doesNotMatch(card.content, /API key was refused|auth\.invalid_key/);
		await server.waitFor('the button', () => labelsOf(reply).includes('A human was asked ✓ (off)'));
	});

	test('when nobody has acted in time, the member is pointed to people, and the draft can still be let out', async context => {
		const {server, ada, mod, reply, card, clock} = await drafted(context);
		clock.now = new Date(clock.now.getTime() + 2 * hourMs + 1000);
		await server.waitFor('the line', () =>
			reply.content.startsWith(`<@${ada.user.id}>, no moderator has come to my answer yet.`),
		);
		assert.match(reply.content, /People who can help with Voice/);
		assert.deepEqual(labelsOf(reply), ['Ask a human']);
		const edits = reply.versions.length;
		await server.waitForRequest('PATCH', /^\/channels\/:id\/messages\/:id$/, 3);
		mod.pressButton(card, 'Publish');
		await server.waitFor('the answer', () => reply.content === 'Answer to: it fails');
		assert.equal(reply.versions.length, edits + 1);
	});

	test('it works after a restart, the waiting too', async context => {
		const {server, log, discord, mod, reply, card, clock} = await drafted(context);
		await discord.close();
		const next = await openBot(context, {
			server,
			log,
			knowledge: () => reviewKnowledge,
			lookAtDraftsEveryMs: 20,
		});
		next.clock.now = new Date(clock.now.getTime() + 2 * hourMs + 1000);
		await server.waitFor('the line', () => reply.content.includes('no moderator has come'));
		mod.pressButton(card, 'Publish');
		await server.waitFor('the answer', () => reply.content === 'Answer to: it fails');
	});

	test('in a direct message there is nobody to look first', async context => {
		const bot = await openReviewBot(context, {settings: {drafts: true}});
		const direct = bot.server.directChannel(bot.ada);
		bot.ada.says('it fails', {in: direct});
		await bot.server.waitForMessage('Answer to: it fails', {in: direct});
		assert.deepEqual(cardsIn(bot.server, bot.review), []);
	});
});
