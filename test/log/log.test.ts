import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {openLog} from '../../src/log/open-log.ts';
import {onEachEngine} from '../support/log-engines.ts';
import {evidenceOf, probeOf, recordOf} from '../support/records.ts';

const first = '01900000-0000-7000-8000-000000000001';
const second = '01900000-0000-7000-8000-000000000002';
const third = '01900000-0000-7000-8000-000000000003';

onEachEngine(({emptyLog}) => {
	test('a record comes back as it was recorded', async context => {
		const log = await emptyLog(context);
		const entry = recordOf({askerId: '42', place: {guildId: '1', channelId: '2', messageId: '3'}});
		await log.record(entry);
		assert.deepEqual(await log.find(entry.id), entry);
		assert.equal(await log.find(second), undefined);
	});

	test('recording the same question again replaces its answer', async context => {
		const log = await emptyLog(context);
		await log.record(recordOf());
		await log.record(recordOf({answer: {...recordOf().answer, verdict: 'Something else'}}));
		assert.equal(await log.count(), 1);
		assert.equal((await log.find(first))?.answer.verdict, 'Something else');
	});

	test('the newest records come first, a page at a time', async context => {
		const log = await emptyLog(context);
		for (const id of [second, first, third]) await log.record(recordOf({id}));
		assert.deepEqual(
			(await log.latest({limit: 2})).map(entry => entry.id),
			[third, second],
		);
		assert.deepEqual(
			(await log.latest({limit: 2, before: second})).map(entry => entry.id),
			[first],
		);
	});

	test('a reply leads back to its question', async context => {
		const log = await emptyLog(context);
		await log.rememberReply({questionId: first, channelId: '2', messageId: '77'});
		await log.rememberReply({questionId: first, channelId: '2', messageId: '77'});
		assert.equal(await log.questionOfReply('77'), first);
		assert.equal(await log.questionOfReply('78'), undefined);
	});

	test('the recent conversation is the member’s own, in this channel, and not too old', async context => {
		const log = await emptyLog(context);
		const askedAt = new Date('2026-01-02T10:00:00Z');
		await log.record(
			recordOf({id: second, conversationId: first, askedAt, askerId: '42', place: {channelId: '2'}}),
		);
		const ask = (channelId: string, askerId: string, since: string) =>
			log.recentConversation({channelId, askerId, since: new Date(since)});
		assert.equal(await ask('2', '42', '2026-01-02T09:30:00Z'), first);
		assert.equal(await ask('2', '42', '2026-01-02T10:00:01Z'), undefined);
		assert.equal(await ask('3', '42', '2026-01-02T09:30:00Z'), undefined);
		assert.equal(await ask('2', '43', '2026-01-02T09:30:00Z'), undefined);
	});

	test('a conversation is told from its beginning', async context => {
		const log = await emptyLog(context);
		await log.record(recordOf({id: second, evidence: evidenceOf({text: 'now 401'})}));
		await log.record(recordOf({id: first, evidence: evidenceOf({text: 'non-101'})}));
		await log.record(recordOf({id: third, conversationId: third}));
		assert.deepEqual(await log.turns(first), [
			{role: 'user', text: 'non-101'},
			{role: 'assistant', text: '**The API key was refused**'},
			{role: 'user', text: 'now 401'},
			{role: 'assistant', text: '**The API key was refused**'},
		]);
	});

	test('the last measurement of a conversation is at hand', async context => {
		const log = await emptyLog(context);
		assert.equal(await log.lastProbe(first), undefined);
		await log.record(recordOf({id: first, probe: probeOf({elapsedMs: 1})}));
		await log.record(recordOf({id: second, probe: probeOf({elapsedMs: 2})}));
		const {probe: _, ...untested} = recordOf({id: third});
		await log.record(untested);
		assert.equal((await log.lastProbe(first))?.elapsedMs, 2);
	});

	test('the same feedback by the same person counts once', async context => {
		const log = await emptyLog(context);
		const at = new Date('2026-01-02T10:00:00Z');
		const solved = {questionId: first, byId: '42', kind: 'solved', at} as const;
		await log.giveFeedback(solved);
		await log.giveFeedback(solved);
		await log.giveFeedback({...solved, kind: 'not_helpful', note: 'wrong link'});
		assert.deepEqual(await log.feedbackOf(first), [
			solved,
			{...solved, kind: 'not_helpful', note: 'wrong link'},
		]);
	});

	test('whether a member has asked before is known', async context => {
		const log = await emptyLog(context);
		await log.record(recordOf({askerId: '42'}));
		assert.equal(await log.hasAsked('42'), true);
		assert.equal(await log.hasAsked('43'), false);
	});

	test('a message leads to its questions, oldest first, each with the replies to it', async context => {
		const log = await emptyLog(context);
		const place = {channelId: '2', messageId: '3'};
		await log.record(recordOf({id: second, place}));
		await log.record(recordOf({id: first, place}));
		for (const messageId of ['9', '8'])
			await log.rememberReply({questionId: second, channelId: '2', messageId});
		assert.deepEqual(await log.askedIn('3'), [
			{questionId: first, replies: []},
			{
				questionId: second,
				replies: [
					{channelId: '2', messageId: '8'},
					{channelId: '2', messageId: '9'},
				],
			},
		]);
		assert.deepEqual(await log.askedIn('4'), []);
	});

	test('a forgotten question leaves nothing behind, and others stay', async context => {
		const log = await emptyLog(context);
		for (const id of [first, second]) {
			await log.record(recordOf({id}));
			await log.rememberReply({questionId: id, channelId: '2', messageId: `reply to ${id}`});
			await log.giveFeedback({questionId: id, byId: '42', kind: 'solved', at: new Date(0)});
		}
		await log.forget(first);
		assert.equal(await log.find(first), undefined);
		assert.equal(await log.questionOfReply(`reply to ${first}`), undefined);
		assert.deepEqual(await log.feedbackOf(first), []);
		assert.equal(await log.count(), 1);
		assert.equal(await log.questionOfReply(`reply to ${second}`), second);
	});
});

test('a restart keeps every record', async context => {
	const folder = mkdtempSync(join(tmpdir(), 'lineman-log-'));
	context.after(() => rmSync(folder, {recursive: true}));
	const url = `file:${join(folder, 'deeper', 'lineman.db')}`;
	const before = await openLog(url);
	await before.record(recordOf());
	await before.close();
	const after = await openLog(url);
	context.after(() => after.close());
	assert.deepEqual(await after.find(first), recordOf());
});

test('a file that is no database is an error that names it', async context => {
	const folder = mkdtempSync(join(tmpdir(), 'lineman-log-'));
	context.after(() => rmSync(folder, {recursive: true}));
	await assert.rejects(openLog(`file:${folder}`), new RegExp(`Cannot open the log "${folder}"`));
});
