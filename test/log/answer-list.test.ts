import assert from 'node:assert/strict';
import test from 'node:test';
import type {AnswerFilter, AnswerList} from '../../src/log/answer-list.ts';
import type {AnswerRecord} from '../../src/log/answer-record.ts';
import type {OpenLog} from '../../src/log/open-log.ts';
import {onEachEngine} from '../support/log-engines.ts';
import {evidenceOf, recordOf} from '../support/records.ts';

const red = '111111111111111111';
const blue = '222222222222222222';
const at = new Date('2026-03-01T10:00:00Z');

/** When a question was asked so many minutes after ten. */
function idTime(minute: number): Date {
	return new Date(at.getTime() + minute * 60_000);
}

const someModel: NonNullable<AnswerRecord['answer']['model']> = {
	name: 'small-1',
	promptVersion: 'answer.v1',
	tokens: {input: 1, output: 1},
	cut: {of: 1, sentences: 0, because: {}},
	totalMs: 1,
};

/** The id of a question asked so many minutes after ten. */
function idOf(minute: number): string {
	const time = (Date.parse('2026-03-01T10:00:00Z') + minute * 60_000).toString(16).padStart(12, '0');
	return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

function answerOf(minute: number, text: string, given: Partial<AnswerRecord> = {}): AnswerRecord {
	const id = idOf(minute);
	return recordOf({
		id,
		conversationId: id,
		askedAt: new Date(at.getTime() + minute * 60_000),
		door: 'discord',
		place: {guildId: red, channelId: '5'},
		evidence: evidenceOf({text}),
		...given,
	});
}

function causedBy(id: string, confidence: number): Pick<AnswerRecord, 'diagnosis'> {
	const {diagnosis} = recordOf();
	const [lead] = diagnosis.causes;
	return {diagnosis: {...diagnosis, causes: lead === undefined ? [] : [{...lead, id, confidence}]}};
}

/** Seven answers, a minute apart, each with something of its own. */
async function fill(log: OpenLog): Promise<void> {
	const records = [
		answerOf(1, 'received network error or non-101 status code', causedBy('auth.invalid_key', 0.9)),
		answerOf(2, 'it closes after ten seconds', causedBy('idle.no_audio', 0.5)),
		answerOf(3, 'works on my hotspot', {
			...causedBy('net.proxy', 0.7),
			place: {guildId: blue, channelId: '6'},
		}),
		answerOf(4, '接続できない', {
			answer: {...recordOf().answer, refused: true, verdict: 'Too little is known'},
		}),
		answerOf(5, 'the office network', {answer: {...recordOf().answer, writer: 'model', model: someModel}}),
		answerOf(6, 'tried from the page'),
		answerOf(7, 'NETWORKS fail', causedBy('net.proxy', 0.2)),
	];
	for (const record of records) await log.record(record);
	const {place: _, ...untold} = answerOf(6, 'tried from the page', {door: 'console'});
	await log.record(untold);
	await log.giveFeedback({questionId: idOf(1), byId: '7', kind: 'solved', at});
	await log.giveFeedback({questionId: idOf(1), byId: '8', kind: 'solved', at});
	await log.giveFeedback({questionId: idOf(3), byId: '7', kind: 'not_helpful', note: 'Unclear: what?', at});
	const {moderation} = log;
	await moderation.raise({questionId: idOf(2), guildId: red, reasons: ['low_confidence'], at});
	await moderation.raise({questionId: idOf(3), guildId: blue, reasons: ['not_helpful'], at});
	await moderation.close({questionId: idOf(3), byId: '7', at});
	await moderation.publish(idOf(3), 'retracted');
	await moderation.review({questionId: idOf(3), byId: '7', judgement: 'wrong', at});
	await moderation.review({questionId: idOf(3), byId: '8', judgement: 'wrong', at});
	// Said of an answer that is not on record.
	await log.giveFeedback({questionId: idOf(9), byId: '7', kind: 'solved', at});
}

/** The minutes of the answers that fit. */
async function minutes(answers: AnswerList, filter: AnswerFilter): Promise<readonly number[]> {
	const ids = await answers.ids({filter, limit: 50});
	return ids.map(id => [1, 2, 3, 4, 5, 6, 7].find(minute => idOf(minute) === id) ?? 0);
}

const filters: readonly (readonly [title: string, filter: AnswerFilter, minutes: readonly number[]])[] = [
	['nothing is left out', {}, [7, 6, 5, 4, 3, 2, 1]],
	['of one server', {servers: [blue]}, [3]],
	['of two servers', {servers: [red, blue]}, [7, 5, 4, 3, 2, 1]],
	['of no server', {servers: []}, []],
	['of a channel', {channel: '6'}, [3]],
	['of a cause', {cause: 'net.proxy'}, [7, 3]],
	['where no cause was named', {refused: true}, [4]],
	['where a cause was named', {refused: false, servers: [red]}, [7, 5, 2, 1]],
	['by their writer', {writer: 'model'}, [5]],
	['by the door', {door: 'console'}, [6]],
	['less sure than that', {mostConfidence: 0.5}, [7, 2]],
	['as sure as that', {leastConfidence: 0.5, mostConfidence: 0.7}, [3, 2]],
	['that solved it, once however many say so', {feedback: 'solved'}, [1]],
	['that did not help', {feedback: 'not_helpful'}, [3]],
	['whose case is open', {state: 'open'}, [2]],
	['whose case is done', {state: 'done'}, [3]],
	['that were taken back', {publication: 'retracted'}, [3]],
	['that were judged so', {judgement: 'wrong'}, [3]],
	['that were judged badly', {judgement: 'wrong or unsafe'}, [3]],
	['less sure than that, itself not included', {belowConfidence: 0.5}, [7]],
	['of a model', {model: 'small-1'}, [5]],
	['whose first reply was timed', {timed: 'first_reply'}, []],
	['whose text is kept', {text: 'kept', cause: 'idle.no_audio'}, [2]],
	['that did not help for a reason', {complaint: {reason: 'Unclear'}}, [3]],
	['that did not help for another reason', {complaint: {otherThan: ['Unclear']}}, []],
	['that did not help for no reason to choose', {complaint: {otherThan: ['Wrong', 'Unclea']}}, [3]],
	['that probably solved it', {assumedSolved: {askedBefore: idTime(6), asides: ['idle.no_audio']}}, [5]],
	['that nobody judged so', {judgement: 'right'}, []],
	['of a time', {since: new Date('2026-03-01T10:02:00Z'), until: new Date('2026-03-01T10:04:00Z')}, [3, 2]],
	[
		'of several conditions',
		{judgement: 'wrong', feedback: 'not_helpful', state: 'done', cause: 'net.proxy'},
		[3],
	],
	['of several conditions that never meet', {judgement: 'wrong', feedback: 'solved'}, []],
	['of another server’s cases', {state: 'done', servers: [red]}, []],
	['with a word of the question', {words: 'hotspot'}, [3]],
	['with a word that is only begun', {words: 'netw'}, [7, 5, 1]],
	['with all of several words', {words: 'network office'}, [5]],
	['with a phrase', {words: '"non 101 status"'}, [1]],
	['with a phrase in another order', {words: '"101 non"'}, []],
	['with a word that has a hyphen', {words: 'non-101'}, [1]],
	['with a word of the verdict', {words: 'known'}, [4]],
	['with a word of the cause', {words: 'idle'}, [2]],
	['in a script without spaces', {words: '続で'}, [4]],
	['with a word, of a server', {words: 'network', servers: [blue]}, []],
	['with a word, and judged', {words: 'hotspot', judgement: 'wrong'}, [3]],
	['with what only looks like a search', {words: '" OR a:* NEAR('}, []],
	['with nothing that is a word', {words: '***'}, []],
];

onEachEngine(({emptyLog}) => {
	test('the channels in which anything was asked are known, each with its server', async t => {
		const log = await emptyLog(t);
		assert.deepEqual(await log.answers.channels(), []);
		await fill(log);
		assert.deepEqual(await log.answers.channels(), [
			{id: '5', serverId: red},
			{id: '6', serverId: blue},
		]);
	});

	test('answers are found', async t => {
		const log = await emptyLog(t);
		await fill(log);
		for (const [title, filter, wanted] of filters) {
			await t.test(title, async () => {
				assert.deepEqual(await minutes(log.answers, filter), wanted);
				assert.equal(await log.answers.count(filter, 100), wanted.length);
			});
		}
	});

	for (const [title, filter] of [
		['all', {}],
		['those found by a word', {words: 'token'}],
		['those with feedback', {feedback: 'solved'}],
		['those of a case', {state: 'open'}],
	] as const satisfies readonly (readonly [string, AnswerFilter])[]) {
		test(`one leafs through ${title} forwards and back, and meets each once`, async t => {
			const log = await emptyLog(t);
			for (let minute = 1; minute <= 23; minute += 1) {
				await log.record(answerOf(minute, 'a token'));
				const questionId = idOf(minute);
				for (const byId of ['7', '8']) await log.giveFeedback({questionId, byId, kind: 'solved', at});
				await log.moderation.raise({questionId, guildId: red, reasons: ['refused'], at});
			}
			const pages: (readonly string[])[] = [];
			for (let before: string | undefined; pages.length < 4; before = pages.at(-1)?.at(-1)) {
				pages.push(await log.answers.ids({filter, limit: 10, ...(before !== undefined && {before})}));
			}
			const all = Array.from({length: 23}, (_, index) => idOf(23 - index));
			assert.deepEqual(
				pages.map(page => page.length),
				[10, 10, 3, 0],
			);
			assert.deepEqual(pages.flat(), all);
			assert.deepEqual(await log.answers.ids({filter, limit: 10, after: idOf(3)}), all.slice(10, 20));
			assert.deepEqual(await log.answers.ids({filter, limit: 1, after: idOf(23)}), []);
		});
	}

	test('an answer that was forgotten still tells where one was in the list', async t => {
		const log = await emptyLog(t);
		for (const minute of [1, 2, 3]) await log.record(answerOf(minute, 'a token'));
		await log.forget(idOf(2));
		for (const filter of [{}, {words: 'token'}]) {
			assert.deepEqual(await log.answers.ids({filter, limit: 9, before: idOf(2)}), [idOf(1)]);
			assert.deepEqual(await log.answers.ids({filter, limit: 9, after: idOf(2)}), [idOf(3)]);
		}
	});

	test('a line tells what a list shows, without what only a page of its own shows', async t => {
		const log = await emptyLog(t);
		await fill(log);
		const [line] = await log.answers.lines({filter: {judgement: 'wrong'}, limit: 5});
		assert.deepEqual(line, {
			id: idOf(3),
			askedAt: new Date('2026-03-01T10:03:00Z'),
			door: 'discord',
			guildId: blue,
			channelId: '6',
			excerpt: 'works on my hotspot',
			verdict: 'The API key was refused',
			cause: 'net.proxy',
			confidence: 0.7,
			refused: false,
			writer: 'built-in',
			elapsedMs: 65,
			feedback: ['not_helpful'],
			judgements: ['wrong', 'wrong'],
			standing: {state: 'done', publication: 'retracted', reasons: ['not_helpful']},
		});
	});

	test('an answer comes whole with all that was said and done about it', async t => {
		const log = await emptyLog(t);
		await fill(log);
		await log.moderation.correct({questionId: idOf(3), byId: '7', text: 'One', at});
		await log.moderation.correct({questionId: idOf(3), byId: '8', text: 'Two', at});
		const [whole] = await log.answers.whole({filter: {judgement: 'wrong'}, limit: 5});
		assert.deepEqual(whole?.record, await log.find(idOf(3)));
		assert.deepEqual(
			whole?.corrections.map(({text}) => text),
			['One', 'Two'],
		);
		assert.deepEqual(
			whole?.feedback.map(({kind}) => kind),
			['not_helpful'],
		);
		assert.deepEqual(
			whole?.reviews.map(({byId}) => byId),
			['7', '8'],
		);
		assert.equal(whole?.standing?.publication, 'retracted');
	});

	test('a question as long as a file may be is kept, and found by how it begins', async t => {
		const log = await emptyLog(t);
		await log.record(answerOf(1, `first ${'x'.repeat(10 * 1024 * 1024)} last`));
		await log.record(answerOf(2, `second ${'word '.repeat(200_000)} last`));
		assert.deepEqual(await minutes(log.answers, {words: 'first'}), [1]);
		assert.deepEqual(await minutes(log.answers, {words: 'second word'}), [2]);
		assert.deepEqual(await minutes(log.answers, {words: 'last'}), []);
	});

	test('counting stops where it was told to', async t => {
		const log = await emptyLog(t);
		await fill(log);
		assert.equal(await log.answers.count({}, 3), 3);
		assert.equal(await log.answers.count({words: 'network'}, 2), 2);
	});

	test('the servers in which anything was asked are known', async t => {
		const log = await emptyLog(t);
		assert.deepEqual(await log.answers.servers(), []);
		await fill(log);
		assert.deepEqual(await log.answers.servers(), [red, blue]);
	});

	test('an answer that is written anew is found by its new words alone', async t => {
		const log = await emptyLog(t);
		await log.record(answerOf(1, 'first words'));
		await log.record(answerOf(1, 'second thoughts'));
		assert.deepEqual(await minutes(log.answers, {words: 'first'}), []);
		assert.deepEqual(await minutes(log.answers, {words: 'second'}), [1]);
	});

	test('what is forgotten, or has lost its text, is found by no word', async t => {
		const log = await emptyLog(t);
		await fill(log);
		await log.forget(idOf(1));
		assert.deepEqual(await minutes(log.answers, {words: 'network'}), [7, 5]);
		await log.privacy.removeOldTexts({before: new Date('2026-03-01T10:06:00Z'), keptDays: 30, limit: 50});
		assert.deepEqual(await minutes(log.answers, {words: 'network'}), [7]);
		assert.deepEqual(await minutes(log.answers, {words: 'office'}), []);
		const [line] = await log.answers.lines({filter: {judgement: 'wrong'}, limit: 1});
		assert.deepEqual([line?.excerpt, line?.verdict], ['', 'This answer was removed after 30 days.']);
	});

	test('who is forgotten takes the words of their questions along', async t => {
		const log = await emptyLog(t);
		await log.record(answerOf(1, 'hotspot', {askerId: '900000000000000001'}));
		await log.privacy.forgetMember('900000000000000001');
		const [id] = await log.answers.ids({filter: {}, limit: 1});
		assert.notEqual(id, idOf(1));
		await log.privacy.removeTextsOf('900000000000000001');
	});
});
