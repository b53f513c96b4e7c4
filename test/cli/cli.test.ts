import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type TestContext} from 'node:test';
import {ask} from '../../src/cli/ask.ts';
import type {Command} from '../../src/cli/command.ts';
import {evaluate} from '../../src/cli/evaluate.ts';
import {knowledge} from '../../src/cli/knowledge.ts';
import {probe} from '../../src/cli/probe.ts';
import {cliIo} from '../support/cli-io.ts';
import {runLineman} from '../support/run-lineman.ts';

const commands: Readonly<Record<string, Command>> = {ask, probe, evaluate, knowledge};

/** Runs a command within this process: as `runLineman`, but many times as fast. */
async function run(
	[name = '', ...args]: readonly string[],
	given: {input?: string; env?: Record<string, string>} = {},
) {
	const {io, written} = cliIo(given);
	const status = await commands[name]?.run(args, io);
	return {status, ...written};
}

/** A server that refuses every upgrade as the service does without a key. */
async function refusing(context: TestContext, status: number): Promise<string> {
	const server = createServer((_, response) => response.writeHead(426).end());
	server.on('upgrade', (_, socket) => {
		socket.end(
			`HTTP/1.1 ${status} X\r\ndg-error: Invalid credentials.\r\ndg-request-id: 11111111-2222-3333-4444-555555555555\r\nContent-Length: 0\r\n\r\n`,
		);
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	context.after(() => server.close());
	return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/v1/listen`;
}

function folder(context: TestContext): string {
	const path = mkdtempSync(join(tmpdir(), 'lineman-cli-'));
	context.after(() => rmSync(path, {recursive: true}));
	return path;
}

test('ask --json prints one object with every name of the contract', async () => {
	const {status, out} = await run([
		'ask',
		'--json',
		'--no-probe',
		'I get 401, dg-error: Invalid credentials.',
	]);
	assert.equal(status, 0);
	const answer = JSON.parse(out);
	assert.deepEqual(
		[
			'id',
			'verdict',
			'cause',
			'confidence',
			'causes',
			'domain',
			'refused',
			'language',
			'evidence',
			'probe',
			'citations',
			'text',
			'writer',
			'elapsed_ms',
		].filter(name => !(name in answer)),
		[],
	);
	assert.equal(answer.cause, 'auth.invalid_key');
	assert.equal(answer.domain, 'you');
	assert.equal(answer.probe, null);
	assert.equal(answer.writer, 'built-in');
	assert.deepEqual(answer.evidence.statuses, [401]);
	assert.deepEqual(answer.evidence.failures.slice(0, 1), ['http_401']);
	assert.ok(answer.citations.length > 0);
	assert.ok(answer.confidence > 0.4 && answer.confidence <= 1);
});

test('ask reads the question from standard input and a file, and prints the reply', async context => {
	const log = join(folder(context), 'client.log');
	writeFileSync(log, 'Unexpected server response: 402');
	const {status, out} = await run(['ask', '--no-probe', '--attach', log], {input: 'what is this?'});
	assert.equal(status, 0);
	assert.match(out, /credit/i);
	assert.match(out, /Note: you can ask me a follow up question/);
});

test('ask tests the target that is given, and says what it found', async context => {
	const url = await refusing(context, 401);
	const {status, out} = await run([
		'ask',
		'--json',
		'--target',
		url,
		'Received network error or non-101 status code',
	]);
	assert.equal(status, 0);
	const {probe} = JSON.parse(out);
	assert.equal(probe.target, url);
	assert.equal(probe.verdict, 'reachable');
	assert.equal(probe.status, 401);
});

test('probe --json prints an array with one object a target, and its exit status is the verdict', async context => {
	const url = await refusing(context, 401);
	const {status, out} = await run(['probe', '--json', url]);
	assert.equal(status, 0);
	const [report, ...others] = JSON.parse(out);
	assert.equal(others.length, 0);
	assert.equal(report.verdict, 'reachable');
	assert.deepEqual(report.phases.map(({name}: {name: string}) => name).slice(0, 4), [
		'dns',
		'tcp',
		'tls',
		'upgrade',
	]);
	assert.equal(report.vendor_error, 'Invalid credentials.');
	assert.equal(report.request_id, '11111111-2222-3333-4444-555555555555');

	const refused = await run(['probe', '--json', await refusing(context, 503)]);
	assert.equal(refused.status, 1);
	assert.equal(JSON.parse(refused.out)[0].verdict, 'refused');
});

test('knowledge check finds no mistake in the knowledge', async () => {
	const {status, out} = await run(['knowledge', 'check']);
	assert.equal(out, '');
	assert.equal(status, 0);
});

test('knowledge search prints sections with their links, or says that nothing fits', async () => {
	const {status, out} = await run(['knowledge', 'search', '--json', 'keep', 'alive']);
	assert.equal(status, 0);
	assert.ok(JSON.parse(out).length > 0);
	const nothing = await run(['knowledge', 'search', 'xylophone quokka']);
	assert.equal(nothing.status, 1);
	assert.match(nothing.err, /Nothing fits/);
});

test('evaluate prints one object a file, by its kind', async context => {
	const dir = folder(context);
	const answers = join(dir, 'answers.jsonl');
	const queries = join(dir, 'queries.jsonl');
	writeFileSync(answers, '{"id":"1","message":"close 1011 NET-0001","cause":"idle.net0001_no_audio"}\n');
	writeFileSync(queries, '{"id":"1","query":"formats","relevant":{"docs/formats":2}}\n');
	writeFileSync(
		join(dir, 'formats.mdx'),
		'---\ntitle: Audio formats\nslug: docs/formats\n---\n\n# Formats\n\nAll formats.\n',
	);
	const {status, out} = await run([
		'evaluate',
		'--json',
		'--knowledge',
		`${dir}=https://docs.example.com/`,
		answers,
		queries,
	]);
	assert.equal(status, 0);
	const [first, second] = out
		.trim()
		.split('\n')
		.map(line => JSON.parse(line));
	assert.deepEqual([first.file, first.kind, first.cases, first.cause_top1], [answers, 'answers', 1, 1]);
	assert.deepEqual([second.file, second.kind, second.queries, second.hit_at_1], [queries, 'retrieval', 1, 1]);
});

for (const [args, message] of [
	[['ask', '--loud', 'x'], /'--loud'.*want --json, --no-probe, --target VALUE, --attach VALUE, --help/s],
	[['ask', '--target', 'nowhere', 'x'], /Unknown target "nowhere", want one of .*listen/],
	[['ask', '--target', 'ftp://example.com', 'x'], /Unknown target "ftp:\/\/example\.com"/],
	[['ask', '--attach', '/no/such/file', 'x'], /Cannot read "\/no\/such\/file" \(ENOENT\), want a text file/],
	[['ask', '  '], /Found an empty question, want some text/],
	[['probe', 'nowhere'], /Unknown target "nowhere"/],
	[['evaluate'], /Found no file, want at least one CASES\.jsonl/],
	[['evaluate', '/no/such.jsonl'], /Cannot read "\/no\/such\.jsonl" \(ENOENT\), want a file of cases/],
	[['evaluate', '--knowledge', 'a=b', 'x'], /--knowledge: Cannot read "a=b": "b" is no address/],
	[
		['evaluate', '--folds', '1', 'test/cases/answers.dev.jsonl'],
		/--folds: found "1", want a whole number from 2 to 20/,
	],
	[['evaluate', 'package.json'], /Cannot read case package\.json:1: found no JSON/],
	[['knowledge'], /Found no verb, want check, search, new, try/],
	[['knowledge', 'burn'], /Unknown verb "burn", want check, search, new, try/],
	[['knowledge', 'search'], /Found an empty query, want some words/],
	[['knowledge', 'new', 'client', 'x'], /Found "client", want cause and an id/],
	[['knowledge', 'new', 'cause', '../x'], /Found the id "\.\.\/x", want small letters/],
	[['knowledge', 'new', 'cause', 'auth.invalid_key'], /is there already, want a new id/],
	[['knowledge', 'try'], /Found an empty message/],
] as const) {
	test(`lineman ${args.join(' ')}: what was given, and what is wanted`, async () => {
		await assert.rejects(run(args), {name: 'UsageError', message});
	});
}

test('a command that does not exist, or none, is exit status 2', async () => {
	const unknown = await runLineman(['dance']);
	assert.equal(unknown.status, 2);
	assert.match(unknown.err, /Unknown command "dance", want one of ask, probe, evaluate, knowledge/);
	assert.equal((await runLineman([])).status, 2);
});

test('bad usage is exit status 2, with nothing on standard output', async () => {
	const {status, out, err} = await runLineman(['ask', '--loud', 'x']);
	assert.equal(status, 2);
	assert.equal(out, '');
	assert.match(err, /'--loud'.*want --json, --no-probe/);
});

test('a bad environment is reported whole, with exit status 2', async () => {
	const {status, err} = await runLineman(['ask', 'x'], {env: {PORT: 'x', LOG_LEVEL: 'loud'}});
	assert.equal(status, 2);
	assert.match(err, /PORT: .*\n.*LOG_LEVEL: /);
});

test('the command line as npm runs it prints JSON and nothing else', async () => {
	const {status, out} = await runLineman(['ask', '--json', '--no-probe'], {input: 'close 1011 NET-0001'});
	assert.equal(status, 0);
	assert.equal(JSON.parse(out).cause, 'idle.net0001_no_audio');
});

for (const [name, {help}] of Object.entries(commands)) {
	test(`${name} --help explains it`, () => assert.match(help, new RegExp(`Usage: npm run -s ${name} -- `)));
}

test('knowledge try shows the causes with their reasons and weights, and which cases moved', async context => {
	const dir = folder(context);
	writeFileSync(
		join(dir, 'answers.mine.jsonl'),
		'{"id":"one","message":"close 1011 NET-0001","cause":"idle.net0001_no_audio"}\n',
	);
	writeFileSync(join(dir, 'leads.json'), '{"one":"net.dns"}');
	const {status, out} = await run([
		'knowledge',
		'try',
		'--cases',
		dir,
		'I get HTTP 401 with a brand new key',
	]);
	assert.equal(status, 0);
	assert.match(out, /^evidence: http_401/);
	assert.match(out, /auth\.invalid_key {2}\d+ % {2}\(/);
	assert.match(out, /\+ \d?\d?\.?\d+ {2}\S/);
	assert.match(out, /1 of 1 labelled cases moved:\n {2}right now {2}one: net\.dns → idle\.net0001_no_audio/);
});
