import assert from 'node:assert/strict';
import test from 'node:test';
import {onEachEngine} from '../support/log-engines.ts';

const at = (seconds: number) => new Date(Date.parse('2026-01-02T10:00:00Z') + seconds * 1000);
const perMember = {atOnce: 2, oneMoreEveryMs: 10_000};
const perServer = {atOnce: 3, oneMoreEveryMs: 1_000};

onEachEngine(({emptyLog}) => {
	test('so many at once, and one more as often as said', async context => {
		const {allowances} = await emptyLog(context);
		const take = (seconds: number) =>
			allowances.take({at: at(seconds), user: {memberId: '1'}, perMember, perServer});
		assert.deepEqual([await take(0), await take(0)], [{allowed: true}, {allowed: true}]);
		assert.deepEqual(await take(4), {allowed: false, limit: 'member', retryAfterMs: 6000});
		assert.deepEqual(await take(10), {allowed: true});
		assert.deepEqual((await take(10)).allowed, false);
		// A bucket does not grow beyond its size.
		await take(1000);
		await take(1000);
		assert.equal((await take(1000)).allowed, false);
	});

	test('what one limit forbids costs nothing of the other, also where several ask at once', async context => {
		const {allowances} = await emptyLog(context);
		const ask = (memberId: string) =>
			allowances.take({at: at(0), user: {memberId, serverId: '7'}, perMember, perServer});
		const same = await Promise.all(Array.from({length: 5}, () => ask('1')));
		assert.equal(same.filter(({allowed}) => allowed).length, 2);
		const others = await Promise.all(['2', '3', '4'].map(ask));
		assert.equal(others.filter(({allowed}) => allowed).length, 1);
	});

	test('who has not asked since is forgotten', async context => {
		const {allowances} = await emptyLog(context);
		const ask = (seconds: number) =>
			allowances.take({
				at: at(seconds),
				user: {memberId: '1'},
				perMember: {...perMember, atOnce: 1},
				perServer,
			});
		await ask(0);
		await allowances.forgetBefore(at(0));
		assert.equal((await ask(0)).allowed, false);
		await allowances.forgetBefore(at(1));
		assert.equal((await ask(0)).allowed, true);
	});
});
