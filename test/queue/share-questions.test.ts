import assert from 'node:assert/strict';
import {EventEmitter, once} from 'node:events';
import {after, before, describe, type TestContext, test} from 'node:test';
import {Client} from 'pg';
import {openLog} from '../../src/log/open-log.ts';
import {openPresence} from '../../src/log/presence.ts';
import type {HeldQuestion} from '../../src/log/shared-questions.ts';
import {openQuestionJobs} from '../../src/queue/question-jobs.ts';
import {type AnswerHeld, shareQuestions} from '../../src/queue/share-questions.ts';
import {noPostgres, type Postgres, startPostgres} from '../support/postgres.ts';

let postgres: Postgres | undefined;
before(async () => {
	postgres = await startPostgres();
});
after(() => postgres?.stop());

/** Processes on one database; each is closed after the test. */
async function scene(context: TestContext) {
	if (!postgres) {
		context.skip(noPostgres);
		throw new Error(noPostgres);
	}
	const url = await postgres.createDatabase();
	const clock = {now: new Date('2026-01-02T10:00:00Z')};
	let numbers = 0;
	async function open() {
		const log = await openLog(url, {onError() {}});
		const errors: unknown[] = [];
		const onError = (error: unknown) => void errors.push(error);
		numbers += 1;
		const presence = await openPresence(url, {number: numbers, onError, everyMs: 20});
		const jobs = await openQuestionJobs(url, {onError});
		const shared = shareQuestions({
			log: log.shared,
			jobs,
			presence,
			onError,
			now: () => clock.now,
			checkEveryMs: 20,
		});
		context.after(async () => {
			await shared.close();
			await presence.close();
			await log.close();
		});
		return {log, presence, jobs, shared};
	}
	return {url, clock, open};
}

type Process = Awaited<ReturnType<Awaited<ReturnType<typeof scene>>['open']>>;

const reply = {channelId: '8', messageId: '77'};
const idOf = (index: number) => `01900000-0000-7000-8000-${String(index).padStart(12, '0')}`;

/** A member asks, and the question is handed over. */
async function ask({log, shared}: Process, index: number, askerId: string): Promise<void> {
	await log.pending.begin({
		questionId: idOf(index),
		source: `message/${index}`,
		askedAt: new Date('2026-01-02T09:00:00Z'),
		askerId,
		place: {guildId: '7', channelId: '8', messageId: String(index)},
		asked: {text: 'it fails'},
		holder: shared.holder,
	});
	await shared.handOver({questionId: idOf(index), askerId}, reply);
}

/** Answers that begin when they are taken, and end when they are told to. */
function answers(process: Process) {
	const events = new EventEmitter<{begun: [HeldQuestion]; ended: [HeldQuestion]; stopped: [HeldQuestion]}>();
	const ends = new Map<string, () => void>();
	const begun: string[] = [];
	const answer: AnswerHeld = async (question, signal) => {
		const gate = Promise.withResolvers<'answered' | 'stopped'>();
		signal.addEventListener('abort', () => gate.resolve('stopped'), {once: true});
		ends.set(question.questionId, () => gate.resolve('answered'));
		begun.push(question.questionId);
		events.emit('begun', question);
		if ((await gate.promise) === 'stopped') return void events.emit('stopped', question);
		await process.log.pending.end(question.questionId);
		events.emit('ended', question);
	};
	return {
		answer,
		begun,
		next: async (name: 'begun' | 'ended' | 'stopped') => {
			const [question] = (await once(events, name)) as [HeldQuestion];
			return question;
		},
		end: (index: number) => ends.get(idOf(index))?.(),
	};
}

describe('shared questions', () => {
	test('a question goes to one of those that want it, at once', async context => {
		const {open} = await scene(context);
		const [gateway, first, second] = await Promise.all([open(), open(), open()]);
		const [one, other] = [answers(first), answers(second)];
		first.shared.work(8, one.answer);
		second.shared.work(8, other.answer);
		const taken = Promise.race([one.next('begun'), other.next('begun')]);
		await ask(gateway, 1, '42');
		const question = await taken;
		assert.deepEqual([question.questionId, question.turn, question.reply], [idOf(1), 'first', reply]);
		assert.equal(one.begun.length + other.begun.length, 1);
	});

	test('one question of each member at a time: the others of a busy member keep nobody waiting', async context => {
		const {open} = await scene(context);
		const [gateway, worker] = await Promise.all([open(), open()]);
		const {answer, begun, next, end} = answers(worker);
		for (const index of [1, 2, 3]) await ask(gateway, index, '42');
		await ask(gateway, 4, '43');
		const last = next('begun').then(() => next('begun'));
		worker.shared.work(2, answer);
		await last;
		// Both are begun at once; which of them first is chance.
		assert.deepEqual(begun.toSorted(), [idOf(1), idOf(4)]);
		const third = next('begun');
		end(1);
		assert.equal((await third).questionId, idOf(2));
	});

	test('who dies is missed, and another takes the question again; who only loses the database for a moment is not', async context => {
		const {open} = await scene(context);
		const [gateway, first, second] = await Promise.all([open(), open(), open()]);
		const [one, other] = [answers(first), answers(second)];
		first.shared.work(8, one.answer);
		const taken = one.next('begun');
		await ask(gateway, 1, '42');
		await taken;
		second.shared.work(8, other.answer);
		await second.shared.sweep();
		await second.shared.sweep();
		assert.deepEqual(other.begun, []);

		// As if it was killed: its lock ends, and it says nothing more.
		await first.presence.close();
		const again = other.next('begun');
		await second.shared.sweep();
		assert.deepEqual(other.begun, [], 'missed once');
		await second.shared.sweep();
		const question = await again;
		assert.deepEqual([question.turn, question.tries], ['again', 1]);
	});

	test('what is taken back, or changed, is stopped without a word', async context => {
		const {open} = await scene(context);
		const [gateway, worker] = await Promise.all([open(), open()]);
		const {answer, next} = answers(worker);
		worker.shared.work(8, answer);
		const begun = next('begun');
		await ask(gateway, 1, '42');
		await begun;
		const stopped = next('stopped');
		await gateway.log.forget(idOf(1));
		assert.equal((await stopped).questionId, idOf(1));
	});

	test('who ends hands over what is under way, and that does not count as a try', async context => {
		const {open} = await scene(context);
		const [gateway, first, second] = await Promise.all([open(), open(), open()]);
		const [one, other] = [answers(first), answers(second)];
		first.shared.work(8, one.answer);
		const taken = one.next('begun');
		await ask(gateway, 1, '42');
		await taken;
		second.shared.work(8, other.answer);
		const again = other.next('begun');
		await first.shared.rest(0);
		assert.deepEqual([(await again).tries, one.begun.length], [0, 1]);
	});

	test('a question whose place in the queue was lost is found again', async context => {
		const {open, url, clock} = await scene(context);
		const [gateway, worker] = await Promise.all([open(), open()]);
		await ask(gateway, 1, '42');
		const client = new Client({connectionString: url});
		await client.connect();
		await client.query('delete from lineman_queue.job');
		await client.end();
		const {answer, next} = answers(worker);
		worker.shared.work(8, answer);
		const begun = next('begun');
		clock.now = new Date(clock.now.getTime() + 3_600_000);
		await worker.shared.sweep();
		assert.equal((await begun).questionId, idOf(1));
	});
});

describe('presence', () => {
	test('one process leads; when its connection ends another does, and all are there again after a restart', async context => {
		const {open} = await scene(context);
		const [first, second] = await Promise.all([open(), open()]);
		const turns = new EventEmitter<{first: []; second: []; over: []}>();
		const leads = once(turns, 'first');
		first.presence.lead(() => {
			turns.emit('first');
			return () => turns.emit('over');
		});
		await leads;
		let seconds = 0;
		second.presence.lead(() => {
			seconds += 1;
			turns.emit('second');
			return () => {};
		});
		assert.deepEqual([...(await second.presence.alive())].toSorted(), [1, 2]);
		assert.equal(seconds, 0);
		const [over, follows] = [once(turns, 'over'), once(turns, 'second')];
		await first.presence.close();
		await Promise.all([over, follows]);
		assert.deepEqual([...(await second.presence.alive())], [2]);

		const rung = new Promise<void>(resolve => second.presence.onBell(resolve));
		await postgres?.restart();
		await rung;
		assert.deepEqual([...(await second.presence.alive())], [2]);
	});
});
