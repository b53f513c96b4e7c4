import assert from 'node:assert/strict';
import {describe, type TestContext, test} from 'node:test';
import {drawLine} from '../../src/answer/draw-line.ts';
import {buttonsFor, readPress} from '../../src/discord/buttons.ts';
import {isWorthOwnTest, ownTestText} from '../../src/discord/own-test.ts';
import type {FailureCode} from '../../src/failures/failure-codes.ts';
import type {AnswerRecord} from '../../src/log/answer-record.ts';
import {
	answerOf,
	answersOf,
	answerTo,
	type Bot,
	commandsOf,
	knowledge,
	openBot,
	type Road,
} from '../support/discord-bot.ts';
import {
	type Channel,
	type DiscordServer,
	type Interaction,
	type SentMessage,
	startDiscordServer,
} from '../support/discord-server.ts';
import {evidenceOf, probeOf, recordOf} from '../support/records.ts';

describe('the buttons under an answer', () => {
	const ephemeral = 64;

	async function answered(context: TestContext, options: Parameters<typeof openBot>[1] = {}) {
		const bot = await openBot(context, options);
		const ada = bot.server.join('ada');
		ada.says(`${bot.server.mention} it fails`);
		await answersOf(bot);
		const reply = await bot.server.waitForMessage('Answer to: it fails');
		return {...bot, bot, ada, reply};
	}

	const feedbackOn = ({log, questions}: Pick<Bot, 'log' | 'questions'>) =>
		log.feedbackOf(questions[0]?.id ?? '');

	const labels = (message: SentMessage) =>
		message.components.flatMap(row =>
			(row.components as {label: string; disabled?: boolean}[]).map(
				({label, disabled}) => `${label}${disabled ? ' (off)' : ''}`,
			),
		);

	test('an answer has the buttons Solved, Not helpful, Test again and Ask a human', async context => {
		const {reply} = await answered(context);
		assert.deepEqual(labels(reply), ['Solved', 'Not helpful', 'Test again', 'Ask a human']);
	});

	test('a button says which question it belongs to and who may press it', () => {
		const of = {questionId: '01900000-0000-7000-8000-000000000001', askerId: '123456789012345678'};
		const ids = buttonsFor({...of, extras: ['details', 'test_again', 'own_test']})
			.flatMap(({components}) => components)
			.map(button => ('custom_id' in button ? button.custom_id : ''));
		assert.deepEqual(
			ids.map(id => readPress(id)),
			['details', 'solved', 'not_helpful', 'test_again', 'own_test', 'ask_human'].map(kind => ({
				kind,
				...of,
			})),
		);
		for (const foreign of [
			'',
			'lineman',
			'lineman/solved',
			'other/solved/1/2',
			'lineman/explode/1/2',
			'lineman/solved/1/2/3',
		]) {
			assert.equal(readPress(foreign), undefined, foreign);
		}
	});

	test('Solved and Not helpful are kept, and the buttons show it', async context => {
		const {server, ada, reply, log, questions} = await answered(context);
		await server.waitForAnswer(ada.pressButton(reply, 'Solved'));
		assert.deepEqual(labels(reply), ['Solved ✓ (off)', 'Not helpful', 'Test again', 'Ask a human']);
		const {type} = await server.waitForAnswer(ada.pressButton(reply, 'Not helpful'));
		assert.equal(type, 9);
		await server.waitFor('the buttons', () => labels(reply).includes('Not helpful ✓ (off)'));
		assert.deepEqual(labels(reply), ['Solved ✓ (off)', 'Not helpful ✓ (off)', 'Test again', 'Ask a human']);
		assert.deepEqual(
			(await feedbackOn({log, questions})).map(({questionId, byId, kind}) => ({questionId, byId, kind})),
			[
				{questionId: questions[0]?.id, byId: ada.user.id, kind: 'solved'},
				{questionId: questions[0]?.id, byId: ada.user.id, kind: 'not_helpful'},
			],
		);
		assert.equal(reply.content, 'Answer to: it fails');
	});

	test('only the one who asked may press, and moderators', async context => {
		const {server, reply, log, questions} = await answered(context);
		const bob = server.join('bob');
		for (const label of ['Solved', 'Not helpful', 'Test again', 'Ask a human']) {
			const press = bob.pressButton(reply, label);
			const {data} = await server.waitForAnswer(press);
			assert.match(String(data.content), /^These buttons are for <@\d+>/);
			assert.equal(Number(data.flags) & ephemeral, ephemeral);
		}
		assert.deepEqual(await feedbackOn({log, questions}), []);
		assert.deepEqual(labels(reply), ['Solved', 'Not helpful', 'Test again', 'Ask a human']);
		const mod = server.join('mod', {moderator: true});
		await server.waitForAnswer(mod.pressButton(reply, 'Solved'));
		assert.deepEqual(
			(await feedbackOn({log, questions})).map(({kind, byId}) => ({kind, byId})),
			[{kind: 'solved', byId: mod.user.id}],
		);
	});

	test('pressing twice is harmless', async context => {
		const {server, ada, reply, log, questions} = await answered(context);
		const [solved] = reply.components.flatMap(row => row.components as {custom_id: string}[]);
		const presses = [1, 2].map(() => ada.sendComponent(reply, solved?.custom_id ?? ''));
		for (const press of presses) await server.waitForAnswer(press);
		assert.equal((await feedbackOn({log, questions})).length, 1);
		assert.deepEqual(labels(reply), ['Solved ✓ (off)', 'Not helpful', 'Test again', 'Ask a human']);
	});

	test('the buttons work after a restart', async context => {
		const {server, ada, reply, log, questions, discord} = await answered(context);
		await discord.close();
		await openBot(context, {server, log});
		await server.waitForAnswer(ada.pressButton(reply, 'Solved'));
		assert.equal((await feedbackOn({log, questions})).length, 1);
	});

	test('a button of a question that is no longer known says so', async context => {
		const {server, ada, reply, discord} = await answered(context);
		await discord.close();
		await openBot(context, {server});
		const {data} = await server.waitForAnswer(ada.pressButton(reply, 'Solved'));
		assert.match(String(data.content), /no longer remember/);
	});

	test('a long answer folds the rest behind Details, for everybody to read', async context => {
		const {server, reply, ada} = await answered(context, {
			road: question =>
				answerTo(question, {
					answer: answerOf([`Answer to: ${question.text}`, 'part two @everyone', 'part three']),
				}),
		});
		assert.equal(server.fromBot().length, 1);
		assert.deepEqual(labels(reply), ['Details', 'Solved', 'Not helpful', 'Test again', 'Ask a human']);
		const bob = server.join('bob');
		const press = bob.pressButton(reply, 'Details');
		assert.equal(await whisperOf(server, press), 'part three');
		assert.equal(press.original?.content, 'part two ＠everyone');
		assert.equal((press.original?.flags ?? 0) & ephemeral, ephemeral);
		await server.waitForAnswer(ada.pressButton(reply, 'Solved'));
		assert.deepEqual(labels(reply), [
			'Details',
			'Solved ✓ (off)',
			'Not helpful',
			'Test again',
			'Ask a human',
		]);
	});

	test('what the writer left out stands behind Details too, however long it is', async context => {
		const details = `**Documentation**: <@123456789012345678>\n\n${'word '.repeat(500)}`;
		const {server, reply, ada, log, questions} = await answered(context, {
			road: question => answerTo(question, {answer: {...answerOf([`Answer to: ${question.text}`]), details}}),
		});
		assert.deepEqual(labels(reply), ['Details', 'Solved', 'Not helpful', 'Test again', 'Ask a human']);
		const press = ada.pressButton(reply, 'Details');
		await whisperOf(server, press);
		const shown = [press.original, ...press.followUps];
		assert.equal(shown.length, 2);
		for (const message of shown) assert.equal((message?.flags ?? 0) & ephemeral, ephemeral);
		assert.match(shown[0]?.content ?? '', /^\*\*Documentation\*\*: <＠123456789012345678>\n\nword/);
		assert.equal((await log.find(questions[0]?.id ?? ''))?.answer.details, details);
	});

	/** The first test of the line fails, every later one passes. */
	function healingRoad(): Road {
		let tests = 0;
		return question => {
			tests += 1;
			const probe =
				tests === 1
					? probeOf({verdict: 'unreachable', failedPhase: 'tls', failure: 'tls_expired'})
					: probeOf({verdict: 'reachable', status: 401});
			return answerTo(question, {probe, evidence: evidenceOf({text: question.text, target: 'listen'})});
		};
	}

	test('Test again asks the same question anew and says what has changed', async context => {
		const {bot, server, ada, reply, questions} = await answered(context, {road: healingRoad()});
		const press = ada.pressButton(reply, 'Test again');
		await answersOf(bot, 2);
		assert.equal(press.callback?.type, 5);
		const second = press.original;
		assert.equal(second?.repliesTo, reply.id);
		assert.match(
			second?.content ?? '',
			/^Something has changed\. The last test, <t:\d+:R>: it fails at TLS: an expired certificate\. Now: the service answers and asks for a key \(HTTP 401\)\.\n\nAnswer to: it fails$/,
		);
		assert.equal(questions[1]?.text, 'it fails');
		assert.equal(questions[1]?.conversationId, questions[0]?.conversationId);
		assert.deepEqual(questions[1]?.hints, {target: 'listen'});
		assert.deepEqual(labels(second as SentMessage), ['Solved', 'Not helpful', 'Test again', 'Ask a human']);
		ada.pressButton(second as SentMessage, 'Test again');
		const third = await server.waitForMessage('Nothing has changed since the last test');
		assert.match(third.content, /My answer above stands\.$/);
	});

	test('where a second test finds the same, the answer is not said again', async context => {
		let incident = '';
		const {bot, server, ada, reply} = await answered(context, {
			road: question =>
				answerTo(question, {answer: answerOf([`${incident}Answer to: ${question.text}`, 'more'])}),
		});
		const press = ada.pressButton(reply, 'Test again');
		await answersOf(bot, 2);
		const again = press.original;
		assert.match(again?.content ?? '', /^Nothing has changed .*My answer above stands\.$/);
		assert.equal(again?.attachments.length, 1);
		assert.deepEqual(labels(again as SentMessage), ['Solved', 'Not helpful', 'Test again', 'Ask a human']);
		// What is new stands in the answer's first line, and is said.
		incident = 'It is probably not only you.\n';
		ada.pressButton(reply, 'Test again');
		await answersOf(bot, 3);
		await server.waitForMessage(/^Nothing has changed [^\n]*\n\nIt is probably not only you\.\nAnswer to/);
	});

	test('an answer that is not about the line has no Test again', async context => {
		const {reply} = await answered(context, {
			road: question => {
				const {probe: _, ...untested} = answerTo(question);
				return untested;
			},
		});
		assert.deepEqual(labels(reply), ['Solved', 'Not helpful', 'Ask a human']);
	});

	test('a failure that was not tested, since there were many tests, can be tested again', async context => {
		const {reply} = await answered(context, {
			road: question => {
				const evidence = evidenceOf({failures: [{turn: 0, excerpt: '401', code: 'http_401'}]});
				const {probe: _, ...untested} = answerTo(question, {
					evidence: {...evidence, text: question.text},
				});
				return untested;
			},
		});
		assert.ok(labels(reply).includes('Test again'));
	});

	test('Test again pressed twice tests once', async context => {
		const gate = Promise.withResolvers<void>();
		let tests = 0;
		const {bot, server, ada, reply, questions} = await answered(context, {
			road: async question => {
				tests += 1;
				if (tests > 1) await gate.promise;
				return answerTo(question);
			},
		});
		ada.pressButton(reply, 'Test again');
		await server.waitFor('the second test', () => tests === 2);
		const {data} = await server.waitForAnswer(ada.pressButton(reply, 'Test again'));
		assert.match(String(data.content), /testing this again already/);
		gate.resolve();
		await answersOf(bot, 2);
		assert.equal(questions.length, 2);
	});

	test('Ask a human hands the case over in the help channel, once and without ringing anybody', async context => {
		const {server, ada, reply, log, questions, lines, help} = await withHelpChannel(context);
		const press = ada.pressButton(reply, 'Ask a human');
		const again = ada.sendComponent(reply, customId(reply, 3));
		const card = await server.waitForMessage('asks for a human');
		assert.match(await whisperOf(server, press), /handed your question over/);
		assert.match(await whisperOf(server, again), /with people already/);
		assert.equal(card.channelId, help.id);
		assert.deepEqual(card.pings, {users: [], roles: [], everyone: false});
		assert.ok(card.content.length <= 2000);
		for (const part of [
			`<@${ada.user.id}> asks for a human`,
			"```\nit fails ＠everyone '''\n\nTarget: listen\n```",
			'**Our verdict:** The API key was refused',
			'**Causes weighed:** `auth.invalid_key` 90 %',
			'**Seen:** HTTP 401 Unauthorized, INVALID_AUTH',
			'**Request ids:** `01-request`',
			'**Client:** undici',
			'**The line, from test:** the service answers and asks for a key (HTTP 401)',
			'**Tried:** 1 question answered',
			`/${reply.channelId}/${reply.id}`,
		]) {
			assert.ok(card.content.includes(part), `${part} in\n${card.content}`);
		}
		assert.equal(server.fromBot().filter(({content}) => content.includes('asks for a human')).length, 1);
		assert.deepEqual(
			(await feedbackOn({log, questions})).map(({kind}) => kind),
			['ask_human'],
		);
		assert.ok(labels(reply).includes('A human was asked ✓ (off)'));
		assert.deepEqual(
			lines.filter(({level}) => level === 'error'),
			[],
		);
	});

	/** What only the one who pressed is told after the press was acknowledged. */
	async function whisperOf(server: DiscordServer, press: Interaction): Promise<string> {
		const whispered = await server.waitFor('a whisper', () => press.followUps[0]);
		assert.equal(whispered.flags & ephemeral, ephemeral);
		return whispered.content;
	}

	const customId = (message: SentMessage, index: number) =>
		message.components.flatMap(row => row.components as {custom_id: string}[])[index]?.custom_id ?? '';

	async function withHelpChannel(context: TestContext) {
		const server = await startDiscordServer();
		const help: Channel = server.addChannel('human-help');
		const given = await answered(context, {
			server,
			helpChannelId: help.id,
			road: question =>
				answerTo(question, {
					evidence: evidenceOf({
						text: `\n\n${question.text} @everyone \`\`\`\n\n\nTarget: listen`,
						failures: [{turn: 0, excerpt: '401', code: 'http_401'}],
						serviceCodes: [{turn: 0, excerpt: 'x', code: 'INVALID_AUTH'}],
						requestIds: ['01-request'],
						clients: [{turn: 0, excerpt: 'x', id: 'undici', how: 'sure'}],
					}),
				}),
		});
		return {...given, help};
	}

	test('a long question is cut in the hand-over', async context => {
		const server = await startDiscordServer();
		const helpChannelId = server.addChannel('human-help').id;
		const {ada, reply} = await answered(context, {
			server,
			helpChannelId,
			road: question => answerTo(question, {evidence: evidenceOf({text: 'x'.repeat(9000)})}),
		});
		ada.pressButton(reply, 'Ask a human');
		const card = await server.waitForMessage('asks for a human');
		assert.ok(card.content.length > 1800 && card.content.length <= 2000);
		assert.match(card.content, /x…\n```\n\*\*Our verdict/);
	});

	test('without a help channel Ask a human points to where people are', async context => {
		const {server, ada, reply, log, questions} = await answered(context);
		const note = await whisperOf(server, ada.pressButton(reply, 'Ask a human'));
		const {support, community} = knowledge.service;
		assert.ok(note.includes(`[${community?.title}](<${community?.url}>)`));
		assert.ok(note.includes(`[${support?.title}](<${support?.url}>)`));
		assert.deepEqual(await feedbackOn({log, questions}), []);
	});

	test('a help channel that takes no messages is logged, and the member is pointed to people', async context => {
		const server = await startDiscordServer();
		const help = server.addChannel('human-help');
		help.forbidden.add('send');
		const {ada, reply, log, questions, lines} = await answered(context, {server, helpChannelId: help.id});
		assert.match(await whisperOf(server, ada.pressButton(reply, 'Ask a human')), /People who can help/);
		assert.deepEqual(await feedbackOn({log, questions}), []);
		assert.ok(
			lines.some(
				({level, message}) =>
					level === 'warn' &&
					message.startsWith(
						`Cannot hand a question over in channel "${help.id}": the bot lacks a permission`,
					),
			),
		);
	});

	test('a reply of people to the hand-over is not taken for a question', async context => {
		const {server, ada, reply, questions, help} = await withHelpChannel(context);
		ada.pressButton(reply, 'Ask a human');
		const card = await server.waitForMessage('asks for a human');
		const helper = server.join('helper');
		helper.says('I am on it', {replyTo: card, in: help});
		helper.says(`${server.mention} what does 1011 mean`, {in: help});
		await server.waitForMessage('Answer to: what does 1011 mean', {in: help});
		assert.deepEqual(
			questions.map(({text}) => text),
			['it fails', 'what does 1011 mean'],
		);
	});
});

describe('the picture of the line', () => {
	const edit = {method: 'PATCH', route: /^\/channels\/:id\/messages\/:id$/, uploads: true};

	const pictures = ({attachments}: Pick<SentMessage, 'attachments'>) =>
		attachments.map(({filename, description, content_type}) => [filename, description, content_type]);

	test('the answer brings a picture of the line with it, and words for those who cannot see it', async context => {
		const bot = await openBot(context, {draw: drawLine});
		bot.server.join('ada').says(`${bot.server.mention} it fails`);
		await answersOf(bot);
		const [reply] = bot.server.fromBot();
		assert.ok(reply);
		const {description} = drawLine(probeOf());
		const shown = reply.versions.filter(({attachments}) => attachments.length > 0);
		assert.deepEqual(
			shown.map(({content}) => content),
			['Answer to: it fails'],
		);
		assert.deepEqual(pictures(reply), [['line.png', description, 'image/png']]);
		const response = await fetch(String(reply.attachments[0]?.url));
		assert.deepEqual([...(await response.bytes())], [...drawLine(probeOf()).png]);
	});

	test('the answer to a command has the picture too, and so has a second test', async context => {
		const bot = await openBot(context, {
			road: question => answerTo(question, {probe: probeOf({verdict: 'open'})}),
		});
		await commandsOf(bot);
		const ada = bot.server.join('ada');
		const run = ada.runCommand('diagnose', {message: 'it fails'});
		await answersOf(bot);
		assert.ok(run.original);
		assert.deepEqual(pictures(run.original), [['line.png', 'The line: open', 'image/png']]);
		const again = ada.pressButton(run.original, 'Test again');
		await answersOf(bot, 2);
		assert.equal(again.original?.attachments.length, 1);
	});

	test('a question whose line was not tested, or could not be from here, gets no picture', async context => {
		const bot = await openBot(context, {
			road: question => {
				const {probe, ...untested} = answerTo(question, {probe: probeOf({domain: 'our_probe'})});
				return question.text === 'offline' ? {...untested, ...(probe && {probe})} : untested;
			},
		});
		const {server} = bot;
		const ada = server.join('ada');
		ada.says(`${server.mention} offline`);
		ada.says(`${server.mention} thanks`);
		await answersOf(bot, 2);
		assert.deepEqual(
			server.fromBot().map(({attachments}) => attachments.length),
			[0, 0],
		);
	});

	test('a pressed button leaves the picture, a new answer replaces it', async context => {
		const bot = await openBot(context, {
			road: question =>
				answerTo(question, {probe: probeOf({verdict: question.text === 'first' ? 'refused' : 'open'})}),
		});
		const {server} = bot;
		const ada = server.join('ada');
		const question = ada.says(`${server.mention} first`);
		await answersOf(bot);
		const reply = await server.waitForMessage('Answer to: first');
		await server.waitForAnswer(ada.pressButton(reply, 'Solved'));
		assert.deepEqual(pictures(reply), [['line.png', 'The line: refused', 'image/png']]);
		ada.edits(question, `${server.mention} second`);
		await answersOf(bot, 2);
		assert.deepEqual(pictures(reply), [['line.png', 'The line: open', 'image/png']]);
		const meanwhile = reply.versions.filter(({content}) => content.startsWith('Hi '));
		assert.ok(meanwhile.length >= 2);
		assert.ok(meanwhile.every(({attachments}) => attachments.length === 0));
	});

	test('where a notice stands above, the picture is with the answer', async context => {
		const server = await startDiscordServer();
		const bot = await openBot(context, {
			server,
			linkedRoleId: server.addRole('linked'),
			linkUrl: 'https://community.example/link',
			road: question => answerTo(question, {answer: answerOf(['y'.repeat(2000)])}),
		});
		server.join('ada').says(`${server.mention} it fails`);
		await answersOf(bot);
		assert.deepEqual(
			server.fromBot().map(({attachments, components}) => [attachments.length, components.length]),
			[
				[0, 0],
				[1, 1],
			],
		);
	});

	test('without the permission to attach files the answer comes without its picture, and the log says why', async context => {
		const bot = await openBot(context);
		const {server, lines} = bot;
		server.channel.forbidden.add('attach');
		server.join('ada').says(`${server.mention} it fails`);
		await answersOf(bot);
		const [reply] = server.fromBot();
		assert.equal(reply?.content, 'Answer to: it fails');
		assert.equal(reply?.components.length, 1);
		assert.deepEqual(reply?.attachments, []);
		assert.ok(
			lines.some(
				({level, message}) =>
					level === 'warn' &&
					message ===
						'Cannot attach the picture of the line: the bot lacks a permission, want "Attach Files"',
			),
		);
	});

	test('an upload that fails at Discord costs the picture alone', async context => {
		const bot = await openBot(context);
		const {server, lines} = bot;
		server.fail({...edit, status: 503, times: 10});
		server.join('ada').says(`${server.mention} it fails`);
		await answersOf(bot);
		const [reply] = server.fromBot();
		assert.equal(reply?.content, 'Answer to: it fails');
		assert.deepEqual(reply?.attachments, []);
		assert.ok(
			lines.some(({message}) => message.startsWith('Cannot attach the picture of the line: Discord')),
		);
	});

	test('a picture that cannot be drawn is logged, and the answer comes', async context => {
		const bot = await openBot(context, {
			draw: () => {
				throw new Error('no fonts');
			},
		});
		bot.server.join('ada').says(`${bot.server.mention} it fails`);
		await answersOf(bot);
		const [reply] = bot.server.fromBot();
		assert.equal(reply?.content, 'Answer to: it fails');
		assert.deepEqual(reply?.attachments, []);
		assert.ok(bot.lines.some(({message}) => message.startsWith('Cannot draw the line')));
	});
});

describe('a test from the member’s own machine', () => {
	const ephemeral = 64;
	const script = new TextEncoder().encode('console.log("tests the line");\n');

	const failing = (code: FailureCode, status?: number) =>
		evidenceOf({
			failures: [{turn: 0, excerpt: 'x', code}],
			...(status !== undefined && {statuses: [{turn: 0, excerpt: 'x', status, of: 'upgrade'}]}),
		});

	const {diagnosis} = recordOf();
	const broken = probeOf({
		verdict: 'unreachable',
		failedPhase: 'tls',
		failure: 'tls_expired',
		domain: 'service',
	});

	const rows: readonly [what: string, record: Partial<AnswerRecord>, isWorth: boolean][] = [
		['a handshake fails there and the line works here', {evidence: failing('upgrade_failed')}, true],
		['a name is not found there and the line works here', {evidence: failing('dns_not_found')}, true],
		['the connection breaks there and the line works here', {evidence: failing('close_1006')}, true],
		['their proxy asks for credentials', {evidence: failing('http_407', 407)}, true],
		[
			'something in their network answers in place of the service',
			{evidence: failing('tls_intercepted', 403), diagnosis: {...diagnosis, domain: 'your_network'}},
			true,
		],
		[
			'nobody knows whose side it is on',
			{evidence: failing('tcp_timeout'), probe: broken, diagnosis: {...diagnosis, domain: 'unknown'}},
			true,
		],
		['the service answers them', {evidence: failing('http_401', 401)}, false],
		['the handshake fails with an answer of the service', {evidence: failing('upgrade_failed', 401)}, false],
		['the open connection is closed by the service', {evidence: failing('close_1011')}, false],
		['nothing fails', {}, false],
		[
			'it fails here as it does there',
			{evidence: failing('tls_expired'), probe: broken, diagnosis: {...diagnosis, domain: 'service'}},
			false,
		],
	];

	for (const [what, record, isWorth] of rows) {
		test(`a test from their own machine is ${isWorth ? '' : 'not '}offered where ${what}`, () =>
			assert.equal(isWorthOwnTest(recordOf(record)), isWorth));
	}

	const withCurl = () => ({
		...knowledge,
		clients: [
			{
				id: 'curl',
				title: 'curl',
				programmingLanguage: 'shell',
				docs: [],
				fingerprints: [],
				shows: '',
				sample: {fence: 'sh', code: 'curl -i "{https_url}"'},
			},
		],
	});

	async function answered(context: TestContext, options: Parameters<typeof openBot>[1] = {}) {
		const bot = await openBot(context, {
			knowledge: withCurl,
			road: question =>
				answerTo(question, {
					evidence: failing('upgrade_failed'),
					probe: probeOf({targetName: 'speak', target: 'wss://voice.example/v1/speak?model="; rm -rf ~'}),
					answer: answerOf(['the answer', 'and more']),
				}),
			...options,
		});
		bot.server.join('ada').says(`${bot.server.mention} it fails`);
		await answersOf(bot);
		return {...bot, reply: await bot.server.waitForMessage('the answer')};
	}

	/** What the one who pressed is shown once it is complete. */
	const handedOut = (server: DiscordServer, press: Interaction): Promise<SentMessage> =>
		server.waitFor('what is handed out', () => (press.original?.content ? press.original : undefined));

	const rowsOf = (message: SentMessage) =>
		message.components.map(row => (row.components as {label: string}[]).map(({label}) => label));

	test('“Test from my machine” hands out the file and how to run it, to whoever presses', async context => {
		const {server, reply} = await answered(context, {probeFile: async () => script});
		assert.deepEqual(rowsOf(reply), [
			['Details', 'Solved', 'Not helpful'],
			['Test again', 'Test from my machine', 'Ask a human'],
		]);
		const press = server.join('bob').pressButton(reply, 'Test from my machine');
		const shown = await handedOut(server, press);
		assert.equal(shown.flags & ephemeral, ephemeral);
		const [file] = shown.attachments;
		assert.equal(file?.filename, 'lineman-probe.mjs');
		assert.deepEqual(await (await fetch(String(file?.url))).bytes(), script);
		for (const part of [
			'```sh\nnode lineman-probe.mjs speak --report\n```',
			'```sh\ncurl -i "https://voice.example/v1/speak"\n```',
			'reply to my answer with the block that it prints',
		]) {
			assert.ok(shown.content.includes(part), `${part} in\n${shown.content}`);
		}
	});

	test('without the file only the curl line is handed out', async context => {
		const {server, reply} = await answered(context);
		const press = server.join('bob').pressButton(reply, 'Test from my machine');
		const shown = await handedOut(server, press);
		assert.deepEqual(shown.attachments, []);
		assert.doesNotMatch(shown.content, /lineman-probe/);
		assert.match(shown.content, /curl -i "https:\/\/voice\.example\/v1\/speak"/);
	});

	test('a file that cannot be read or attached is logged, and the curl line is handed out', async context => {
		let isThere = false;
		const {server, reply, lines} = await answered(context, {
			probeFile: async () => {
				if (!isThere) throw new Error('no such file');
				return script;
			},
		});
		const bob = server.join('bob');
		for (const complaint of ['no such file', 'the bot lacks a permission, want "Attach Files"']) {
			const press = bob.pressButton(reply, 'Test from my machine');
			const shown = await handedOut(server, press);
			assert.match(shown.content, /curl/);
			assert.doesNotMatch(shown.content, /lineman-probe/);
			assert.ok(lines.some(({message}) => message === `Cannot attach "lineman-probe.mjs": ${complaint}`));
			isThere = true;
			server.channel.forbidden.add('attach');
		}
	});

	test('where nothing can be handed out, people are', () => {
		const text = ownTestText({record: recordOf(), service: {targets: []}, clients: [], attached: 'nothing'});
		assert.match(text, /no test at hand .* ask a human\.$/);
	});
});
