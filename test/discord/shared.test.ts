import assert from 'node:assert/strict';
import {after, before, describe, type TestContext, test} from 'node:test';
import {openLog} from '../../src/log/open-log.ts';
import {shareWork} from '../../src/main/share-work.ts';
import {noLongerOurs} from '../../src/queue/share-questions.ts';
import {answersOf, answerTo, type Bot, commandsOf, openBot, type Road} from '../support/discord-bot.ts';
import {type DiscordServer, startDiscordServer} from '../support/discord-server.ts';
import {keepSettings} from '../support/discord-settings.ts';
import {noPostgres, type Postgres, startPostgres} from '../support/postgres.ts';
import {evidenceOf, probeOf} from '../support/records.ts';

const ephemeral = 64;

let postgres: Postgres | undefined;
let databaseUrl = '';
before(async () => {
	postgres = await startPostgres();
	databaseUrl = (await postgres?.createDatabase()) ?? '';
});
after(() => postgres?.stop());

/** Answers that were not recorded, since their questions were taken back. */
const refused = new Set<string>();

const logger = {debug() {}, info() {}, warn() {}, error() {}};

/** Parts of the bot on one database, as if each was a process of its own. */
function onePostgres(context: TestContext, server: DiscordServer) {
	if (!postgres) {
		context.skip(noPostgres);
		throw new Error(noPostgres);
	}
	return async (part: 'whole' | 'listening' | 'answering', given: {road?: Road} = {}): Promise<Bot> => {
		const {road = question => answerTo(question)} = given;
		const log = await openLog(databaseUrl);
		const {shared, lead, close} = await shareWork(databaseUrl, {
			log,
			logger: logger as never,
			now: () => new Date(),
		});
		if (!shared) throw new Error('the work is not shared');
		context.after(async () => {
			await close();
			await log.close();
		});
		return openBot(context, {
			server,
			part,
			shared,
			lead,
			// Whoever holds a question records its answer.
			log: {
				...log,
				async record(entry) {
					if (await log.shared.record(entry, shared.holder)) return;
					refused.add(entry.id);
					server.touch();
					throw noLongerOurs;
				},
			},
			road,
		});
	};
}

/** A road that says that it has begun, and ends when it is told to. */
function held() {
	const gate = Promise.withResolvers<void>();
	const road: Road = async (question, {onProgress}) => {
		const record = answerTo(question);
		onProgress?.({stage: 'evidence', evidence: record.evidence});
		await gate.promise;
		return record;
	};
	return {road, release: gate.resolve};
}

const replies = (server: DiscordServer) => server.fromBot().map(({content}) => content);

describe('one hears, another answers', () => {
	test('a message is answered once, also where two gateways hear it', async context => {
		const server = await startDiscordServer();
		const open = onePostgres(context, server);
		const [first, second, worker] = await Promise.all([
			open('listening'),
			open('listening'),
			open('answering'),
		]);
		const ada = server.join('ada');
		for (const text of ['one', 'two', 'three']) ada.says(`${server.mention} ${text}`);
		await answersOf(worker, 3);
		assert.deepEqual(replies(server).toSorted(), ['Answer to: one', 'Answer to: three', 'Answer to: two']);
		assert.equal(first.questions.length + second.questions.length, 0);
		assert.equal(worker.questions.length, 3);
	});

	test('a question that is deleted while it is answered leaves nothing behind', async context => {
		const server = await startDiscordServer();
		const open = onePostgres(context, server);
		const {road, release} = held();
		const gateway = await open('listening');
		const worker = await open('answering', {road});
		const ada = server.join('ada');
		const question = ada.says(`${server.mention} it fails`);
		const reply = await server.waitForMessage('✅ Read your message');
		ada.deletes(question);
		await server.waitFor('the end of the reply', () => reply.deleted);
		release();
		const {id = ''} = worker.questions[0] ?? {};
		await server.waitFor('the end of the work', () => refused.has(id));
		assert.equal(await gateway.log.find(id), undefined);
		assert.equal(await gateway.log.shared.standing(id, 0), 'gone');
	});

	test('a question that is edited while it is answered is answered anew, in the same reply', async context => {
		const server = await startDiscordServer();
		const open = onePostgres(context, server);
		const {road: holds, release} = held();
		const road: Road = (question, walk) => {
			return question.text.includes('401') ? answerTo(question) : holds(question, walk);
		};
		await open('listening');
		const worker = await open('answering', {road});
		const ada = server.join('ada');
		const question = ada.says(`${server.mention} it fails`);
		await server.waitForMessage('✅ Read your message');
		ada.edits(question, `${server.mention} it fails with 401`);
		release();
		await answersOf(worker);
		assert.deepEqual(replies(server), ['Answer to: it fails with 401']);
		const records = await Promise.all(worker.questions.map(({id}) => worker.log.find(id)));
		assert.deepEqual(new Set(records.map(record => record?.evidence.text)), new Set(['it fails with 401']));
	});

	test('a command is answered where nobody else sees it', async context => {
		const server = await startDiscordServer();
		const open = onePostgres(context, server);
		const chosen = server.addChannel('chosen');
		const worker = await open('answering');
		await keepSettings(worker.log, server.guildId, {channels: [chosen.id]});
		const gateway = await open('listening');
		await commandsOf(gateway);
		const asked = server.join('ada').runCommand('ask', {question: 'why 401?'});
		await answersOf(worker);
		assert.equal((asked.original?.flags ?? 0) & ephemeral, ephemeral);
		assert.equal(asked.original?.content, 'Answer to: why 401?');
		await keepSettings(worker.log, server.guildId, {channels: []});
	});

	test('that a message holds a key is known to who answers, who does not get the key', async context => {
		const server = await startDiscordServer();
		const open = onePostgres(context, server);
		await open('listening');
		const worker = await open('answering');
		server.join('ada').says(`${server.mention} password: hunter2hunter2hunter2 fails`);
		await answersOf(worker);
		const [question] = worker.questions;
		assert.ok(!question?.text.includes('hunter2'));
		assert.equal(question?.removed?.length, 1);
	});

	test('what is tested again is compared with what was found before', async context => {
		const server = await startDiscordServer();
		const open = onePostgres(context, server);
		await open('listening');
		const road: Road = question =>
			answerTo(question, {probe: probeOf(), evidence: evidenceOf({text: 'it fails'})});
		const worker = await open('answering', {road});
		const ada = server.join('ada');
		ada.says(`${server.mention} it fails`);
		await answersOf(worker);
		ada.pressButton(await server.waitForMessage('Answer to: it fails'), 'Test again');
		await answersOf(worker, 2);
		assert.match(replies(server).at(-1) ?? '', /Nothing has changed since the last test/);
	});

	test('a process that hears nothing knows a server by asking for it', async context => {
		const server = await startDiscordServer();
		const worker = await onePostgres(context, server)('answering');
		assert.equal(worker.discord.isConnected(), true);
		const around = await worker.discord.settings.around(server.guildId);
		assert.equal(around?.guild.id, server.guildId);
		assert.ok(around?.guild.channels.cache.has(server.channel.id));
		assert.equal(await worker.discord.settings.around('111111111111111111'), undefined);
		assert.equal(server.gateway.isConnected(), false);
	});

	test('two processes that do everything answer a message once, and say so where it waits behind another', async context => {
		const server = await startDiscordServer();
		const open = onePostgres(context, server);
		const {road, release} = held();
		const [first, second] = await Promise.all([open('whole', {road}), open('whole', {road})]);
		const ada = server.join('ada');
		ada.says(`${server.mention} one`);
		await server.waitForMessage('✅ Read your message');
		ada.says(`${server.mention} two`);
		await server.waitForMessage("I'm still at work on your earlier question");
		release();
		await server.waitFor('both answers', () => {
			return server.fromBot().filter(({components}) => components.length > 0).length === 2;
		});
		assert.deepEqual(replies(server).toSorted(), ['Answer to: one', 'Answer to: two']);
		assert.equal(first.questions.length + second.questions.length, 2);
	});

	test('a worker that ends in the middle of an answer hands it over', async context => {
		const server = await startDiscordServer();
		const open = onePostgres(context, server);
		const {road} = held();
		await open('listening');
		const first = await open('answering', {road});
		server.join('ada').says(`${server.mention} it fails`);
		await server.waitForMessage('✅ Read your message');
		const second = await open('answering');
		await first.discord.close();
		await answersOf(second);
		assert.deepEqual(replies(server), ['Answer to: it fails']);
	});
});
