import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, type TestContext, test} from 'node:test';
import {commands} from '../../commands/index.ts';
import {answersOf, answerTo, commandsOf, knowledge, openBot} from '../support/discord-bot.ts';

describe('all commands', () => {
	test('every file of commands/ is in the list', () => {
		const files = readdirSync(join(import.meta.dirname, '../../commands')).filter(
			file => file !== 'index.ts',
		);
		assert.equal(commands.length, files.length);
	});

	test('commands are registered when they changed, and only then', async context => {
		const first = await openBot(context);
		await commandsOf(first);
		const puts = () => first.server.requests.filter(({method}) => method === 'PUT').length;
		assert.equal(puts(), 1);
		assert.deepEqual(
			first.server.commands().map(command => command.name),
			commands.map(({definition}) => definition.name),
		);
		await first.discord.close();

		const second = await openBot(context, {server: first.server});
		await commandsOf(second);
		assert.equal(puts(), 1);
		await second.discord.close();

		const [diagnose, ...others] = commands;
		assert.ok(diagnose?.kind === 'chat');
		const changed = {...diagnose, definition: {...diagnose.definition, description: 'Another description'}};
		const third = await openBot(context, {server: first.server, commands: [changed, ...others]});
		await commandsOf(third);
		assert.equal(puts(), 2);
	});
});

describe('/diagnose', () => {
	const ephemeral = 64;

	async function botWithCommands(context: TestContext, options: Parameters<typeof openBot>[1] = {}) {
		const bot = await openBot(context, options);
		await commandsOf(bot);
		return {...bot, bot, ada: bot.server.join('ada')};
	}

	test('/diagnose answers like a mention: at once, in one message that becomes the answer', async context => {
		const gate = Promise.withResolvers<void>();
		const {bot, server, ada, questions, log} = await botWithCommands(context, {
			road: async question => {
				await gate.promise;
				return answerTo(question);
			},
		});
		const run = ada.runCommand('diagnose', {message: 'it fails', status: 401, target: 'listen'});
		const {type} = await server.waitForAnswer(run);
		assert.equal(type, 5);
		await server.waitForMessage("I'm Lineman, your friendly support bot");
		gate.resolve();
		await answersOf(bot);
		assert.equal(run.original?.content, 'Answer to: it fails');
		assert.equal(run.original?.components.length, 1);
		assert.deepEqual(run.followUps, []);
		assert.deepEqual(questions[0]?.hints, {status: 401, target: 'listen'});
		assert.equal(questions[0]?.askerId, ada.user.id);
		assert.equal(questions[0]?.place?.channelId, server.channel.id);
		assert.equal(await log.questionOfReply(run.original?.id ?? ''), questions[0]?.id);
		assert.equal((run.original?.flags ?? 0) & 4, 4);
		for (const {body} of server.requests.filter(({route}) => route.startsWith('/webhooks'))) {
			assert.deepEqual(body?.allowed_mentions, {parse: [], replied_user: false});
		}
	});

	test('a follow-up to the answer of /diagnose is a follow-up', async context => {
		const {bot, server, ada, questions} = await botWithCommands(context);
		const run = ada.runCommand('diagnose', {message: 'it fails'});
		await answersOf(bot);
		assert.ok(run.original);
		ada.says('and now 1011', {replyTo: run.original});
		await server.waitForMessage('Answer to: and now 1011');
		assert.equal(questions[1]?.conversationId, questions[0]?.id);
	});

	const statuses: readonly [status: number, fits: boolean][] = [
		[100, true],
		[599, true],
		[600, false],
		[999, false],
		[1000, true],
		[4999, true],
	];

	test('/diagnose takes an HTTP status or a close code, and says so where it is neither', async context => {
		const {bot, server, ada, questions} = await botWithCommands(context);
		let answers = 0;
		for (const [status, fits] of statuses) {
			const run = ada.runCommand('diagnose', {message: 'it fails', status});
			const {type, data} = await server.waitForAnswer(run);
			if (fits) {
				answers += 1;
				await answersOf(bot, answers);
				assert.equal(questions.at(-1)?.hints.status, status);
			} else {
				assert.equal(type, 4);
				assert.equal(Number(data.flags) & ephemeral, ephemeral);
				assert.match(String(data.content), new RegExp(`status ${status}.*100 to 599.*1000 to 4999`));
			}
		}
		assert.throws(() => ada.runCommand('diagnose', {message: 'x', status: 99}));
		assert.throws(() => ada.runCommand('diagnose', {message: 'x', status: 5000}));
	});

	test('the target is offered by name and title, and must be one of the list', async context => {
		const {server, ada, questions, bot} = await botWithCommands(context);
		assert.deepEqual(await ada.autocomplete('diagnose', 'target', ''), [
			{name: 'Speech to text (listen)', value: 'listen'},
			{name: 'Text to speech (speak)', value: 'speak'},
		]);
		assert.deepEqual(await ada.autocomplete('diagnose', 'target', 'TEXT sp'), [
			{name: 'Speech to text (listen)', value: 'listen'},
			{name: 'Text to speech (speak)', value: 'speak'},
		]);
		assert.deepEqual(await ada.autocomplete('diagnose', 'target', 'listen'), [
			{name: 'Speech to text (listen)', value: 'listen'},
		]);
		assert.deepEqual(await ada.autocomplete('diagnose', 'target', 'evil.example'), []);
		const wrong = await server.waitForAnswer(
			ada.runCommand('diagnose', {message: 'x', target: 'ws://evil.example'}),
		);
		assert.match(String(wrong.data.content), /I do not know that target.*`listen`, `speak`/);
		ada.runCommand('diagnose', {message: 'x', target: 'Speech to Text'});
		await answersOf(bot);
		assert.equal(questions[0]?.hints.target, 'listen');
	});

	test('/diagnose without a message or a status shows a form with a large field', async context => {
		const {bot, server, ada, questions} = await botWithCommands(context);
		const opened = ada.runCommand('diagnose', {target: 'speak'});
		const {type} = await server.waitForAnswer(opened);
		assert.equal(type, 9);
		ada.submitModal(opened, {message: 'line one\nline two', target: 'speak'});
		await answersOf(bot);
		assert.equal(questions[0]?.text, 'line one\nline two');
		assert.deepEqual(questions[0]?.hints, {target: 'speak'});
	});

	test('a status alone is a question', async context => {
		const {bot, ada, questions} = await botWithCommands(context);
		ada.runCommand('diagnose', {status: 1011});
		await answersOf(bot);
		assert.deepEqual(questions[0]?.hints, {status: 1011});
		assert.equal(questions[0]?.text, '');
	});

	test('an error of the road after a command becomes one kind line', async context => {
		const {server, ada} = await botWithCommands(context, {
			road: () => {
				throw new Error('the road is broken');
			},
		});
		const run = ada.runCommand('diagnose', {message: 'it fails'});
		await server.waitForMessage('something went wrong on my side');
		assert.match(run.original?.content ?? '', /`[0-9a-f-]{36}`/);
	});

	test('a fault of ours before the first answer is answered with a kind line, for the one who asked', async context => {
		let isBroken = false;
		const {server, ada, lines} = await botWithCommands(context, {
			knowledge: () => {
				if (isBroken) throw new Error('the knowledge is broken');
				return knowledge;
			},
		});
		isBroken = true;
		const run = ada.runCommand('diagnose', {message: 'it fails', target: 'listen'});
		const {data} = await server.waitForAnswer(run);
		assert.match(String(data.content), /something went wrong on my side/);
		assert.equal(Number(data.flags) & ephemeral, ephemeral);
		await server.waitFor('the log line', () =>
			lines.find(({message}) => message === 'Cannot answer an interaction: the knowledge is broken'),
		);
	});
});

describe('/ask', () => {
	test('/ask answers a question and goes on with what was asked before', async context => {
		const bot = await openBot(context);
		await commandsOf(bot);
		const {server, questions} = bot;
		const ada = server.join('ada');
		assert.throws(() => ada.runCommand('ask'), /required/);
		const first = ada.runCommand('ask', {question: 'why 401?'});
		await answersOf(bot);
		assert.equal(first.original?.content, 'Answer to: why 401?');
		ada.runCommand('ask', {question: 'and 402?'});
		await answersOf(bot, 2);
		assert.equal(questions[1]?.conversationId, questions[0]?.id);
	});
});

describe('“Diagnose this message”', () => {
	const name = 'Diagnose this message';

	test('“Diagnose this message” reads that message, whoever wrote it', async context => {
		const bot = await openBot(context);
		await commandsOf(bot);
		const {server, questions} = bot;
		const ada = server.join('ada');
		const message = server.join('bob').says('Received network error or non-101 status code', {
			files: [{name: 'app.log', text: 'dg-error: Invalid credentials'}],
		});
		const used = ada.useMenu(name, message);
		await answersOf(bot);
		assert.match(used.original?.content ?? '', /^Answer to: Received network error/);
		assert.equal(questions[0]?.askerId, ada.user.id);
		assert.equal(questions[0]?.place?.messageId, message.id);
		assert.deepEqual(questions[0]?.attachments, [{name: 'app.log', text: 'dg-error: Invalid credentials'}]);
	});

	test('a message without text, or the bot’s own, is not diagnosed', async context => {
		const bot = await openBot(context);
		await commandsOf(bot);
		const {server, questions} = bot;
		const ada = server.join('ada');
		const empty = await server.waitForAnswer(ada.useMenu(name, ada.says('')));
		assert.match(String(empty.data.content), /no text in that message/);
		ada.says(`${server.mention} it fails`);
		await answersOf(bot);
		const own = await server.waitForMessage('Answer to: it fails');
		const refused = await server.waitForAnswer(ada.useMenu(name, own));
		assert.match(String(refused.data.content), /That one is mine/);
		assert.equal(questions.length, 1);
	});
});
