import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import {type Act, moderate} from '../../src/log/moderate.ts';
import type {Publication} from '../../src/log/moderation.ts';
import {type OpenLog, openLog} from '../../src/log/open-log.ts';

const questionId = '01900000-0000-7000-8000-000000000001';
const guildId = '111111111111111111';
const at = new Date('2026-03-01T10:00:00Z');

async function emptyLog(context: TestContext): Promise<OpenLog> {
	const log = await openLog('file::memory:');
	context.after(() => log.close());
	return log;
}

const right: Act = {kind: 'judge', judgement: 'right'};
const unsafe: Act = {kind: 'judge', judgement: 'unsafe'};
const correct: Act = {kind: 'correct', text: 'The host is wrong', cause: 'url.wrong_base'};
const of = (kind: 'retract' | 'restore' | 'publish' | 'discard'): Act => ({kind});

test('whether members see an answer follows from what moderators did', async context => {
	const rows: readonly (readonly [readonly Act[], Publication, Publication])[] = [
		[[right], 'published', 'published'],
		[[unsafe], 'published', 'retracted'],
		[[unsafe], 'draft', 'retracted'],
		[[of('retract')], 'published', 'retracted'],
		[[of('retract'), of('retract')], 'published', 'retracted'],
		[[of('retract'), of('restore')], 'published', 'published'],
		[[of('restore')], 'published', 'published'],
		[[of('restore')], 'draft', 'draft'],
		[[correct], 'published', 'corrected'],
		[[correct, of('retract')], 'published', 'retracted'],
		[[correct, of('retract'), of('restore')], 'published', 'corrected'],
		[[of('retract'), correct], 'published', 'corrected'],
		[[of('publish')], 'draft', 'published'],
		[[of('publish')], 'published', 'published'],
		[[correct, of('publish')], 'draft', 'corrected'],
		[[of('discard')], 'draft', 'retracted'],
		[[of('discard'), of('publish')], 'draft', 'retracted'],
		[[of('discard'), of('restore')], 'draft', 'published'],
	];
	for (const [acts, before, after] of rows) {
		const {moderation} = await emptyLog(context);
		await moderation.raise({questionId, guildId, reasons: [], publication: before, at});
		for (const act of acts) await moderate(moderation, {questionId, guildId, byId: '7', at, act});
		const said = `${before}: ${acts.map(({kind}) => kind).join(', ')}`;
		assert.equal((await moderation.standing(questionId))?.publication, after, said);
	}
});

test('what a moderator does closes the case, but a draft waits until it is let out or discarded', async context => {
	for (const act of [right, of('retract'), correct]) {
		const {moderation} = await emptyLog(context);
		await moderation.raise({questionId, guildId, reasons: ['refused'], at});
		const standing = await moderate(moderation, {questionId, guildId, byId: '7', at, act});
		assert.deepEqual([standing.state, standing.closedBy], ['done', '7'], act.kind);
	}
	const {moderation} = await emptyLog(context);
	await moderation.raise({questionId, guildId, reasons: ['draft'], publication: 'draft', at});
	const judged = await moderate(moderation, {questionId, guildId, byId: '7', at, act: right});
	assert.equal(judged.state, 'open');
	const published = await moderate(moderation, {questionId, guildId, byId: '7', at, act: of('publish')});
	assert.equal(published.state, 'done');
});

test('an answer that nobody has raised can be acted on', async context => {
	const {moderation} = await emptyLog(context);
	const standing = await moderate(moderation, {questionId, guildId, byId: '7', at, act: of('retract')});
	assert.deepEqual(standing, {
		questionId,
		guildId,
		reasons: [],
		state: 'done',
		publication: 'retracted',
		openedAt: at,
		closedBy: '7',
		closedAt: at,
	});
});

test('every act is noted with who and when, and one that changes nothing is not', async context => {
	const {moderation} = await emptyLog(context);
	for (const act of [right, right, of('retract'), of('retract'), of('restore'), of('publish'), correct]) {
		await moderate(moderation, {questionId, guildId, byId: '7', at, act});
	}
	const noted = {at, byId: '7', guildId, subject: questionId};
	assert.deepEqual((await moderation.history({limit: 9})).toReversed(), [
		{...noted, action: 'judge_answer', detail: {judgement: 'right'}},
		{...noted, action: 'retract_answer'},
		{...noted, action: 'restore_answer'},
		{...noted, action: 'correct_answer', detail: {cause: 'url.wrong_base'}},
	]);
	assert.doesNotMatch(JSON.stringify(await moderation.history({limit: 9})), /host is wrong/);
});
