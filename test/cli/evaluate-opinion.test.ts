import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type TestContext} from 'node:test';
import {evaluate} from '../../src/cli/evaluate.ts';
import {cliIo} from '../support/cli-io.ts';
import {type Behaviour, saying, startModelServer} from '../support/model-server.ts';

type Labelled = {readonly message: string; readonly cause: string};

/** Labelled cases, among them some of which the cause is not sure. */
function someCases(t: TestContext): {file: string; cases: readonly Labelled[]} {
	const folder = mkdtempSync(join(tmpdir(), 'lineman-evaluate-'));
	t.after(() => rmSync(folder, {recursive: true}));
	const lines = readFileSync('test/cases/answers.fresh.jsonl', 'utf8').trim().split('\n').slice(0, 40);
	const file = join(folder, 'some.jsonl');
	writeFileSync(file, lines.join('\n'));
	return {file, cases: lines.map(line => JSON.parse(line))};
}

/** Somebody who knows the labels, and chooses the right cause wherever it is in the list. */
function knowing(cases: readonly Labelled[]): Behaviour {
	return exchange => {
		const input = exchange.request.body.messages[1]?.content ?? '';
		const words = (text: string) => new Set(text.match(/\p{L}{3,}/gu));
		const asked = words(input.slice(input.indexOf('⟦question⟧')));
		const shared = ({message}: Labelled) =>
			[...words(message)].filter(word => asked.has(word)).length / words(message).size;
		const [best] = cases.toSorted((a, b) => shared(b) - shared(a));
		const isListed = input.includes(`\n${best?.cause}: `);
		saying(`cause: ${isListed ? best?.cause : 'none'}\nbecause: so it is.`)(exchange);
	};
}

async function run(args: readonly string[], env: Record<string, string>) {
	const {io, written} = cliIo({env});
	await evaluate.run(args, io);
	return written.out;
}

test('what a second opinion is worth is told for several weights of its vote', async t => {
	const {file, cases} = someCases(t);
	const server = await startModelServer(t, knowing(cases));
	const env = {OPENAI_BASE_URL: server.url, OPENAI_MODEL: 'test-model'};
	const figures = JSON.parse(await run(['--second-opinion', '--json', file], env));
	assert.ok(figures.opinions > 0 && figures.opinions === server.requests.length);
	assert.ok(figures.opinions_right > 0.9, `${figures.opinions_right}`);
	const top1 = figures.opinion_weights.map((one: {cause_top1: number}) => one.cause_top1);
	assert.deepEqual(top1, top1.toSorted());
	assert.ok(top1.at(-1) >= top1[0]);
	// The smallest weight with which as many are right as with any.
	const best = figures.opinion_weights.find(
		(one: {weight: number}) => one.weight === figures.opinion_weight_best,
	);
	assert.equal(best.cause_top1, Math.max(...top1));
	const table = await run(['--second-opinion', file], env);
	assert.match(table, /\n {2}opinion_weight_best +[0-9.]+/);
	assert.match(table, /\n {2}opinion of weight 0\.8: cause_top1 [01]\.\d{3}, cause_top3/);
});

test('without a model there is nobody to ask', async t => {
	const {file} = someCases(t);
	await assert.rejects(run(['--second-opinion', file], {}), /--second-opinion: found no OPENAI_API_KEY/);
});
