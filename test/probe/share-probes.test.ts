import assert from 'node:assert/strict';
import test from 'node:test';
import type {Observation, ProbeReport, Target} from '../../src/probe/probe-report.ts';
import {type Probe, shareProbes} from '../../src/probe/share-probes.ts';
import {labTarget} from '../support/fault-lab.ts';

type Call = {
	readonly target: Target;
	readonly signal: AbortSignal | undefined;
	readonly see: (observation: Observation) => void;
	readonly finish: () => void;
	readonly fail: (error: Error) => void;
};

/** A probe that ends when the test says so, and a clock that the test sets. */
function stand({mostTargets}: {readonly mostTargets?: number} = {}) {
	const calls: Call[] = [];
	const clock = {now: new Date('2026-01-01T00:00:00Z')};
	const probe: Probe = (target, {signal, onObservation = () => {}}) =>
		new Promise((resolve, reject) => {
			calls.push({
				target,
				signal,
				see: onObservation,
				finish: () => resolve({...report, target: target.url}),
				fail: reject,
			});
			signal?.addEventListener('abort', () => reject(signal.reason), {once: true});
		});
	const rules = {forMs: 30_000, now: () => clock.now};
	const shared = shareProbes(probe, mostTargets === undefined ? rules : {...rules, mostTargets});
	const pass = (ms: number) => {
		clock.now = new Date(clock.now.getTime() + ms);
	};
	return {calls, shared, pass};
}

const report: ProbeReport = {
	target: 'wss://api.lab.test/',
	verdict: 'reachable',
	observations: [],
	families: [],
	headers: {},
	elapsedMs: 1,
	measuredFrom: 'the lab',
	at: new Date(0),
};
const dns: Observation = {phase: 'dns', outcome: 'passed', tookMs: 1};
const tcp: Observation = {phase: 'tcp', outcome: 'passed', tookMs: 1};

test('those who ask for the same target at the same time wait for one probe', async () => {
	const {calls, shared} = stand();
	const both = Promise.all([shared(labTarget, {}), shared({...labTarget}, {})]);
	assert.equal(calls.length, 1);
	calls[0]?.finish();
	const [first, second] = await both;
	assert.equal(first, second);
});

test('another URL of the same target is another probe', () => {
	const {calls, shared} = stand();
	void shared(labTarget, {});
	void shared({...labTarget, url: 'wss://api.lab.test/v2/listen'}, {});
	assert.equal(calls.length, 2);
});

test('a report is given again for 30 seconds, and then no more', async () => {
	const {calls, shared, pass} = stand();
	const first = shared(labTarget, {});
	calls[0]?.finish();
	await first;
	pass(29_999);
	await shared(labTarget, {});
	assert.equal(calls.length, 1);
	pass(1);
	void shared(labTarget, {});
	assert.equal(calls.length, 2);
});

test('whoever comes later hears what was seen before and what is still to come, in order', async () => {
	const {calls, shared} = stand();
	const early: Observation[] = [];
	const late: Observation[] = [];
	const after: Observation[] = [];
	const first = shared(labTarget, {onObservation: seen => early.push(seen)});
	calls[0]?.see(dns);
	const second = shared(labTarget, {onObservation: seen => late.push(seen)});
	calls[0]?.see(tcp);
	calls[0]?.finish();
	await Promise.all([first, second]);
	await shared(labTarget, {onObservation: seen => after.push(seen)});
	assert.deepEqual(
		[early, late, after],
		[
			[dns, tcp],
			[dns, tcp],
			[dns, tcp],
		],
	);
});

test('one who goes away does not stop the probe for the others; the last one does', async () => {
	const {calls, shared} = stand();
	const one = new AbortController();
	const other = new AbortController();
	const first = shared(labTarget, {signal: one.signal});
	const second = shared(labTarget, {signal: other.signal});
	one.abort(new Error('one has gone'));
	await assert.rejects(first, /one has gone/);
	assert.equal(calls[0]?.signal?.aborted, false);
	other.abort(new Error('other has gone'));
	await assert.rejects(second, /other has gone/);
	assert.equal(calls[0]?.signal?.aborted, true);
	const third = shared(labTarget, {});
	assert.equal(calls.length, 2);
	calls[1]?.finish();
	await third;
});

test('one who has gone before asking starts nothing', async () => {
	const {calls, shared} = stand();
	await assert.rejects(shared(labTarget, {signal: AbortSignal.abort(new Error('gone'))}), /gone/);
	assert.equal(calls.length, 0);
});

test('an error is told to all who wait, and not kept', async () => {
	const {calls, shared} = stand();
	const both = [shared(labTarget, {}), shared(labTarget, {})];
	calls[0]?.fail(new Error('not allowed'));
	for (const one of both) await assert.rejects(one, /not allowed/);
	void shared(labTarget, {});
	assert.equal(calls.length, 2);
});

test('the oldest reports make room for new ones', async () => {
	const {calls, shared} = stand({mostTargets: 2});
	const at = (path: string) => ({...labTarget, url: `wss://api.lab.test/${path}`});
	for (const path of ['a', 'b', 'c']) {
		const asked = shared(at(path), {});
		calls.at(-1)?.finish();
		await asked;
	}
	await shared(at('c'), {});
	assert.equal(calls.length, 3);
	void shared(at('a'), {});
	assert.equal(calls.length, 4);
});
