import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdir, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {after, before} from 'node:test';
import {promisify} from 'node:util';
import {readKnowledge} from '../../src/retrieval/read-knowledge.ts';
import {openBrowser, openPage, withoutBrowser} from '../support/browser-page.ts';
import {type SampleServer, startSampleServer} from '../support/sample-server.ts';

const root = join(import.meta.dirname, '../..');
const {knowledge} = readKnowledge(join(root, 'knowledge'));
const {errorHeader = '', requestIdHeader = ''} = knowledge.service.marks;
const path = '/v2/listen?model=flux-general-en&encoding=linear16&sample_rate=16000';
const reason = 'Invalid credentials.';
const requestId = '0199c5c2-2222-7333-8444-555566667777';
/** The bytes behind the base64 of every handmade handshake: no key of anybody's. */
const handshakeWords = 'testing the line';

let folder = '';
let server: SampleServer;

before(async () => {
	folder = await mkdtemp(join(tmpdir(), 'lineman-sample-'));
	await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
	server = await startSampleServer({
		status: 401,
		statusText: 'Unauthorized',
		headers: {[errorHeader]: reason, [requestIdHeader]: requestId},
		body: {err_code: 'INVALID_AUTH', err_msg: reason, request_id: requestId},
	});
});

after(async () => {
	await server.close();
	await rm(folder, {recursive: true});
});

/** How a sample is run: the file that it is saved as, and what to call with that file. */
type Runtime = {
	readonly file: string;
	readonly command: readonly string[];
	/** Says whether the command can run at all, and how to get it. */
	readonly trial: readonly string[];
	readonly missing: string;
	/** Variables that make it trust the server's authority. */
	readonly trust: (authorityFile: string) => Record<string, string>;
};

const node: Runtime = {
	file: 'test.mjs',
	command: [process.execPath],
	trial: [process.execPath, '--version'],
	missing: 'Node.js is missing',
	trust: authorityFile => ({NODE_EXTRA_CA_CERTS: authorityFile}),
};
const shell: Runtime = {
	file: 'test.sh',
	command: ['sh'],
	trial: ['curl', '--version'],
	missing: 'curl is missing: apt-get install -y curl',
	trust: authorityFile => ({CURL_CA_BUNDLE: authorityFile}),
};
const ruby: Runtime = {
	file: 'test.rb',
	command: ['ruby'],
	trial: ['ruby', '--version'],
	missing: 'Ruby is missing: apt-get install -y ruby',
	trust: authorityFile => ({SSL_CERT_FILE: authorityFile}),
};
const go: Runtime = {
	file: 'main.go',
	command: ['go', 'run'],
	trial: ['go', 'version'],
	missing: 'Go is missing: apt-get install -y golang-go',
	trust: authorityFile => ({SSL_CERT_FILE: authorityFile}),
};

/** Debian's own Python has Debian's packages; another one on the path may not. */
function python(module: string, debianPackage: string): Runtime {
	const command = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
	return {
		file: 'test.py',
		command: [command],
		trial: [command, '-c', `import ${module}`],
		missing: `Python's ${module} is missing: apt-get install -y ${debianPackage}`,
		trust: authorityFile => ({SSL_CERT_FILE: authorityFile}),
	};
}

const websockets = python('websockets', 'python3-websockets');
const aiohttp = python('aiohttp', 'python3-aiohttp');

/** The clients whose test runs here. Those of other JavaScript runtimes send the same upgrade as Node's. */
const runnable: Readonly<Record<string, Runtime>> = {
	undici: node,
	javascript: node,
	bun: node,
	deno: node,
	'ws-npm': node,
	'deepgram-js-v4': node,
	'deepgram-js-v5': node,
	curl: shell,
	firefox: shell,
	safari: shell,
	'py-websockets': websockets,
	'deepgram-py-v3': websockets,
	'deepgram-py-v5': websockets,
	pipecat: websockets,
	'py-aiohttp': aiohttp,
	livekit: aiohttp,
	'py-websocket-client': python('websocket', 'python3-websocket'),
	'py-httpx': python('httpx', 'python3-httpx'),
	python: python('ssl', 'python3'),
	ruby,
	'ruby-simple': ruby,
	go,
	'deepgram-go': go,
};

test('a test without a key prints the status, the error and the request id of a refused upgrade', async t => {
	for (const [id, runtime] of Object.entries(runnable)) {
		await t.test(id, async t => {
			if (!(await runs(runtime))) return t.skip(runtime.missing);
			const asked = server.seen.length;
			const printed = await run(runtime, id);
			assert.match(printed, /\b401\b/);
			assert.ok(printed.includes(reason), printed);
			assert.ok(printed.includes(requestId), printed);

			const [seen, ...others] = server.seen.slice(asked);
			assert.deepEqual(others, []);
			assert.equal(seen?.of, 'upgrade');
			assert.equal(seen?.path, path);
			assert.equal(seen?.headers.authorization, undefined);
			assert.equal(seen?.headers['sec-websocket-protocol'], undefined);
		});
	}
});

test("Node's own WebSocket shows neither a status nor a reason, as its page says", async () => {
	const code = `
		const ws = new WebSocket('wss://${server.host}${path}');
		ws.onerror = event => console.log('error:' + event.message);
		ws.onclose = event => console.log('close:' + event.code + ':' + event.reason);
	`;
	await writeFile(join(folder, 'native.mjs'), code);
	const printed = await execute([process.execPath, join(folder, 'native.mjs')], node);
	assert.equal(printed, 'error:\nclose:1006:\n');
});

test('ws without a listener says the sentence that its page is known by', async () => {
	const code = `
		import WebSocket from 'ws';
		new WebSocket('wss://${server.host}${path}').on('error', error => console.log(error.message));
	`;
	await writeFile(join(folder, 'plain-ws.mjs'), code);
	const printed = await execute([process.execPath, join(folder, 'plain-ws.mjs')], node);
	assert.deepEqual(recognised(printed), [{client: 'ws-npm', status: '401'}]);
});

test('Python clients say the sentences that their pages are known by', async t => {
	for (const id of ['py-websockets', 'py-websocket-client']) {
		await t.test(id, async t => {
			const runtime = runnable[id] ?? websockets;
			if (!(await runs(runtime))) return t.skip(runtime.missing);
			assert.deepEqual(recognised(await run(runtime, id)), [{client: id, status: '401'}]);
		});
	}
});

test('Chromium tells a 401 and any other status apart, in its console only', {
	skip: withoutBrowser,
}, async t => {
	const forbidding = await startSampleServer({status: 403, statusText: 'Forbidden', headers: {}, body: {}});
	t.after(() => forbidding.close());
	const browser = await openBrowser(t);

	const unauthorized = await readConsole(server.host);
	assert.equal(unauthorized.closed, 'close 1006 ');
	assert.deepEqual(recognised(unauthorized.red), [{client: 'chrome', failure: 'http_401'}]);

	const forbidden = await readConsole(forbidding.host);
	assert.equal(forbidden.closed, 'close 1006 ');
	assert.deepEqual(recognised(forbidden.red), [{client: 'chrome', status: '403'}]);

	/** Runs the sample on a page of the server's own: from elsewhere the browser asks leave to reach the loopback. */
	async function readConsole(host: string): Promise<{readonly red: string; readonly closed: string}> {
		const {page} = await openPage(t, browser, {ignoreHTTPSErrors: true});
		await page.goto(`https://${host}/`);
		const red = page.waitForEvent('console', message => message.text().includes('WebSocket connection'));
		const closed = page.waitForEvent('console', message => message.text().startsWith('close'));
		await page.evaluate(sampleOf('chrome', host));
		return {red: (await red).text(), closed: (await closed).text()};
	}
});

type Parser = {readonly file: string; readonly command: readonly string[]; readonly missing: string};

const parsers: Readonly<Record<string, Parser>> = {
	js: {file: 'parse.mjs', command: [process.execPath, '--check'], missing: 'Node.js is missing'},
	php: {file: 'parse.php', command: ['php', '-l'], missing: 'PHP is missing: apt-get install -y php-cli'},
	ruby: {file: 'parse.rb', command: ['ruby', '-c'], missing: 'Ruby is missing: apt-get install -y ruby'},
	go: {file: 'parse.go', command: ['gofmt', '-e'], missing: 'gofmt is missing: apt-get install -y golang-go'},
	rust: {
		file: 'parse.rs',
		command: ['rustfmt', '--edition', '2021', '--emit', 'stdout'],
		missing: 'rustfmt is missing: apt-get install -y rustfmt',
	},
};
/** Their tools are too large to ask for. */
const unparsed = ['java', 'kotlin', 'csharp', 'swift', 'objc', 'dart', 'cpp', 'c'];

test('a test without a key that does not run here is sound in its own language', async t => {
	for (const {id, sample} of knowledge.clients) {
		const fence = sample?.fence ?? '';
		if (Object.hasOwn(runnable, id) || unparsed.includes(fence)) continue;
		await t.test(`${id} (${fence})`, async t => {
			const parser = parsers[fence];
			assert.ok(parser, `found no parser for "${fence}"`);
			const [tool = ''] = parser.command;
			if (!(await succeeds(['sh', '-c', `command -v '${tool}'`]))) return t.skip(parser.missing);
			const file = join(folder, parser.file);
			await writeFile(file, `${sampleOf(id, 'localhost')}\n`);
			await promisify(execFile)(tool, [...parser.command.slice(1), file]);
		});
	}
});

test('every client has a test, and none asks for a key or carries one', () => {
	for (const {id, sample} of knowledge.clients) {
		const code = sample?.code ?? '';
		assert.notEqual(code, '', id);
		assert.doesNotMatch(code, /authorization|bearer|\btoken\b|api[-_ ]?key|secret|environ|process\.env/i, id);
		for (const [, handshake = ''] of code.matchAll(/Sec-Web[Ss]ocket-Key\W{1,8}([\w+/]{4,}=*)/g)) {
			assert.equal(Buffer.from(handshake, 'base64').toString(), handshakeWords, id);
		}
		for (const pattern of knowledge.service.evidence.keyPatterns) assert.doesNotMatch(code, pattern, id);
	}
});

function sampleOf(id: string, host: string): string {
	const code = knowledge.clients.find(client => client.id === id)?.sample?.code ?? '';
	return code.replaceAll('{url}', `wss://${host}${path}`).replaceAll('{https_url}', `https://${host}${path}`);
}

async function run(runtime: Runtime, id: string): Promise<string> {
	const place = join(folder, id);
	await mkdir(place, {recursive: true});
	const file = join(place, runtime.file);
	await writeFile(file, `${sampleOf(id, server.host)}\n`);
	return execute([...runtime.command, file], runtime);
}

/** What a command prints, on either stream; a status of failure is no concern here. */
async function execute([command = '', ...args]: readonly string[], {trust}: Runtime): Promise<string> {
	const direct = {NO_PROXY: 'localhost', no_proxy: 'localhost'};
	const env = {...process.env, ...direct, ...trust(server.authorityFile)};
	return new Promise((resolve, reject) => {
		execFile(command, args, {env, timeout: 60_000}, (error, stdout, stderr) => {
			if (error?.killed) reject(new Error(`Cannot run "${command}": not done after 60 s`, {cause: error}));
			else resolve(stdout + stderr);
		});
	});
}

const trials = new Map<string, Promise<boolean>>();

async function runs({trial}: Runtime): Promise<boolean> {
	const name = trial.join(' ');
	const result = trials.get(name) ?? succeeds(trial);
	trials.set(name, result);
	return result;
}

async function succeeds([command = '', ...args]: readonly string[]): Promise<boolean> {
	return promisify(execFile)(command, args).then(
		() => true,
		() => false,
	);
}

/** What the fingerprints that are sure read from a text. */
function recognised(text: string): readonly Readonly<Record<string, string>>[] {
	const found = knowledge.clients.flatMap(({id, fingerprints}) => {
		const fitting = fingerprints.find(({how, pattern}) => how === 'sure' && pattern.test(text));
		return fitting === undefined ? [] : [{id, fitting}];
	});
	return found.map(({id, fitting: {pattern, failure}}) => {
		const status = pattern.exec(text)?.groups?.status;
		return {
			client: id,
			...(status !== undefined && {status}),
			...(failure !== undefined && {failure}),
		};
	});
}
