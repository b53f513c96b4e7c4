import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import type {FailureCode} from '../../src/failures/failure-codes.ts';
import type {Incident} from '../../src/log/line-history.ts';
import {openLog} from '../../src/log/open-log.ts';
import type {ProbeReport, Target} from '../../src/probe/probe-report.ts';
import {canBeShared} from '../../src/watch/judge-incident.ts';
import {watchLine} from '../../src/watch/watch-line.ts';
import {probeOf} from '../support/records.ts';

const target: Target = {
	name: 'listen',
	title: 'Listen',
	url: 'wss://voice.example/',
	keyless: {statuses: [401]},
	subprotocols: [],
};
const failing: Partial<ProbeReport> = {
	verdict: 'unreachable',
	failedPhase: 'tls',
	failure: 'tls_expired',
	domain: 'service',
};

/** A watch whose line and clock a test sets; a round takes a minute. */
async function watched(context: TestContext) {
	const log = await openLog('file::memory:');
	let minutes = 0;
	let seen: Partial<ProbeReport> = {};
	const incidents: Incident[] = [];
	const errors: unknown[] = [];
	const now = () => new Date(Date.UTC(2026, 0, 2, 14, 0) + minutes * 60_000);
	const watch = watchLine({
		targets: () => [target],
		probe: async () => probeOf({...seen, at: now()}),
		history: log.line,
		onIncident: incident => incidents.push(incident),
		onError: error => errors.push(error),
		now,
		everyMs: 0,
		random: () => 0.5,
	});
	context.after(async () => {
		await watch.close();
		await log.close();
	});
	return {
		watch,
		incidents,
		errors,
		async rounds(count: number, report: Partial<ProbeReport>) {
			seen = report;
			for (let round = 0; round < count; round++) {
				minutes += 1;
				await watch.round();
			}
		},
		async reported(askerId: string, failure: FailureCode) {
			await watch.report({target: 'listen', failure, askerId, at: now()});
		},
		pass(count: number) {
			minutes += count;
		},
	};
}

test('the checks of the last day are counted', async context => {
	const {watch, rounds} = await watched(context);
	assert.deepEqual(await watch.news('listen'), {});
	await rounds(3, {});
	await rounds(1, failing);
	await rounds(1, {});
	assert.deepEqual(await watch.news('listen'), {lastDay: {passed: 4, of: 5}});
});

test('a line that fails is failing since its first failed check', async context => {
	const {watch, rounds} = await watched(context);
	await rounds(1, {});
	await rounds(1, failing);
	assert.deepEqual((await watch.news('listen')).failing, {
		since: new Date('2026-01-02T14:02:00Z'),
		phase: 'tls',
		failure: 'tls_expired',
	});
});

test('two failed checks in a row open one incident, and three healthy ones close it', async context => {
	const {incidents, rounds, watch} = await watched(context);
	await rounds(1, failing);
	assert.equal(incidents.length, 0);
	await rounds(3, failing);
	assert.equal(incidents.length, 1);
	assert.equal((await watch.news('listen')).incident?.failure, 'tls_expired');
	await rounds(2, {});
	assert.equal(incidents.length, 1);
	await rounds(1, {});
	assert.equal(incidents.length, 2);
	assert.deepEqual(incidents[1]?.closedAt, new Date('2026-01-02T14:07:00Z'));
	assert.equal((await watch.news('listen')).incident, undefined);
});

test('a place without a network opens no incident', async context => {
	const {incidents, rounds, watch} = await watched(context);
	await rounds(5, {...failing, domain: 'our_probe'});
	assert.deepEqual(incidents, []);
	assert.deepEqual(await watch.news('listen'), {});
});

test('three members who report the same within a quarter of an hour open an incident', async context => {
	const {incidents, reported, pass} = await watched(context);
	await reported('1', 'http_503');
	await reported('2', 'http_503');
	await reported('2', 'http_503');
	await reported('3', 'http_502');
	assert.equal(incidents.length, 0);
	pass(15);
	await reported('3', 'http_503');
	assert.equal(incidents.length, 1);
	assert.equal(incidents[0]?.seenBy, 'reports');
	await reported('4', 'http_503');
	assert.equal(incidents.length, 1);
});

test('reports that lie too far apart open none', async context => {
	const {incidents, reported, pass} = await watched(context);
	for (const asker of ['1', '2', '3', '4']) {
		await reported(asker, 'http_503');
		pass(10);
	}
	assert.deepEqual(incidents, []);
});

test('what members alone saw is over when the checks pass and nobody has reported it for half an hour', async context => {
	const {incidents, reported, rounds, pass} = await watched(context);
	for (const asker of ['1', '2', '3']) await reported(asker, 'http_503');
	await rounds(3, {});
	assert.equal(incidents.length, 1);
	pass(30);
	await rounds(1, {});
	assert.equal(incidents.length, 2);
});

for (const [failure, shared] of [
	['http_401', false],
	['http_400', false],
	['http_429', false],
	['close_1011', false],
	['upgrade_failed', false],
	['offline', false],
	['http_503', true],
	['dns_not_found', true],
	['tls_expired', true],
	['upgrade_timeout', true],
] as const) {
	test(`${failure} ${shared ? 'can' : 'cannot'} be everybody's`, () =>
		assert.equal(canBeShared(failure), shared));
}

test('the watch runs by itself and stops when it is closed', async () => {
	const log = await openLog('file::memory:');
	const {promise: twice, resolve} = Promise.withResolvers<void>();
	let rounds = 0;
	const watch = watchLine({
		targets: () => [target],
		probe: async () => {
			rounds += 1;
			if (rounds === 1) throw new Error('once');
			if (rounds === 2) resolve();
			return probeOf();
		},
		history: log.line,
		onIncident: () => {},
		onError: error => assert.match(String(error), /once/),
		now: () => new Date(),
		everyMs: 1,
		random: () => 0,
	});
	// The timer of the watch does not keep a process alive; this one does until it has run twice.
	const alive = setInterval(() => {}, 1000);
	await twice;
	clearInterval(alive);
	await watch.close();
	const stopped = rounds;
	await new Promise(setImmediate);
	assert.equal(rounds, stopped);
	await log.close();
});
