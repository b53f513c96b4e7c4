import assert from 'node:assert/strict';
import test from 'node:test';
import type {AnswerRecord} from '../../src/log/answer-record.ts';
import {onEachEngine} from '../support/log-engines.ts';
import {recordOf} from '../support/records.ts';

const guildId = '111111111111111111';
const minute = 60_000;
const now = new Date('2026-03-01T10:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * minute);

let count = 0;
function asked(
	askerId: string,
	minutes: number,
	place: Partial<NonNullable<AnswerRecord['place']>> = {},
): AnswerRecord {
	count += 1;
	const id = `01900000-0000-7000-8000-${String(count).padStart(12, '0')}`;
	return recordOf({
		id,
		conversationId: id,
		askedAt: ago(minutes),
		askerId,
		place: {guildId, channelId: '222222222222222222', ...place},
	});
}

onEachEngine(({emptyLog}) => {
	test('the nth newest question of a member or a server is found, as far back as is asked', async context => {
		const log = await emptyLog(context);
		const elsewhere = {guildId: '333333333333333333'};
		for (const record of [
			asked('ada', 50),
			asked('ada', 30),
			asked('bob', 20),
			asked('ada', 70),
			asked('ada', 5, elsewhere),
		]) {
			await log.record(record);
		}
		const since = ago(60);
		const ofAda = (nth: number) => log.asked.nthNewest({nth, since, guildId, askerId: 'ada'});
		assert.deepEqual(await ofAda(1), ago(30));
		assert.deepEqual(await ofAda(2), ago(50));
		assert.equal(await ofAda(3), undefined);
		assert.deepEqual(await log.asked.nthNewest({nth: 3, since, guildId}), ago(50));
		assert.equal(await log.asked.nthNewest({nth: 4, since, guildId}), undefined);
		assert.equal(await log.asked.nthNewest({nth: 1, since, guildId, askerId: 'carol'}), undefined);
	});

	test('what waits for its answer is asked as well, and is not counted twice', async context => {
		const log = await emptyLog(context);
		const waiting = asked('ada', 10);
		const {id: questionId, askedAt, askerId = '', place = {channelId: ''}} = waiting;
		await log.pending.begin({questionId, source: 'message/1', askedAt, askerId, place, asked: {}});
		const ofAda = (nth: number) => log.asked.nthNewest({nth, since: ago(60), guildId, askerId: 'ada'});
		assert.deepEqual(await ofAda(1), ago(10));
		await log.record(waiting);
		assert.deepEqual(await ofAda(1), ago(10));
		assert.equal(await ofAda(2), undefined);
		await log.record(asked('ada', 20));
		assert.deepEqual(await ofAda(2), ago(20));
	});

	test('whether a member has asked is told of one server, or of all', async context => {
		const log = await emptyLog(context);
		await log.record(asked('ada', 10));
		assert.equal(await log.hasAsked('ada'), true);
		assert.equal(await log.hasAsked('ada', {guildId}), true);
		assert.equal(await log.hasAsked('ada', {guildId: '333333333333333333'}), false);
	});
});
