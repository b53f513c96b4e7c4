import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import {type OpenLog, openLog} from '../../src/log/open-log.ts';
import {evidenceOf, recordOf} from '../support/records.ts';

const first = '01900000-0000-7000-8000-000000000001';
const second = '01900000-0000-7000-8000-000000000002';
const guildId = '111111111111111111';
const at = new Date('2026-03-01T10:00:00Z');
const later = new Date('2026-03-01T11:00:00Z');

async function emptyLog(context: TestContext): Promise<OpenLog> {
	const log = await openLog('file::memory:');
	context.after(() => log.close());
	return log;
}

test('who asks on gets what a moderator put in the answer’s place, not the answer', async context => {
	const log = await emptyLog(context);
	await log.record(recordOf({id: first, conversationId: first, evidence: evidenceOf({text: 'one'})}));
	await log.record(recordOf({id: second, conversationId: first, evidence: evidenceOf({text: 'two'})}));
	await log.moderation.raise({questionId: first, guildId, reasons: [], at});
	await log.moderation.correct({questionId: first, byId: '7', at, text: 'The port is wrong'});
	await log.moderation.correct({questionId: first, byId: '7', at: later, text: 'The host is wrong'});
	await log.moderation.publish(first, 'corrected');
	assert.deepEqual(await log.turns(first), [
		{role: 'user', text: 'one'},
		{role: 'assistant', text: 'The host is wrong'},
		{role: 'user', text: 'two'},
		{role: 'assistant', text: '**The API key was refused**'},
	]);
});

test('an answer that members do not see was not said in the conversation', async context => {
	const log = await emptyLog(context);
	for (const publication of ['retracted', 'draft'] as const) {
		await log.record(recordOf({id: first, conversationId: first}));
		await log.moderation.raise({questionId: first, guildId, reasons: [], at});
		await log.moderation.publish(first, publication);
		assert.deepEqual(await log.turns(first), [{role: 'user', text: 'it fails'}], publication);
	}
	await log.moderation.publish(first, 'published');
	assert.equal((await log.turns(first)).length, 2);
});

test('a reason that comes after the press is added to it', async context => {
	const log = await emptyLog(context);
	const pressed = {questionId: first, byId: '7', kind: 'not_helpful', at} as const;
	await log.giveFeedback(pressed);
	await log.giveFeedback({...pressed, note: 'the cause is wrong', at: later});
	await log.giveFeedback({...pressed, at: later});
	assert.deepEqual(await log.feedbackOf(first), [{...pressed, note: 'the cause is wrong'}]);
});

test('whether a human was asked is known of a whole conversation', async context => {
	const log = await emptyLog(context);
	await log.record(recordOf({id: first, conversationId: first}));
	await log.record(recordOf({id: second, conversationId: first}));
	assert.equal(await log.askedHuman(first), false);
	await log.giveFeedback({questionId: second, byId: '7', kind: 'ask_human', at});
	assert.equal(await log.askedHuman(first), true);
	assert.equal(await log.askedHuman(second), false);
});

test('a cause has led where an earlier question’s answer named it', async context => {
	const log = await emptyLog(context);
	await log.record(recordOf({id: first}));
	await log.record(recordOf({id: second}));
	const cause = 'auth.invalid_key';
	assert.equal(await log.hasLed({cause, before: first}), false);
	assert.equal(await log.hasLed({cause, before: second}), true);
	assert.equal(await log.hasLed({cause: 'net.dns', before: second}), false);
});

test('the replies to a question come in their order', async context => {
	const log = await emptyLog(context);
	for (const messageId of ['30', '20']) {
		await log.rememberReply({questionId: first, channelId: '5', messageId});
	}
	await log.rememberReply({questionId: second, channelId: '5', messageId: '40'});
	assert.deepEqual(await log.repliesOf(first), [
		{channelId: '5', messageId: '20'},
		{channelId: '5', messageId: '30'},
	]);
});

test('drafts wait in the order in which they came, and cases without a card can be found', async context => {
	const {moderation} = await emptyLog(context);
	const draft = {reasons: ['draft'] as const, publication: 'draft' as const};
	await moderation.raise({...draft, questionId: second, guildId, at: later});
	await moderation.raise({...draft, questionId: first, guildId, at});
	const ids = (found: readonly {questionId: string}[]) => found.map(({questionId}) => questionId);
	assert.deepEqual(ids(await moderation.drafts({guildId})), [first, second]);
	assert.deepEqual(ids(await moderation.drafts({openedBefore: later})), [first]);
	assert.deepEqual(ids(await moderation.drafts({guildId: 'other'})), []);
	assert.deepEqual(ids(await moderation.withoutCard(at)), [first, second]);
	assert.deepEqual(ids(await moderation.withoutCard(later)), [second]);
	await moderation.rememberCard(first, {channelId: '5', messageId: '6'});
	assert.deepEqual(ids(await moderation.withoutCard(at)), [second]);
	await moderation.publish(first, 'published');
	await moderation.close({questionId: second, byId: '7', at});
	assert.deepEqual(await moderation.drafts(), []);
	assert.deepEqual(await moderation.withoutCard(at), []);
});
