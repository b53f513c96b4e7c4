import assert from 'node:assert/strict';
import {describe, type TestContext, test} from 'node:test';
import {answersOf, answerTo, commandsOf, openBot} from '../../support/discord-bot.ts';
import {type SentMessage, startDiscordServer} from '../../support/discord-server.ts';
import {hex} from '../../support/made-up.ts';
import {evidenceOf, recordOf} from '../../support/records.ts';
import {
	askForReview,
	cardsIn,
	labelsOf,
	openReviewBot,
	type ReviewBot,
	reviewKnowledge,
	sureBy,
} from '../../support/review-bot.ts';

const ephemeral = 64;
const closing =
	'----------------------\nNote: you can ask me a follow up question by @ mentioning me again 💬\n----------------------';

/** A question with its reply and its card. */
async function withCard(context: TestContext, options: Parameters<typeof openReviewBot>[1] = {}) {
	const bot = await openReviewBot(context, options);
	const asked = await askForReview(bot);
	const card = await bot.server.waitForMessage(/Please look|Draft, waits/, {in: bot.review});
	return {...bot, bot, ...asked, card};
}

const cardShows = ({server}: Pick<ReviewBot, 'server'>, card: SentMessage, text: string | RegExp) =>
	server.waitFor(`"${text}" on the card`, () =>
		typeof text === 'string' ? card.content.includes(text) : text.test(card.content),
	);

describe('judging', () => {
	test('closes the case and shows who judged', async context => {
		const {server, mod, card, log, questionId, reply, ...bot} = await withCard(context);
		mod.pressButton(card, 'Right');
		await cardShows({server}, card, `**Judged:** Right (<@${mod.user.id}>)`);
		assert.match(card.content, /^✅ \*\*Done\*\*: not sure\n/);
		const standing = await log.moderation.standing(questionId);
		assert.deepEqual([standing?.state, standing?.closedBy], ['done', mod.user.id]);
		assert.equal(await log.moderation.countOpen(server.guildId), 0);
		assert.equal(reply.content, 'Answer to: it fails');
		assert.deepEqual(labelsOf(card).slice(0, 2), ['Right (1)', 'Partly']);
		assert.equal(cardsIn(server, bot.review).length, 1);
	});

	test('several moderators may judge, and the card shows how far they agree', async context => {
		const {server, mod, card, log, questionId} = await withCard(context);
		const eve = server.join('eve', {moderator: true});
		const kim = server.join('kim', {moderator: true});
		mod.pressButton(card, 'Right');
		await cardShows({server}, card, 'Right (<@');
		eve.pressButton(card, 'Right');
		await cardShows({server}, card, `Right (<@${mod.user.id}>, <@${eve.user.id}>), all 2 agree`);
		kim.pressButton(card, 'Partly');
		await cardShows({server}, card, `Partly (<@${kim.user.id}>), 2 of 3 agree`);
		mod.pressButton(card, 'Wrong');
		await cardShows({server}, card, '1 of 3 agree');
		assert.equal((await log.moderation.standing(questionId))?.closedBy, mod.user.id);
	});

	test('is for moderators alone, those of the named roles too', async context => {
		const server = await startDiscordServer();
		const helper = server.addRole('helper');
		const {card, log, questionId, ada, ...bot} = await withCard(context, {
			server,
			settings: {moderatorRoles: [helper]},
		});
		const {data} = await bot.server.waitForAnswer(ada.pressButton(card, 'Right'));
		assert.equal(data.content, 'This is for the moderators of this server.');
		assert.equal(Number(data.flags) & ephemeral, ephemeral);
		assert.deepEqual(await log.moderation.reviewsOf(questionId), []);
		const named = bot.server.join('named', {roles: [helper]});
		named.pressButton(card, 'Right');
		await cardShows(bot, card, `Right (<@${named.user.id}>)`);
	});

	test('works after a restart', async context => {
		const {server, log, discord, mod, card} = await withCard(context);
		await discord.close();
		await openBot(context, {server, log, knowledge: () => reviewKnowledge});
		mod.pressButton(card, 'Right');
		await cardShows({server}, card, `Right (<@${mod.user.id}>)`);
	});

	test('pressing twice is harmless', async context => {
		const {server, log, mod, card, questionId} = await withCard(context);
		for (const _ of [1, 2]) await server.waitForAnswer(mod.pressButton(card, 'Partly'));
		await cardShows({server}, card, 'Partly (<@');
		await server.waitForRequest('PATCH', /^\/channels\/:id\/messages\/:id$/, 3);
		assert.equal((await log.moderation.reviewsOf(questionId)).length, 1);
		assert.equal((await log.moderation.history({subject: questionId, limit: 9})).length, 1);
	});

	test('a new reason opens a closed case again', async context => {
		const {server, ada, mod, card, reply} = await withCard(context);
		mod.pressButton(card, 'Right');
		await cardShows({server}, card, '✅ **Done**');
		ada.pressButton(reply, 'Not helpful');
		await cardShows({server}, card, /^🔎 \*\*Please look\*\*: not sure · not helpful\n/);
	});
});

describe('taking back', () => {
	test('Retract leaves a short line in the reply’s place, and Restore brings the answer back', async context => {
		const {server, mod, card, reply, log, questionId, bot} = await withCard(context);
		const thread = server.join('helper').says('I had the same', {replyTo: reply, ring: false});
		mod.pressButton(card, 'Retract');
		await server.waitFor('the line', () => reply.content.startsWith('A moderator took this answer back.'));
		assert.deepEqual(labelsOf(reply), ['Ask a human']);
		assert.deepEqual(reply.attachments, []);
		assert.equal(reply.deleted || thread.deleted, false);
		await cardShows({server}, card, `↩️ **Taken back** by <@${mod.user.id}>`);
		assert.ok(labelsOf(card).includes('Restore'));
		assert.deepEqual(await log.turns(questionId), [{role: 'user', text: 'it fails'}]);

		mod.pressButton(card, 'Restore');
		await server.waitFor('the answer', () => reply.content === 'Answer to: it fails');
		assert.deepEqual(labelsOf(reply), ['Solved', 'Not helpful', 'Test again', 'Ask a human']);
		assert.equal(reply.attachments.length, 1);
		await server.waitFor('no line on the card', () => !card.content.includes('Taken back'));
		await server.waitFor('the button', () => labelsOf(card).includes('Retract'));
		assert.equal(cardsIn(server, bot.review).length, 1);
	});

	test('Unsafe takes the answer back at once', async context => {
		const {server, mod, card, reply, log, questionId} = await withCard(context);
		mod.pressButton(card, 'Unsafe');
		await server.waitFor('the line', () => reply.content.startsWith('A moderator took this answer back.'));
		await cardShows({server}, card, `Unsafe (<@${mod.user.id}>)`);
		assert.match(card.content, /↩️ \*\*Taken back\*\* by/);
		assert.deepEqual(
			(await log.moderation.history({subject: questionId, limit: 9})).map(
				({action, byId, guildId, detail}) => ({
					action,
					byId,
					guildId,
					detail,
				}),
			),
			[{action: 'judge_answer', byId: mod.user.id, guildId: server.guildId, detail: {judgement: 'unsafe'}}],
		);
	});

	test('a pasted key is still warned of', async context => {
		const {server, mod, card, reply} = await withCard(context, {
			road: question =>
				answerTo(question, {
					evidence: evidenceOf({text: question.text, secrets: [{kind: 'api_key', turn: 0}]}),
				}),
		});
		mod.pressButton(card, 'Retract');
		await server.waitFor('the line', () => reply.content.includes('took this answer back'));
		assert.match(reply.content, /^⚠️ \*\*Your message holds what looks like a key\.\*\*/);
	});

	test('members are pointed to people', async context => {
		const help = '123456789012345678';
		const {server, mod, card, reply} = await withCard(context, {settings: {helpChannel: help}});
		mod.pressButton(card, 'Retract');
		await server.waitFor('the line', () => reply.content.includes(`<#${help}>`));
	});

	test('a reply that is gone is told to the moderator, and what they did is kept', async context => {
		const {server, mod, card, reply, log, questionId} = await withCard(context);
		reply.deleted = true;
		const press = mod.pressButton(card, 'Retract');
		const told = await server.waitFor('a word', () => press.followUps[0]);
		assert.equal(
			told.content,
			'I have kept that, but I could not change my reply: the reply no longer exists.',
		);
		assert.equal((await log.moderation.standing(questionId))?.publication, 'retracted');
	});

	test('a reply in a thread that sleeps is changed all the same', async context => {
		const bot = await openReviewBot(context);
		const thread = bot.server.addThread('my trouble');
		bot.ada.says(`${bot.server.mention} it fails`, {in: thread});
		await answersOf(bot);
		const reply = await bot.server.waitForMessage('Answer to', {in: thread});
		const card = await bot.server.waitForMessage('Please look', {in: bot.review});
		thread.archived = true;
		bot.mod.pressButton(card, 'Retract');
		await bot.server.waitFor('the line', () => reply.content.startsWith('A moderator took'));
	});

	test('an answer in a thread of its own, and one to a command, are changed where they stand', async context => {
		const bot = await openReviewBot(context, {settings: {replyIn: 'thread'}});
		const {server, ada, mod, review} = bot;
		await commandsOf(bot);
		ada.says(`${server.mention} one`);
		await answersOf(bot);
		ada.runCommand('ask', {question: 'two'});
		await answersOf(bot, 2);
		for (const text of ['one', 'two']) {
			const reply = await server.waitForMessage(`Answer to: ${text}`);
			const card = await server.waitForMessage(`\`\`\`\n${text}\n\`\`\``, {in: review});
			mod.pressButton(card, 'Retract');
			await server.waitFor('the line', () => reply.content.startsWith('A moderator took'));
		}
		assert.equal(server.threads().length, 1);
	});

	test('of several messages the one with the buttons is the answer', async context => {
		const {server, mod, card, reply, log, questionId} = await withCard(context);
		const other = server.join('Lineman’s shadow');
		const below = other.says('a line below the answer');
		Object.assign(below, {author: server.bot});
		await log.rememberReply({questionId, channelId: below.channelId, messageId: below.id});
		mod.pressButton(card, 'Retract');
		await server.waitFor('the line', () => reply.content.startsWith('A moderator took'));
		assert.equal(below.content, 'a line below the answer');
	});

	test('what was kept just before we broke off is shown by the next run', async context => {
		const {server, log, discord, mod, reply, questionId, clock} = await withCard(context);
		await discord.close();
		await log.moderation.publish(questionId, 'retracted');
		const noted = {byId: mod.user.id, guildId: server.guildId, subject: questionId};
		await log.moderation.note({...noted, at: clock.now, action: 'retract_answer'});
		await openBot(context, {server, log, knowledge: () => reviewKnowledge});
		await server.waitFor('the line', () => reply.content.startsWith('A moderator took this answer back.'));
	});
});

describe('correcting', () => {
	const text = 'The header says Bearer, which does not go with a key. Write Token.';
	const link = 'https://docs.example.com/auth.wrong_scheme';

	async function corrected(context: TestContext, options: Parameters<typeof openReviewBot>[1] = {}) {
		const given = await withCard(context, {
			road: question =>
				answerTo(question, {
					diagnosis: sureBy(0.6),
					answer: {
						...recordOf().answer,
						messages: [`Answer to: ${question.text}\n\n${closing}`],
						details: 'Details of the first answer',
					},
				}),
			isKnownLink: url => url === link,
			...options,
		});
		const opened = given.mod.pressButton(given.card, 'Correct');
		await given.server.waitForAnswer(opened);
		const fill = (fields: {cause?: string; text?: string; link?: string}) =>
			given.mod.submitModal(opened, {cause: 'auth.wrong_scheme', text, link, ...fields});
		return {...given, opened, fill};
	}

	test('the form shows the cause and the answer as they stand', async context => {
		const {opened} = await corrected(context);
		const shown = (
			(opened.callback?.data.components ?? []) as {label: string; component: {value?: string}}[]
		).map(({label, component}) => [label, component.value]);
		assert.deepEqual(shown, [
			['Cause', 'auth.invalid_key'],
			['Text', 'Answer to: it fails'],
			['Link', undefined],
		]);
	});

	test('edits the public reply, with a note of when, the buttons and the picture', async context => {
		const {server, fill, reply, card, mod, log, questionId, ada, review} = await corrected(context);
		fill({});
		await server.waitFor('the correction', () => reply.content.includes('Corrected by a moderator'));
		assert.match(
			reply.content,
			/^-# ✏️ Corrected by a moderator, <t:\d+:f>\n\nThe header says Bearer, which does not go with a key\. Write Token\.\n\nDocumentation: \[Docs of auth\.wrong_scheme\]\(<https:\/\/docs\.example\.com\/auth\.wrong_scheme>\)\n\n-{22}\nNote: you can ask me/,
		);
		assert.deepEqual(labelsOf(reply), ['Solved', 'Not helpful', 'Test again', 'Ask a human']);
		assert.equal(reply.attachments.length, 1);
		assert.deepEqual(reply.pings.users, []);
		assert.equal(server.fromBot().filter(({channelId}) => channelId === server.channel.id).length, 1);
		await cardShows({server}, card, `✏️ **Corrected** by <@${mod.user.id}>`);
		assert.match(card.content, /· `auth\.wrong_scheme` · \[docs\.example\.com\/auth\.wrong_scheme\]/);
		assert.match(card.content, /^✅ \*\*Done\*\*/);
		assert.equal(cardsIn(server, review).length, 1);

		const record = await log.find(questionId);
		assert.match(record?.answer.messages[0] ?? '', /^Answer to: it fails/);
		const [correction] = await log.moderation.correctionsOf(questionId);
		assert.deepEqual(
			{...correction, at: undefined},
			{questionId, byId: mod.user.id, at: undefined, cause: 'auth.wrong_scheme', text, link},
		);
		assert.deepEqual((await log.turns(questionId))[1], {role: 'assistant', text});
		const pressed = ada.sendComponent(reply, `lineman/details/${questionId}/${ada.user.id}`);
		const {data} = await server.waitForAnswer(pressed);
		assert.match(String(data.content), /no more to this answer/);
		await server.waitForAnswer(ada.pressButton(reply, 'Solved'));
		assert.deepEqual(labelsOf(reply), ['Solved ✓ (off)', 'Not helpful', 'Test again', 'Ask a human']);
	});

	test('who asks on gets the corrected facts', async context => {
		const {bot, server, fill, reply, ada, questions} = await corrected(context);
		fill({});
		await server.waitFor('the correction', () => reply.content.includes('Corrected by a moderator'));
		ada.says('and now?', {replyTo: reply});
		await answersOf(bot, 2);
		assert.deepEqual(questions[1]?.earlier, [
			{role: 'user', text: 'it fails'},
			{role: 'assistant', text},
		]);
	});

	test('Test again below a correction does not say again what was wrong', async context => {
		const {server, bot, fill, reply, ada} = await corrected(context);
		fill({});
		await server.waitFor('the correction', () => reply.content.includes('Corrected by a moderator'));
		const press = ada.pressButton(reply, 'Test again');
		await answersOf(bot, 2);
		assert.match(
			press.original?.content ?? '',
			/^Nothing has changed since the last test, <t:\d+:R>: [^\n]*\. What the moderator wrote above stands\.$/,
		);
	});

	test('the newest correction stands, and the form begins with it', async context => {
		const {server, fill, reply, card, mod, log, questionId} = await corrected(context);
		fill({link: ''});
		await server.waitFor('the correction', () => reply.content.includes('Write Token'));
		const again = mod.pressButton(card, 'Correct');
		await server.waitForAnswer(again);
		mod.submitModal(again, {text: 'Write Token with a capital T.'});
		await server.waitFor('the second one', () => reply.content.includes('capital T'));
		assert.deepEqual(
			(await log.moderation.correctionsOf(questionId)).map(({text: said, cause}) => [said, cause]),
			[
				[text, 'auth.wrong_scheme'],
				['Write Token with a capital T.', 'auth.wrong_scheme'],
			],
		);
	});

	test('secrets are removed from it, and it rings nobody', async context => {
		const key = hex(40);
		const keyPatterns = [/\b[0-9a-f]{40}\b/];
		const {service} = reviewKnowledge;
		const {server, fill, reply, log, questionId, mod} = await corrected(context, {
			knowledge: () => ({
				...reviewKnowledge,
				service: {...service, evidence: {...service.evidence, keyPatterns}},
			}),
		});
		const sent = fill({text: `@here <@${mod.user.id}> the key ${key} is public`});
		await server.waitFor('the correction', () => reply.content.includes('Corrected by'));
		assert.match(reply.content, /＠here <＠\d+> the key \[removed: api_key\] is public/);
		assert.deepEqual(reply.pings, {users: [], roles: [], everyone: false});
		assert.doesNotMatch(JSON.stringify(await log.moderation.correctionsOf(questionId)), new RegExp(key));
		const told = await server.waitFor('a word', () => sent.followUps[0]);
		assert.match(told.content, /took what looks like a secret out/);
	});

	test('a link that no page has is kept, and pointed out', async context => {
		const {server, fill, reply} = await corrected(context);
		const sent = fill({link: 'https://blog.example.org/post'});
		const told = await server.waitFor('a word', () => sent.followUps[0]);
		assert.match(told.content, /^Kept\. <https:\/\/blog\.example\.org\/post> is in no page that I know/);
		assert.equal(told.flags & ephemeral, ephemeral);
		assert.match(
			reply.content,
			/Documentation: \[blog\.example\.org\/post\]\(<https:\/\/blog\.example\.org\/post>\)/,
		);
	});

	test('what cannot be used comes back with what is wrong, and nothing is lost', async context => {
		const {server, fill, reply, mod, log, questionId} = await corrected(context);
		const sent = fill({cause: 'auth.wrong_shceme', link: 'http://docs.example.com/'});
		const {data} = await server.waitForAnswer(sent);
		assert.equal(Number(data.flags) & ephemeral, ephemeral);
		for (const part of [
			'Nothing was changed.',
			'- I know no cause `auth.wrong_shceme`. Did you mean `auth.wrong_scheme`',
			'- I cannot take the link: want an address that begins with https://',
			`\`\`\`\n${text}\n\`\`\``,
		]) {
			assert.ok(String(data.content).includes(part), part);
		}
		assert.equal(reply.content, `Answer to: it fails\n\n${closing}`);
		assert.deepEqual(await log.moderation.correctionsOf(questionId), []);
		const given = sent.original;
		assert.ok(given);
		const again = mod.pressButton(given, 'Change it');
		await server.waitForAnswer(again);
		mod.submitModal(again, {cause: 'auth.wrong_scheme', link: ''});
		await server.waitFor('the correction', () => reply.content.includes(text));
		await server.waitFor('the card in its place', () => given.content.startsWith('✅ **Done**'));
	});

	test('corrects an answer that was taken back too', async context => {
		const {server, fill, reply, card, mod} = await corrected(context);
		mod.pressButton(card, 'Retract');
		await server.waitFor('the line', () => reply.content.startsWith('A moderator took'));
		fill({});
		await server.waitFor('the correction', () => reply.content.includes('Write Token'));
		await server.waitFor('the button', () => labelsOf(card).includes('Retract'));
	});

	test('a correction from the console is shown in Discord', async context => {
		const {server, discord, log, questionId, reply, card} = await corrected(context);
		await log.moderation.correct({questionId, byId: 'console', at: new Date(), text: 'From the desk.'});
		await log.moderation.publish(questionId, 'corrected');
		assert.deepEqual(await discord.showCase(questionId), {ok: true});
		assert.match(reply.content, /From the desk\./);
		await cardShows({server}, card, '✏️ **Corrected** by console');
		assert.deepEqual(await discord.showCase('01900000-0000-7000-8000-00000000ffff'), {
			ok: false,
			because: 'the answer is no longer kept',
		});
	});
});
