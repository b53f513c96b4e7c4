import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import {guardModel} from '../../src/answer/guard-model.ts';
import {openModel} from '../../src/answer/model.ts';
import {openModelWriter} from '../../src/answer/open-model-writer.ts';
import {tokensOfAnswer, withinBudget} from '../../src/answer/within-budget.ts';
import {naturalLanguage} from '../../src/evidence/natural-language.ts';
import {openLog} from '../../src/log/open-log.ts';
import {modelFindings, soundReply, writingOf} from '../support/model-findings.ts';
import {type Behaviour, failing, saying, startModelServer} from '../support/model-server.ts';

const usage = {prompt_tokens: 3000, completion_tokens: 500};
const asker = {serverId: '111111111111111111', memberId: '222222222222222222'};

/** A writer with a budget that is counted in a log; each question is another one. */
async function writerWith(
	t: TestContext,
	limits: {day?: number; server?: number; member?: number},
	...behaviours: readonly Behaviour[]
) {
	const server = await startModelServer(t, ...behaviours);
	const log = await openLog('file::memory:');
	t.after(() => log.close());
	const clock = {now: new Date('2026-01-02T03:04:05Z')};
	const now = () => clock.now;
	const spent: string[] = [];
	const errors: unknown[] = [];
	const open = (within: object) =>
		openModelWriter({
			model: guardModel(openModel({name: 'test-model', baseUrl: server.url})),
			languageOf: naturalLanguage,
			redact: text => text,
			prices: {input: 2, output: 4, cached: 0.5},
			now,
			...within,
		});
	const writer = withinBudget(open, {
		budget: {
			take: (user, tokens) => log.modelUse.take({at: now(), user, tokens, limits}),
			correct: (user, tokens) => log.modelUse.correct({at: now(), user, tokens}),
		},
		now,
		onSpent: whose => spent.push(whose),
		onError: error => errors.push(error),
	});
	let asked = 0;
	const ask = () => {
		asked += 1;
		const findings = modelFindings({evidence: {text: `I get HTTP 401 on connect, try ${asked}`}});
		return writer.write({...writingOf(findings), asker});
	};
	return {server, log, clock, spent, errors, writer, ask};
}

test('what an answer used is counted, not what was taken for it', async t => {
	const {ask, log, clock} = await writerWith(t, {}, saying(soundReply, {usage}));
	assert.equal((await ask()).writer, 'model');
	assert.deepEqual(await log.modelUse.usedOn(clock.now, asker), {day: 3500, server: 3500, member: 3500});
});

test('a request that fails before its first token costs nothing', async t => {
	const {ask, log, clock} = await writerWith(t, {}, failing(500));
	assert.equal((await ask()).model?.fallback, 'server_error');
	assert.equal((await log.modelUse.usedOn(clock.now, asker)).day, 0);
});

test('where the budget of a day is used up the built-in writer answers, says so once, and stops the next day', async t => {
	const {ask, server, spent, clock, writer} = await writerWith(
		t,
		{day: tokensOfAnswer + 4000},
		saying(soundReply, {usage}),
	);
	await ask();
	await ask();
	assert.equal(writer.state().writer, 'model');
	const third = await ask();
	assert.equal(third.writer, 'built-in');
	assert.equal(third.model?.fallback, 'over_budget');
	await ask();
	assert.equal(server.requests.length, 2);
	assert.deepEqual(spent, ['day']);
	const {writer: now, budget} = writer.state();
	assert.deepEqual([now, budget], ['built-in', 'used_up']);
	clock.now = new Date('2026-01-03T00:00:00Z');
	assert.equal(writer.state().budget, undefined);
	assert.equal((await ask()).writer, 'model');
});

test('what one member has used up leaves the others theirs', async t => {
	const {ask, writer, spent} = await writerWith(t, {member: tokensOfAnswer}, saying(soundReply, {usage}));
	await ask();
	assert.equal((await ask()).model?.fallback, 'over_budget');
	assert.deepEqual(spent, ['member']);
	assert.equal(writer.state().writer, 'model');
	const findings = modelFindings({evidence: {text: 'HTTP 401 with me'}});
	const other = {...asker, memberId: '333333333333333333'};
	assert.equal((await writer.write({...writingOf(findings), asker: other})).writer, 'model');
});

test('a log that cannot be read leaves the built-in answer, one that cannot be written leaves the model’s', async t => {
	const {ask, log, errors} = await writerWith(t, {}, async exchange => {
		await log.close();
		saying(soundReply, {usage})(exchange);
	});
	assert.equal((await ask()).writer, 'model');
	assert.equal(errors.length, 1);
	assert.equal((await ask()).model?.fallback, 'failed');
});

test('input that the server had kept from before costs its own price', async t => {
	const kept = {...usage, prompt_tokens_details: {cached_tokens: 2000}};
	const {ask} = await writerWith(t, {}, saying(soundReply, {usage: kept}));
	const {model} = await ask();
	assert.deepEqual(model?.tokens, {input: 3000, output: 500, cached: 2000});
	assert.equal(model?.cost, (1000 * 2 + 2000 * 0.5 + 500 * 4) / 1_000_000);
});
