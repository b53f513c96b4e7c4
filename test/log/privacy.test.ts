import assert from 'node:assert/strict';
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type TestContext} from 'node:test';
import {newUuid7} from '../../src/lib/uuid.ts';
import type {AnswerRecord} from '../../src/log/answer-record.ts';
import {type OpenLog, openLog} from '../../src/log/open-log.ts';
import {onEachEngine} from '../support/log-engines.ts';
import {evidenceOf, probeOf, recordOf} from '../support/records.ts';

/** What a member wrote, and what must not be found afterwards. */
const words = 'PlatypusWroteThis';

const day = (number: number) => new Date(Date.UTC(2026, 0, number, 15, 4, 5, 678));

const idOf = (at: Date, number: number) =>
	`${at
		.getTime()
		.toString(16)
		.padStart(12, '0')
		.replace(/^(.{8})/, '$1-')}-7000-8000-${String(number).padStart(12, '0')}`;

/** A record in which every place for a text holds the words. */
function wordyRecord(given: {
	readonly at: Date;
	readonly number?: number;
	readonly askerId?: string;
	readonly authorId?: string;
	readonly conversationId?: string;
	readonly guildId?: string;
}): AnswerRecord {
	const {at, number = 1, askerId = '4200000000000000001'} = given;
	const {guildId = '7'} = given;
	const id = idOf(at, number);
	const base = recordOf();
	const seen = {turn: 0, excerpt: words};
	return {
		...base,
		id,
		conversationId: given.conversationId ?? id,
		askedAt: at,
		door: 'discord',
		askerId,
		...(given.authorId !== undefined && {authorId: given.authorId}),
		place: {channelId: '8', messageId: `9${number}`, ...(guildId !== '' && {guildId})},
		evidence: evidenceOf({
			text: `${words} 401`,
			earlierTexts: [words],
			failures: [{...seen, code: 'http_401'}],
			statuses: [{...seen, status: 401, of: 'upgrade'}],
			closes: [{...seen, code: 1006, reason: words}],
			serviceCodes: [{...seen, code: 'INVALID_AUTH'}],
			serviceErrors: [words],
			requestIds: [words],
			urls: [{...seen, href: words, host: words, path: words, parameters: [[words, words]], ours: true}],
			parameters: [{...seen, name: 'model', value: words}],
			clients: [{...seen, id: 'undici', how: 'sure'}],
			facts: [{...seen, name: 'worked_before'}],
			secrets: [{kind: 'api_key', turn: 0}],
			target: `wss://${words}.example`,
		}),
		probe: probeOf({
			target: `wss://voice.example/${words}`,
			headers: {x: words},
			body: words,
			vendorError: words,
			requestId: words,
			families: [{family: 4, address: words, outcome: 'connected', tookMs: 1}],
		}),
		sections: [
			{
				page: 'x',
				kind: 'guide',
				pageTitle: words,
				headings: [],
				anchor: '',
				text: words,
				score: 1,
			},
		],
		diagnosis: {
			...base.diagnosis,
			causes: base.diagnosis.causes.map(cause => ({...cause, reasons: [{because: words, weight: 1}]})),
			comparison: {kind: 'agrees', sentence: words},
			ask: [words],
		},
		answer: {
			...base.answer,
			verdict: words,
			gloss: words,
			messages: [words],
			text: words,
			details: words,
			citations: [{title: words, url: 'https://voice.example'}],
			model: {
				name: 'small',
				promptVersion: 'answer.v1',
				tokens: {input: 1, output: 1},
				cut: {of: 1, sentences: 0, because: {}},
				totalMs: 1,
				raw: words,
				lines: {[words]: words},
			},
		},
	};
}

async function judged(log: OpenLog, {id}: AnswerRecord, byId = '4200000000000000002'): Promise<void> {
	const at = day(1);
	await log.giveFeedback({questionId: id, byId, kind: 'not_helpful', note: words, at});
	await log.moderation.raise({questionId: id, guildId: '7', reasons: ['not_helpful'], at});
	await log.moderation.review({questionId: id, byId, judgement: 'wrong', note: words, at});
	await log.moderation.note({byId, action: 'review_answer', subject: id, at});
	await log.moderation.close({questionId: id, byId, at});
}

/** Everything that leads to the records, as the pages ask for it. */
async function everythingShown(log: OpenLog, {id, conversationId, place}: AnswerRecord): Promise<string> {
	return JSON.stringify([
		await log.find(id),
		await log.latest({limit: 100}),
		await log.turns(conversationId),
		await log.lastProbe(conversationId),
		await log.feedbackOf(id),
		await log.moderation.reviewsOf(id),
		await log.moderation.standing(id),
		await log.moderation.history({limit: 100}),
		await log.askedIn(place?.messageId ?? ''),
	]);
}

onEachEngine(({emptyLog}) => {
	test('after its time a text is gone from everything that shows it, and the figures are still there', async context => {
		const log = await emptyLog(context);
		const old = wordyRecord({at: day(1)});
		await log.record(old);
		await judged(log, old);
		assert.match(await everythingShown(log, old), new RegExp(words));

		assert.equal(await log.privacy.removeOldTexts({before: day(2), keptDays: 30, limit: 10}), 1);
		await log.privacy.hidePeople({before: day(2), limit: 10});
		const shown = await everythingShown(log, old);
		assert.doesNotMatch(shown, new RegExp(words));
		assert.doesNotMatch(shown, /420000000000000000/);

		const kept = await log.find(old.id);
		assert.deepEqual(kept?.textGone, {because: 'retention', keptDays: 30});
		assert.equal(kept?.answer.verdict, 'This answer was removed after 30 days.');
		assert.equal(kept?.diagnosis.causes[0]?.id, 'auth.invalid_key');
		assert.equal(kept?.diagnosis.causes[0]?.confidence, 0.9);
		assert.deepEqual(kept?.evidence.failures, [{code: 'http_401', turn: 0, excerpt: ''}]);
		assert.equal(kept?.probe?.verdict, 'reachable');
		assert.deepEqual(kept?.times, old.times);
		assert.equal(kept?.answer.language, 'en');
		assert.equal(kept?.answer.model?.tokens.input, 1);
		assert.equal((await log.feedbackOf(old.id))[0]?.kind, 'not_helpful');
		assert.equal(await log.count(), 1);
	});

	test('the same person is still the same after the text is gone: no notice is given twice, no message answered twice', async context => {
		const log = await emptyLog(context);
		const old = wordyRecord({at: day(1)});
		await log.record(old);
		await log.rememberReply({questionId: old.id, channelId: '8', messageId: '77'});
		await log.privacy.removeOldTexts({before: day(2), keptDays: 30, limit: 10});
		assert.equal(await log.hasAsked(old.askerId ?? ''), true);
		assert.equal(await log.hasAsked('4200000000000000009'), false);
		assert.deepEqual(await log.askedIn(old.place?.messageId ?? ''), [
			{questionId: old.id, replies: [{channelId: '8', messageId: '77'}]},
		]);
	});

	test('a text goes at its time, not before, and a few at a time', async context => {
		const log = await emptyLog(context);
		const records = [1, 2, 3, 4].map(number => wordyRecord({at: day(number), number}));
		for (const record of records) await log.record(record);
		const remove = (before: Date) => log.privacy.removeOldTexts({before, keptDays: 30, limit: 2});
		assert.equal(await remove(day(4)), 2);
		assert.equal(await remove(day(4)), 1);
		assert.equal(await remove(day(4)), 0);
		const gone = await Promise.all(records.map(async ({id}) => (await log.find(id))?.textGone !== undefined));
		assert.deepEqual(gone, [true, true, true, false]);
	});

	test('in a direct message the channel is a person too, and goes', async context => {
		const log = await emptyLog(context);
		const direct = wordyRecord({at: day(1), guildId: ''});
		await log.record(direct);
		await log.privacy.removeOldTexts({before: day(2), keptDays: 30, limit: 10});
		assert.equal((await log.find(direct.id))?.place, undefined);
	});

	test('what a person said twice, before and after their name was hidden, counts once', async context => {
		const log = await emptyLog(context);
		const old = wordyRecord({at: day(1)});
		await log.record(old);
		await judged(log, old);
		await log.privacy.removeOldTexts({before: day(2), keptDays: 30, limit: 10});
		await judged(log, old);
		await log.privacy.hidePeople({before: day(2), limit: 10});
		assert.equal((await log.feedbackOf(old.id)).length, 1);
		assert.equal((await log.moderation.reviewsOf(old.id)).length, 1);
	});

	test('what is kept of a member is known: what they asked, wrote or wait for, and our messages about it', async context => {
		const log = await emptyLog(context);
		const member = '4200000000000000001';
		const own = wordyRecord({at: day(1), number: 1});
		const written = wordyRecord({at: day(2), number: 2, askerId: '43', authorId: member});
		const other = wordyRecord({at: day(3), number: 3, askerId: '43'});
		for (const record of [own, written, other]) await log.record(record);
		await log.rememberReply({questionId: own.id, channelId: '8', messageId: '71'});
		await log.rememberReply({questionId: other.id, channelId: '8', messageId: '73'});
		await log.privacy.rememberQuotation({questionId: own.id, channelId: '80', messageId: '72'});
		await log.moderation.raise({questionId: written.id, reasons: ['refused'], at: day(2)});
		await log.moderation.rememberCard(written.id, {channelId: '81', messageId: '74'});
		await log.pending.begin({
			questionId: idOf(day(4), 4),
			source: 'message/94',
			askedAt: day(4),
			askerId: member,
			place: {channelId: '8', messageId: '94'},
			asked: {},
		});
		const trace = await log.privacy.traceOf(member);
		assert.deepEqual(trace.questionIds, [own.id, written.id]);
		assert.equal(trace.withText, 2);
		assert.deepEqual(
			trace.messages.map(({messageId}) => messageId),
			['71', '72', '74'],
		);
		assert.equal(trace.messages[0]?.guildId, '7');
		assert.deepEqual(trace.pendingIds, [idOf(day(4), 4)]);

		// Years later they are still found.
		await log.privacy.removeOldTexts({before: day(5), keptDays: 30, limit: 10});
		const later = await log.privacy.traceOf(member);
		assert.deepEqual(later.questionIds, trace.questionIds);
		assert.equal(later.withText, 0);
		assert.equal(later.messages.length, 3);
	});

	test('cards and quotations of questions whose texts are gone are known until they are deleted', async context => {
		const log = await emptyLog(context);
		const {privacy, moderation} = log;
		const records = [1, 2, 3].map(number => wordyRecord({at: day(number), number}));
		for (const [index, {id}] of records.entries()) {
			await log.record(records[index] as AnswerRecord);
			await log.rememberReply({questionId: id, channelId: '8', messageId: `5${index}`});
			await moderation.raise({questionId: id, reasons: ['refused'], at: day(index + 1)});
			await moderation.rememberCard(id, {channelId: '81', messageId: `6${index}`});
		}
		const [first, second] = records as [AnswerRecord, AnswerRecord];
		const quotation = {questionId: first.id, channelId: '80', messageId: '70'};
		await privacy.rememberQuotation(quotation);
		assert.deepEqual(await privacy.quotationsOf(first.id), [quotation]);
		const still = async (after?: string) =>
			(await privacy.quotedStill({limit: 10, ...(after !== undefined && {after})})).map(
				({messageId}) => messageId,
			);
		assert.deepEqual(await still(), []);
		await privacy.removeOldTexts({before: day(3), keptDays: 30, limit: 10});
		assert.deepEqual(await still(), ['70', '60', '61']);
		assert.deepEqual(await still(first.id), ['61']);
		assert.equal(
			(await privacy.quotedStill({limit: 1})).length,
			2,
			'what is about one question goes together',
		);
		await privacy.forgetMessage('70');
		await privacy.forgetMessage('61');
		assert.deepEqual(await still(), ['60']);
		assert.equal((await moderation.standing(second.id))?.card, undefined);
		assert.equal((await log.repliesOf(second.id)).length, 1);
	});

	test('a member who is forgotten leaves figures that count, and lead to nobody', async context => {
		const log = await emptyLog(context);
		const member = '4200000000000000001';
		const own = wordyRecord({at: day(1)});
		await log.record(own);
		await log.rememberReply({questionId: own.id, channelId: '8', messageId: '71'});
		await judged(log, own, member);
		await log.moderation.correct({questionId: own.id, byId: '44', at: day(1), text: words});
		const others = wordyRecord({at: day(2), number: 2, askerId: '43'});
		await log.record(others);
		await judged(log, others, member);

		await log.privacy.removeTextsOf(member);
		await log.privacy.forgetMember(member);
		assert.equal(await log.find(own.id), undefined);
		assert.equal(await log.questionOfReply('71'), undefined);
		assert.equal(await log.hasAsked(member), false);
		assert.deepEqual(await log.privacy.traceOf(member), {
			questionIds: [],
			withText: 0,
			messages: [],
			pendingIds: [],
		});
		assert.deepEqual(await log.moderation.correctionsOf(own.id), []);

		const [, kept] = await log.latest({limit: 10});
		assert.equal(kept?.askedAt.toISOString(), '2026-01-01T00:00:00.000Z');
		assert.match(kept?.id ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
		assert.equal(kept?.id.slice(0, 13), idOf(new Date('2026-01-01T00:00:00Z'), 0).slice(0, 13));
		assert.equal(kept?.conversationId, kept?.id);
		assert.equal(kept?.diagnosis.causes[0]?.id, 'auth.invalid_key');
		assert.equal(kept?.askerId, undefined);
		assert.equal(kept?.place, undefined);
		assert.deepEqual(
			(await log.feedbackOf(kept?.id ?? '')).map(({kind, note}) => [kind, note]),
			[['not_helpful', undefined]],
		);
		// What they said of other answers stands, by nobody.
		assert.equal((await log.feedbackOf(others.id))[0]?.kind, 'not_helpful');
		assert.equal((await log.moderation.reviewsOf(others.id))[0]?.judgement, 'wrong');
		const left = JSON.stringify([
			await log.latest({limit: 10}),
			await log.feedbackOf(others.id),
			await log.moderation.reviewsOf(others.id),
			await log.moderation.history({limit: 10}),
			await log.moderation.standing(others.id),
		]);
		assert.doesNotMatch(left, new RegExp(member));
	});

	test('an answer to somebody else that went on from a forgotten question loses its text, one from before does not', async context => {
		const log = await emptyLog(context);
		const member = '4200000000000000001';
		const before = wordyRecord({at: day(1), number: 1, askerId: '43'});
		const own = wordyRecord({at: day(2), number: 2, conversationId: before.id});
		const after = wordyRecord({at: day(3), number: 3, askerId: '43', conversationId: before.id});
		for (const record of [before, own, after]) await log.record(record);
		await log.privacy.removeTextsOf(member);
		await log.privacy.forgetMember(member);
		assert.equal((await log.find(before.id))?.textGone, undefined);
		const kept = await log.find(after.id);
		assert.deepEqual(kept?.textGone, {because: 'request'});
		assert.equal(kept?.answer.text, 'This answer was removed at a member’s request.');
		assert.equal(kept?.askerId, '43');
	});

	test('who wrote a message that somebody else asked about is forgotten there, and the other is not', async context => {
		const log = await emptyLog(context);
		const member = '4200000000000000001';
		const asked = wordyRecord({at: day(1), askerId: '43', authorId: member});
		await log.record(asked);
		assert.equal((await log.find(asked.id))?.authorId, member);
		await log.privacy.removeTextsOf(member);
		await log.privacy.forgetMember(member);
		const kept = await log.find(asked.id);
		assert.equal(kept?.authorId, undefined);
		assert.equal(kept?.askerId, '43');
		assert.deepEqual(kept?.textGone, {because: 'request'});
	});

	test('a question that waits is forgotten too', async context => {
		const log = await emptyLog(context);
		const pending = {
			questionId: idOf(day(1), 1),
			source: 'message/94',
			askedAt: day(1),
			askerId: '42',
			place: {channelId: '8'},
			asked: {text: words},
		};
		await log.pending.begin(pending);
		await log.privacy.removeTextsOf('42');
		assert.deepEqual(await log.pending.waiting({before: day(2)}), []);
		await log.pending.begin(pending);
		await log.privacy.removeOldTexts({before: day(2), keptDays: 30, limit: 1});
		assert.deepEqual(await log.pending.waiting({before: day(2)}), []);
	});
});

/** Every byte of the database's files. */
function filesIn(folder: string): string {
	return readdirSync(folder)
		.map(file => readFileSync(join(folder, file), 'latin1'))
		.join('\n');
}

async function logOnDisk(context: TestContext) {
	const folder = mkdtempSync(join(tmpdir(), 'lineman-privacy-'));
	const log = await openLog(`file:${join(folder, 'lineman.db')}`);
	context.after(async () => {
		await log.close();
		rmSync(folder, {recursive: true});
	});
	return {folder, log};
}

test('what was removed is gone from the file and its write-ahead log, byte for byte', async context => {
	const {folder, log} = await logOnDisk(context);
	// Of many sizes, so that texts lie in pages of their own as well as beside others, and are moved about.
	for (let number = 1; number <= 120; number += 1) {
		const record = wordyRecord({at: day(1), number, askerId: `42${number % 3}`.padEnd(19, '0')});
		const text = `${words} `.repeat(1 + ((number * 37) % 400));
		await log.record({...record, evidence: {...record.evidence, text}});
		await judged(log, record);
		// Answered anew: the row changes its size.
		if (number % 4 === 0) await log.record(record);
		if (number % 10 === 0) await log.forget(record.id);
	}
	assert.match(filesIn(folder), new RegExp(words));

	await log.privacy.removeTextsOf('4200000000000000000');
	await log.privacy.forgetMember('4200000000000000000');
	while ((await log.privacy.removeOldTexts({before: day(2), keptDays: 30, limit: 20})) > 0);
	await log.privacy.hidePeople({before: day(2), limit: 100});
	await log.privacy.wipe();
	const bytes = filesIn(folder);
	assert.equal(bytes.split(words).length - 1, 0);
	assert.doesNotMatch(bytes, /42[012]0000000000000000|4200000000000000002/);
	assert.equal(await log.count(), 108);
});

test('texts go in steps so short that a question in between does not wait', async context => {
	const {log} = await logOnDisk(context);
	const long = 'word '.repeat(4000);
	for (let number = 1; number <= 200; number += 1) {
		const record = wordyRecord({at: day(1), number});
		await log.record({...record, sections: Array(8).fill({...record.sections[0], text: long})});
	}
	let removed = 0;
	let waited = 0;
	const removing = (async () => {
		for (;;) {
			const count = await log.privacy.removeOldTexts({before: day(2), keptDays: 30, limit: 20});
			removed += count;
			if (count === 0) return;
		}
	})();
	const asking = (async () => {
		while (removed < 200) {
			const startedAt = performance.now();
			await log.find(newUuid7());
			waited = Math.max(waited, performance.now() - startedAt);
			await new Promise(setImmediate);
		}
	})();
	await Promise.all([removing, asking]);
	context.diagnostic(`waited ${Math.round(waited)} ms at most`);
	assert.ok(waited < 250, `a question waited ${waited} ms`);
});
