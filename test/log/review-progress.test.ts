import assert from 'node:assert/strict';
import test from 'node:test';
import {onEachEngine} from '../support/log-engines.ts';
import {recordOf} from '../support/records.ts';

const red = '111111111111111111';
const blue = '222222222222222222';
const at = new Date('2026-03-01T10:00:00Z');
const later = new Date('2026-03-02T10:00:00Z');
const idOf = (index: number) => `01900000-0000-7000-8000-00000000000${index}`;

onEachEngine(({emptyLog}) => {
	test('the open cases are counted by what they wait for, and the closed ones by who closed them', async t => {
		const {moderation, progress} = await emptyLog(t);
		assert.deepEqual(await progress.open({}), {count: 0, reasons: new Map()});
		await moderation.raise({questionId: idOf(1), guildId: red, reasons: ['refused', 'not_helpful'], at});
		await moderation.raise({questionId: idOf(2), guildId: red, reasons: ['refused'], at: later});
		await moderation.raise({questionId: idOf(3), guildId: blue, reasons: ['draft'], at: later});
		await moderation.raise({questionId: idOf(4), guildId: blue, reasons: ['refused'], at});
		await moderation.raise({questionId: idOf(5), guildId: blue, reasons: ['refused'], at});
		await moderation.close({questionId: idOf(4), byId: '7', at: later});
		await moderation.close({questionId: idOf(5), byId: '8', at});
		assert.deepEqual(await progress.open({}), {
			count: 3,
			reasons: new Map([
				['draft', 1],
				['refused', 2],
				['not_helpful', 1],
			]),
			oldest: at,
		});
		assert.deepEqual(await progress.open({servers: [blue]}), {
			count: 1,
			reasons: new Map([['draft', 1]]),
			oldest: later,
		});
		assert.equal((await progress.open({servers: []})).count, 0);
		assert.deepEqual(await progress.closed({since: later}), new Map([['7', 1]]));
		assert.deepEqual(await progress.closed({since: at, servers: [red]}), new Map());
		assert.deepEqual(
			await progress.closed({since: at, servers: [blue, red]}),
			new Map([
				['7', 1],
				['8', 1],
			]),
		);
	});

	test('agreement is told by answers that several judged', async t => {
		const log = await emptyLog(t);
		const {moderation, progress} = log;
		for (const index of [1, 2, 3]) {
			const guildId = index === 3 ? blue : red;
			await log.record(recordOf({id: idOf(index), place: {guildId, channelId: '2'}}));
		}
		const judge = (index: number, byId: string, judgement: 'right' | 'wrong', when = later) =>
			moderation.review({questionId: idOf(index), byId, judgement, at: when});
		await judge(1, '7', 'right');
		await judge(1, '8', 'right');
		await judge(1, '9', 'wrong', at);
		await judge(2, '7', 'right');
		await judge(3, '7', 'right', at);
		await judge(3, '8', 'wrong', at);
		const tallies = await progress.tallies({since: at});
		assert.deepEqual(
			new Set(tallies),
			new Set([
				{right: 2, wrong: 1},
				{right: 1, wrong: 1},
			]),
		);
		assert.deepEqual(await progress.tallies({since: later}), [{right: 2, wrong: 1}]);
		assert.deepEqual(await progress.tallies({since: at, servers: [blue]}), [{right: 1, wrong: 1}]);
		assert.deepEqual(await progress.tallies({since: at, servers: []}), []);
	});

	test('the audit is told a page at a time, of one’s own servers and oneself', async t => {
		const {moderation, audit} = await emptyLog(t);
		await moderation.note({at, byId: '7', guildId: red, action: 'judge_answer', subject: idOf(1)});
		await moderation.note({at, byId: '8', guildId: blue, action: 'correct_answer', subject: idOf(2)});
		await moderation.note({at, byId: '7', action: 'sign_in', detail: {by: 'link'}});
		await moderation.note({at, byId: '8', action: 'sign_in'});
		const actions = async (request: Omit<Parameters<typeof audit>[0], 'limit'>) =>
			(await audit({...request, limit: 10})).map(({action, byId}) => `${byId} ${action}`);
		assert.deepEqual(await actions({}), ['8 sign_in', '7 sign_in', '8 correct_answer', '7 judge_answer']);
		assert.deepEqual(await actions({servers: [red], orBy: '7'}), ['7 sign_in', '7 judge_answer']);
		assert.deepEqual(await actions({servers: []}), []);
		assert.deepEqual(await actions({action: 'sign_in'}), ['8 sign_in', '7 sign_in']);
		assert.deepEqual(await actions({byId: '8'}), ['8 sign_in', '8 correct_answer']);
		const [newest] = await audit({limit: 1});
		assert.deepEqual(newest?.at, at);
		const [, next] = await audit({limit: 2});
		assert.deepEqual(next?.detail, {by: 'link'});
		assert.equal((await audit({limit: 5, before: newest?.number ?? 0})).length, 3);
	});
});
