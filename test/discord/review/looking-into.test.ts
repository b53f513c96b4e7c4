import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {readCase} from '../../../src/discord/review/case.ts';
import {readAnswerName} from '../../../src/discord/review/find-answer.ts';
import {writeWhy} from '../../../src/discord/review/write-why.ts';
import {writeStatus} from '../../../src/discord/write-status.ts';
import {answerTo, commandsOf} from '../../support/discord-bot.ts';
import type {SentMessage} from '../../support/discord-server.ts';
import {evidenceOf, probeOf, recordOf} from '../../support/records.ts';
import {askForReview, labelsOf, openReviewBot, reviewKnowledge, sureBy} from '../../support/review-bot.ts';

const ephemeral = 64;

const optionsOf = (message: SentMessage) =>
	message.components
		.flatMap(row => row.components as {options?: {label: string; description: string; value: string}[]}[])
		.flatMap(({options = []}) => options);

describe('/review', () => {
	test('lists the open cases of this server, the newest first, to a moderator alone', async context => {
		const bot = await openReviewBot(context);
		const {server, mod, ada, log, review} = bot;
		await commandsOf(bot);
		const first = await askForReview(bot, 'one');
		const second = await askForReview(bot, 'two');
		await server.waitForMessage('two', {in: review});
		await log.moderation.raise({questionId: first.questionId, reasons: ['secret_found'], at: new Date()});
		await log.record(
			recordOf({id: '01900000-0000-7000-8000-00000000000f', place: {guildId: '5', channelId: '6'}}),
		);
		await log.moderation.raise({
			questionId: '01900000-0000-7000-8000-00000000000f',
			guildId: '5',
			reasons: ['refused'],
			at: new Date(),
		});
		const press = mod.runCommand('review');
		await server.waitForAnswer(press);
		const list = press.original;
		assert.ok(list);
		assert.equal(list.flags & ephemeral, ephemeral);
		assert.match(
			list.content,
			/^\*\*2 cases are open\*\*, the newest first\n- <t:\d+:R> \*\*not sure\*\*: The API key was refused[^\n]*\n- <t:\d+:R> \*\*not sure · secret pasted\*\*: The API key was refused · \[card\]\(<https:\/\/discord\.com\/channels\/\d+\/\d+\/\d+>\)$/,
		);
		assert.deepEqual(
			optionsOf(list).map(({value}) => value),
			[second.questionId, first.questionId],
		);
		const refused = await server.waitForAnswer(ada.runCommand('review'));
		assert.equal(refused.data.content, 'This is for the moderators of this server.');
		assert.equal(Number(refused.data.flags) & ephemeral, ephemeral);
	});

	test('a case opens in place, and can be judged there', async context => {
		const bot = await openReviewBot(context);
		const {server, mod, review} = bot;
		await commandsOf(bot);
		const {questionId} = await askForReview(bot);
		const card = await server.waitForMessage('Please look', {in: review});
		const list = mod.runCommand('review');
		await server.waitForAnswer(list);
		const chosen = mod.choose(list.original as SentMessage, questionId);
		await server.waitForAnswer(chosen);
		const copy = chosen.original as SentMessage;
		assert.equal(copy.flags & ephemeral, ephemeral);
		assert.match(copy.content, /^🔎 \*\*Please look\*\*/);
		mod.pressButton(copy, 'Wrong');
		for (const shown of [copy, card]) {
			await server.waitFor('the judgement', () => shown.content.includes('**Judged:** Wrong'));
		}
		const {data} = await server.waitForAnswer(mod.runCommand('review'));
		assert.equal(data.content, 'Nothing is open: every case has been looked at.');
	});

	test('comes a page at a time', async context => {
		const bot = await openReviewBot(context, {settings: {reviewChannel: null}});
		const {server, mod, log} = bot;
		await commandsOf(bot);
		const {guildId} = server;
		const ids = Array.from({length: 19}, (_, index) => `01900000-0000-7000-8000-0000000000${10 + index}`);
		for (const id of ids) {
			await log.record(recordOf({id, place: {guildId, channelId: server.channel.id}}));
			await log.moderation.raise({questionId: id, guildId, reasons: ['refused'], at: new Date()});
		}
		const press = mod.runCommand('review');
		await server.waitForAnswer(press);
		const list = press.original as SentMessage;
		const seen: string[] = [];
		const shown = () => optionsOf(list).map(({value}) => value);
		seen.push(...shown());
		assert.deepEqual(labelsOf(list), ['', 'Older']);
		await server.waitForAnswer(mod.pressButton(list, 'Older'));
		seen.push(...shown());
		assert.deepEqual(labelsOf(list), ['', 'Newest', 'Older']);
		await server.waitForAnswer(mod.pressButton(list, 'Older'));
		seen.push(...shown());
		assert.deepEqual(labelsOf(list), ['', 'Newest']);
		assert.deepEqual(seen, ids.toReversed());
		await server.waitForAnswer(mod.pressButton(list, 'Newest'));
		assert.deepEqual(shown(), ids.toReversed().slice(0, 8));
	});
});

describe('/why', () => {
	const road: NonNullable<Parameters<typeof openReviewBot>[1]>['road'] = question =>
		answerTo(question, {
			diagnosis: sureBy(0.97),
			evidence: evidenceOf({
				text: question.text,
				failures: [{turn: 0, excerpt: 'got `401` @everyone', code: 'http_401'}],
				target: 'listen',
			}),
			probe: probeOf({requestId: '01-abc'}),
			sections: [
				{
					page: 'errors.md',
					kind: 'documentation',
					pageTitle: 'Errors',
					headings: ['Errors', '401'],
					anchor: '401',
					url: 'https://docs.example.com/errors#401',
					text: 'x',
					score: 7.21,
				},
			],
		});

	test('shows how an answer came about, with everything as a file, to a moderator alone', async context => {
		const bot = await openReviewBot(context, {road});
		const {server, mod, ada} = bot;
		await commandsOf(bot);
		const {questionId, reply, question} = await askForReview(bot);
		const link = (message: SentMessage) =>
			`https://discord.com/channels/${server.guildId}/${message.channelId}/${message.id}`;
		for (const answer of [questionId, link(reply), reply.id, `<${link(question)}>`]) {
			const asked = mod.runCommand('why', {answer});
			const shown = await server.waitFor('the answer', () =>
				asked.original && asked.original.content !== '' ? asked.original : undefined,
			);
			assert.equal(shown.flags & ephemeral, ephemeral);
			for (const part of [
				'**Why: The API key was refused**',
				`by <@${ada.user.id}>`,
				'answered in en by the built-in writer',
				"**Evidence:** **http_401** `got '401' @\u200beveryone` · about listen",
				'1. `auth.invalid_key` 97 % (score 4.0)\n  - +4.0 the service answered 401',
				'- 7.2 [Errors: 401](<https://docs.example.com/errors#401>)',
				'from test: the service answers and asks for a key (HTTP 401) · DNS ✓ 2 ms · TCP ✓ 10 ms · TLS ✓ 20 ms',
				'request id `01-abc`',
				'**Times:** read 1 ms · search 2 ms · test 60 ms · weigh 1 ms · write 1 ms · in all 65 ms',
				questionId,
			]) {
				assert.ok(shown.content.includes(part), `${part} in\n${shown.content}`);
			}
			assert.deepEqual(
				shown.attachments.map(({filename}) => filename),
				[`answer-${questionId}.json`],
			);
			assert.deepEqual(labelsOf(shown), ['Right', 'Partly', 'Wrong', 'Unsafe', 'Retract', 'Correct']);
		}
		const refused = await server.waitForAnswer(ada.runCommand('why', {answer: questionId}));
		assert.equal(refused.data.content, 'This is for the moderators of this server.');
	});

	test('Why this answer, in a message’s menu, shows the same, and can be acted on', async context => {
		const bot = await openReviewBot(context, {road});
		const {server, mod} = bot;
		await commandsOf(bot);
		const {reply} = await askForReview(bot);
		const used = mod.useMenu('Why this answer', reply);
		const shown = await server.waitFor('the answer', () =>
			used.original?.content.startsWith('**Why:') ? used.original : undefined,
		);
		mod.pressButton(shown, 'Retract');
		await server.waitFor('the line', () => reply.content.startsWith('A moderator took this answer back.'));
		await server.waitFor('the card in its place', () => shown.content.includes('↩️ **Taken back**'));
	});

	test('an answer of another server is none of theirs, and what names none says so', async context => {
		const bot = await openReviewBot(context, {road});
		const {server, mod, log} = bot;
		await commandsOf(bot);
		const id = '01900000-0000-7000-8000-00000000000f';
		await log.record(recordOf({id, place: {guildId: '555555555555555555', channelId: '6'}}));
		for (const answer of [id, '01900000-0000-7000-8000-00000000eeee', '123456789012345678']) {
			const {data} = await server.waitForAnswer(mod.runCommand('why', {answer}));
			assert.match(String(data.content), /^I know no such answer in this server\./, answer);
		}
		const {data} = await server.waitForAnswer(mod.runCommand('why', {answer: 'that one'}));
		assert.match(String(data.content), /^I cannot read that/);
	});

	test('where files may not be attached it comes without', async context => {
		const bot = await openReviewBot(context, {road});
		const {server, mod} = bot;
		await commandsOf(bot);
		const {questionId} = await askForReview(bot);
		server.channel.forbidden.add('attach');
		const asked = mod.runCommand('why', {answer: questionId});
		const shown = await server.waitFor('the answer', () =>
			asked.original?.content.startsWith('**Why:') ? asked.original : undefined,
		);
		assert.deepEqual(shown.attachments, []);
	});

	test('fits a message however much there is to say', async context => {
		const bot = await openReviewBot(context, {
			road: question =>
				answerTo(question, {
					diagnosis: {
						...sureBy(0.5),
						causes: Array.from({length: 5}, () => ({
							...(recordOf().diagnosis.causes[0] as never as object),
							id: 'long_name.'.repeat(6),
							reasons: Array.from({length: 9}, () => ({because: 'because '.repeat(20), weight: 1})),
						})) as never,
					},
					evidence: evidenceOf({
						text: question.text,
						failures: Array.from({length: 20}, () => ({
							turn: 0,
							excerpt: '```'.repeat(50),
							code: 'http_401' as const,
						})),
					}),
					sections: Array.from({length: 12}, (_, index) => ({
						page: `${index}.md`,
						kind: 'documentation' as const,
						pageTitle: 't'.repeat(200),
						headings: ['h'.repeat(200)],
						anchor: 'a',
						url: `https://docs.example.com/${'u'.repeat(100)}`,
						text: 'x',
						score: 1,
					})),
				}),
		});
		const {questionId} = await askForReview(bot);
		const given = await readCase(questionId, bot.log);
		assert.ok(given);
		const text = writeWhy(given);
		assert.ok(text.length <= 2000 && text.length > 700, String(text.length));
		assert.match(text, /-# Question [0-9a-f-]{36}; everything is in the file below$/);
	});

	test('an answer is named by its number, by a message’s link or by a message’s id', () => {
		const id = '01900000-0000-7000-8000-00000000000f';
		assert.deepEqual(readAnswerName(` \`${id.toUpperCase()}\` `), {kind: 'question', questionId: id});
		for (const link of [
			'https://discord.com/channels/123456789012345678/223456789012345678/323456789012345678',
			'https://ptb.discord.com/channels/@me/223456789012345678/323456789012345678/',
			'<https://canary.discordapp.com/channels/1/2/323456789012345678>',
			'323456789012345678',
		]) {
			assert.deepEqual(readAnswerName(link), {kind: 'message', messageId: '323456789012345678'}, link);
		}
		for (const other of ['', 'x', '12', 'https://evil.example/channels/1/2/323456789012345678', `${id}0`]) {
			assert.equal(readAnswerName(other), undefined, other);
		}
	});
});

describe('/status', () => {
	test('tells everybody how the bot and the service’s endpoints are, and moderators what is open', async context => {
		const bot = await openReviewBot(context, {
			model: () => ({model: 'words-1', circuit: 'open'}),
			knowledge: () => reviewKnowledge,
		});
		const {server, mod, ada, log, clock} = bot;
		await commandsOf(bot);
		await askForReview(bot);
		await log.line.recordCheck('listen', probeOf({at: new Date(clock.now.getTime() - 120_000)}));
		await log.line.recordCheck(
			'listen',
			probeOf({at: clock.now, verdict: 'unreachable', failedPhase: 'tls', failure: 'tls_expired'}),
		);
		await log.line.openIncident({
			target: 'listen',
			openedAt: clock.now,
			failure: 'tls_expired',
			seenBy: 'watch',
		});
		const statusFor = async (person: typeof ada) => {
			const asked = person.runCommand('status');
			const shown = await server.waitFor('the status', () =>
				asked.original?.content.startsWith('**Lineman**') ? asked.original : undefined,
			);
			assert.equal(shown.flags & ephemeral, ephemeral);
			assert.ok(shown.content.length <= 2000);
			return shown.content;
		};
		const shown = await statusFor(ada);
		for (const part of [
			/^\*\*Lineman\*\* started <t:\d+:R> · (?:no heartbeat yet|Discord answers in \d+ ms)$/m,
			/^0 questions under way, nobody waits · 2 answers kept$/m,
			/^\d+ causes and 0 client libraries known · words by the built-in writer: the model words-1 failed too often$/m,
			/^\*\*Voice\*\*, as I see it$/m,
			/^❌ Speech to text \(`listen`\) <t:\d+:R> fails at TLS: an expired certificate, 1 of 2 checks of a day passed$/m,
			/^▫️ Text to speech \(`speak`\): not tested yet$/m,
			/^⚠️ \*\*Incident\*\* since <t:\d+:R>: my checks see an expired certificate at Speech to text$/m,
		]) {
			assert.match(shown, part);
		}
		assert.doesNotMatch(shown, /\/review/);
		assert.match(await statusFor(mod), /^\*\*1 case open\*\*: `\/review`$/m);
	});

	test('says which writer is at work', () => {
		const at = new Date('2026-03-01T10:00:00Z');
		const rows = [
			[undefined, 'words by the built-in writer'],
			[{model: 'm', circuit: 'closed'}, 'words by the model m'],
			[
				{model: 'm', circuit: 'closed', budget: 'used_up'},
				'words by the built-in writer: what the model m may use in a day is used up',
			],
			[{model: 'm', circuit: 'half_open'}, 'words by the built-in writer: the model m is being tried again'],
			[
				{model: 'm', circuit: 'closed', lastFallback: {reason: 'over_budget', at}},
				'words by the model m; the built-in writer stood in <t:1772359200:R> (over budget)',
			],
		] as const;
		for (const [model, words] of rows) {
			const text = writeStatus({
				openedAt: at,
				pingMs: 42,
				queue: {running: 1, waiting: 2},
				answers: 1,
				openCases: 0,
				model,
				knowledge: reviewKnowledge,
				checks: {},
				incidents: [],
			});
			assert.ok(text.includes(`${words}\n`), text);
			assert.match(
				text,
				/Discord answers in 42 ms\n1 question under way, 2 wait · 1 answer kept\n[\s\S]*\nNo case is open\n/,
			);
		}
	});

	test('says so when the log cannot be read', async context => {
		const bot = await openReviewBot(context);
		const {server, ada, log} = bot;
		await commandsOf(bot);
		await log.close();
		const asked = ada.runCommand('status');
		await server.waitFor('the status', () => asked.original?.content.includes('⚠️ my log cannot be read'));
	});
});

test('the commands of moderators and /status have names and descriptions in five languages more', async context => {
	const bot = await openReviewBot(context);
	await commandsOf(bot);
	for (const name of ['review', 'why', 'status', 'Why this answer']) {
		const command = bot.server.commands().find(each => each.name === name) as {
			name_localizations: object;
			description_localizations: object | null;
			type: number;
		};
		const languages = ['de', 'es-ES', 'fr', 'ja', 'pt-BR'];
		assert.deepEqual(Object.keys(command.name_localizations).sort(), languages, name);
		if (command.type === 1)
			assert.deepEqual(Object.keys(command.description_localizations ?? {}).sort(), languages);
	}
});
