import assert from 'node:assert/strict';
import {describe, type TestContext, test} from 'node:test';
import {openLineSieve} from '../../src/evidence/useful-lines.ts';
import {answerOf, answersOf, answerTo, openBot, type Road} from '../support/discord-bot.ts';
import {startDiscordServer} from '../support/discord-server.ts';
import {evidenceOf, probeOf} from '../support/records.ts';

describe('a mention', () => {
	const suppressEmbeds = 4;

	test('a mention gets a reply within a second', async context => {
		const {promise: finish, resolve: release} = Promise.withResolvers<void>();
		const {server} = await openBot(context, {
			road: async question => {
				await finish;
				return answerTo(question);
			},
		});
		const ada = server.join('ada');
		const startedAt = performance.now();
		const question = ada.says(`${server.mention} Received network error or non-101 status code`);
		const reply = await server.waitForMessage("I'm Lineman", {repliesTo: question});
		assert.ok((reply.versions[0]?.at ?? Number.NaN) - startedAt < 1000);
		assert.equal(
			reply.versions[0]?.content,
			`Hi <@${ada.user.id}>. I'm Lineman, your friendly support bot. I'm testing the line and searching the knowledge base. 👋`,
		);
		assert.equal(reply.flags, suppressEmbeds);
		assert.deepEqual(reply.pings, {users: [], roles: [], everyone: false});
		release();
		await server.waitForMessage('Answer to: Received network error', {repliesTo: question});
	});

	test('the reply becomes the answer', async context => {
		const bot = await openBot(context, {
			road: question => answerTo(question, {answer: answerOf(['the answer', 'and more of it'])}),
		});
		const {server, log} = bot;
		const question = server.join('ada').says(`${server.mention} it fails`);
		await answersOf(bot);
		const [reply, ...others] = server.fromBot();
		assert.deepEqual(others, []);
		assert.equal(reply?.repliesTo, question.id);
		assert.equal(reply?.content, 'the answer');
		assert.equal(reply?.components.length, 1);
		assert.equal(reply?.flags, suppressEmbeds);
		const [record] = await log.latest({limit: 1});
		assert.equal(await log.questionOfReply(reply?.id ?? ''), record?.id);
	});

	test('the reply is edited in place as the stages pass', async context => {
		const steps = [
			Promise.withResolvers<void>(),
			Promise.withResolvers<void>(),
			Promise.withResolvers<void>(),
		];
		const target = {
			name: 'listen',
			title: 'Speech to text',
			url: 'wss://voice.example',
			keyless: {statuses: [401]},
			subprotocols: [],
		};
		const {server} = await openBot(context, {
			road: async (question, {onProgress}) => {
				onProgress?.({
					stage: 'evidence',
					evidence: evidenceOf({
						failures: [
							{turn: 0, excerpt: '401', code: 'http_401'},
							{turn: 1, excerpt: '1011', code: 'close_1011'},
						],
					}),
				});
				onProgress?.({stage: 'retrieval', sections: []});
				onProgress?.({stage: 'probe_started', target});
				onProgress?.({
					stage: 'observation',
					target,
					observation: {phase: 'dns', outcome: 'passed', tookMs: 2.4},
				});
				await steps[0]?.promise;
				onProgress?.({
					stage: 'observation',
					target,
					observation: {phase: 'tcp', outcome: 'failed', failure: 'tcp_refused', tookMs: 12},
				});
				await steps[1]?.promise;
				onProgress?.({
					stage: 'probe',
					report: probeOf({observations: [{phase: 'dns', outcome: 'passed', tookMs: 2.4}]}),
				});
				await steps[2]?.promise;
				return answerTo(question);
			},
		});
		server.join('ada').says(`${server.mention} 401`);
		const reply = await server.waitForMessage('DNS ✓ 2 ms · …');
		assert.match(
			reply.content,
			/^Hi <@\d+>\. I'm Lineman.*\n\n✅ Read your message: HTTP 401 Unauthorized\n✅ Searched the knowledge base: 0 sections\n⏳ Testing Speech to text: DNS ✓ 2 ms · …$/,
		);
		steps[0]?.resolve();
		await server.waitForMessage('DNS ✓ 2 ms · TCP ✗ 12 ms · …');
		steps[1]?.resolve();
		await server.waitForMessage('⏳ Weighing the causes');
		steps[2]?.resolve();
		const answered = await server.waitForMessage('Answer to: 401');
		assert.equal(answered.id, reply.id);
	});

	test('a pasted key is warned of before the answer is there', async context => {
		const finish = Promise.withResolvers<void>();
		const {server} = await openBot(context, {
			road: async (question, {onProgress}) => {
				onProgress?.({stage: 'evidence', evidence: evidenceOf({secrets: [{kind: 'api_key', turn: 0}]})});
				await finish.promise;
				return answerTo(question);
			},
		});
		server.join('ada').says(`${server.mention} it fails`);
		await server.waitForMessage('holds what looks like a key');
		finish.resolve();
		await server.waitForMessage('Answer to: it fails');
	});

	test('a reply changes at most once in its time, shows the newest state, and never after the answer', async context => {
		const editEveryMs = 60;
		const finish = Promise.withResolvers<void>();
		const {server} = await openBot(context, {
			editEveryMs,
			road: async (question, {onProgress}) => {
				for (let sections = 0; sections <= 50; sections += 1) {
					onProgress?.({stage: 'evidence', evidence: evidenceOf()});
					onProgress?.({stage: 'retrieval', sections: Array(sections).fill({})});
				}
				await finish.promise;
				onProgress?.({stage: 'retrieval', sections: []});
				const record = answerTo(question);
				// After the road's end nothing may be shown any more.
				queueMicrotask(() => onProgress?.({stage: 'retrieval', sections: []}));
				return record;
			},
		});
		const ada = server.join('ada');
		ada.says(`${server.mention} it fails`);
		const reply = await server.waitForMessage('50 sections');
		assert.equal(reply.versions.length, 2);
		const [greeting, progress] = reply.versions;
		assert.ok((progress?.at ?? 0) - (greeting?.at ?? 0) >= editEveryMs * 0.8);
		finish.resolve();
		await server.waitForMessage('Answer to: it fails');
		// A second question is answered after everything that the first could still have sent.
		const next = ada.says(`${server.mention} again`);
		await server.waitForMessage('Answer to: again', {repliesTo: next});
		assert.equal(reply.content, 'Answer to: it fails');
	});

	test('an edit that is under way when the answer is ready does not overtake it', async context => {
		const finish = Promise.withResolvers<void>();
		const {server} = await openBot(context, {
			road: async (question, {onProgress}) => {
				onProgress?.({stage: 'evidence', evidence: evidenceOf()});
				await finish.promise;
				return answerTo(question);
			},
		});
		const release = server.hold({method: 'PATCH', route: /messages\/:id$/});
		server.join('ada').says(`${server.mention} it fails`);
		await server.waitFor('an edit on its way', () => server.requests.find(({method}) => method === 'PATCH'));
		finish.resolve();
		release();
		const reply = await server.waitForMessage('Answer to: it fails');
		const [greeting, progress, answer, ...later] = reply.versions.map(({content}) => content);
		assert.match(greeting ?? '', /^Hi /);
		assert.match(progress ?? '', /⏳ Searching/);
		assert.equal(answer, 'Answer to: it fails');
		assert.deepEqual(later, []);
	});

	test('the text of the question is the message without the mention', async context => {
		const {server, questions} = await openBot(context);
		server.join('ada').says(`  ${server.mention} it fails\nwith ${server.mention.replace('@', '@!')} 401 `);
		await server.waitForMessage('Answer to');
		assert.equal(questions[0]?.text, 'it fails\nwith  401');
		assert.equal(questions[0]?.door, 'discord');
	});

	test('a message that mentions only @everyone, @here or a role is not for us', async context => {
		const {server, questions} = await openBot(context);
		const ada = server.join('ada');
		ada.says('@everyone it fails');
		ada.says('@here it fails');
		ada.says(`<@&${server.botRole}> it fails`);
		ada.says('it fails');
		ada.says(`${server.mention} the last one`);
		await server.waitForMessage('Answer to: the last one');
		assert.equal(questions.length, 1);
		assert.equal(server.fromBot().length, 1);
	});

	test('bots, webhooks and system messages are ignored', async context => {
		const {server, questions} = await openBot(context);
		const pinned = 6;
		server.join('other bot', {bot: true}).says(`${server.mention} it fails`);
		const ada = server.join('ada');
		ada.says(`${server.mention} it fails`, {webhookId: '123456789012345678'});
		ada.says(`${server.mention} it fails`, {type: pinned});
		ada.says(`${server.mention} the last one`);
		await server.waitForMessage('Answer to: the last one');
		assert.equal(questions.length, 1);
	});

	test('exactly one reply for a message that is delivered twice', async context => {
		const {server, questions} = await openBot(context);
		const ada = server.join('ada');
		const question = ada.says(`${server.mention} it fails`);
		server.deliverAgain(question);
		await server.waitForMessage('Answer to: it fails');
		server.deliverAgain(question);
		const last = ada.says(`${server.mention} the last one`);
		await server.waitForMessage('Answer to: the last one', {repliesTo: last});
		assert.equal(questions.length, 2);
		assert.equal(server.fromBot().length, 2);
		const [first] = server.requests.filter(({route}) => route.endsWith('/messages'));
		assert.equal(first?.body?.nonce, question.id);
		assert.equal(first?.body?.enforce_nonce, true);
	});

	test('a direct message needs no mention', async context => {
		const {server, questions} = await openBot(context);
		const ada = server.join('ada');
		const direct = server.directChannel(ada);
		ada.says('it fails', {in: direct});
		await server.waitForMessage('Answer to: it fails', {in: direct});
		assert.equal(questions[0]?.place?.guildId, undefined);
	});

	test('a mention in a thread is answered in the thread', async context => {
		const {server} = await openBot(context);
		const thread = server.addThread('my connection');
		server.join('ada').says(`${server.mention} it fails`, {in: thread});
		await server.waitForMessage('Answer to: it fails', {in: thread});
	});

	test('a mention that says nothing is told what to paste, without a question being asked', async context => {
		const {server, questions} = await openBot(context);
		const ada = server.join('ada');
		const bob = server.join('bob');
		ada.says(server.mention);
		await server.waitForMessage('Paste what you see after my name');
		const error = bob.says('Received network error or non-101 status code');
		ada.says(server.mention, {replyTo: error});
		await server.waitForMessage('**Diagnose this message**');
		assert.deepEqual(questions, []);
	});

	test('an error of the road becomes one kind line with the number of the question', async context => {
		const {server, lines} = await openBot(context, {
			road: () => {
				throw new Error('the road is broken');
			},
		});
		server.join('ada').says(`${server.mention} it fails`);
		const reply = await server.waitForMessage('something went wrong on my side');
		const id = /`([0-9a-f-]{36})`/.exec(reply.content)?.[1];
		const line = lines.find(({level}) => level === 'error');
		assert.equal(line?.message, `Cannot answer question "${id}": the road is broken`);
		assert.equal(server.fromBot().length, 1);
	});

	test('an answer that never comes is given up', async context => {
		const {server} = await openBot(context, {answerWithinMs: 40, road: () => new Promise(() => {})});
		const ada = server.join('ada');
		ada.says(`${server.mention} it fails`);
		await server.waitForMessage('something went wrong on my side');
	});

	test('what a member is told by the answer cannot ring anybody', async context => {
		const {server} = await openBot(context, {
			road: question => answerTo(question, {answer: answerOf([`You wrote: ${question.text}`])}),
		});
		const ada = server.join('ada');
		const hostile = `@everyone @here <@${ada.user.id}> <@!${ada.user.id}> <@&${server.botRole}> @Everyone`;
		ada.says(`${server.mention} ${hostile}`);
		await server.waitForMessage('You wrote');
		for (const message of server.fromBot()) {
			assert.deepEqual(message.pings, {users: [], roles: [], everyone: false});
			assert.doesNotMatch(message.content, /@everyone|@here|<@[!&]?\d/i);
		}
		const sent = server.requests.filter(({body}) => body?.content !== undefined);
		for (const {body} of sent) assert.deepEqual(body?.allowed_mentions, {parse: [], replied_user: false});
	});
});

describe('a conversation', () => {
	test('a reply to the bot’s message continues the conversation', async context => {
		const bot = await openBot(context);
		const {server, questions} = bot;
		const ada = server.join('ada');
		ada.says(`${server.mention} Received network error or non-101 status code`);
		await answersOf(bot);
		const first = await server.waitForMessage('Answer to: Received');
		ada.says('I get 401, dg-error: Invalid credentials', {replyTo: first});
		const second = await server.waitForMessage('Answer to: I get 401');
		assert.equal(questions[1]?.conversationId, questions[0]?.id);
		assert.notEqual(questions[1]?.id, questions[0]?.id);
		assert.deepEqual(questions[1]?.earlier, [
			{role: 'user', text: 'Received network error or non-101 status code'},
			{role: 'assistant', text: 'Answer to: Received network error or non-101 status code'},
		]);
		assert.notEqual(second.id, first.id);
	});

	test('a reply of another member continues the conversation too', async context => {
		const bot = await openBot(context);
		const {server, questions} = bot;
		server.join('ada').says(`${server.mention} it fails`);
		await answersOf(bot);
		server.join('bob').says('the same here', {replyTo: await server.waitForMessage('Answer to: it fails')});
		await answersOf(bot, 2);
		assert.equal(questions[1]?.conversationId, questions[0]?.id);
	});

	test('a mention within thirty minutes in the same channel continues the conversation', async context => {
		const bot = await openBot(context);
		const {server, questions, clock} = bot;
		const ada = server.join('ada');
		const elsewhere = server.addChannel('elsewhere');
		const start = clock.now.getTime();
		const steps = [
			{minute: 0, who: ada, channel: server.channel, continues: undefined},
			{minute: 30, who: ada, channel: server.channel, continues: 0},
			{minute: 30, who: ada, channel: elsewhere, continues: undefined},
			{minute: 30, who: server.join('bob'), channel: server.channel, continues: undefined},
			{minute: 61, who: ada, channel: server.channel, continues: undefined},
		];
		for (const [index, {minute, who, channel, continues}] of steps.entries()) {
			clock.now = new Date(start + minute * 60_000);
			who.says(`${server.mention} message ${index}`, {in: channel});
			await answersOf(bot, index + 1);
			const expected = questions[continues ?? index]?.id;
			assert.equal(questions[index]?.conversationId, expected, `message ${index}`);
		}
	});

	test('a reply that does not mention the bot is told once how to be read', async context => {
		const bot = await openBot(context);
		const {server, questions} = bot;
		const ada = server.join('ada');
		ada.says(`${server.mention} it fails`);
		await answersOf(bot);
		const answer = await server.waitForMessage('Answer to: it fails');
		const silent = ada.says('still 401', {replyTo: answer, ring: false});
		await server.waitForMessage('Leave the ping of your reply on', {repliesTo: silent});
		ada.says('thank you', {replyTo: answer, ring: false});
		ada.says(`${server.mention} the last one`);
		await server.waitForMessage('Answer to: the last one');
		assert.equal(questions.length, 2);
		assert.equal(server.fromBot().length, 3);
	});

	test('one answer at a time for each member; a second mention waits its turn and says so', async context => {
		const gates = new Map<string, PromiseWithResolvers<void>>();
		const bot = await openBot(context, {
			road: async question => {
				const gate = Promise.withResolvers<void>();
				gates.set(question.text, gate);
				await gate.promise;
				return answerTo(question);
			},
		});
		const {server, questions} = bot;
		const ada = server.join('ada');
		ada.says(`${server.mention} first`);
		await server.waitFor('the first', () => gates.has('first'));
		const second = ada.says(`${server.mention} second`);
		const waiting = await server.waitForMessage("I'm still at work on your earlier question", {
			repliesTo: second,
		});
		ada.says(`${server.mention} third`);
		await server.waitForMessage("I'm still at work on 2 earlier questions of yours");
		server.join('bob').says(`${server.mention} from bob`);
		await server.waitFor('bob’s', () => gates.has('from bob'));
		assert.equal(questions.length, 2);
		gates.get('first')?.resolve();
		await server.waitFor('the second', () => gates.has('second'));
		assert.equal(questions.length, 3);
		gates.get('second')?.resolve();
		await server.waitFor('the third', () => gates.has('third'));
		gates.get('third')?.resolve();
		gates.get('from bob')?.resolve();
		await answersOf(bot, 4);
		assert.equal(waiting.content, 'Answer to: second');
		// What was said first is known to what was asked second.
		assert.equal(questions[2]?.conversationId, questions[0]?.id);
	});

	test('a member who asks more than the line holds is asked to come back', async context => {
		const gate = Promise.withResolvers<void>();
		const bot = await openBot(context, {
			road: async question => {
				await gate.promise;
				return answerTo(question);
			},
		});
		const {server, questions} = bot;
		const ada = server.join('ada');
		for (const text of ['one', 'two', 'three', 'four', 'five']) ada.says(`${server.mention} ${text}`);
		await server.waitForMessage('I cannot take this one');
		gate.resolve();
		await answersOf(bot, 4);
		assert.deepEqual(
			questions.map(({text}) => text),
			['one', 'two', 'three', 'four'],
		);
	});
});

describe('attached files', () => {
	test('attached text is read with the question', async context => {
		const bot = await openBot(context);
		const {server, questions} = bot;
		server.join('ada').says(`${server.mention} see the files`, {
			files: [
				{name: 'app.log', text: 'line 1\nline 2', contentType: 'application/octet-stream'},
				{name: 'net.har', text: '{"log":{}}', contentType: 'application/json'},
				{name: 'client.py', text: 'import websockets', contentType: 'text/x-python; charset=utf-8'},
			],
		});
		await answersOf(bot);
		assert.deepEqual(questions[0]?.attachments, [
			{name: 'app.log', text: 'line 1\nline 2'},
			{name: 'net.har', text: '{"log":{}}'},
			{name: 'client.py', text: 'import websockets'},
		]);
		await server.waitForMessage(/^Answer to: see the files$/);
	});

	test('a file alone, with the mention, is a question', async context => {
		const bot = await openBot(context);
		const {server, questions} = bot;
		server.join('ada').says(server.mention, {files: [{name: 'app.log', text: '401'}]});
		await answersOf(bot);
		assert.equal(questions[0]?.text, '');
		assert.equal(questions[0]?.attachments.length, 1);
	});

	test('a picture is asked for as text', async context => {
		const bot = await openBot(context);
		const {server, questions} = bot;
		server
			.join('ada')
			.says(`${server.mention} look`, {files: [{name: 'shot.png', text: 'PNG', contentType: 'image/png'}]});
		const reply = await server.waitForMessage('Answer to: look');
		assert.equal(
			reply.content,
			'-# I cannot read `shot.png`: please paste what it says as text\n\nAnswer to: look',
		);
		assert.deepEqual(questions[0]?.attachments, []);
	});

	test('what could not be read of the files is said even where the answer fills a message', async context => {
		const long = 'y'.repeat(1990);
		const bot = await openBot(context, {road: question => answerTo(question, {answer: answerOf([long])})});
		bot.server.join('ada').says(`${bot.server.mention} look`, {
			files: [
				{name: 'shot.png', text: 'PNG', contentType: 'image/png'},
				{name: 'app.log', text: `${'sent a frame\n'.repeat(20_000)}`},
			],
		});
		await answersOf(bot);
		assert.deepEqual(
			bot.server.fromBot().map(({content}) => content),
			['-# I cannot read `shot.png`: please paste what it says as text', long],
		);
	});

	test('files are fetched only from Discord’s own host or the configured server’s', async context => {
		const bot = await openBot(context);
		const {server, questions} = bot;
		const elsewhere = [
			'http://169.254.169.254/latest/meta-data/app.log',
			'http://localhost:1/app.log',
			'https://cdn.discordapp.com.evil.example/app.log',
		];
		server.join('ada').says(`${server.mention} look`, {
			files: elsewhere.map(url => ({name: 'app.log', text: 'x', url})),
		});
		const reply = await server.waitForMessage('Answer to: look');
		assert.equal(reply.content.split('it is not on Discord’s own host'.replace('’', "'")).length, 4);
		assert.deepEqual(questions[0]?.attachments, []);
	});

	test('a file that is gone does not keep the answer from coming', async context => {
		const bot = await openBot(context);
		const {server} = bot;
		server.join('ada').says(`${server.mention} look`, {
			files: [{name: 'app.log', text: 'x', url: `${server.origin}/attachments/gone/app.log`}],
		});
		const reply = await server.waitForMessage('Answer to: look');
		assert.match(reply.content, /I could not fetch `app.log`: Discord answered 404/);
	});

	test('a binary file under the name of a log is not read', async context => {
		const bot = await openBot(context);
		const {server, questions} = bot;
		server.join('ada').says(`${server.mention} look`, {files: [{name: 'app.log', text: 'a\0b'}]});
		const reply = await server.waitForMessage('Answer to: look');
		assert.match(reply.content, /I cannot read `app.log`: it is not text/);
		assert.deepEqual(questions[0]?.attachments, []);
	});

	test('of a long log the useful lines are kept, and the reply says so', async context => {
		const bot = await openBot(context);
		const {server, questions} = bot;
		const lines = Array.from({length: 100_000}, (_, index) => `2026-01-02 frame ${index.toString(36)} sent`);
		lines[50_000] = 'Error: unexpected server response: 401';
		server.join('ada').says(`${server.mention} look`, {files: [{name: 'app.log', text: lines.join('\n')}]});
		const reply = await server.waitForMessage('Answer to: look');
		assert.match(reply.content, /^-# I kept [\d,]+ of 100,000 lines of `app.log`\n/);
		const text = questions[0]?.attachments[0]?.text ?? '';
		assert.ok(text.length < 100_000);
		assert.ok(text.startsWith(lines[0] ?? ''));
		assert.ok(text.endsWith(lines.at(-1) ?? ''));
		assert.match(text, /unexpected server response: 401/);
		assert.match(text, /\[\d+ lines left out\]/);
	});

	test('a file beyond 10 MiB is read up to there', async context => {
		const bot = await openBot(context);
		const {server} = bot;
		const text = `${'x'.repeat(1023)}\n`.repeat(11 * 1024);
		server.join('ada').says(`${server.mention} look`, {files: [{name: 'app.log', text}]});
		const reply = await server.waitForMessage('Answer to: look');
		assert.match(reply.content, /I read the first 10 MiB of `app.log`, and kept \d+ of 10,240 lines/);
	});

	test('a line without end is not kept whole', () => {
		const sieve = openLineSieve(8000);
		for (let piece = 0; piece < 100; piece += 1) sieve.take('y'.repeat(10_000));
		const {text, lines, kept} = sieve.finish();
		assert.ok(text.length < 20_000);
		assert.equal(lines, 500);
		assert.ok(kept < 20);
	});

	test('a short text is kept as it is, whatever pieces it comes in', () => {
		const sieve = openLineSieve(8000);
		for (const piece of ['one\r\ntw', 'o\n', '', '\nfour']) sieve.take(piece);
		assert.deepEqual(sieve.finish(), {text: 'one\ntwo\n\nfour', lines: 4, kept: 4});
	});
});

describe('members whose account is not linked', () => {
	async function communityBot(context: TestContext, road?: Road) {
		const server = await startDiscordServer();
		const linkedRoleId = server.addRole('linked');
		const helpChannelId = server.addChannel('human-help').id;
		const bot = await openBot(context, {
			server,
			linkedRoleId,
			linkUrl: 'https://community.example/link',
			helpChannelId,
			...(road && {road}),
		});
		return {...bot, bot, linkedRoleId, helpChannelId};
	}

	test('a member who has not linked their account sees the notice above the first answer, once', async context => {
		const {server, bot, helpChannelId} = await communityBot(context);
		const ada = server.join('ada');
		ada.says(`${server.mention} first`);
		await answersOf(bot);
		const first = await server.waitForMessage('Answer to: first');
		assert.match(
			first.content,
			new RegExp(
				`^You have not linked .*<https://community\\.example/link>.*<#${helpChannelId}>.*\\n\\nAnswer to: first$`,
			),
		);
		ada.says(`${server.mention} second`);
		await server.waitForMessage(/^Answer to: second$/);
	});

	test('a member with the role sees no notice', async context => {
		const {server, linkedRoleId} = await communityBot(context);
		server.join('ada', {roles: [linkedRoleId]}).says(`${server.mention} first`);
		await server.waitForMessage(/^Answer to: first$/);
	});

	test('in a direct message, where nobody has roles, there is no notice', async context => {
		const {server} = await communityBot(context);
		const ada = server.join('ada');
		ada.says('first', {in: server.directChannel(ada)});
		await server.waitForMessage(/^Answer to: first$/);
	});

	test('where notice and answer do not fit one message, the answer follows the notice', async context => {
		const long = 'y'.repeat(1990);
		const {server, bot} = await communityBot(context, question =>
			answerTo(question, {answer: answerOf([long, 'details'])}),
		);
		server.join('ada').says(`${server.mention} first`);
		await answersOf(bot);
		const [notice, answer, ...others] = server.fromBot();
		assert.match(notice?.content ?? '', /^You have not linked/);
		assert.equal(answer?.content, long);
		assert.equal(answer?.repliesTo, notice?.id);
		assert.equal(answer?.components.length, 1);
		assert.deepEqual(others, []);
	});

	test('without a role and a link there is no notice', async context => {
		const {server} = await openBot(context);
		server.join('ada').says(`${server.mention} first`);
		await server.waitForMessage(/^Answer to: first$/);
	});
});

describe('a question that is edited or deleted', () => {
	const minute = 60_000;

	test('an edited question is answered anew by editing the reply', async context => {
		const bot = await openBot(context);
		const {server, questions, log} = bot;
		const ada = server.join('ada');
		const question = ada.says(`${server.mention} it fails`);
		await answersOf(bot);
		ada.edits(question, `${server.mention} it fails with 401`);
		await answersOf(bot, 2);
		assert.deepEqual(
			server.fromBot().map(({content}) => content),
			['Answer to: it fails with 401'],
		);
		assert.equal(server.fromBot()[0]?.components.length, 1);
		assert.equal(questions[1]?.id, questions[0]?.id);
		assert.equal(questions[1]?.conversationId, questions[0]?.conversationId);
		assert.deepEqual(questions[1]?.earlier, []);
		assert.equal(await log.count(), 1);
	});

	test('a question that is edited while it is being answered is answered as it now stands', async context => {
		const bot = await openBot(context, {
			road: (question, {signal}) =>
				question.text === 'first'
					? new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
					: answerTo(question),
		});
		const {server, questions, lines} = bot;
		const ada = server.join('ada');
		const question = ada.says(`${server.mention} first`);
		await server.waitFor('the road', () => questions.length === 1);
		ada.edits(question, `${server.mention} second`);
		await answersOf(bot);
		assert.deepEqual(
			server.fromBot().map(({content}) => content),
			['Answer to: second'],
		);
		assert.equal(questions[1]?.id, questions[0]?.id);
		assert.deepEqual(
			lines.filter(({level}) => level === 'error' || level === 'warn'),
			[],
		);
	});

	test('an answer that has become shorter leaves nothing of the longer one', async context => {
		const server = await startDiscordServer();
		const linkedRoleId = server.addRole('linked');
		const bot = await openBot(context, {
			server,
			linkedRoleId,
			linkUrl: 'https://community.example/link',
			// The first answer does not fit one message with the notice above it.
			road: question =>
				answerTo(question, {
					answer: answerOf([question.text === 'long' ? 'y'.repeat(2000) : 'short answer']),
				}),
		});
		const ada = server.join('ada');
		const question = ada.says(`${server.mention} long`);
		await answersOf(bot);
		assert.equal(server.fromBot().length, 2);
		ada.edits(question, `${server.mention} short`);
		await server.waitFor('one message', () => server.fromBot().length === 1);
		assert.deepEqual(
			server.fromBot().map(({content, components}) => [content, components.length]),
			[['short answer', 1]],
		);
	});

	test('an edit after ten minutes, or one that Discord itself made, changes nothing', async context => {
		const bot = await openBot(context);
		const {server, questions, clock} = bot;
		const ada = server.join('ada');
		const question = ada.says(`${server.mention} first`);
		await answersOf(bot);
		server.deliverEdit(question);
		clock.now = new Date(clock.now.getTime() + 11 * minute);
		ada.edits(question, `${server.mention} second`);
		ada.says(`${server.mention} third`);
		await server.waitForMessage('Answer to: third');
		assert.deepEqual(
			questions.map(({text}) => text),
			['first', 'third'],
		);
	});

	test('a mention that is added by an edit is a mention', async context => {
		const bot = await openBot(context);
		const {server} = bot;
		const ada = server.join('ada');
		const question = ada.says('it fails');
		ada.edits(question, `${server.mention} it fails`);
		await server.waitForMessage('Answer to: it fails', {repliesTo: question});
		assert.equal(server.fromBot().length, 1);
	});

	test('an edit is answered after a restart too', async context => {
		const bot = await openBot(context);
		const {server, log, discord} = bot;
		const ada = server.join('ada');
		const question = ada.says(`${server.mention} first`);
		await answersOf(bot);
		await discord.close();
		await openBot(context, {server, log});
		ada.edits(question, `${server.mention} second`);
		await server.waitForMessage('Answer to: second', {repliesTo: question});
		assert.equal(server.fromBot().length, 1);
	});

	test('a deleted question takes the reply and what was stored with it', async context => {
		const bot = await openBot(context);
		const {server, log} = bot;
		const ada = server.join('ada');
		const question = ada.says(`${server.mention} it fails`);
		await answersOf(bot);
		ada.pressButton(await server.waitForMessage('Answer to: it fails'), 'Test again');
		await answersOf(bot, 2);
		assert.equal(server.fromBot().length, 2);
		ada.deletes(question);
		await server.waitFor('no reply', () => server.fromBot().length === 0);
		assert.equal(await log.count(), 0);
	});

	test('a question that is deleted while it is being answered is forgotten', async context => {
		const gate = Promise.withResolvers<void>();
		const bot = await openBot(context, {
			road: async question => {
				await gate.promise;
				return answerTo(question);
			},
		});
		const {server, log, lines} = bot;
		const ada = server.join('ada');
		const question = ada.says(`${server.mention} it fails`);
		await server.waitForMessage("I'm Lineman");
		ada.deletes(question);
		gate.resolve();
		await server.waitFor('no reply', () => server.fromBot().length === 0);
		assert.equal(await log.count(), 0);
		assert.deepEqual(
			lines.filter(({level}) => level === 'error' || level === 'warn'),
			[],
		);
	});

	test('a deleted message that was no question changes nothing', async context => {
		const bot = await openBot(context);
		const {server, log} = bot;
		const ada = server.join('ada');
		const chatter = ada.says('chatter');
		ada.says(`${server.mention} it fails`);
		await answersOf(bot);
		ada.deletes(chatter);
		ada.says(`${server.mention} second`);
		await answersOf(bot, 2);
		assert.equal(await log.count(), 2);
		assert.equal(server.fromBot().length, 2);
	});
});
