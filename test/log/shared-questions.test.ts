import assert from 'node:assert/strict';
import test from 'node:test';
import {onEachEngine} from '../support/log-engines.ts';

const first = '01900000-0000-7000-8000-000000000001';
const second = '01900000-0000-7000-8000-000000000002';
const at = (seconds: number) => new Date(Date.parse('2026-01-02T10:00:00Z') + seconds * 1000);
const reply = {channelId: '8', messageId: '77'};
const nothing = async () => {};

const question = {
	questionId: first,
	source: 'message/9',
	askedAt: at(0),
	askerId: '42',
	place: {guildId: '7', channelId: '8', messageId: '9'},
	asked: {text: 'it fails', files: []},
};

onEachEngine(({emptyLog, name}) => {
	test('a question is held by who took it in, waits, and is held by one of those that want it', async context => {
		const log = await emptyLog(context);
		await log.pending.begin({...question, holder: 1});
		const hold = (holder: number) => log.shared.hold({questionId: first, holder, from: 'the queue'});
		assert.equal(await hold(2), undefined);
		assert.equal(await log.shared.letGo(first, {reply}, nothing), true);
		const taken = await Promise.all([hold(2), hold(3)]);
		const [held] = taken.filter(each => each !== undefined);
		assert.equal(taken.filter(each => each !== undefined).length, 1);
		assert.deepEqual(held?.reply, reply);
		assert.equal(held?.turn, 'first');
		const holder = taken[0] ? 2 : 3;
		assert.deepEqual([...(await log.shared.heldBy(holder))], [first]);
		assert.equal(await log.shared.standing(first, holder), 'ours');
		assert.equal(await log.shared.standing(first, 9), 'another’s');
		await log.pending.end(first);
		assert.equal(await log.shared.standing(first, holder), 'gone');
	});

	test('from one that broke off it is taken again, which is counted', async context => {
		const log = await emptyLog(context);
		await log.pending.begin(question);
		await log.shared.hold({questionId: first, holder: 2, from: 'the queue'});
		const left = await log.shared.left({alive: new Set([3]), waitingSince: at(0)});
		assert.deepEqual(left, [{questionId: first, askerId: '42', heldBy: 2}]);
		assert.deepEqual(await log.shared.left({alive: new Set([2]), waitingSince: at(0)}), []);
		// Somebody else has it by now.
		assert.equal(await log.shared.letGo(first, {heldBy: 8, try: 'counted'}, nothing), false);
		assert.equal(await log.shared.letGo(first, {heldBy: 2, try: 'counted'}, nothing), true);
		const again = await log.shared.hold({questionId: first, holder: 3, from: 'the queue'});
		assert.deepEqual([again?.turn, again?.tries], ['again', 1]);
		const byForce = await log.shared.hold({questionId: first, holder: 4, from: 'anybody'});
		assert.deepEqual([byForce?.questionId, byForce?.tries], [first, 2]);
	});

	test('what waits for long with nobody holding it is left too', async context => {
		const log = await emptyLog(context);
		await log.pending.begin(question);
		const left = (seconds: number) => log.shared.left({alive: new Set(), waitingSince: at(seconds)});
		assert.deepEqual(await left(0), []);
		assert.deepEqual(await left(1), [{questionId: first, askerId: '42', heldBy: 'nobody'}]);
	});

	test('what was to be written along is written in the same transaction, or nothing is', async context => {
		const log = await emptyLog(context);
		await log.pending.begin({...question, holder: 1});
		await assert.rejects(
			log.shared.letGo(first, {reply}, async run => {
				await run('delete from pending');
				throw new Error('the queue is full');
			}),
			/the queue is full/,
		);
		assert.equal(await log.shared.standing(first, 1), 'ours');
		await log.shared.letGo(first, {reply}, async run => {
			const {rows} = await run(
				`select asker_id from pending where question_id = ${name === 'Postgres' ? '$1' : '?'}`,
				[first],
			);
			assert.deepEqual(rows.length, 1);
		});
	});

	test('the crowd is what is worked on, what waits, and what is one’s own', async context => {
		const log = await emptyLog(context);
		await log.pending.begin(question);
		await log.pending.begin({...question, questionId: second, source: 'interaction/5', askerId: '43'});
		await log.shared.hold({questionId: first, holder: 2, from: 'the queue'});
		const crowd = (askerId: string, seconds: number) => log.shared.crowd({askerId, before: at(seconds)});
		assert.deepEqual(await crowd('42', 1), {running: 1, waiting: 1, own: 1});
		// What has only just come is about to be taken.
		assert.deepEqual(await crowd('44', 0), {running: 1, waiting: 0, own: 0});
	});

	test('a question is found by what asked it', async context => {
		const log = await emptyLog(context);
		await log.pending.begin(question);
		assert.equal((await log.shared.ofSource('message/9'))?.questionId, first);
		assert.equal(await log.shared.ofSource('message/1'), undefined);
	});

	test('a question that is changed while somebody answers it is theirs no more', async context => {
		const log = await emptyLog(context);
		await log.pending.begin(question);
		await log.shared.hold({questionId: first, holder: 2, from: 'the queue'});
		await log.pending.begin({...question, asked: {text: 'it fails again'}, holder: 1});
		assert.equal(await log.shared.standing(first, 2), 'another’s');
		await log.shared.letGo(first, {}, nothing);
		const held = await log.shared.hold({questionId: first, holder: 3, from: 'the queue'});
		assert.deepEqual([held?.turn, held?.asked], ['first', {text: 'it fails again'}]);
	});
});
