import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {builtinModules} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {after, before} from 'node:test';
import {bundleProbe, probeFileName} from '../../pack/bundle-probe.ts';
import {afterRequest, answering, httpText, type LineServer, listen} from '../support/line-servers.ts';
import {oldestNode, runIn} from '../support/older-node.ts';

const node = oldestNode();
const marks = {'dg-error': 'Invalid credentials.', 'dg-request-id': 'one'};
let folder = '';
let content = Buffer.alloc(0);
let server: LineServer;

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'lineman-file-'));
	content = Buffer.from(await bundleProbe());
	writeFileSync(join(folder, probeFileName), content);
	server = await listen(answering({status: 401, headers: marks}));
});
after(async () => {
	await server.close();
	rmSync(folder, {recursive: true});
});

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
	runIn(folder, [node.file, probeFileName, ...args], env);

test('the single file is at most 300 KB and imports nothing but Node itself', () => {
	assert.ok(content.length <= 300_000, `found ${content.length} bytes`);
	const text = content.toString();
	const imported = [
		...text.matchAll(/^(?:import|export)\b[^'"\n]*from ["']([^"']+)["']|\brequire\(["']([^"']+)["']\)/gm),
	]
		.map(([, module, required]) => (module ?? required ?? '').replace(/^node:/, ''))
		.filter(name => !builtinModules.includes(name));
	assert.deepEqual(imported, []);
	assert.doesNotMatch(text, /\bimport\(/);
	assert.match(text, /Permission is hereby granted/);
});

test(`it tests the line on Node ${node.major}, and knows the service`, async () => {
	const {status, out, err} = await run(['--json', `ws://localhost:${server.port}/v1/listen`]);
	assert.equal(err, '');
	assert.equal(status, 0);
	const [report] = JSON.parse(out);
	assert.deepEqual(
		[report.verdict, report.status, report.vendor_error, report.request_id],
		['reachable', 401, 'Invalid credentials.', 'one'],
	);
	const unknown = await run(['nowhere']);
	assert.equal(unknown.status, 2);
	assert.match(unknown.err, /Unknown target "nowhere", want one of listen, flux, /);
});

test('it writes a report to paste, and says how it is used', async () => {
	const url = `ws://127.0.0.1:${server.port}/v1/listen`;
	const {out} = await run(['--report', url]);
	assert.match(out, new RegExp(`^lineman-report v1\ntarget: ${url}\nverdict: reachable\n`));
	const help = await run(['--help']);
	assert.equal(help.status, 0);
	assert.match(help.out, /Usage: node lineman-probe\.mjs \[OPTIONS\]/);
});

test('it sends a key as the service wants it', async context => {
	let sent = '';
	const keyed = await listen(
		afterRequest((socket, head) => {
			sent = head;
			socket.end(httpText({status: 402, headers: marks}));
		}),
	);
	context.after(keyed.close);
	const {status, out} = await run(['--key-env', 'K', `ws://127.0.0.1:${keyed.port}/v1/listen`], {
		K: '0123456789abcdef0123456789abcdef01234567',
	});
	assert.equal(status, 1);
	assert.match(sent, /^authorization: Token 0123456789abcdef0123456789abcdef01234567\r$/im);
	assert.match(out, /has no credit left \(HTTP 402\)/);
	assert.doesNotMatch(out, /0123456789abcdef/);
});
