import assert from 'node:assert/strict';
import test from 'node:test';
import {createRateLimit} from '../../src/console/rate-limit.ts';

function limitAt(start: number) {
	let nowMs = start;
	const limit = createRateLimit({perMinute: 2, now: () => new Date(nowMs)});
	return {limit, wait: (ms: number) => (nowMs += ms)};
}

test('so many attempts in a minute pass, and the next is told how long to wait', () => {
	const {limit, wait} = limitAt(0);
	const first = limit('a');
	wait(20_000);
	assert.deepEqual([first, limit('a'), limit('a')], [undefined, undefined, 40]);
});

test('after a minute there is room again', () => {
	const {limit, wait} = limitAt(0);
	limit('a');
	limit('a');
	wait(60_000);
	assert.equal(limit('a'), undefined);
});

test('attempts that were refused do not count', () => {
	const {limit, wait} = limitAt(0);
	limit('a');
	limit('a');
	wait(59_000);
	const refused = limit('a');
	wait(1000);
	assert.deepEqual([refused, limit('a'), limit('a'), limit('a')], [1, undefined, undefined, 60]);
});

test('each has their own attempts', () => {
	const {limit} = limitAt(0);
	limit('a');
	limit('a');
	assert.equal(limit('b'), undefined);
});
