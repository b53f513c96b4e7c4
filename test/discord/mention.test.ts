import assert from 'node:assert/strict';
import test from 'node:test';
import {answerOf, answersOf, answerTo, openBot} from '../support/discord-bot.ts';
import {evidenceOf, probeOf} from '../support/records.ts';

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
	const steps = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), Promise.withResolvers<void>()];
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
				evidence: evidenceOf({failures: [{turn: 0, excerpt: '401', code: 'http_401'}]}),
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
