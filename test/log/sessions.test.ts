import assert from 'node:assert/strict';
import test from 'node:test';
import {idleMs, longestMs} from '../../src/log/sessions.ts';
import {onEachEngine} from '../support/log-engines.ts';

const at = new Date('2026-03-01T10:00:00Z');
const person = {id: '700000000000000001', name: 'Mo', servers: [{id: '111111111111111111', name: 'Voice'}]};
const later = (ms: number) => new Date(at.getTime() + ms);

onEachEngine(({emptyLog}) => {
	test('a session is found by what its cookie holds, and by nothing else', async t => {
		const {sessions} = await emptyLog(t);
		const token = await sessions.begin({person, browser: 'Firefox on Linux', at});
		const {ref, ...session} = (await sessions.find(token, at)) ?? assert.fail('no session');
		assert.deepEqual(session, {
			person,
			browser: 'Firefox on Linux',
			createdAt: at,
			checkedAt: at,
			seenAt: at,
		});
		for (const other of ['', ref, `${token}x`, token.toLowerCase()]) {
			assert.equal(await sessions.find(other, at), undefined);
		}
		assert.ok(token.length >= 43, 'it holds 256 random bits');
		assert.notEqual(ref, token);
	});

	test('a session that is used lasts seven days, one that is not, twelve hours', async t => {
		const {sessions} = await emptyLog(t);
		const [used, idle] = [
			await sessions.begin({person, browser: '', at}),
			await sessions.begin({person, browser: '', at}),
		];
		const isThere = async (token: string, ms: number) =>
			(await sessions.find(token, later(ms))) !== undefined;
		assert.equal(await isThere(idle, idleMs - 1), true);
		for (let ms = 0; ms < longestMs; ms += idleMs - 1)
			assert.equal(await isThere(used, ms), true, String(ms));
		assert.equal(await isThere(used, longestMs - 1), true);
		assert.equal(await isThere(used, longestMs), false);
		assert.equal(await isThere(idle, idleMs * 2), false);
		assert.deepEqual((await sessions.of(person.id, later(longestMs))).length, 0);
	});

	test('what a person may do is put in the place of what they could', async t => {
		const {sessions} = await emptyLog(t);
		const token = await sessions.begin({person, browser: '', at});
		await sessions.renew({token, person: {...person, servers: []}, at: later(5)});
		const session = await sessions.find(token, later(5));
		assert.deepEqual([session?.person.servers, session?.checkedAt, session?.createdAt], [[], later(5), at]);
	});

	test('the operator has no list of servers', async t => {
		const {sessions} = await emptyLog(t);
		const token = await sessions.begin({person: {id: 'console', name: 'Operator'}, browser: '', at});
		assert.deepEqual((await sessions.find(token, at))?.person, {id: 'console', name: 'Operator'});
	});

	test('one ends one’s own sessions, one or all, and nobody else’s', async t => {
		const {sessions} = await emptyLog(t);
		const other = {...person, id: '700000000000000002', name: 'Ann'};
		const tokens = [];
		for (const [index, who] of [person, person, person, other].entries()) {
			tokens.push(await sessions.begin({person: who, browser: `${index}`, at: later(index)}));
		}
		const own = await sessions.of(person.id, later(9));
		assert.deepEqual(
			own.map(({browser}) => browser),
			['2', '1', '0'],
		);
		assert.deepEqual(
			await sessions.names(later(9)),
			new Map([
				[person.id, 'Mo'],
				[other.id, 'Ann'],
			]),
		);
		assert.equal(await sessions.endOf(other.id, own[0]?.ref ?? ''), false);
		assert.equal(await sessions.endOf(person.id, own[0]?.ref ?? ''), true);
		await sessions.end(tokens[0] ?? '');
		assert.equal((await sessions.of(person.id, later(9))).length, 1);
		assert.equal(await sessions.endAll(person.id), 1);
		assert.equal(await sessions.find(tokens[1] ?? '', later(9)), undefined);
		assert.notEqual(await sessions.find(tokens[3] ?? '', later(9)), undefined);
	});

	test('a link signs in once, and only until its time', async t => {
		const {sessions} = await emptyLog(t);
		const [one, two] = [await sessions.makeLink(later(1000)), await sessions.makeLink(later(1000))];
		assert.equal(await sessions.useLink('guess', at), false);
		assert.deepEqual((await Promise.all([sessions.useLink(one, at), sessions.useLink(one, at)])).toSorted(), [
			false,
			true,
		]);
		assert.equal(await sessions.useLink(two, later(1000)), false);
	});

	test('a member who is forgotten is signed out', async t => {
		const {sessions, privacy} = await emptyLog(t);
		const token = await sessions.begin({person, browser: '', at});
		await privacy.forgetMember(person.id);
		assert.equal(await sessions.find(token, at), undefined);
	});
});
