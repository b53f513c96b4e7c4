import assert from 'node:assert/strict';
import test from 'node:test';
import {onEachEngine} from '../support/log-engines.ts';
import {recordOf} from '../support/records.ts';

const first = '01900000-0000-7000-8000-000000000001';
const second = '01900000-0000-7000-8000-000000000002';
const at = (seconds: number) => new Date(Date.parse('2026-01-02T10:00:00Z') + seconds * 1000);

const question = {
	questionId: first,
	source: 'message/9',
	askedAt: at(0),
	askerId: '42',
	place: {guildId: '7', channelId: '8', messageId: '9'},
	asked: {text: 'it fails', files: []},
};

onEachEngine(({emptyLog}) => {
	test('a question waits until it has ended', async context => {
		const log = await emptyLog(context);
		assert.equal(await log.pending.begin(question), true);
		assert.deepEqual(await log.pending.waiting({before: at(1)}), [{...question, tries: 0}]);
		await log.pending.acknowledge(first, {channelId: '8', messageId: '77'});
		assert.deepEqual((await log.pending.waiting({before: at(1)}))[0]?.reply, {
			channelId: '8',
			messageId: '77',
		});
		await log.pending.end(first);
		assert.deepEqual(await log.pending.waiting({before: at(1)}), []);
	});

	test('only questions of before a time are waiting since then, the oldest first', async context => {
		const log = await emptyLog(context);
		await log.pending.begin({...question, questionId: second, source: 'interaction/5', askedAt: at(5)});
		await log.pending.begin(question);
		const waiting = async (seconds: number) =>
			(await log.pending.waiting({before: at(seconds)})).map(({questionId}) => questionId);
		assert.deepEqual(await waiting(5), [first]);
		assert.deepEqual(await waiting(6), [first, second]);
	});

	test('a message that is delivered twice asks one question, even of two processes at once', async context => {
		const log = await emptyLog(context);
		const begun = await Promise.all([
			log.pending.begin(question),
			log.pending.begin({...question, questionId: second}),
		]);
		assert.deepEqual(begun.toSorted(), [false, true]);
		assert.equal((await log.pending.waiting({before: at(1)})).length, 1);
	});

	test('a message that was answered is not asked again', async context => {
		const log = await emptyLog(context);
		await log.record(recordOf({id: first, askerId: '42', place: question.place}));
		assert.equal(await log.pending.begin({...question, questionId: second}), false);
		// The same question may be answered anew, and somebody else's about the message is another one.
		assert.equal(await log.pending.begin(question), true);
		await log.pending.end(first);
		assert.equal(await log.pending.begin({...question, questionId: second, askerId: '43'}), true);
	});

	test('an interaction about a message that was answered is a question of its own', async context => {
		const log = await emptyLog(context);
		await log.record(recordOf({id: first, askerId: '42', place: question.place}));
		const again = {...question, questionId: second, source: 'interaction/5'};
		assert.equal(await log.pending.begin(again), true);
	});

	test('the same question again takes the place of what it was', async context => {
		const log = await emptyLog(context);
		await log.pending.begin(question);
		await log.pending.acknowledge(first, {channelId: '8', messageId: '77'});
		assert.equal(await log.pending.begin({...question, asked: {text: 'it fails with 401'}}), true);
		const [waiting, ...others] = await log.pending.waiting({before: at(1)});
		assert.deepEqual(others, []);
		assert.deepEqual(waiting?.asked, {text: 'it fails with 401'});
		assert.equal(waiting?.reply?.messageId, '77');
	});

	test('of two processes one takes a question up', async context => {
		const log = await emptyLog(context);
		await log.pending.begin(question);
		const taken = await Promise.all([
			log.pending.take({questionId: first, tries: 0}),
			log.pending.take({questionId: first, tries: 0}),
		]);
		assert.deepEqual(taken.toSorted(), [false, true]);
		assert.equal((await log.pending.waiting({before: at(1)}))[0]?.tries, 1);
	});

	test('a question that is forgotten waits no more', async context => {
		const log = await emptyLog(context);
		await log.pending.begin(question);
		await log.forget(first);
		assert.deepEqual(await log.pending.waiting({before: at(1)}), []);
	});
});
