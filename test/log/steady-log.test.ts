import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import test, {type TestContext} from 'node:test';
import {isAway} from '../../src/log/is-away.ts';
import {type OpenLog, openLog} from '../../src/log/open-log.ts';
import {type SteadyOptions, steadyLog} from '../../src/log/steady-log.ts';
import {recordOf} from '../support/records.ts';

const full = Object.assign(new Error('database or disk is full'), {errcode: 13});

/** A log whose database can be taken away, and what was said of that. */
async function scene(context: TestContext, options: Partial<SteadyOptions> = {}) {
	const inner = await openLog('file::memory:');
	const state: {error: Error | undefined} = {error: undefined};
	const calls: string[] = [];
	const said: string[] = [];
	const {promise: back, resolve} = Promise.withResolvers<void>();
	const failing = <Given extends unknown[], T>(name: string, work: (...given: Given) => Promise<T>) =>
		async function call(...given: Given): Promise<T> {
			calls.push(name);
			const {error} = state;
			if (error) throw error;
			return work(...given);
		};
	const breakable: OpenLog = {
		...inner,
		record: failing('record', inner.record),
		rememberReply: failing('rememberReply', inner.rememberReply),
		hasAsked: failing('hasAsked', inner.hasAsked),
		turns: failing('turns', inner.turns),
		settings: {...inner.settings, of: failing('settings', inner.settings.of)},
		pending: {
			...inner.pending,
			begin: failing('begin', inner.pending.begin),
			acknowledge: failing('acknowledge', inner.pending.acknowledge),
			end: failing('end', inner.pending.end),
		},
	};
	const log = steadyLog(breakable, {
		now: () => new Date('2026-05-01T10:00:00Z'),
		onAway: error => said.push(`away: ${(error as Error).message}`),
		onBack: written => {
			said.push(`back: ${written}`);
			resolve();
		},
		onLost: ({what, questionId}, error) =>
			said.push(`lost ${what} of ${questionId}: ${(error as Error).message}`),
		everyMs: 5,
		...options,
	});
	context.after(() => log.close());
	return {log, inner, state, said, calls, back};
}

const question = (questionId: string) => ({
	questionId,
	source: `message/${questionId}`,
	askedAt: new Date('2026-05-01T09:59:00Z'),
	askerId: 'ada',
	place: {channelId: 'help', messageId: questionId},
	asked: {text: 'it fails'},
});

test('what cannot be written waits in memory and is written in order when the database is back', async context => {
	const {log, inner, state, said, back} = await scene(context);
	state.error = full;
	const record = recordOf({id: 'q1'});
	assert.equal(await log.pending.begin(question('q1')), true);
	await log.rememberReply({questionId: 'q1', channelId: 'help', messageId: 'r1'});
	await log.pending.acknowledge('q1', {channelId: 'help', messageId: 'r1'});
	await log.record(record);
	await log.pending.end('q1');
	await log.pending.begin(question('q2'));
	assert.deepEqual(log.unwritten(), {writes: 6, since: new Date('2026-05-01T10:00:00Z'), lost: 0});
	assert.equal((await log.find('q1'))?.id, 'q1', 'it is known although it is not written');
	assert.equal(await inner.count(), 0);

	state.error = undefined;
	await back;
	assert.deepEqual(log.unwritten(), {writes: 0, since: undefined, lost: 0});
	assert.deepEqual(said, ['away: database or disk is full', 'back: 6']);
	assert.equal(await inner.count(), 1);
	assert.equal(await inner.questionOfReply('r1'), 'q1');
	assert.deepEqual(
		(await inner.pending.waiting()).map(({questionId}) => questionId),
		['q2'],
	);
});

test('a write comes after those that wait already', async context => {
	const {log, inner, state, back} = await scene(context, {everyMs: 20});
	state.error = full;
	await log.pending.begin(question('q1'));
	state.error = undefined;
	await log.pending.end('q1');
	await back;
	assert.deepEqual(await inner.pending.waiting(), []);
});

test('so many wait and no more: the oldest is given up, and said to be', async context => {
	const {log, state, said} = await scene(context, {room: 2, everyMs: 10_000});
	state.error = full;
	for (const id of ['q1', 'q2', 'q3']) await log.record(recordOf({id}));
	assert.deepEqual(said.slice(1), ['lost an answer of q1: Too many writes wait for the database']);
	assert.equal(log.unwritten().writes, 2);
	assert.equal(log.unwritten().lost, 1);
	state.error = undefined;
});

test('a write that the database refuses for good holds up no other', async context => {
	const {log, inner, state, said, back} = await scene(context);
	state.error = full;
	await log.record(recordOf({id: 'q1'}));
	await log.record(recordOf({id: 'q2'}));
	let refusals = 0;
	Object.defineProperty(state, 'error', {
		get: () => (refusals++ === 0 ? new Error('no such column') : undefined),
		set() {},
	});
	await back;
	assert.deepEqual(said.slice(1), ['lost an answer of q1: no such column', 'back: 1']);
	assert.equal(await inner.count(), 1);
});

test('a fault of ours is no absence of the database: it is thrown', async context => {
	const {log, state} = await scene(context);
	state.error = new Error('no such column');
	await assert.rejects(log.record(recordOf()), /no such column/);
	await assert.rejects(log.hasAsked('ada'), /no such column/);
	assert.equal(log.unwritten().writes, 0);
	state.error = undefined;
});

test('what an answer can do without is taken as not known, and a database that is away is not asked again at once', async context => {
	const {log, state, calls} = await scene(context, {everyMs: 10_000});
	state.error = Object.assign(new Error('connect ECONNREFUSED'), {code: 'ECONNREFUSED'});
	assert.deepEqual(await log.turns('c1'), []);
	assert.equal(await log.hasAsked('ada'), true);
	assert.deepEqual(calls, ['turns']);
	state.error = undefined;
});

test('what nobody can do without is waited for, and not for ever', async context => {
	const {log, state, calls} = await scene(context, {patienceMs: 40});
	state.error = Object.assign(new Error('Connection terminated'), {code: '57P01'});
	await assert.rejects(log.settings.of('g1'), /terminated/);
	assert.ok(calls.length > 1);
	const asking = log.settings.of('g1');
	state.error = undefined;
	assert.equal((await asking).replyIn, 'channel');
});

test('nothing is said to be forgotten while something waits that could bring it back', async context => {
	const {log, inner, state} = await scene(context, {everyMs: 10_000});
	state.error = full;
	await log.record(recordOf({id: 'q1', askerId: 'ada'}));
	await assert.rejects(log.privacy.traceOf('ada'), /cannot be written at the moment/);
	await assert.rejects(log.forget('q1'), /cannot be written at the moment/);
	state.error = undefined;
	await log.forget('q1');
	assert.equal(await inner.count(), 0);
});

test('what still waits when it closes is written then, or said to be lost', async context => {
	const {log, state, said} = await scene(context, {everyMs: 10_000});
	state.error = full;
	await log.record(recordOf({id: 'q1'}));
	await log.close();
	assert.deepEqual(said.slice(1), ['lost an answer of q1: The log is closing']);
});

test('a real file that another process holds takes what waited once it is free', async context => {
	const folder = mkdtempSync(join(tmpdir(), 'lineman-steady-'));
	const path = join(folder, 'lineman.db');
	const {promise: back, resolve} = Promise.withResolvers<void>();
	const inner = await openLog(`file:${path}`, {lockedForMs: 30});
	const log = steadyLog(inner, {
		now: () => new Date(),
		onAway: () => {},
		onBack: () => resolve(),
		onLost: () => {},
		everyMs: 10,
	});
	const other = new DatabaseSync(path);
	context.after(async () => {
		other.close();
		await log.close();
		rmSync(folder, {recursive: true});
	});
	other.exec('begin immediate');
	await log.record(recordOf({id: 'q1'}));
	assert.equal(log.unwritten().writes, 1);
	assert.equal(await log.count(), 0, 'who reads is not held up');
	other.exec('commit');
	await back;
	assert.equal(await log.count(), 1);
});

test('which errors mean that the database is away', () => {
	const rows: readonly (readonly [object, boolean])[] = [
		[{errcode: 5}, true],
		[{errcode: 8}, true],
		[{errcode: 13}, true],
		[{errcode: 10 | (3 << 8)}, true],
		[{errcode: 19}, false],
		[{errcode: 1}, false],
		[{code: 'ECONNREFUSED'}, true],
		[{code: '57P01'}, true],
		[{code: '53100'}, true],
		[{code: '23505'}, false],
		[{code: '42703'}, false],
		[{message: 'Connection terminated unexpectedly'}, true],
		[{message: 'timeout exceeded when trying to connect'}, true],
		[{message: 'no such table'}, false],
	];
	for (const [given, expected] of rows) {
		assert.equal(isAway(Object.assign(new Error(''), given)), expected, JSON.stringify(given));
	}
});
