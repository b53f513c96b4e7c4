import assert from 'node:assert/strict';
import test from 'node:test';
import {onEachEngine} from '../support/log-engines.ts';
import {recordOf} from '../support/records.ts';

const first = '01900000-0000-7000-8000-000000000001';
const second = '01900000-0000-7000-8000-000000000002';
const guildId = '111111111111111111';
const at = new Date('2026-03-01T10:00:00Z');
const later = new Date('2026-03-01T11:00:00Z');

onEachEngine(({emptyLog}) => {
	test('an answer is put before the moderators once, with every reason that there is', async context => {
		const {moderation} = await emptyLog(context);
		const one = await moderation.raise({questionId: first, guildId, reasons: ['refused'], at});
		assert.equal(one.isNew, true);
		const two = await moderation.raise({
			questionId: first,
			guildId,
			reasons: ['secret_found', 'refused'],
			at: later,
		});
		assert.equal(two.isNew, false);
		assert.deepEqual(await moderation.standing(first), {
			questionId: first,
			guildId,
			reasons: ['refused', 'secret_found'],
			state: 'open',
			publication: 'published',
			openedAt: at,
		});
		assert.equal(await moderation.countOpen(guildId), 1);
		assert.equal(await moderation.countOpen('other'), 0);
	});

	test('a closed case is opened again by a new reason alone', async context => {
		const {moderation} = await emptyLog(context);
		await moderation.raise({questionId: first, reasons: ['refused'], at});
		await moderation.close({questionId: first, byId: '7', at});
		await moderation.raise({questionId: first, reasons: ['refused'], at: later});
		const closed = await moderation.standing(first);
		assert.deepEqual([closed?.state, closed?.closedBy, closed?.closedAt], ['done', '7', at]);
		await moderation.raise({questionId: first, reasons: ['not_helpful'], at: later});
		const open = await moderation.standing(first);
		assert.deepEqual([open?.state, open?.closedBy, open?.closedAt], ['open', undefined, undefined]);
	});

	test('a case that is closed keeps who closed it first', async context => {
		const {moderation} = await emptyLog(context);
		await moderation.raise({questionId: first, reasons: ['refused'], at});
		await moderation.close({questionId: first, byId: '7', at});
		await moderation.close({questionId: first, byId: '8', at: later});
		assert.equal((await moderation.standing(first))?.closedBy, '7');
	});

	test('the open cases come newest first, a page at a time, of one server', async context => {
		const {moderation} = await emptyLog(context);
		const third = '01900000-0000-7000-8000-000000000003';
		for (const questionId of [second, first, third]) {
			await moderation.raise({questionId, guildId, reasons: ['refused'], at});
		}
		await moderation.close({questionId: second, byId: '7', at});
		const ids = async (request: {limit: number; before?: string; guildId?: string}) =>
			(await moderation.open(request)).map(({questionId}) => questionId);
		assert.deepEqual(await ids({limit: 5}), [third, first]);
		assert.deepEqual(await ids({limit: 1}), [third]);
		assert.deepEqual(await ids({limit: 5, before: third, guildId}), [first]);
		assert.deepEqual(await ids({limit: 5, guildId: 'other'}), []);
	});

	test('a card leads to its question', async context => {
		const {moderation} = await emptyLog(context);
		await moderation.raise({questionId: first, reasons: ['draft'], publication: 'draft', at});
		await moderation.rememberCard(first, {channelId: '5', messageId: '6'});
		assert.equal(await moderation.questionOfCard('6'), first);
		assert.equal(await moderation.questionOfCard('7'), undefined);
		await moderation.publish(first, 'published');
		const standing = await moderation.standing(first);
		assert.deepEqual(standing?.card, {channelId: '5', messageId: '6'});
		assert.equal(standing?.publication, 'published');
	});

	test('the last word of each moderator counts', async context => {
		const {moderation} = await emptyLog(context);
		await moderation.review({questionId: first, byId: '7', judgement: 'right', at});
		await moderation.review({questionId: first, byId: '8', judgement: 'partly', note: 'port', at});
		await moderation.review({questionId: first, byId: '7', judgement: 'wrong', at: later});
		assert.deepEqual(await moderation.reviewsOf(first), [
			{questionId: first, byId: '8', judgement: 'partly', note: 'port', at},
			{questionId: first, byId: '7', judgement: 'wrong', at: later},
		]);
	});

	test('the newest correction stands, and those before it are kept', async context => {
		const log = await emptyLog(context);
		const {moderation} = log;
		await log.record(recordOf({id: first, place: {guildId, channelId: '2'}}));
		const one = {questionId: first, byId: '7', at, text: 'One'};
		const two = {
			questionId: first,
			byId: '8',
			at: later,
			text: 'Two',
			cause: 'auth.invalid_key',
			link: 'https://a.test/',
		};
		const other = {questionId: second, byId: '8', at, text: 'Other'};
		for (const correction of [one, other, two]) await moderation.correct(correction);
		assert.deepEqual(await moderation.correctionsOf(first), [one, two]);
		assert.deepEqual(await moderation.corrections(), [two, other]);
		assert.deepEqual(await moderation.corrections({guildId}), [two]);
	});

	test('what was done is told newest first, of one subject or one server', async context => {
		const {moderation} = await emptyLog(context);
		await moderation.note({at, byId: '7', guildId, action: 'retract_answer', subject: first});
		await moderation.note({at: later, byId: '8', action: 'sign_in', detail: {from: 'console'}});
		assert.deepEqual(
			(await moderation.history({limit: 5})).map(({action}) => action),
			['sign_in', 'retract_answer'],
		);
		assert.deepEqual(await moderation.history({guildId, limit: 5}), [
			{at, byId: '7', guildId, action: 'retract_answer', subject: first},
		]);
		assert.deepEqual(await moderation.history({subject: second, limit: 5}), []);
	});

	test('a question that is forgotten takes its case with it, and the audit still says that it was', async context => {
		const log = await emptyLog(context);
		const {moderation} = log;
		await log.record(recordOf({id: first}));
		await moderation.raise({questionId: first, reasons: ['refused'], at});
		await moderation.review({questionId: first, byId: '7', judgement: 'right', at});
		await moderation.correct({questionId: first, byId: '7', at, text: 'One'});
		await moderation.note({at, byId: '7', action: 'correct_answer', subject: first});
		await log.forget(first);
		assert.equal(await moderation.standing(first), undefined);
		assert.deepEqual(await moderation.reviewsOf(first), []);
		assert.deepEqual(await moderation.correctionsOf(first), []);
		assert.equal((await moderation.history({subject: first, limit: 5})).length, 1);
	});
});
