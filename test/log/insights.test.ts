import assert from 'node:assert/strict';
import test from 'node:test';
import {firstReplyMs} from '../../src/log/answer-figures.ts';
import type {AnswerRecord} from '../../src/log/answer-record.ts';
import type {OpenLog} from '../../src/log/open-log.ts';
import {onEachEngine} from '../support/log-engines.ts';
import {evidenceOf, recordOf} from '../support/records.ts';

const red = '111111111111111111';
const blue = '222222222222222222';
const span = {since: new Date('2026-03-01T00:00:00Z'), until: new Date('2026-03-31T00:00:00Z')};
const settledBefore = new Date('2026-03-20T00:00:00Z');

async function countsOf(log: OpenLog, request: Parameters<OpenLog['insights']['days']>[0]) {
	return (await log.insights.days(request)).counts;
}

type Asked = {
	readonly at: string;
	readonly cause?: string;
	readonly confidence?: number;
	readonly refused?: boolean;
	readonly given?: Partial<AnswerRecord>;
};

/** Records a question asked at that time of March, the ids being in the order of the times; gives its id. */
async function ask(
	log: OpenLog,
	{at, cause = 'auth.invalid_key', confidence = 0.9, refused = false, given = {}}: Asked,
) {
	const askedAt = new Date(`2026-03-${at}Z`);
	const time = askedAt.getTime().toString(16).padStart(12, '0');
	const id = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
	const {diagnosis, answer} = recordOf();
	await log.record(
		recordOf({
			id,
			conversationId: id,
			askedAt,
			diagnosis: {
				...diagnosis,
				refused,
				causes: diagnosis.causes.map(each => ({...each, id: cause, confidence})),
			},
			answer: {...answer, refused},
			place: {guildId: red, channelId: '2'},
			door: 'discord',
			...given,
		}),
	);
	return id;
}

onEachEngine(({emptyLog}) => {
	test('answers are counted by day, door, verdict and cause, of the servers that are asked for', async t => {
		const log = await emptyLog(t);
		await ask(log, {at: '02T10:00:00'});
		await ask(log, {at: '02T11:00:00'});
		await ask(log, {at: '02T12:00:00', refused: true});
		await ask(log, {at: '03T10:00:00', given: {door: 'console'}});
		await ask(log, {at: '03T11:00:00', given: {place: {guildId: blue, channelId: '3'}}});
		const counts = await countsOf(log, {...span, servers: [red], settledBefore});
		const cause = 'auth.invalid_key';
		assert.deepEqual(
			counts.toSorted((a, b) => b.answers - a.answers),
			[
				{day: '2026-03-02', door: 'discord', refused: false, cause, answers: 2, leftAlone: 2},
				{day: '2026-03-02', door: 'discord', refused: true, cause, answers: 1, leftAlone: 1},
				{day: '2026-03-03', door: 'console', refused: false, cause, answers: 1, leftAlone: 1},
			],
		);
		const total = async (servers?: readonly string[]) =>
			(await countsOf(log, {...span, ...(servers && {servers}), settledBefore})).reduce(
				(sum, {answers}) => sum + answers,
				0,
			);
		assert.equal(await total(), 5);
		assert.equal(await total([blue]), 1);
		assert.equal(await total([]), 0);
	});

	test('an answer is left alone when its conversation does not go on within a day and there was time for it', async t => {
		const log = await emptyLog(t);
		const first = await ask(log, {at: '02T10:00:00'});
		await ask(log, {at: '02T12:00:00', given: {conversationId: first}});
		await ask(log, {at: '05T12:00:00', given: {conversationId: first}});
		await ask(log, {at: '25T12:00:00'});
		const counts = await countsOf(log, {...span, settledBefore});
		assert.deepEqual(
			counts.map(({day, answers, leftAlone}) => [day, answers, leftAlone]),
			[
				['2026-03-02', 2, 1],
				['2026-03-05', 1, 1],
				['2026-03-25', 1, 0],
			],
		);
	});

	test('an answer counts once under each thing that is said of it, however many say so', async t => {
		const log = await emptyLog(t);
		const at = new Date('2026-03-04T10:00:00Z');
		const liked = await ask(log, {at: '02T10:00:00'});
		const disliked = await ask(log, {at: '02T11:00:00'});
		await ask(log, {at: '02T12:00:00'});
		const judged = await ask(log, {at: '03T12:00:00'});
		await log.giveFeedback({questionId: liked, byId: '7', kind: 'solved', at});
		await log.giveFeedback({questionId: liked, byId: '8', kind: 'solved', at});
		await log.giveFeedback({
			questionId: disliked,
			byId: '7',
			kind: 'not_helpful',
			note: 'Unclear: what?',
			at,
		});
		await log.giveFeedback({questionId: disliked, byId: '7', kind: 'ask_human', at});
		await log.moderation.review({questionId: judged, byId: '9', judgement: 'wrong', at});
		const opinions = (asides: readonly string[]) => log.insights.opinions({...span, settledBefore, asides});
		assert.deepEqual(await opinions([]), [
			{day: '2026-03-02', solved: 1, notHelpful: 1, askedHuman: 1, saidAndLeftAlone: 2},
			{day: '2026-03-03', solved: 0, notHelpful: 0, askedHuman: 0, saidAndLeftAlone: 1},
		]);
		const cause = 'auth.invalid_key';
		assert.deepEqual(
			(await opinions([cause])).map(({saidAndLeftAlone}) => saidAndLeftAlone),
			[0, 0],
		);
		assert.deepEqual(
			await log.insights.complaints({...span, reasons: ['Unclear', 'Wrong']}),
			new Map([['Unclear', 1]]),
		);
		assert.deepEqual(
			await log.insights.complaints({...span, reasons: ['Unclea', 'Wrong']}),
			new Map([[undefined, 1]]),
		);
		assert.deepEqual(await log.insights.causes(span), [
			{
				cause,
				answers: 4,
				feedback: {solved: 1, not_helpful: 1, ask_human: 1},
				judgements: {wrong: 1},
			},
		]);
	});

	test('times are told to within 4 %, and the first reply by the ids of the messages', async t => {
		const log = await emptyLog(t);
		const askedAt = Date.parse('2026-03-02T10:00:00Z');
		const idAt = (ms: number) => String(BigInt(ms - 1_420_070_400_000) << 22n);
		const times = {...recordOf().times, elapsedMs: 2000};
		const place = {guildId: red, channelId: '2', messageId: idAt(askedAt)};
		const id = '019cadfb-a900-7000-8000-000000000000';
		await log.rememberReply({questionId: id, channelId: '2', messageId: idAt(askedAt + 300)});
		await log.rememberReply({questionId: id, channelId: '2', messageId: idAt(askedAt + 900)});
		await log.record(recordOf({id, askedAt: new Date(askedAt), place, times}));
		const {times: found} = await log.insights.days({
			since: new Date(0),
			until: new Date('2030-01-01'),
			settledBefore,
		});
		assert.deepEqual(
			found.map(({of, day, answers}) => [of, day, answers]),
			[
				['first_reply', '2026-03-02', 1],
				['answer', '2026-03-02', 1],
			],
		);
		for (const [index, wanted] of [300, 2000].entries()) {
			assert.ok(Math.abs((found[index]?.ms ?? 0) / wanted - 1) < 0.04, `${found[index]?.ms} for ${wanted}`);
		}
	});

	test('what a model used is added up, and how often the built-in answer stood nevertheless', async t => {
		const log = await emptyLog(t);
		const {answer} = recordOf();
		const model = {
			name: 'small',
			promptVersion: 'answer.v1',
			tokens: {input: 1000, output: 200},
			cost: 0.5,
			cut: {of: 3, sentences: 0, because: {}},
			totalMs: 900,
		} as const;
		await ask(log, {at: '02T10:00:00', given: {answer: {...answer, writer: 'model', model}}});
		await ask(log, {at: '02T11:00:00', given: {answer: {...answer, model: {...model, fallback: 'stalled'}}}});
		await ask(log, {at: '02T12:00:00'});
		assert.deepEqual(await log.insights.models(span), [
			{model: 'small', answers: 2, fellBack: 1, inputTokens: 2000, outputTokens: 400, cost: 1},
		]);
	});

	test('a question without a good answer is found with every reason, and not once its text is gone', async t => {
		const log = await emptyLog(t);
		const at = new Date('2026-03-04T10:00:00Z');
		const text = (words: string) => ({evidence: evidenceOf({text: words})});
		const old = await ask(log, {at: '01T10:00:00', refused: true, given: text('gone soon')});
		const refused = await ask(log, {at: '02T10:00:00', refused: true, given: text('what is this')});
		const unsure = await ask(log, {at: '02T11:00:00', confidence: 0.3, given: text('maybe')});
		const wrong = await ask(log, {at: '02T12:00:00', given: text('wrong one')});
		await ask(log, {at: '02T13:00:00', given: text('a good one')});
		await log.giveFeedback({questionId: wrong, byId: '7', kind: 'not_helpful', at});
		await log.moderation.review({questionId: wrong, byId: '9', judgement: 'wrong', at});
		await log.privacy.removeOldTexts({before: new Date('2026-03-02T00:00:00Z'), keptDays: 1, limit: 10});
		const gaps = await log.insights.gaps({...span, lowConfidence: 0.5, limit: 100});
		const cause = 'auth.invalid_key';
		assert.deepEqual(gaps, [
			{id: wrong, excerpt: 'wrong one', cause, because: ['not_helpful', 'judged_wrong']},
			{id: unsure, excerpt: 'maybe', cause, because: ['low_confidence']},
			{id: refused, excerpt: 'what is this', cause, because: ['refused']},
		]);
		assert.ok(gaps.every(({id}) => id !== old));
		assert.equal((await log.insights.gaps({...span, lowConfidence: 0.5, limit: 1})).length, 1);
	});

	test('what was written of a link is found, whoever wrote it', async t => {
		const log = await emptyLog(t);
		const questionId = await ask(log, {at: '02T10:00:00'});
		const at = new Date('2026-03-04T10:00:00Z');
		const later = new Date('2026-03-05T10:00:00Z');
		await log.giveFeedback({questionId, byId: '7', kind: 'not_helpful', note: 'The Link leads nowhere', at});
		await log.giveFeedback({questionId, byId: '8', kind: 'not_helpful', note: 'I do not understand', at});
		await log.moderation.review({
			questionId,
			byId: '9',
			judgement: 'partly',
			note: 'second link is 404',
			at: later,
		});
		assert.deepEqual(
			(await log.insights.remarksOnLinks({...span, limit: 10})).map(({note, cause}) => [note, cause]),
			[
				['second link is 404', 'auth.invalid_key'],
				['The Link leads nowhere', 'auth.invalid_key'],
			],
		);
		assert.deepEqual(await log.insights.remarksOnLinks({...span, servers: [blue], limit: 10}), []);
	});

	test('what is counted stays when the texts are gone', async t => {
		const log = await emptyLog(t);
		const first = await ask(log, {at: '02T10:00:00'});
		await ask(log, {at: '02T12:00:00', given: {conversationId: first}});
		const before = await countsOf(log, {...span, settledBefore});
		await log.privacy.removeOldTexts({before: span.until, keptDays: 1, limit: 10});
		assert.deepEqual(await countsOf(log, {...span, settledBefore}), before);
	});
});

test('a first reply is told only from the message that asked, and from ids of Discord', () => {
	const askedAt = new Date('2026-03-02T10:00:00Z');
	const idAt = (ms: number) => String(BigInt(askedAt.getTime() + ms - 1_420_070_400_000) << 22n);
	const rows = [
		{messageId: idAt(0), replyIds: [idAt(800), idAt(400)], wanted: 400},
		{messageId: idAt(-3_600_000), replyIds: [idAt(400)], wanted: undefined},
		{messageId: idAt(500), replyIds: [idAt(0)], wanted: undefined},
		{messageId: idAt(0), replyIds: [], wanted: undefined},
		{messageId: '~pseudonym', replyIds: [idAt(400)], wanted: undefined},
		{messageId: '12', replyIds: ['13'], wanted: undefined},
	];
	for (const {wanted, ...given} of rows) assert.equal(firstReplyMs({askedAt, ...given}), wanted);
});
