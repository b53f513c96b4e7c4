import assert from 'node:assert/strict';
import {describe, type TestContext, test} from 'node:test';
import {allowedTarget} from '../../src/discord/command-targets.ts';
import {answersOf, type Bot, commandsOf, openBot} from '../support/discord-bot.ts';
import {
	type Channel,
	type DiscordServer,
	type Person,
	startDiscordServer,
} from '../support/discord-server.ts';
import {openBotWith} from '../support/discord-settings.ts';

const text = 'Received network error or non-101 status code';

describe('ways in', () => {
	async function openWay(context: TestContext) {
		const server = await startDiscordServer();
		const forum = server.addChannel('support', 15);
		const bot = await openBot(context, {server});
		await commandsOf(bot);
		return {bot, server, forum, ada: server.join('ada')};
	}

	type Way = (given: {server: DiscordServer; forum: Channel; ada: Person; bot: Bot}) => void | Promise<void>;
	const ways: Readonly<Record<string, Way>> = {
		'a mention in a channel': ({server, ada}) => void ada.says(`${server.mention} ${text}`),
		'a mention in a thread': ({server, ada}) =>
			void ada.says(`${server.mention} ${text}`, {in: server.addThread('mine')}),
		'a mention in a voice channel’s text': ({server, ada}) =>
			void ada.says(`${server.mention} ${text}`, {in: server.addChannel('lounge', 2)}),
		'a mention in a channel for announcements': ({server, ada}) =>
			void ada.says(`${server.mention} ${text}`, {in: server.addChannel('news', 5)}),
		'a mention in a forum post': ({server, forum, ada}) => {
			const {post} = ada.posts('no connection', 'see below', {in: forum});
			ada.says(`${server.mention} ${text}`, {in: post});
		},
		'a direct message': ({server, ada}) => void ada.says(text, {in: server.directChannel(ada)}),
		'/diagnose with a message': ({ada}) => void ada.runCommand('diagnose', {message: text}),
		'/diagnose with a form': async ({server, ada}) => {
			const opened = ada.runCommand('diagnose');
			await server.waitForAnswer(opened);
			ada.submitModal(opened, {message: text});
		},
		'/diagnose in a direct message': ({server, ada}) =>
			void ada.runCommand('diagnose', {message: text}, server.directChannel(ada)),
		'/ask': ({ada}) => void ada.runCommand('ask', {question: text}),
		'the menu of a message': ({server, ada}) =>
			void ada.useMenu('Diagnose this message', server.join('bob').says(text)),
	};
	for (const [name, walk] of Object.entries(ways)) {
		test(`${name} asks a question and is answered where it was asked`, async context => {
			const way = await openWay(context);
			await walk(way);
			await answersOf(way.bot);
			const [question, ...others] = way.bot.questions;
			assert.deepEqual(others, []);
			assert.equal(question?.text, text);
			assert.equal(question?.askerId, way.ada.user.id);
			const [answer, ...more] = way.server.fromBot();
			assert.deepEqual(more, []);
			assert.equal(answer?.channelId, question?.place?.channelId);
			assert.match(answer?.content ?? '', /^Answer to: Received network error/);
		});
	}

	test('a reply to the bot is a question', async context => {
		const {bot, server, ada} = await openWay(context);
		ada.says(`${server.mention} first`);
		await answersOf(bot);
		const [answer] = server.fromBot();
		ada.says(text, {...(answer && {replyTo: answer})});
		await answersOf(bot, 2);
		assert.equal(bot.questions[1]?.text, text);
	});

	test('direct messages only where the operator allows them', async context => {
		const bot = await openBot(context, {directMessages: 'off'});
		await commandsOf(bot);
		const {server, questions} = bot;
		const ada = server.join('ada');
		const direct = server.directChannel(ada);
		ada.says(text, {in: direct});
		const run = ada.runCommand('ask', {question: text}, direct);
		const {data} = await server.waitForAnswer(run);
		assert.match(String(data.content), /^I answer in servers only\./);
		ada.says(`${server.mention} ${text}`);
		await answersOf(bot);
		assert.equal(questions.length, 1);
		assert.equal(questions[0]?.place?.guildId, server.guildId);
	});

	const files: readonly [name: string, type: string][] = [
		['app.txt', 'text/plain; charset=utf-8'],
		['app.log', 'application/octet-stream'],
		['app.json', 'application/json; charset=utf-8'],
		['net.har', 'application/octet-stream'],
		['notes.md', 'text/markdown'],
	];
	for (const [name, contentType] of files) {
		test(`an attached ${name} is read, with a mention and by the menu`, async context => {
			const {bot, server, ada} = await openWay(context);
			const attached = {files: [{name, text: 'HTTP 401', contentType}]};
			const message = ada.says(`${server.mention} see the file`, attached);
			await answersOf(bot);
			ada.useMenu('Diagnose this message', message);
			await answersOf(bot, 2);
			for (const {attachments} of bot.questions) assert.deepEqual(attachments, [{name, text: 'HTTP 401'}]);
		});
	}

	test('a screenshot is asked for as text', async context => {
		const {bot, server, ada} = await openWay(context);
		const message = ada.says('', {files: [{name: 'shot.png', text: 'PNG', contentType: 'image/png'}]});
		ada.useMenu('Diagnose this message', message);
		await answersOf(bot);
		assert.match(
			server.fromBot()[0]?.content ?? '',
			/^-# I cannot read `shot\.png`: please paste what it says as text\n/,
		);
	});
});

describe('hosts that a moderator allowed', () => {
	test('/diagnose offers them, and takes an address there', async context => {
		const bot = await openBotWith(context, () => ({probeHosts: ['voice.member.test']}));
		await commandsOf(bot);
		const {server, questions} = bot;
		const ada = server.join('ada');
		assert.deepEqual(await ada.autocomplete('diagnose', 'target', 'member'), [
			{name: 'voice.member.test', value: 'voice.member.test'},
		]);
		ada.runCommand('diagnose', {message: 'it fails', target: 'voice.member.test'});
		await answersOf(bot);
		assert.deepEqual(questions[0]?.hints, {target: 'wss://voice.member.test/v1/listen'});
		assert.deepEqual(questions[0]?.hosts, ['voice.member.test']);
		const opened = ada.runCommand('diagnose');
		await server.waitForAnswer(opened);
		ada.submitModal(opened, {message: 'it fails', target: 'wss://voice.member.test/v1/speak'});
		await answersOf(bot, 2);
		assert.deepEqual(questions[1]?.hints, {target: 'wss://voice.member.test/v1/speak'});
		const refused = await server.waitForAnswer(
			ada.runCommand('diagnose', {message: 'it fails', target: 'wss://other.test/v1/listen'}),
		);
		assert.match(String(refused.data.content), /I do not know that target/);
	});

	const targets = [{url: 'wss://voice.example/v1/listen', default: true}];
	const rows: readonly [given: string, target: string | undefined][] = [
		['voice.member.test', 'wss://voice.member.test/v1/listen'],
		[' Voice.Member.Test ', 'wss://voice.member.test/v1/listen'],
		['https://voice.member.test/x', 'https://voice.member.test/x'],
		['member.test', undefined],
		['ftp://voice.member.test/', undefined],
		['wss://voice.member.test@evil.test/', undefined],
		['wss://evil.test/voice.member.test', undefined],
	];
	for (const [given, target] of rows) {
		test(`“${given}” is ${target ?? 'no target'}`, () => {
			assert.equal(allowedTarget(targets, given, ['voice.member.test']), target);
		});
	}
});
