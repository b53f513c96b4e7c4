import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {answersOf, answerTo, commandsOf, openBot} from '../support/discord-bot.ts';
import {startDiscordServer} from '../support/discord-server.ts';
import {evidenceOf} from '../support/records.ts';

const post = {method: 'POST', route: /^\/channels\/:id\/messages$/};
const patch = {method: 'PATCH', route: /^\/channels\/:id\/messages\/:id$/};
const hourMs = 60 * 60_000;

describe('rate limits', {concurrency: true}, () => {
	test('requests wait for their bucket and are not refused', async context => {
		const bot = await openBot(context);
		const {server} = bot;
		server.limit({...post, count: 2, perMs: 200});
		const channel = server.addChannel('busy');
		for (let each = 1; each <= 6; each += 1) {
			server.join(`member ${each}`).says(`${server.mention} question ${each}`, {in: channel});
		}
		await answersOf(bot, 6);
		assert.equal(server.fromBot().length, 6);
		assert.deepEqual(
			server.requests.filter(({status}) => status === 429),
			[],
		);
	});

	test('a 429 for one bucket holds that bucket back, and nothing is lost', async context => {
		const bot = await openBot(context);
		const {server} = bot;
		for (const scope of ['user', 'shared'] as const) server.rateLimit({...post, retryAfterMs: 60, scope});
		server.join('ada').says(`${server.mention} it fails`);
		await answersOf(bot);
		assert.equal(server.fromBot().length, 1);
	});

	test('a 429 for everything holds every request back', async context => {
		const bot = await openBot(context);
		const {server, lines} = bot;
		const waitMs = 400;
		await commandsOf(bot);
		server.rateLimit({...post, retryAfterMs: waitMs, scope: 'global'});
		const elsewhere = server.addChannel('elsewhere');
		server.join('ada').says(`${server.mention} one`);
		const refused = await server.waitFor('the 429', () => server.requests.find(({status}) => status === 429));
		server.join('bob').says(`${server.mention} two`, {in: elsewhere});
		await answersOf(bot, 2);
		const next = server.requests.filter(({at}) => at > (refused.answeredAt ?? 0));
		assert.ok(next.length >= 4);
		for (const {at, path} of next) assert.ok(at - (refused.answeredAt ?? 0) >= waitMs - 20, path);
		assert.equal(server.fromBot().length, 2);
		const line = lines.find(({message}) => message === 'Discord asked us to wait');
		assert.equal((line?.about as {global?: boolean} | undefined)?.global, true);
	});

	test('progress of several questions in a channel leaves room for the answers', async context => {
		const editEveryMs = 60;
		const gate = Promise.withResolvers<void>();
		const bot = await openBot(context, {
			editEveryMs,
			road: async (question, {onProgress}) => {
				for (let step = 0; step < 40; step += 1) {
					onProgress?.({stage: 'evidence', evidence: evidenceOf()});
					onProgress?.({stage: 'retrieval', sections: Array(step).fill({})});
					await new Promise(resolve => setTimeout(resolve, 25));
				}
				await gate.promise;
				return answerTo(question);
			},
		});
		const {server} = bot;
		// Discord's own limit, five changes in five seconds, as quick as this test is.
		server.limit({...patch, count: 5, perMs: 5 * editEveryMs});
		for (let each = 1; each <= 4; each += 1) {
			server.join(`member ${each}`).says(`${server.mention} question ${each}`);
		}
		await server.waitFor(
			'the progress',
			() => server.fromBot().filter(({content}) => content.includes('39 sections')).length >= 1,
		);
		const edits = server.requests.filter(({method}) => method === 'PATCH').map(({at}) => at);
		const tookMs = (edits.at(-1) ?? 0) - (edits[0] ?? 0);
		assert.ok(
			edits.length <= 4 * (1 + Math.ceil(tookMs / (5 * editEveryMs))),
			`${edits.length} in ${tookMs} ms`,
		);
		gate.resolve();
		await answersOf(bot, 4);
		assert.deepEqual(
			server.requests.filter(({status}) => status === 429),
			[],
		);
	});
});

describe('the gateway', {concurrency: true}, () => {
	test('a connection that breaks is resumed where it was, and every message is answered once', async context => {
		const bot = await openBot(context);
		const {server, questions} = bot;
		const ada = server.join('ada');
		ada.says(`${server.mention} before`);
		await answersOf(bot, 1);
		server.gateway.cut();
		await server.waitFor('the cut', () => !server.gateway.isConnected());
		for (const text of ['one', 'two', 'three']) server.join(text).says(`${server.mention} ${text}`);
		await answersOf(bot, 4);
		const resumed = server.gateway.heard.find(({op}) => op === 6)?.d as {seq: number; session_id: string};
		assert.ok(resumed.seq > 0 && resumed.session_id !== '');
		assert.deepEqual(questions.map(({text}) => text).toSorted(), ['before', 'one', 'three', 'two']);
		assert.equal(server.fromBot().length, 4);
		assert.equal(server.gateway.heard.filter(({op}) => op === 2).length, 1);
	});

	test('a session that is called invalid but resumable is resumed', async context => {
		const bot = await openBot(context);
		const {server} = bot;
		server.gateway.invalidate('resumable');
		const question = server.join('ada').says(`${server.mention} meanwhile`);
		await server.waitForMessage('Answer to: meanwhile', {repliesTo: question});
		assert.equal(server.gateway.heard.filter(({op}) => op === 6).length, 1);
		assert.equal(server.gateway.heard.filter(({op}) => op === 2).length, 1);
		assert.equal(server.fromBot().length, 1);
	});

	test('a session that is forgotten is begun anew, and commands are not registered again', async context => {
		const bot = await openBot(context);
		const {server} = bot;
		await server.waitFor('the commands', () => bot.lines.some(({message}) => /^commands /.test(message)));
		server.gateway.invalidate();
		await server.waitFor(
			'a second identify',
			() => server.gateway.heard.filter(({op}) => op === 2).length === 2,
		);
		await server.waitFor('the line', () =>
			bot.lines.some(({message}) => message === 'the connection to Discord is back, in a new session'),
		);
		server.join('ada').says(`${server.mention} it fails`);
		await answersOf(bot);
		assert.equal(server.requests.filter(({method}) => method === 'PUT').length, 1);
	});

	test('a connection on which nothing comes back any more is given up, and resumed', async context => {
		const server = await startDiscordServer();
		server.gateway.setHeartbeat(100);
		const bot = await openBot(context, {server});
		server.gateway.stopAnsweringHeartbeats();
		await server.waitFor('a resume', () => server.gateway.heard.some(({op}) => op === 6));
		server.join('ada').says(`${server.mention} it fails`);
		await answersOf(bot);
	});
});

describe('a Discord that is down', {concurrency: true}, () => {
	test('is found again by itself, and what was asked before is answered then', async context => {
		const gate = Promise.withResolvers<void>();
		const bot = await openBot(context, {
			sayUnsaidEveryMs: 100,
			async road(question) {
				await gate.promise;
				return answerTo(question);
			},
		});
		const {server, clock, lines} = bot;
		const ada = server.join('ada');
		ada.says(`${server.mention} it fails`);
		await server.waitForMessage("I'm Lineman");
		await server.goOffline();
		gate.resolve();
		await server.waitFor('the lost answer', () =>
			lines.find(({message}) => message.startsWith('Cannot answer question')),
		);
		clock.now = new Date(clock.now.getTime() + hourMs);
		await server.comeOnline();
		await answersOf(bot);
		assert.deepEqual(
			server.fromBot().map(({content}) => content),
			['Answer to: it fails'],
		);
		const back = await server.waitFor('the connection', () =>
			lines.find(({message}) => message.startsWith('the connection to Discord is back')),
		);
		assert.equal((back.about as {lostForMs?: number}).lostForMs, hourMs);
		ada.says(`${server.mention} and now`);
		await answersOf(bot, 2);
	});

	test('is not complained of more than once a minute', async context => {
		const bot = await openBot(context);
		const {server, lines, clock} = bot;
		const lost = () => lines.filter(({message}) => message.includes('the connection to Discord was lost'));
		const refused = (times: number) =>
			server.waitFor(`${times} tries`, () => server.gateway.refused() >= times);
		server.gateway.goDown();
		await refused(2);
		assert.equal(lost().length, 1);
		clock.now = new Date(clock.now.getTime() + 60_000);
		await refused(3);
		await server.waitFor('the second line', () => lost().length === 2);
	});

	test('at the start for an hour, is tried ever more seldom, once a minute at last, until it is there', async context => {
		const server = await startDiscordServer();
		const waits: number[] = [];
		await server.goOffline();
		const bot = await openBot(context, {
			server,
			async wait(ms) {
				waits.push(ms);
				if (waits.reduce((sum, each) => sum + each, 0) >= hourMs) await server.comeOnline();
			},
		});
		await server.waitFor('the opening', () => bot.lines.some(({message}) => message === 'Discord is open'));
		assert.deepEqual(waits.slice(0, 8), [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
		assert.ok(waits.length > 60 && waits.length < 75, `${waits.length} tries`);
		server.join('ada').says(`${server.mention} it fails`);
		await answersOf(bot);
	});

	test('only half is waited for in the background, and the other doors open meanwhile', async context => {
		const server = await startDiscordServer();
		server.gateway.goDown();
		const bot = await openBot(context, {server, patienceMs: 50});
		assert.equal(bot.discord.isConnected(), false);
		assert.ok(bot.lines.some(({message}) => message === 'Discord does not answer yet; it is waited for'));
		server.gateway.comeBack();
		await server.waitFor('the opening', () => bot.lines.some(({message}) => message === 'Discord is open'));
		server.join('ada').says(`${server.mention} it fails`);
		await answersOf(bot);
	});

	test('only half can be left alone: closing does not wait for it', async context => {
		const server = await startDiscordServer();
		server.gateway.goDown();
		const bot = await openBot(context, {server, patienceMs: 50});
		const startedAt = performance.now();
		await bot.discord.close();
		assert.ok(performance.now() - startedAt < 3000);
	});

	test('that is left while it is tried again is not tried any more', async context => {
		const bot = await openBot(context);
		const {server} = bot;
		server.gateway.goDown();
		await server.waitFor('two tries', () => server.gateway.refused() >= 2);
		// The client tries twice a second: this is between two tries.
		await pause(100);
		await bot.discord.close();
		const tries = server.gateway.refused();
		await pause(1200);
		assert.equal(server.gateway.refused(), tries);
	});
});
