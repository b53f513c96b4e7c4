import assert from 'node:assert/strict';
import test from 'node:test';
import {onEachEngine} from '../support/log-engines.ts';

const at = new Date('2026-03-01T23:59:00Z');
const nextDay = new Date('2026-03-02T00:00:00Z');
const ada = {serverId: '111111111111111111', memberId: '222222222222222222'};
const bob = {serverId: '111111111111111111', memberId: '333333333333333333'};

onEachEngine(({emptyLog}) => {
	test('tokens are taken until a limit would be exceeded, and then none at all', async context => {
		const {modelUse} = await emptyLog(context);
		const limits = {day: 100, server: 60, member: 40};
		assert.equal(await modelUse.take({at, tokens: 40, user: ada, limits}), undefined);
		assert.equal(await modelUse.take({at, tokens: 1, user: ada, limits}), 'member');
		assert.equal(await modelUse.take({at, tokens: 20, user: bob, limits}), undefined);
		assert.equal(await modelUse.take({at, tokens: 1, user: bob, limits}), 'server');
		assert.equal(await modelUse.take({at, tokens: 40, user: {}, limits}), undefined);
		assert.equal(await modelUse.take({at, tokens: 1, user: {}, limits}), 'day');
		assert.deepEqual(await modelUse.usedOn(at, ada), {day: 100, server: 60, member: 40});
	});

	test('the next day begins at nothing, and what is two days old is not kept', async context => {
		const {modelUse} = await emptyLog(context);
		const limits = {day: 10};
		assert.equal(await modelUse.take({at, tokens: 10, user: ada, limits}), undefined);
		assert.equal(await modelUse.take({at: nextDay, tokens: 10, user: ada, limits}), undefined);
		assert.equal((await modelUse.usedOn(at)).day, 10);
		const later = new Date('2026-03-04T12:00:00Z');
		assert.equal(await modelUse.take({at: later, tokens: 10, user: ada, limits}), undefined);
		assert.equal((await modelUse.usedOn(at)).day, 0);
		assert.equal((await modelUse.usedOn(nextDay)).day, 10);
	});

	test('what was taken and not used is given back, what was used beyond it is added', async context => {
		const {modelUse} = await emptyLog(context);
		await modelUse.take({at, tokens: 100, user: ada, limits: {}});
		await modelUse.correct({at, tokens: -70, user: ada});
		await modelUse.correct({at, tokens: 5, user: bob});
		assert.deepEqual(await modelUse.usedOn(at, ada), {day: 35, server: 35, member: 30});
		assert.deepEqual(await modelUse.usedOn(at, bob), {day: 35, server: 35, member: 5});
	});

	test('of those who ask at once, no more get tokens than there are', async context => {
		const {modelUse} = await emptyLog(context);
		const all = await Promise.all(
			Array.from({length: 12}, () => modelUse.take({at, tokens: 10, user: ada, limits: {member: 50}})),
		);
		assert.equal(all.filter(refused => refused === undefined).length, 5);
		assert.equal((await modelUse.usedOn(at, ada)).member, 50);
	});

	test('a member is counted under a pseudonym', async context => {
		const log = await emptyLog(context);
		await log.modelUse.take({at, tokens: 10, user: ada, limits: {}});
		assert.equal((await log.modelUse.usedOn(at, {memberId: ada.memberId})).member, 10);
		assert.equal((await log.modelUse.usedOn(at, {memberId: bob.memberId})).member, 0);
	});
});
