import assert from 'node:assert/strict';
import test from 'node:test';
import {limitProbes} from '../../src/probe/limit-probes.ts';

function stand(mostRemembered = 100) {
	const clock = {nowMs: 1_000_000};
	const limits = limitProbes({
		perMember: {atOnce: 2, oneMoreEveryMs: 10_000},
		perServer: {atOnce: 3, oneMoreEveryMs: 1_000},
		now: () => new Date(clock.nowMs),
		mostRemembered,
	});
	const pass = (ms: number) => {
		clock.nowMs += ms;
	};
	return {...limits, pass};
}

test('a member may probe so often at once, and then has to wait for the next', () => {
	const {take, pass} = stand();
	const asker = {memberId: 'a'};
	assert.deepEqual(take(asker), {allowed: true});
	assert.deepEqual(take(asker), {allowed: true});
	assert.deepEqual(take(asker), {allowed: false, limit: 'member', retryAfterMs: 10_000});
	pass(4_000);
	assert.deepEqual(take(asker), {allowed: false, limit: 'member', retryAfterMs: 6_000});
	pass(6_000);
	assert.deepEqual(take(asker), {allowed: true});
	assert.equal(take(asker).allowed, false);
});

test('a server is limited over all its members, and another server is not', () => {
	const {take} = stand();
	for (const memberId of ['a', 'b', 'c']) assert.equal(take({memberId, serverId: 's'}).allowed, true);
	assert.deepEqual(take({memberId: 'd', serverId: 's'}), {
		allowed: false,
		limit: 'server',
		retryAfterMs: 1_000,
	});
	assert.equal(take({memberId: 'd', serverId: 't'}).allowed, true);
});

test('a probe that the server may not do costs the member nothing', () => {
	const {take} = stand();
	for (const memberId of ['a', 'b', 'c']) take({memberId, serverId: 's'});
	for (let i = 0; i < 5; i += 1) assert.equal(take({memberId: 'd', serverId: 's'}).allowed, false);
	assert.equal(take({memberId: 'd'}).allowed, true);
	assert.equal(take({memberId: 'd'}).allowed, true);
});

test('waiting for long saves up no more than may be done at once', () => {
	const {take, pass} = stand();
	take({memberId: 'a'});
	pass(86_400_000);
	assert.deepEqual(
		[1, 2, 3].map(() => take({memberId: 'a'}).allowed),
		[true, true, false],
	);
});

test('a clock that goes back takes nothing away', () => {
	const {take, pass} = stand();
	take({memberId: 'a'});
	pass(-60_000);
	assert.equal(take({memberId: 'a'}).allowed, true);
});

test('those who asked longest ago are forgotten first', () => {
	const {take} = stand(2);
	const empty = (memberId: string) => {
		take({memberId});
		take({memberId});
	};
	empty('a');
	empty('b');
	assert.equal(take({memberId: 'a'}).allowed, false);
	empty('c');
	assert.equal(take({memberId: 'a'}).allowed, false);
	assert.equal(take({memberId: 'b'}).allowed, true);
});

test('where nobody is named nothing is limited', () => {
	const {take} = stand();
	for (let i = 0; i < 50; i += 1) assert.equal(take({}).allowed, true);
});
