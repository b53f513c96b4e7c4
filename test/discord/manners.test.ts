import assert from 'node:assert/strict';
import {describe, type TestContext, test} from 'node:test';
import {isQuiet} from '../../src/discord/quiet-hours.ts';
import {answersOf, commandsOf, openBot} from '../support/discord-bot.ts';
import {type Channel, type DiscordServer, startDiscordServer} from '../support/discord-server.ts';
import {openBotWith} from '../support/discord-settings.ts';
import {memoryLog} from '../support/memory-log.ts';

const ephemeral = 64;
const silent = 4096;
const minute = 60_000;

describe('the channels that a server has chosen', () => {
	/** Mentions the bot everywhere, and says where it answered. */
	async function answeredIn(
		context: TestContext,
		prepare: (server: DiscordServer) => {
			chosen: readonly Channel[];
			answered: readonly Channel[];
			silent: readonly Channel[];
		},
	) {
		const server = await startDiscordServer();
		const {chosen, answered, silent: quiet} = prepare(server);
		const bot = await openBotWith(context, () => ({channels: chosen.map(({id}) => id)}), {server});
		const ada = server.join('ada');
		for (const channel of [...quiet, ...answered]) ada.says(`${server.mention} it fails`, {in: channel});
		await answersOf(bot, answered.length);
		assert.deepEqual(
			server
				.fromBot()
				.map(({channelId}) => channelId)
				.sort(),
			answered.map(({id}) => id).sort(),
		);
	}

	test('silent in channels not chosen', context =>
		answeredIn(context, server => {
			const chosen = server.addChannel('connection-help');
			return {chosen: [chosen], answered: [chosen], silent: [server.channel, server.addThread('there')]};
		}));

	test('a chosen channel stands for its threads', context =>
		answeredIn(context, server => {
			const thread = server.addThread('here');
			return {
				chosen: [server.channel],
				answered: [server.channel, thread],
				silent: [server.addChannel('other')],
			};
		}));

	test('a chosen category stands for its channels and their threads', context =>
		answeredIn(context, server => {
			const category = server.addChannel('Support', 4);
			const within = server.addChannel('within', 0, {parent: category});
			return {
				chosen: [category],
				answered: [within, server.addThread('below', within)],
				silent: [server.channel],
			};
		}));

	test('a direct message is answered whatever a server has chosen', async context => {
		const bot = await openBotWith(context, server => ({channels: [server.channel.id]}));
		const {server} = bot;
		const ada = server.join('ada');
		ada.says('it fails', {in: server.directChannel(ada)});
		await server.waitForMessage('Answer to: it fails');
	});

	test('a command in a channel not chosen is answered to the one who asked alone', async context => {
		const server = await startDiscordServer();
		const chosen = server.addChannel('chosen');
		const bot = await openBotWith(context, () => ({channels: [chosen.id]}), {server});
		await commandsOf(bot);
		const ada = server.join('ada');
		const elsewhere = ada.runCommand('ask', {question: 'why 401?'});
		await answersOf(bot);
		assert.equal((elsewhere.original?.flags ?? 0) & ephemeral, ephemeral);
		assert.equal(elsewhere.original?.content, 'Answer to: why 401?');
		const here = ada.runCommand('ask', {question: 'and 402?'}, server.addThread('within', chosen));
		await answersOf(bot, 2);
		assert.equal((here.original?.flags ?? 0) & ephemeral, 0);
	});
});

describe('staff', () => {
	test('silent to staff roles, unless they say its name', async context => {
		const server = await startDiscordServer();
		const staff = server.addRole('staff');
		const bot = await openBotWith(context, () => ({staffRoles: [staff]}), {server});
		const ada = server.join('ada');
		const eve = server.join('eve', {roles: [staff]});
		ada.says(`${server.mention} it fails`);
		await answersOf(bot);
		const answer = await server.waitForMessage('Answer to: it fails');
		// A reply rings whoever wrote the message, and is meant for whoever reads on.
		eve.says('please ignore the bot, it is our proxy', {replyTo: answer});
		const named = eve.says(`${server.mention} what does 1011 mean?`);
		await server.waitForMessage('Answer to: what does 1011 mean?', {repliesTo: named});
		assert.equal(server.fromBot().length, 2);
	});
});

describe('answers in threads', () => {
	const inThreads = () => ({replyIn: 'thread'});

	test('in a text channel it opens a thread when the server chose so, named in its own words', async context => {
		const bot = await openBotWith(context, inThreads);
		const {server} = bot;
		const question = server
			.join('ada')
			.says(`${server.mention} token=hunter2 @everyone Unexpected server response: 401`);
		await answersOf(bot);
		const [thread] = server.threads();
		assert.equal(thread?.id, question.id);
		assert.equal(thread?.parentId, server.channel.id);
		assert.equal(thread?.name, 'HTTP 401 Unauthorized');
		const [answer, ...others] = server.fromBot();
		assert.equal(answer?.channelId, thread?.id);
		assert.equal(answer?.components.length, 1);
		assert.deepEqual(others, []);
	});

	test('a question in which nothing is recognised gets a thread without a word of it', async context => {
		const bot = await openBotWith(context, inThreads);
		bot.server.join('ada').says(`${bot.server.mention} my cat sits on the router`);
		await answersOf(bot);
		assert.deepEqual(
			bot.server.threads().map(({name}) => name),
			['A question about the connection'],
		);
	});

	test('a follow-up in the thread goes on with its question, whoever asks and however late', async context => {
		const bot = await openBotWith(context, inThreads);
		const {server, questions, clock} = bot;
		server.join('ada').says(`${server.mention} it fails`);
		await answersOf(bot);
		const [thread] = server.threads();
		assert.ok(thread);
		clock.now = new Date(clock.now.getTime() + 120 * minute);
		server.join('bob').says(`${server.mention} here too`, {in: thread});
		await answersOf(bot, 2);
		assert.equal(questions[1]?.conversationId, questions[0]?.id);
		assert.equal(server.threads().length, 1);
		assert.equal(server.fromBot().at(-1)?.channelId, thread.id);
	});

	test('in a thread, a voice channel’s text or a direct message the reply stands in place', async context => {
		const bot = await openBotWith(context, inThreads);
		const {server} = bot;
		const ada = server.join('ada');
		const thread = server.addThread('mine');
		const voice = server.addChannel('lounge', 2);
		const direct = server.directChannel(ada);
		for (const [index, channel] of [thread, voice, direct].entries()) {
			const question = ada.says(`${server.mention} question ${index}`, {in: channel});
			await server.waitForMessage(`Answer to: question ${index}`, {in: channel, repliesTo: question});
		}
		assert.deepEqual(server.threads(), [thread]);
	});

	test('a thread that was opened, but never confirmed, is used', async context => {
		const bot = await openBotWith(context, inThreads);
		const {server} = bot;
		server.loseAnswer({method: 'POST', route: /messages\/:id\/threads$/});
		const question = server.join('ada').says(`${server.mention} it fails`);
		await answersOf(bot);
		assert.deepEqual(
			server.threads().map(({id}) => id),
			[question.id],
		);
		assert.deepEqual(
			server.fromBot().map(({channelId}) => channelId),
			[question.id],
		);
	});

	const lacks = [
		{right: 'startThreads', name: 'Create Public Threads'},
		{right: 'sendInThreads', name: 'Send Messages in Threads'},
	] as const;
	for (const {right, name} of lacks) {
		test(`without the permission ${name} the answer stands in the channel, and the log says so`, async context => {
			const server = await startDiscordServer();
			server.setRights(server.channel, {forbid: [right]});
			const bot = await openBotWith(context, inThreads, {server});
			const question = server.join('ada').says(`${server.mention} it fails`);
			await server.waitForMessage('Answer to: it fails', {repliesTo: question});
			assert.deepEqual(server.threads(), []);
			assert.ok(
				bot.lines.some(
					({level, message}) =>
						level === 'warn' &&
						message ===
							`Cannot open a thread in channel "${server.channel.id}": the bot lacks "${name}"; it answers in the channel`,
				),
			);
		});
	}

	test('an edited question is left to the human helper who has answered in its thread', async context => {
		const server = await startDiscordServer();
		const staff = server.addRole('staff');
		const bot = await openBotWith(context, () => ({...inThreads(), staffRoles: [staff]}), {server});
		const ada = server.join('ada');
		const question = ada.says(`${server.mention} first`);
		await answersOf(bot);
		const [thread] = server.threads();
		server.join('eve', {roles: [staff]}).says('I look into it.', {...(thread && {in: thread})});
		ada.edits(question, `${server.mention} second`);
		await server.waitForRequest('GET', /\/channels\/:id\/messages$/);
		ada.says(`${server.mention} another one`);
		await answersOf(bot, 2);
		assert.deepEqual(
			bot.questions.map(({text}) => text),
			['first', 'another one'],
		);
	});

	test('an edited question is answered anew in its thread, and a deleted one takes the reply with it', async context => {
		const bot = await openBotWith(context, inThreads);
		const {server, log} = bot;
		const ada = server.join('ada');
		const question = ada.says(`${server.mention} first`);
		await answersOf(bot);
		ada.edits(question, `${server.mention} second`);
		await answersOf(bot, 2);
		assert.deepEqual(
			server.fromBot().map(({content, channelId}) => [content, channelId]),
			[['Answer to: second', question.id]],
		);
		ada.deletes(question);
		await server.waitFor('no reply', () => server.fromBot().length === 0);
		assert.equal(await log.count(), 0);
	});
});

describe('limits', () => {
	test('a member who has asked as often as the server allows is told when again, once', async context => {
		const bot = await openBotWith(context, () => ({questionsPerMember: 2}));
		const {server, clock, questions} = bot;
		const ada = server.join('ada');
		const start = clock.now.getTime();
		const again = `<t:${Math.ceil(start / 1000) + 3600}:R>`;
		clock.now = new Date(Math.ceil(start / 1000) * 1000);
		ada.says(`${server.mention} one`);
		await answersOf(bot, 1);
		clock.now = new Date(clock.now.getTime() + 10 * minute);
		ada.says(`${server.mention} two`);
		await answersOf(bot, 2);
		const third = ada.says(`${server.mention} three`);
		const told = await server.waitForMessage('as many as this server allows each member', {repliesTo: third});
		assert.ok(told.content.includes(`2 questions in the last hour`));
		assert.ok(told.content.endsWith(`I can take the next one ${again}.`), told.content);
		ada.says(`${server.mention} four`);
		server.join('bob').says(`${server.mention} from bob`);
		await answersOf(bot, 3);
		assert.equal(server.fromBot().length, 4);
		clock.now = new Date(clock.now.getTime() + 51 * minute);
		ada.says(`${server.mention} five`);
		await answersOf(bot, 4);
		assert.deepEqual(
			questions.map(({text}) => text),
			['one', 'two', 'from bob', 'five'],
		);
	});

	test('a limit of the whole server holds after a restart and for commands too', async context => {
		const server = await startDiscordServer();
		const log = await memoryLog();
		const first = await openBotWith(context, () => ({questionsPerServer: 1}), {server, log});
		await commandsOf(first);
		server.join('ada').says(`${server.mention} one`);
		await answersOf(first);
		await first.discord.close();
		await openBot(context, {server, log});
		const run = server.join('bob').runCommand('ask', {question: 'two'});
		const {data} = await server.waitForAnswer(run);
		assert.match(String(data.content), /^Hi <@\d+>\. This server has asked me 1 question in the last hour/);
		assert.equal(Number(data.flags) & ephemeral, ephemeral);
	});
});

describe('quiet hours', () => {
	const night = {from: '22:00', to: '07:00', timeZone: 'Europe/Berlin'};
	const times: readonly [string, boolean][] = [
		['2026-01-10T20:59:59Z', false],
		['2026-01-10T21:00:00Z', true],
		['2026-01-11T05:59:59Z', true],
		['2026-01-11T06:00:00Z', false],
		// In summer Berlin is two hours ahead.
		['2026-07-10T20:00:00Z', true],
		['2026-07-11T05:00:00Z', false],
	];
	for (const [at, quiet] of times) {
		test(`${at} is ${quiet ? '' : 'not '}between 22:00 and 07:00 in Berlin`, () => {
			assert.equal(isQuiet({quietHours: night}, new Date(at)), quiet);
		});
	}

	test('quiet hours within one day, and none', () => {
		const noon = {from: '12:00', to: '13:00', timeZone: 'UTC'};
		assert.equal(isQuiet({quietHours: noon}, new Date('2026-01-10T12:30:00Z')), true);
		assert.equal(isQuiet({quietHours: noon}, new Date('2026-01-10T13:00:00Z')), false);
		assert.equal(isQuiet({quietHours: null}, new Date('2026-01-10T12:30:00Z')), false);
	});

	test('who asks in quiet hours is answered, and nobody’s device makes a sound', async context => {
		const bot = await openBotWith(context, () => ({quietHours: {...night, timeZone: 'UTC'}}));
		const {server, clock} = bot;
		const ada = server.join('ada');
		clock.now = new Date('2030-01-10T23:00:00Z');
		const late = ada.says(`${server.mention} at night`);
		const answer = await server.waitForMessage('Answer to: at night', {repliesTo: late});
		assert.equal(answer.flags & silent, silent);
		clock.now = new Date('2030-01-11T12:00:00Z');
		ada.says(`${server.mention} at noon`);
		assert.equal((await server.waitForMessage('Answer to: at noon')).flags & silent, 0);
	});
});

describe('what a server has set in place of the operator', () => {
	test('the link notice and the help channel are the server’s own', async context => {
		const server = await startDiscordServer();
		const linked = server.addRole('verified');
		const help = server.addChannel('people');
		const bot = await openBotWith(
			context,
			() => ({linkedRole: linked, linkUrl: 'https://own.example/link', helpChannel: help.id}),
			{
				server,
				linkedRoleId: server.addRole('other'),
				linkUrl: 'https://operator.example/link',
				helpChannelId: server.channel.id,
			},
		);
		const ada = server.join('ada');
		ada.says(`${server.mention} it fails`);
		await answersOf(bot);
		const answer = await server.waitForMessage('Answer to: it fails');
		assert.match(answer.content, new RegExp(`<https://own\\.example/link>.*<#${help.id}>`));
		ada.pressButton(answer, 'Ask a human');
		await server.waitForMessage('asks for a human', {in: help});
	});

	test('a host that the server allows may be tested', async context => {
		const bot = await openBotWith(context, () => ({probeHosts: ['voice.member.test']}));
		bot.server.join('ada').says(`${bot.server.mention} wss://voice.member.test/v1/listen fails`);
		await answersOf(bot);
		assert.deepEqual(bot.questions[0]?.hosts, ['voice.member.test']);
		const other = await openBot(context);
		other.server.join('ada').says(`${other.server.mention} wss://voice.member.test/v1/listen fails`);
		await answersOf(other);
		assert.equal(other.questions[0]?.hosts, undefined);
	});
});

describe('forum posts', () => {
	async function forumBot(context: TestContext, change: Readonly<Record<string, unknown>> = {}) {
		const server = await startDiscordServer();
		server.gateway.grantMessageContent();
		const forum = server.addChannel('support', 15);
		const bot = await openBotWith(context, () => ({forumChannels: [forum.id], ...change}), {
			server,
			messageContent: 'on',
		});
		return {...bot, bot, forum};
	}

	test('forum posts are answered automatically where a server switches it on', async context => {
		const {server, bot, forum, questions} = await forumBot(context);
		const ada = server.join('ada');
		const other = server.addChannel('showcase', 15);
		ada.posts('look at my project', 'it streams', {in: other});
		const {post, message} = ada.posts('401 on connect', 'since this morning', {
			in: forum,
			files: [{name: 'app.log', text: 'HTTP 401'}],
		});
		await answersOf(bot);
		const [answer, ...others] = server.fromBot();
		assert.equal(answer?.channelId, post.id);
		assert.equal(answer?.repliesTo, message.id);
		assert.deepEqual(others, []);
		assert.equal(questions[0]?.text, '401 on connect\n\nsince this morning');
		assert.deepEqual(questions[0]?.attachments, [{name: 'app.log', text: 'HTTP 401'}]);
		// What is said below without a mention is between people.
		ada.says('nobody?', {in: post});
		ada.says(`${server.mention} still 401`, {in: post});
		await answersOf(bot, 2);
		assert.equal(questions[1]?.text, 'still 401');
		assert.equal(questions[1]?.conversationId, questions[0]?.id);
	});

	test('an edited post is answered anew, unless somebody who helps has answered', async context => {
		const server = await startDiscordServer();
		server.gateway.grantMessageContent();
		const staff = server.addRole('staff');
		const forum = server.addChannel('support', 15);
		const bot = await openBotWith(context, () => ({forumChannels: [forum.id], staffRoles: [staff]}), {
			server,
			messageContent: 'on',
		});
		const ada = server.join('ada');
		const {post, message} = ada.posts('it fails', 'no idea', {in: forum});
		await answersOf(bot);
		server.join('bob').says('same here', {in: post});
		ada.edits(message, 'it says 401');
		await answersOf(bot, 2);
		assert.equal(bot.questions[1]?.text, 'it fails\n\nit says 401');
		server.join('eve', {roles: [staff]}).says('That is our proxy.', {in: post});
		ada.edits(message, 'it says 403');
		ada.says(`${server.mention} so it is the proxy?`, {in: post});
		await answersOf(bot, 3);
		assert.deepEqual(
			bot.questions.map(({text}) => text),
			['it fails\n\nno idea', 'it fails\n\nit says 401', 'so it is the proxy?'],
		);
	});

	test('no post is answered by itself after a human helper has, by staff, or in quiet hours', async context => {
		const server = await startDiscordServer();
		server.gateway.grantMessageContent();
		const forum = server.addChannel('support', 15);
		const staff = server.addRole('staff');
		const bot = await openBotWith(
			context,
			() => ({
				forumChannels: [forum.id],
				staffRoles: [staff],
				quietHours: {from: '22:00', to: '07:00', timeZone: 'UTC'},
			}),
			{server, messageContent: 'on'},
		);
		bot.clock.now = new Date('2030-01-10T12:00:00Z');
		const ada = server.join('ada');
		const release = server.hold({method: 'GET', route: /\/channels\/:id\/messages$/});
		const {post} = ada.posts('helped', 'it fails', {in: forum});
		await server.waitForRequestSeen('GET', /\/channels\/:id\/messages$/);
		server.join('mod', {moderator: true}).says('Which proxy do you use?', {in: post});
		release();
		server.join('eve', {roles: [staff]}).posts('How to ask', 'Please read this', {in: forum});
		await server.waitForRequest('GET', /\/channels\/:id\/messages$/);
		bot.clock.now = new Date('2030-01-10T23:00:00Z');
		ada.posts('at night', 'it fails', {in: forum});
		ada.says(`${server.mention} asked at night`);
		await answersOf(bot);
		bot.clock.now = new Date('2030-01-11T12:00:00Z');
		ada.posts('by day', 'it fails', {in: forum});
		await answersOf(bot, 2);
		assert.deepEqual(
			bot.questions.map(({text}) => text),
			['asked at night', 'by day\n\nit fails'],
		);
	});

	test('without the text of messages only a mention is answered, with the title of the post', async context => {
		const server = await startDiscordServer();
		const forum = server.addChannel('support', 15);
		const bot = await openBotWith(context, () => ({forumChannels: [forum.id]}), {server});
		const ada = server.join('ada');
		const {post} = ada.posts('close code 1011', 'after ten seconds', {in: forum});
		ada.says(server.mention, {in: post});
		await answersOf(bot);
		ada.posts('401 on connect', `${server.mention} since today`, {in: forum});
		await answersOf(bot, 2);
		assert.deepEqual(
			bot.questions.map(({text}) => text),
			['close code 1011', '401 on connect\n\nsince today'],
		);
	});

	test('a text that Discord keeps back is asked for only where the operator says so', async context => {
		const server = await startDiscordServer();
		await assert.rejects(
			openBot(context, {server, messageContent: 'on'}),
			/want "Message Content Intent" switched on under Bot in its developer portal, or no MESSAGE_CONTENT/,
		);
		await server.close();
	});
});
