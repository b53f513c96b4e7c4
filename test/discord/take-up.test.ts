import assert from 'node:assert/strict';
import {describe, type TestContext, test} from 'node:test';
import {answersOf, answerTo, openBot} from '../support/discord-bot.ts';
import {memoryLog} from '../support/memory-log.ts';
import {recordOf} from '../support/records.ts';

const post = {method: 'POST', route: /^\/channels\/:id\/messages$/};
const patch = {method: 'PATCH', route: /^\/channels\/:id\/messages\/:id$/};
const minuteMs = 60_000;

/** A run that never comes to an end stands for one that was killed; the next one comes some minutes later. */
async function brokenOff(context: TestContext) {
	const log = await memoryLog();
	const first = await openBot(context, {log, road: () => new Promise(() => {})});
	const {server, clock} = first;
	const ada = server.join('ada');
	const waiting = () => log.pending.waiting();
	const inWork = async (count = 1) => {
		await server.waitFor('the work', () => first.questions.length === count);
		await server.waitFor('the reply in the log', () => log.replyCount() >= count);
	};
	const nextRun = (minutes = 1, options: Parameters<typeof openBot>[1] = {}) =>
		openBot(context, {
			server,
			log,
			now: () => new Date(clock.now.getTime() + minutes * minuteMs),
			...options,
		});
	return {first, server, log, ada, waiting, inWork, nextRun};
}

describe('the next run', {concurrency: true}, () => {
	test('answers what was left, in the reply that stands', async context => {
		const {server, ada, waiting, inWork, nextRun} = await brokenOff(context);
		ada.says(`${server.mention} it fails`);
		await inWork();
		const reply = await server.waitForMessage("I'm Lineman");
		const next = await nextRun();
		await answersOf(next);
		assert.equal(reply.content, 'Answer to: it fails');
		assert.ok(reply.versions.some(({content}) => content.includes('I was interrupted, and am at work')));
		assert.equal(server.fromBot().length, 1);
		assert.deepEqual(await waiting(), []);
	});

	for (const [hours, outcome] of [
		[5.9, 'Answer to: it fails'],
		[6.1, 'Sorry, I was interrupted before I had an answer'],
		[23.9, 'Sorry, I was interrupted before I had an answer'],
		[24.1, 'Hi <@'],
	] as const) {
		test(`${hours} hours later the reply says “${outcome}”`, async context => {
			const {server, ada, waiting, inWork, nextRun} = await brokenOff(context);
			ada.says(`${server.mention} it fails`);
			await inWork();
			const reply = await server.waitForMessage("I'm Lineman");
			const next = await nextRun(hours * 60);
			await server.waitFor('the end', () =>
				next.lines.find(({message}) => /answered a question|gave up a question/.test(message)),
			);
			assert.ok(reply.content.startsWith(outcome), reply.content);
			assert.deepEqual(await waiting(), []);
		});
	}

	test('leaves alone what was asked after it began', async context => {
		const {first, server, ada, waiting, inWork, nextRun} = await brokenOff(context);
		const next = await nextRun(-1);
		await next.discord.close();
		ada.says(`${server.mention} it fails`);
		await inWork();
		const early = await nextRun(-1);
		await server.waitFor('the commands', () =>
			early.lines.some(({message}) => message.startsWith('commands ')),
		);
		assert.equal((await waiting()).length, 1);
		assert.equal(first.questions.length, 1);
		assert.equal(early.questions.length, 0);
	});

	test('takes a reply away whose question was deleted meanwhile, and what was kept of it', async context => {
		const {server, ada, log, waiting, inWork, nextRun} = await brokenOff(context);
		const question = ada.says(`${server.mention} it fails`);
		await inWork();
		question.deleted = true;
		const next = await nextRun();
		await server.waitFor('the end of the reply', () => server.fromBot().length === 0);
		await server.waitFor('the log', () => log.replyCount() === 0);
		assert.deepEqual(await waiting(), []);
		assert.equal(next.questions.length, 0);
	});

	test('says nothing where somebody has deleted the reply', async context => {
		const {server, ada, waiting, inWork, nextRun} = await brokenOff(context);
		ada.says(`${server.mention} it fails`);
		await inWork();
		const reply = await server.waitForMessage("I'm Lineman");
		reply.deleted = true;
		const next = await nextRun();
		await server.waitFor('the line', () =>
			next.lines.find(({message}) => message.endsWith('has no place for an answer any more')),
		);
		assert.deepEqual(server.fromBot(), []);
		assert.deepEqual(await waiting(), []);
	});

	test('logs that a channel is gone or closed, and answers the others', async context => {
		const {server, ada, waiting, inWork, nextRun} = await brokenOff(context);
		const doomed = server.addChannel('doomed');
		const closed = server.addChannel('closed');
		ada.says(`${server.mention} one`, {in: doomed});
		await inWork(1);
		server.join('bob').says(`${server.mention} two`, {in: closed});
		await inWork(2);
		server.join('eve').says(`${server.mention} three`);
		await inWork(3);
		doomed.removed = true;
		closed.forbidden.add('view');
		const next = await nextRun();
		await answersOf(next);
		await server.waitForMessage('Answer to: three');
		const said = next.lines.flatMap(({message}) =>
			message.startsWith('Cannot take up') ? message.replace('Cannot take up a question: ', '') : [],
		);
		assert.deepEqual(said, [
			'the channel no longer exists',
			'the bot cannot see the channel, want the permission "View Channel"',
		]);
		assert.deepEqual(await waiting(), []);
	});

	test('finds its own thread again', async context => {
		const {server, ada, log, inWork, nextRun} = await brokenOff(context);
		const {settings} = log;
		const usual = await settings.of(server.guildId);
		await settings.keep({
			guildId: server.guildId,
			settings: {...usual, replyIn: 'thread'},
			byId: '1',
			at: new Date(),
		});
		ada.says(`${server.mention} it fails`);
		await inWork();
		const reply = await server.waitForMessage("I'm Lineman");
		assert.notEqual(reply.channelId, server.channel.id);
		await answersOf(await nextRun());
		assert.equal(reply.content, 'Answer to: it fails');
		assert.equal(server.fromBot().length, 1);
	});

	test('goes on with the conversation that the question belonged to', async context => {
		const log = await memoryLog();
		const first = await openBot(context, {
			log,
			road: question => (question.text === 'again' ? new Promise(() => {}) : answerTo(question)),
		});
		const {server, clock} = first;
		const ada = server.join('ada');
		ada.says(`${server.mention} it fails`);
		await answersOf(first);
		ada.says(`${server.mention} again`);
		await server.waitFor('the work', () => first.questions.length === 2);
		const next = await openBot(context, {
			server,
			log,
			now: () => new Date(clock.now.getTime() + 50 * minuteMs),
		});
		await answersOf(next);
		assert.equal(next.questions[0]?.conversationId, first.questions[0]?.id);
		assert.deepEqual(
			next.questions[0]?.earlier.map(({text}) => text),
			['it fails', 'Answer to: it fails'],
		);
	});
});

describe('a question that waits', {concurrency: true}, () => {
	test('is kept without its secrets, and with where its files are', async context => {
		const key = `sk-${'a1B2c3D4'.repeat(6)}`;
		const {server, ada, waiting, inWork} = await brokenOff(context);
		ada.says(`${server.mention} it fails with ${key}`, {files: [{name: 'a.log', text: 'lines'}]});
		await inWork();
		const [kept] = await waiting();
		assert.doesNotMatch(JSON.stringify(kept), /a1B2c3D4/);
		assert.match(JSON.stringify(kept), /a\.log/);
	});

	test('waits no more once it is answered, or its road has failed', async context => {
		const log = await memoryLog();
		const bot = await openBot(context, {
			log,
			road: question => {
				if (question.text === 'badly') throw new Error('the road is broken');
				return answerTo(question);
			},
		});
		const {server} = bot;
		server.join('ada').says(`${server.mention} well`);
		server.join('bob').says(`${server.mention} badly`);
		await answersOf(bot);
		await server.waitForMessage('something went wrong on my side');
		await bot.discord.close();
		assert.deepEqual(await log.pending.waiting(), []);
	});

	test('is not asked twice by two processes that both hear of it', async context => {
		const log = await memoryLog();
		const one = await openBot(context, {log});
		const {server} = one;
		const other = await openBot(context, {server, log});
		server.join('ada').says(`${server.mention} it fails`);
		server.join('bob').says(`${server.mention} it fails too`);
		await server.waitForMessage('Answer to: it fails too');
		await server.waitFor('both answers', () => one.questions.length + other.questions.length >= 2);
		await Promise.all([one.discord.close(), other.discord.close()]);
		assert.equal(one.questions.length + other.questions.length, 2);
		assert.equal(server.fromBot().length, 2);
		assert.equal(await log.count(), 2);
	});

	test('is not asked again by a message that is delivered once more after it was answered and forgotten here', async context => {
		const log = await memoryLog();
		const one = await openBot(context, {log});
		const {server} = one;
		const ada = server.join('ada');
		const question = ada.says(`${server.mention} it fails`);
		await answersOf(one);
		await one.discord.close();
		const next = await openBot(context, {server, log});
		server.deliverAgain(question);
		ada.says(`${server.mention} another one`);
		await answersOf(next);
		assert.equal(next.questions.length, 1);
		assert.equal(server.fromBot().length, 2);
	});

	test('is answered all the same where nothing can be kept', async context => {
		const log = await memoryLog();
		const broken = () => Promise.reject(new Error('the disk is full'));
		const {server, lines} = await openBot(context, {
			log: {...log, pending: {...log.pending, begin: broken, acknowledge: broken, end: broken}},
		});
		server.join('ada').says(`${server.mention} it fails`);
		await server.waitForMessage('Answer to: it fails');
		assert.ok(lines.some(({message}) => message === 'Cannot keep a question until it is answered'));
	});
});

describe('when Discord does not listen', {concurrency: true}, () => {
	test('the first word is said once it does', async context => {
		const bot = await openBot(context, {sayUnsaidEveryMs: 20});
		const {server, questions} = bot;
		server.fail({...post, status: 503, times: 16});
		server.join('ada').says(`${server.mention} it fails`);
		await answersOf(bot);
		await server.waitForMessage('Answer to: it fails');
		assert.equal(server.fromBot().length, 1);
		assert.equal(questions.length, 1);
	});

	test('the answer is said once it does', async context => {
		const finish = Promise.withResolvers<void>();
		const bot = await openBot(context, {
			sayUnsaidEveryMs: 20,
			async road(question) {
				await finish.promise;
				return answerTo(question);
			},
		});
		const {server, log} = bot;
		server.join('ada').says(`${server.mention} it fails`);
		const reply = await server.waitForMessage("I'm Lineman");
		server.fail({...patch, status: 503, times: 16});
		finish.resolve();
		await answersOf(bot);
		assert.equal(reply.content, 'Answer to: it fails');
		assert.equal(server.fromBot().length, 1);
		assert.equal(await log.count(), 1);
		assert.deepEqual(await log.pending.waiting(), []);
	});
});

test('closing says that the question is taken up again, and so it is', async context => {
	const log = await memoryLog();
	const {server, discord} = await openBot(context, {log, road: () => new Promise(() => {})});
	server.join('ada').says(`${server.mention} it fails`);
	const reply = await server.waitForMessage("I'm Lineman");
	await discord.close();
	assert.match(reply.content, /I was interrupted .* I go on with your question as soon as I am back/);
	const next = await openBot(context, {server, log, now: () => new Date(Date.now() + minuteMs)});
	await answersOf(next);
	assert.equal(reply.content, 'Answer to: it fails');
});

test('an answer on record that nobody has seen is given anew, with what came before it', async context => {
	const log = await memoryLog();
	const first = await openBot(context, {log, road: () => new Promise(() => {})});
	const {server, clock} = first;
	server.join('ada').says(`${server.mention} it fails`);
	await server.waitFor('the work', () => first.questions.length === 1);
	const [question] = first.questions;
	assert.ok(question);
	const record = recordOf();
	await log.record({
		...record,
		id: question.id,
		conversationId: question.conversationId,
		askerId: question.askerId ?? '',
		evidence: {...record.evidence, earlierTexts: ['said before']},
	});
	const next = await openBot(context, {
		server,
		log,
		now: () => new Date(clock.now.getTime() + minuteMs),
	});
	await answersOf(next);
	assert.equal(next.questions[0]?.id, question.id);
	assert.deepEqual(next.questions[0]?.earlier, [{role: 'user', text: 'said before'}]);
	assert.equal(await log.count(), 1);
});
