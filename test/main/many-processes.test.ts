import assert from 'node:assert/strict';
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {after, before, describe, type TestContext, test} from 'node:test';
import {openLog} from '../../src/log/open-log.ts';
import {startDiscordServer} from '../support/discord-server.ts';
import {noPostgres, type Postgres, startPostgres} from '../support/postgres.ts';

const script = join(import.meta.dirname, '../support/role-process.ts');
const post = {method: 'POST', route: /^\/channels\/:id\/messages$/};

type Part = 'listening' | 'answering' | 'whole';

let postgres: Postgres | undefined;
before(async () => {
	postgres = await startPostgres();
});
after(() => postgres?.stop());

/** A Discord, a database, and as many processes as are started; all end with the test. */
async function scene(context: TestContext) {
	if (!postgres) {
		context.skip(noPostgres);
		throw new Error(noPostgres);
	}
	const server = await startDiscordServer();
	const databaseUrl = await postgres.createDatabase();
	const running = new Set<ChildProcess>();
	context.after(async () => {
		await Promise.all([...running].map(child => end(child, 'SIGKILL')));
		await server.close();
	});

	async function start(part: Part, road: 'answers' | 'hangs' = 'answers') {
		const child = spawn(process.execPath, [script, server.apiUrl, server.token, databaseUrl, part, road], {
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		running.add(child);
		const lines: string[] = [];
		createInterface({input: child.stdout ?? assert.fail()}).on('line', line => {
			lines.push(line);
			server.touch();
		});
		const says = (match: RegExp, count = 1) =>
			server.waitFor(
				`${match} in the log of "${part}"`,
				() => lines.filter(line => match.test(line)).length >= count,
			);
		await says(/the part is open/);
		if (part !== 'answering') await says(/commands (registered|unchanged)/);
		return {says, lines, end: (signal: NodeJS.Signals) => end(child, signal)};
	}

	async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
		running.delete(child);
		if (child.exitCode !== null || child.signalCode !== null) return;
		child.kill(signal);
		await once(child, 'exit');
	}

	/** Every question has one reply, which holds its answer, one record, and waits no more. */
	async function assertAnsweredOnce(questions: readonly string[]): Promise<void> {
		await server.waitFor('the answers', () => {
			const answered = server.fromBot().filter(({components}) => components.length > 0);
			return answered.length >= questions.length;
		});
		assert.deepEqual(
			server
				.fromBot()
				.map(({content}) => content)
				.toSorted(),
			questions.map(question => `Answer to: ${question}`).toSorted(),
		);
		const log = await openLog(databaseUrl);
		context.after(() => log.close());
		while ((await log.pending.waiting()).length > 0) await new Promise(setImmediate);
		const records = await log.latest({limit: 100});
		assert.deepEqual(records.map(({evidence}) => evidence.text).toSorted(), questions.toSorted());
	}

	return {server, start, assertAnsweredOnce};
}

const members = ['ada', 'ben', 'cleo', 'dora', 'eve', 'finn'];

describe('several processes on one Postgres', () => {
	test('a worker that is killed in the middle of answers leaves them to another, and a gateway to the next', async context => {
		const {server, start, assertAnsweredOnce} = await scene(context);
		const [gateway, first] = await Promise.all([start('listening'), start('answering', 'hangs')]);
		const people = members.map(name => server.join(name));
		const questions = members.map(name => `it fails for ${name}`);
		for (const [index, person] of people.entries()) person.says(`${server.mention} ${questions[index]}`);
		await server.waitFor('work on each question', () => {
			return server.fromBot().filter(({content}) => content.includes('✅ Read')).length === members.length;
		});
		const second = await start('answering');
		await first.end('SIGKILL');
		await assertAnsweredOnce(questions);

		// The gateway has taken a question in, and nobody has been told.
		server.fail({...post, status: 503, times: 1000});
		const [ada = assert.fail()] = people;
		ada.says(`${server.mention} once more`);
		await server.waitFor('the first words', () => {
			const tries = server.requests.filter(({method, route}) => method === 'POST' && post.route.test(route));
			return tries.length > members.length;
		});
		await gateway.end('SIGKILL');
		server.mend();
		await start('listening');
		await assertAnsweredOnce([...questions, 'once more']);
		assert.ok(second.lines.length > 0);
	});
});
