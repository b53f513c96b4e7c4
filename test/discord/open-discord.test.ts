import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {GatewayIntentBits} from 'discord.js';
import {openDiscord} from '../../src/discord/open-discord.ts';
import {answersOf, answerTo, knowledge, openBot} from '../support/discord-bot.ts';
import {startDiscordServer} from '../support/discord-server.ts';
import {memoryLog} from '../support/memory-log.ts';

const post = {method: 'POST', route: /^\/channels\/:id\/messages$/};
const patch = {method: 'PATCH', route: /^\/channels\/:id\/messages\/:id$/};

// Each test has a server of its own, and most of the time they wait for Discord's own delays.
describe('through the wire', {concurrency: true}, () => {
	test('no privileged intents are asked for', async context => {
		const {server} = await openBot(context);
		const identify = server.gateway.heard.find(({op}) => op === 2)?.d as {intents: number};
		const {Guilds, GuildMessages, DirectMessages} = GatewayIntentBits;
		assert.equal(identify.intents, Guilds | GuildMessages | DirectMessages);
	});

	test('a missing permission gives a clear log line and no answer, and the bot goes on', async context => {
		const bot = await openBot(context);
		const {server, lines, questions} = bot;
		const ada = server.join('ada');
		const closed = server.addChannel('closed');
		closed.forbidden.add('send');
		ada.says(`${server.mention} it fails`, {in: closed});
		const line = await server.waitFor('a warning', () => lines.find(({level}) => level === 'warn'));
		assert.equal(
			line.message,
			`Cannot reply in channel "${closed.id}": the bot lacks a permission, want "Send Messages" (in threads "Send Messages in Threads")`,
		);
		assert.deepEqual(questions, []);
		ada.says(`${server.mention} here it works`);
		await server.waitForMessage('Answer to: here it works');
	});

	test('a channel that is deleted while the work goes on gives a log line, not a crash', async context => {
		const gate = Promise.withResolvers<void>();
		const bot = await openBot(context, {
			road: async question => {
				if (question.text === 'first') await gate.promise;
				return answerTo(question);
			},
		});
		const {server, lines} = bot;
		const ada = server.join('ada');
		const doomed = server.addChannel('doomed');
		ada.says(`${server.mention} first`, {in: doomed});
		await server.waitForMessage("I'm Lineman", {in: doomed});
		server.removeChannel(doomed);
		gate.resolve();
		await server.waitFor('the log line', () =>
			lines.find(({message}) => /^Cannot answer question ".*": the channel no longer exists$/.test(message)),
		);
		ada.says(`${server.mention} second`);
		await server.waitForMessage('Answer to: second');
		assert.deepEqual(
			lines.filter(({level}) => level === 'error'),
			[],
		);
	});

	test('a question that is deleted before the first reply stays without one', async context => {
		const {server, lines, questions} = await openBot(context);
		const ada = server.join('ada');
		const question = ada.says(`${server.mention} it fails`);
		question.deleted = true;
		await server.waitFor('the log line', () =>
			lines.find(({message}) => message.endsWith('the message to reply to no longer exists')),
		);
		assert.deepEqual(questions, []);
		assert.deepEqual(server.fromBot(), []);
	});

	test('a reply that somebody deletes is not written again', async context => {
		const gate = Promise.withResolvers<void>();
		const {server, lines} = await openBot(context, {
			road: async question => {
				await gate.promise;
				return answerTo(question);
			},
		});
		const ada = server.join('ada');
		ada.says(`${server.mention} it fails`);
		const reply = await server.waitForMessage("I'm Lineman");
		reply.deleted = true;
		gate.resolve();
		await server.waitFor('the log line', () =>
			lines.find(({message}) => /^Cannot answer question .*: the message no longer exists$/.test(message)),
		);
		assert.deepEqual(server.fromBot(), []);
	});

	test('a fault of Discord’s own (50x) is tried again, and the answer comes', async context => {
		const {server} = await openBot(context);
		server.fail({...post, status: 502, times: 2});
		server.fail({...patch, status: 503, times: 1});
		server.join('ada').says(`${server.mention} it fails`);
		await server.waitForMessage('Answer to: it fails');
		assert.equal(server.fromBot().length, 1);
	});

	test('a reply that was written, but never confirmed, is not written twice', async context => {
		const {server, questions} = await openBot(context);
		const ada = server.join('ada');
		server.loseAnswer(post);
		const question = ada.says(`${server.mention} it fails`);
		await server.waitForMessage('Answer to: it fails', {repliesTo: question});
		const tries = server.requests.filter(({method}) => method === 'POST');
		assert.deepEqual(
			tries.map(({body}) => [body?.nonce, body?.enforce_nonce]),
			[
				[question.id, true],
				[question.id, true],
			],
		);
		assert.equal(server.fromBot().length, 1);
		assert.equal(questions.length, 1);
	});

	test('a rate limit holds an edit back, not the answer', async context => {
		const {server} = await openBot(context);
		server.rateLimit({...patch, retryAfterMs: 50});
		server.rateLimit({...patch, retryAfterMs: 50, scope: 'global'});
		server.join('ada').says(`${server.mention} it fails`);
		const reply = await server.waitForMessage('Answer to: it fails');
		assert.equal(reply.versions.at(-1)?.content, 'Answer to: it fails');
	});

	test('a mention while the connection was lost is answered after the resume, once', async context => {
		const bot = await openBot(context);
		const {server, questions} = bot;
		const ada = server.join('ada');
		server.gateway.cut();
		await server.waitFor('the cut', () => !server.gateway.isConnected());
		const question = ada.says(`${server.mention} meanwhile`);
		await server.waitForMessage('Answer to: meanwhile', {repliesTo: question});
		server.gateway.askToReconnect();
		await server.waitFor(
			'a second resume',
			() => server.gateway.heard.filter(({op}) => op === 6).length === 2,
		);
		ada.says(`${server.mention} later`);
		await server.waitForMessage('Answer to: later');
		assert.equal(questions.length, 2);
	});

	test('a session that Discord no longer knows is begun anew', async context => {
		const {server} = await openBot(context);
		const ada = server.join('ada');
		server.gateway.invalidate();
		await server.waitFor(
			'a second identify',
			() => server.gateway.heard.filter(({op}) => op === 2).length === 2,
		);
		ada.says(`${server.mention} it fails`);
		await server.waitForMessage('Answer to: it fails');
	});

	test('a Discord that is down for a while is found again', async context => {
		const {server} = await openBot(context);
		const ada = server.join('ada');
		server.gateway.goDown();
		server.fail({method: 'GET', route: /gateway/, status: 503, times: 2});
		await server.waitFor('some tries', () => server.gateway.refused() >= 2);
		server.gateway.comeBack();
		await server.waitForGateway();
		ada.says(`${server.mention} it fails`);
		await server.waitForMessage('Answer to: it fails');
	});

	test('a token that is refused is an error that says so', async context => {
		const server = await startDiscordServer();
		context.after(() => server.close());
		await assert.rejects(
			openDiscord({
				token: 'wrong',
				apiUrl: server.apiUrl,
				commands: [],
				answer: async question => answerTo(question),
				log: await memoryLog(),
				knowledge: () => knowledge,
				logger: {debug() {}, info() {}, warn() {}, error() {}},
				now: () => new Date(),
			}),
			/Cannot sign in to Discord: it refuses the token, want a bot token in DISCORD_TOKEN/,
		);
	});

	test('where Discord cannot be reached at the start, the bot comes by itself when it can', async context => {
		const server = await startDiscordServer();
		server.fail({method: 'GET', route: /gateway\/bot/, status: 503, times: 4});
		const bot = await openBot(context, {server, firstRetryMs: 10});
		assert.equal(bot.discord.isConnected(), false);
		await server.waitFor('the warning', () =>
			bot.lines.find(({message}) => message === 'Cannot reach Discord; trying again'),
		);
		await server.waitFor('the opening', () => bot.lines.find(({message}) => message === 'Discord is open'));
		server.join('ada').says(`${server.mention} it fails`);
		await answersOf(bot);
		assert.equal(bot.discord.isConnected(), true);
	});

	test('a notice is posted in a channel and rings nobody; where it cannot be, that is logged', async context => {
		const {server, discord, lines} = await openBot(context);
		const news = server.addChannel('news');
		await discord.notify(news.id, 'The line fails for @everyone since 14:02 UTC');
		const notice = await server.waitForMessage('The line fails for ＠everyone', {in: news});
		assert.deepEqual(notice.pings, {users: [], roles: [], everyone: false});
		news.forbidden.add('send');
		await discord.notify(news.id, 'again');
		await discord.notify('111111111111111111', 'nowhere');
		assert.deepEqual(
			lines
				.filter(({message}) => message.startsWith('Cannot post'))
				.map(({message}) => message.split(': ')[1]),
			[
				'the bot lacks a permission, want "Send Messages" (in threads "Send Messages in Threads")',
				'the channel no longer exists',
			],
		);
	});

	test('closing lets a question finish that is nearly answered', async context => {
		const gate = Promise.withResolvers<void>();
		const {server, discord} = await openBot(context, {
			graceMs: 5000,
			road: async question => {
				await gate.promise;
				return answerTo(question);
			},
		});
		server.join('ada').says(`${server.mention} it fails`);
		await server.waitForMessage("I'm Lineman");
		const closed = discord.close();
		gate.resolve();
		await closed;
		assert.deepEqual(
			server.fromBot().map(({content}) => content),
			['Answer to: it fails'],
		);
		assert.equal(discord.isConnected(), false);
		await server.waitFor('the end of the connection', () => !server.gateway.isConnected());
	});

	test('closing tells those who wait that they were interrupted, within three seconds', async context => {
		let isAborted = false;
		const {server, discord} = await openBot(context, {
			road: (_, {signal}) => {
				signal?.addEventListener('abort', () => {
					isAborted = true;
				});
				return new Promise(() => {});
			},
		});
		const ada = server.join('ada');
		ada.says(`${server.mention} first`);
		await server.waitForMessage("I'm Lineman");
		ada.says(`${server.mention} second`);
		await server.waitForMessage("I'm still at work");
		const startedAt = performance.now();
		await discord.close();
		assert.ok(performance.now() - startedAt < 3000);
		assert.ok(isAborted);
		assert.equal(server.fromBot().length, 2);
		for (const {content} of server.fromBot())
			assert.match(content, /I was interrupted before I had an answer/);
	});

	test('closing takes no more than five seconds when Discord answers nothing', async context => {
		const {server, discord} = await openBot(context, {road: () => new Promise(() => {})});
		const release = server.hold({method: 'PATCH', route: /./});
		server.join('ada').says(`${server.mention} first`);
		await server.waitForMessage("I'm Lineman");
		const startedAt = performance.now();
		await discord.close();
		assert.ok(performance.now() - startedAt < 5000);
		release();
	});

	test('who was told that something went wrong is not told again by the next run', async context => {
		const log = await memoryLog();
		const {server, discord} = await openBot(context, {
			log,
			road: () => {
				throw new Error('the road is broken');
			},
		});
		server.join('ada').says(`${server.mention} it fails`);
		await server.waitForMessage('something went wrong on my side');
		await discord.close();
		assert.equal(log.replyCount(), 0);
	});

	test('closing twice is harmless', async context => {
		const {discord} = await openBot(context);
		await Promise.all([discord.close(), discord.close()]);
		assert.equal(discord.isConnected(), false);
	});
});
