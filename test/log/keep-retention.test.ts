import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import {keepRetention} from '../../src/log/keep-retention.ts';
import type {OpenLog} from '../../src/log/open-log.ts';
import {memoryLog} from '../support/memory-log.ts';
import {recordOf} from '../support/records.ts';

const dayMs = 86_400_000;
const start = Date.parse('2026-03-01T12:00:00Z');

/** A retention on a clock of its own: a day passes as soon as the job waits for one. */
async function retain(
	context: TestContext,
	given: {readonly days: number; readonly log?: Pick<OpenLog, 'privacy'>; readonly rounds?: number},
) {
	const clock = {now: start};
	const waits: number[] = [];
	const removed: number[] = [];
	const errors: unknown[] = [];
	const {promise: done, resolve: end} = Promise.withResolvers<void>();
	const retention = keepRetention({
		privacy: (given.log ?? (await memoryLog())).privacy,
		days: given.days,
		now: () => new Date(clock.now),
		random: () => 0.5,
		onRemoved: count => removed.push(count),
		onError: error => errors.push(error),
		async wait(ms, signal) {
			await new Promise(setImmediate);
			signal.throwIfAborted();
			if (ms < 1000) return;
			waits.push(ms);
			if (waits.length >= (given.rounds ?? 1)) end();
			if (waits.length > (given.rounds ?? 1)) return new Promise(() => {});
			clock.now += dayMs;
		},
	});
	context.after(() => retention.close());
	return {retention, done, waits, removed, errors, clock};
}

const idAt = (ms: number) =>
	ms
		.toString(16)
		.padStart(12, '0')
		.replace(/^(.{8})(.{4})$/, '$1-$2-7000-8000-000000000000');

async function logWith(daysAgo: readonly number[]): Promise<OpenLog> {
	const log = await memoryLog();
	for (const days of daysAgo) {
		const at = start - days * dayMs - 1;
		await log.record(recordOf({id: idAt(at), conversationId: idAt(at), askedAt: new Date(at)}));
	}
	return log;
}

const textsIn = async (log: OpenLog) =>
	(await log.latest({limit: 100})).filter(({textGone}) => textGone === undefined).length;

test('at the start every text that is too old is removed, and each day those of that day', async context => {
	const log = await logWith([400, 31, 30, 29, 28, 27]);
	const {done, removed, waits} = await retain(context, {days: 30, log, rounds: 3});
	await done;
	assert.deepEqual(removed, [3, 1, 1]);
	assert.equal(await textsIn(log), 1);
	// A day, a little less.
	assert.deepEqual(
		waits,
		[0.95, 0.95, 0.95].map(share => share * dayMs),
	);
});

test('more than one step of texts is removed in one round', async context => {
	const log = await logWith(Array.from({length: 25}, (_, index) => 31 + index));
	const {done, removed} = await retain(context, {days: 30, log});
	await done;
	assert.deepEqual(removed, [25]);
});

test('with 0 days everything is kept', async context => {
	const log = await logWith([4000]);
	const {retention} = await retain(context, {days: 0, log});
	await retention.close();
	assert.equal(await textsIn(log), 1);
});

test('a round that fails is told, and the next one does the work', async context => {
	const log = await logWith([31]);
	let calls = 0;
	const failing = {
		privacy: {
			...log.privacy,
			removeOldTexts: (request: Parameters<typeof log.privacy.removeOldTexts>[0]) => {
				calls += 1;
				if (calls === 1) throw new Error('the disk is full');
				return log.privacy.removeOldTexts(request);
			},
		},
	};
	const {done, removed, errors} = await retain(context, {days: 30, log: failing, rounds: 2});
	await done;
	assert.match(String(errors[0]), /the disk is full/);
	assert.deepEqual(removed, [1]);
});

test('closing ends it in the middle of its work', async context => {
	const log = await logWith(Array.from({length: 25}, (_, index) => 31 + index));
	const {retention, errors} = await retain(context, {days: 30, log});
	await retention.close();
	assert.ok((await textsIn(log)) > 0);
	assert.deepEqual(errors, []);
});
