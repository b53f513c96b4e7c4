import assert from 'node:assert/strict';
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {describe, type TestContext, test} from 'node:test';
import {openLog} from '../../src/log/open-log.ts';
import {type DiscordServer, startDiscordServer} from '../support/discord-server.ts';

const post = {method: 'POST', route: /^\/channels\/:id\/messages$/};
const patch = {method: 'PATCH', route: /^\/channels\/:id\/messages\/:id$/};
const script = join(import.meta.dirname, '../support/bot-process.ts');

/** A Discord, and a bot in a process of its own that can be killed and started again on the same log. */
async function scene(context: TestContext) {
	const server = await startDiscordServer();
	const folder = mkdtempSync(join(tmpdir(), 'lineman-killed-'));
	const databaseUrl = `file:${join(folder, 'lineman.db')}`;
	let running: ChildProcess | undefined;
	context.after(async () => {
		if (running) await kill();
		await server.close();
		rmSync(folder, {recursive: true});
	});

	async function start(road: 'answers' | 'hangs' = 'answers'): Promise<void> {
		running = spawn(process.execPath, [script, server.apiUrl, server.token, databaseUrl, road], {
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		const lines: string[] = [];
		said = lines;
		createInterface({input: running.stdout ?? assert.fail()}).on('line', line => {
			lines.push(line);
			server.touch();
		});
		await says(/commands (registered|unchanged)/);
	}
	/** What the bot that runs has logged. */
	let said: readonly string[] = [];

	const says = (match: RegExp, count = 1) =>
		server.waitFor(`${match} in the bot's log`, () => said.filter(line => match.test(line)).length >= count);

	async function kill(): Promise<void> {
		const child = running;
		running = undefined;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		child.kill('SIGKILL');
		await once(child, 'exit');
		await server.waitFor('the end of the connection', () => !server.gateway.isConnected());
	}

	/** What is kept after all. */
	async function kept() {
		await kill();
		const log = await openLog(databaseUrl);
		const records = await log.latest({limit: 10});
		const waiting = await log.pending.waiting();
		await log.close();
		return {records, waiting};
	}

	return {server, start, kill, kept, says, ada: server.join('ada')};
}

const tried = (server: DiscordServer, {method, route}: typeof post, count = 1) =>
	server.waitFor(
		`${method} ${route}`,
		() => server.requests.filter(each => each.method === method && route.test(each.route)).length >= count,
	);

/** One reply, which holds the answer, and one record. */
async function assertAnsweredOnce({server, kept, says}: Awaited<ReturnType<typeof scene>>): Promise<void> {
	await says(/answered a question|was left was answered/);
	assert.deepEqual(
		server.fromBot().map(({content, components}) => [content, components.length]),
		[['Answer to: it fails', 1]],
	);
	const {records, waiting} = await kept();
	assert.equal(records.length, 1);
	assert.deepEqual(waiting, []);
}

describe('killed (-9) and started again, it gives exactly one reply', {concurrency: 2}, () => {
	test('before the first word was sent', async context => {
		const given = await scene(context);
		const {server, start, kill, ada} = given;
		await start();
		// The request reaches nobody.
		server.fail({...post, status: 503, times: 1000});
		ada.says(`${server.mention} it fails`);
		await tried(server, post);
		await kill();
		server.mend();
		assert.deepEqual(server.fromBot(), []);
		await start();
		await assertAnsweredOnce(given);
	});

	test('after the first word was sent, before Discord had taken it', async context => {
		const given = await scene(context);
		const {server, start, kill, ada} = given;
		await start();
		const release = server.hold(post);
		ada.says(`${server.mention} it fails`);
		await tried(server, post);
		await kill();
		release();
		await server.waitForMessage("I'm Lineman");
		await start();
		await assertAnsweredOnce(given);
	});

	test('after Discord had taken the first word, before it was noted down', async context => {
		const given = await scene(context);
		const {server, start, kill, ada} = given;
		await start();
		const release = server.hold({...post, what: 'answer'});
		ada.says(`${server.mention} it fails`);
		await server.waitForMessage("I'm Lineman");
		await kill();
		release();
		// Discord does not remember a nonce for long.
		server.forgetNonces();
		await start();
		await assertAnsweredOnce(given);
	});

	test('in the middle of the answer', async context => {
		const given = await scene(context);
		const {server, start, kill, ada} = given;
		await start('hangs');
		ada.says(`${server.mention} it fails`);
		await server.waitForMessage('✅ Read your message');
		await kill();
		await start();
		await assertAnsweredOnce(given);
	});

	test('after the answer was recorded, before it was shown', async context => {
		const given = await scene(context);
		const {server, start, kill, ada} = given;
		await start();
		const release = server.hold(patch);
		ada.says(`${server.mention} it fails`);
		await tried(server, patch);
		await kill();
		release();
		await start();
		await assertAnsweredOnce(given);
	});

	test('after the answer was shown, before that was noted down', async context => {
		const given = await scene(context);
		const {server, start, kill, ada} = given;
		await start();
		const release = server.hold({...patch, what: 'answer'});
		ada.says(`${server.mention} it fails`);
		await tried(server, patch);
		await kill();
		release();
		await start();
		await assertAnsweredOnce(given);
	});

	test('in the middle of a command’s answer', async context => {
		const given = await scene(context);
		const {server, start, kill, ada} = given;
		await start('hangs');
		ada.runCommand('ask', {question: 'it fails'});
		await server.waitForMessage('✅ Read your message');
		await kill();
		await start();
		await assertAnsweredOnce(given);
	});

	test('after a command was acknowledged, before that was noted down', async context => {
		const given = await scene(context);
		const {server, start, kill, ada} = given;
		await start();
		const release = server.hold({method: 'PATCH', route: /^\/webhooks/, what: 'answer'});
		ada.runCommand('ask', {question: 'it fails'});
		await server.waitForMessage("I'm Lineman");
		await kill();
		release();
		await start();
		await assertAnsweredOnce(given);
	});

	test('with a question in work and another one waiting for its turn, both', async context => {
		const given = await scene(context);
		const {server, start, kill, kept, says, ada} = given;
		await start('hangs');
		ada.says(`${server.mention} first`);
		await server.waitForMessage('✅ Read your message');
		ada.says(`${server.mention} second`);
		await server.waitForMessage("I'm still at work");
		await kill();
		await start();
		await says(/answered a question/, 2);
		assert.deepEqual(
			server.fromBot().map(({content}) => content),
			['Answer to: first', 'Answer to: second'],
		);
		const {records, waiting} = await kept();
		assert.equal(records.length, 2);
		assert.deepEqual(waiting, []);
	});

	test('a question that kills every run is given up with an honest line', async context => {
		const {server, start, kill, kept, says, ada} = await scene(context);
		for (let run = 1; run <= 3; run += 1) {
			await start('hangs');
			if (run === 1) ada.says(`${server.mention} it fails`);
			await server.waitFor(`the work of run ${run}`, () => {
				const [reply] = server.fromBot();
				return reply?.versions.filter(({content}) => content.includes('✅ Read')).length === run;
			});
			await kill();
		}
		await start('hangs');
		await says(/gave up a question/);
		assert.match(server.fromBot()[0]?.content ?? '', /^Sorry, I was interrupted before I had an answer/);
		assert.equal(server.fromBot().length, 1);
		const {records, waiting} = await kept();
		assert.deepEqual(records, []);
		assert.deepEqual(waiting, []);
	});
});
