import assert from 'node:assert/strict';
import test from 'node:test';
import {gatewayLoad} from '../../src/discord/gateway-load.ts';

/** A load on a clock of its own; `during` happens in each wait. */
function loadAt({during = () => {}}: {readonly during?: (note: () => void) => void} = {}) {
	const clock = {now: 0};
	const waits: number[] = [];
	const load = gatewayLoad({
		mostPerSecond: 1000,
		longestMs: 500,
		clock: () => clock.now,
		async wait(ms, signal) {
			signal.throwIfAborted();
			waits.push(ms);
			during(load.note);
			clock.now += ms;
		},
	});
	const come = (count: number) => {
		for (let each = 0; each < count; each += 1) load.note();
	};
	return {clock, waits, load, come};
}

const {signal} = new AbortController();

test('ordinary chatter holds no answer up', async () => {
	const {load, waits, come} = loadAt();
	come(100);
	await load.calm(signal);
	assert.deepEqual(waits, []);
});

test('in a flood an answer waits until it ebbs', async () => {
	let floods = 2;
	const {load, waits, come} = loadAt({
		during(note) {
			floods -= 1;
			for (let each = 0; floods >= 0 && each < 500; each += 1) note();
		},
	});
	come(500);
	await load.calm(signal);
	// While it lasts, and until the last full window was a quiet one.
	assert.equal(waits.length, 3);
});

test('an answer waits for a flood so long, and no longer', async () => {
	const {load, waits, come} = loadAt({
		during(note) {
			for (let each = 0; each < 500; each += 1) note();
		},
	});
	come(500);
	await load.calm(signal);
	assert.equal(
		waits.reduce((sum, each) => sum + each, 0),
		500,
	);
});

test('a flood of long ago is forgotten', async () => {
	const {load, waits, clock, come} = loadAt();
	come(500);
	clock.now = 1000;
	await load.calm(signal);
	assert.deepEqual(waits, []);
});

test('who is stopped does not wait', async () => {
	const {load, come} = loadAt();
	come(500);
	const stopped = AbortSignal.abort(new Error('stopped'));
	await assert.rejects(load.calm(stopped), /stopped/);
});
