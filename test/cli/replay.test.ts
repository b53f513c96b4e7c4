import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type TestContext} from 'node:test';
import {ask} from '../../src/cli/ask.ts';
import type {Command} from '../../src/cli/command.ts';
import {replay} from '../../src/cli/replay.ts';
import {openLog} from '../../src/log/open-log.ts';
import {cliIo} from '../support/cli-io.ts';
import {failing, startModelServer} from '../support/model-server.ts';
import {fromPage} from '../support/page-model.ts';

const question = ['--no-probe', '--json', 'ws: Unexpected server response: 401 with Authorization: Token'];

function databaseOf(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'lineman-replay-'));
	t.after(() => rmSync(folder, {recursive: true}));
	return `file:${join(folder, 'lineman.db')}`;
}

async function run(command: Command, args: readonly string[], env: Record<string, string>) {
	const {io, written} = cliIo({env});
	const status = await command.run(args, io);
	return {status, ...written};
}

test('ask answers in the model’s words where one is configured, and replay makes the same answer without it', async t => {
	const server = await startModelServer(t, fromPage);
	const env = {DATABASE_URL: databaseOf(t), OPENAI_BASE_URL: server.url, OPENAI_MODEL: 'test-model'};
	const asked = JSON.parse((await run(ask, question, env)).out);
	assert.equal(asked.writer, 'model');
	assert.equal(asked.language, 'en');
	assert.equal(server.requests.length, 1);
	const made = await run(replay, [asked.id], env);
	assert.deepEqual([made.status, made.out, made.err], [0, `${asked.text}\n`, 'The same as was answered.\n']);
	assert.equal(server.requests.length, 1);
	const {out} = await run(replay, ['--json', asked.id], env);
	const {same, request, raw} = JSON.parse(out);
	assert.equal(same, true);
	assert.deepEqual(
		[request.instructions, request.input],
		server.requests[0]?.body.messages.map(({content}) => content),
	);
	assert.match(raw, /^## meaning\n/);
	const shown = await run(replay, ['--request', asked.id], env);
	assert.ok(shown.out.includes(raw) && shown.out.includes('⟦question⟧'));
});

test('an answer that comes out otherwise is said to', async t => {
	const server = await startModelServer(t, fromPage);
	const env = {DATABASE_URL: databaseOf(t), OPENAI_BASE_URL: server.url, OPENAI_MODEL: 'test-model'};
	const {id} = JSON.parse((await run(ask, question, env)).out);
	const log = await openLog(env.DATABASE_URL);
	const record = (await log.find(id)) ?? assert.fail('the answer is not on record');
	await log.record({...record, answer: {...record.answer, text: 'something else'}});
	await log.close();
	const {status, err} = await run(replay, [id], env);
	assert.deepEqual([status, err], [1, 'Not what was answered.\n']);
});

test('what cannot be replayed is named', async t => {
	const server = await startModelServer(t, failing(500));
	const env = {DATABASE_URL: databaseOf(t), OPENAI_BASE_URL: server.url, OPENAI_MODEL: 'test-model'};
	const {id, writer} = JSON.parse((await run(ask, question, env)).out);
	assert.equal(writer, 'built-in');
	await assert.rejects(run(replay, [id], env), /not in a model's words/);
	await assert.rejects(run(replay, ['nothing'], env), /Found no answer "nothing"/);
	await assert.rejects(run(replay, [], env), /Found 0 ids, want one/);
});

test('OPENAI_MODEL=none leaves the model out', async t => {
	const server = await startModelServer(t, fromPage);
	const env = {DATABASE_URL: databaseOf(t), OPENAI_BASE_URL: server.url, OPENAI_MODEL: 'none'};
	assert.equal(JSON.parse((await run(ask, question, env)).out).writer, 'built-in');
	assert.equal(server.requests.length, 0);
});
