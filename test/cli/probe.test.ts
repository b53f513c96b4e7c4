import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type TestContext} from 'node:test';
import {describeProbes} from '../../src/cli/probe/describe-probes.ts';
import {readReport} from '../../src/probe/read-report.ts';
import {runFaultLab} from '../support/fault-lab.ts';
import {afterRequest, answering, type Behaviour, httpText, listen} from '../support/line-servers.ts';
import {probeInTerminal, serviceAt} from '../support/probe-terminal.ts';
import {runLineman} from '../support/run-lineman.ts';

const asksForKey = answering({
	status: 401,
	headers: {'x-lab-error': 'Invalid credentials.', 'x-lab-request-id': 'lab-1'},
});
const screen = {columns: 100, rows: 30, hasColour: true};
const esc = '\u001b';

async function serve(context: TestContext, behaviour: Behaviour = asksForKey): Promise<number> {
	const {port, close} = await listen(behaviour);
	context.after(close);
	return port;
}

test('without a target every endpoint is tested; each has its waterfall, and a line sums them up', async context => {
	const service = serviceAt(await serve(context), ['/v1/listen', '/v1/speak']);
	const {status, out, err} = await probeInTerminal([], {service});
	assert.equal(status, 0);
	assert.equal(err, '');
	assert.match(out, /^listen {2}Endpoint \/v1\/listen\nws:\/\/127\.0\.0\.1:\d+\/v1\/listen\n/);
	assert.match(out, / {2}✓ tcp {6}█+·+ +[\d.]+ ms {2}IPv4 127\.0\.0\.1\n/);
	assert.match(out, / {2}– tls +the address begins with ws:\n/);
	assert.match(out, / {2}✓ upgrade {2}·*█+·* +[\d.]+ ms {2}HTTP 401, Invalid credentials\.\n/);
	assert.match(out, / {2}REACHABLE: Lab answered and asked for a key, as it should\.\n/);
	assert.match(out, /\nspeak {2}Endpoint/);
	assert.match(
		out,
		/\nAll 2 endpoints are fine\.\nThe line is fine from here\..*--key-env LAB_API_KEY\.\n$/s,
	);
});

test('a failure is told with whose side it is on and what to do; alike ones once', async context => {
	const service = serviceAt(await serve(context, answering({status: 503})), ['/v1/listen', '/v1/speak']);
	const {status, out} = await probeInTerminal([], {service});
	assert.equal(status, 1);
	assert.match(out, / {2}✗ upgrade .* HTTP 503\n/);
	assert.match(out, /REFUSED: something that is not Lab answered with HTTP 503\./);
	assert.equal(out.match(/Whose side: One place alone cannot tell\./g)?.length, 1);
	assert.equal(out.match(/Next: Run this again in a minute\./g)?.length, 1);
	assert.match(out, /Whose side and what next: as above\./);
	assert.match(out, /\n2 of 2 endpoints fail: listen, speak\.\nTo ask for help, .* --report/);
});

test('colours are for terminals, and not where NO_COLOR says so', async context => {
	const service = serviceAt(await serve(context));
	const coloured = await probeInTerminal([], {service, screen});
	assert.ok(coloured.out.includes(`${esc}[32m`));
	const plain = await probeInTerminal([], {service, screen: {...screen, hasColour: false}});
	assert.ok(!plain.out.includes(esc));
	const piped = await probeInTerminal([], {service});
	assert.ok(!`${piped.out}${piped.err}`.includes(esc));
});

test('on a terminal the phases are shown while they pass, and leave nothing behind', async context => {
	const answers: (() => void)[] = [];
	const port = await serve(context, socket => {
		answers.push(() => asksForKey(socket));
	});
	let shown = '';
	const seen = Promise.withResolvers<void>();
	const running = probeInTerminal(['--json'], {
		service: serviceAt(port),
		screen,
		onNote: text => {
			shown += text;
			if (shown.includes('answer …')) seen.resolve();
		},
	});
	await seen.promise;
	for (const answer of answers) answer();
	const {out, err} = await running;
	assert.match(err, /listen.*✓ tcp [\d.]+ ms.*answer … [\d.]+ ms/);
	assert.ok(err.endsWith(`${esc}[1A\r${esc}[J`));
	assert.equal(JSON.parse(out)[0].verdict, 'reachable');
});

test('on a terminal that is too low, each phase is a line', async context => {
	const service = serviceAt(await serve(context), ['/v1/listen', '/v1/speak']);
	const {err} = await probeInTerminal([], {service, screen: {...screen, rows: 2}});
	assert.ok(!err.includes(`${esc}[J`));
	assert.match(err, /^listen ✓ tcp /m);
	assert.match(err, /^speak {2}✓ upgrade /m);
});

test('--report prints what can be read back, the failed ones first, and nothing else', async context => {
	const good = await serve(context);
	const bad = await serve(context, answering({status: 503}));
	const args = [
		'--report',
		`ws://127.0.0.1:${good}/v1/listen`,
		`ws://127.0.0.1:${bad}/v1/listen?token=secret`,
	];
	const {status, out, err} = await probeInTerminal(args, {service: serviceAt(good)});
	assert.equal(status, 1);
	assert.equal(err, '');
	assert.equal(out.match(/^lineman-report v1$/gm)?.length, 2);
	const report = readReport(out);
	assert.equal(report?.failure, 'http_503');
	assert.equal(report?.target, `ws://127.0.0.1:${bad}/v1/listen`);
	assert.doesNotMatch(out, /secret/);
});

test('--report of every endpoint is short enough to paste: one of each kind of failure, or one that is fine', async context => {
	const paths = ['/v1/listen', '/v1/speak', '/v1/agent'];
	const fine = await probeInTerminal(['--report'], {service: serviceAt(await serve(context), paths)});
	assert.equal(fine.out.match(/^lineman-report v1$/gm)?.length, 1);
	assert.match(fine.out, /\/v1\/listen\nverdict: reachable/);

	const mixed = afterRequest((socket, head) => {
		const status = head.includes('/v1/agent') ? 500 : 503;
		socket.end(httpText({status}));
	});
	const failed = await probeInTerminal(['--report'], {
		service: serviceAt(await serve(context, mixed), paths),
	});
	assert.deepEqual(failed.out.match(/^failed: .*$/gm), [
		'failed: upgrade http_503',
		'failed: upgrade http_500',
	]);
	assert.ok(failed.out.length < 2_000);
});

test('--report shows a person the waterfall too, beside what is to be pasted', async context => {
	const {out, err} = await probeInTerminal(['--report'], {service: serviceAt(await serve(context)), screen});
	assert.match(out, /^lineman-report v1\n/);
	assert.match(err, /✓.*upgrade.*REACHABLE.*Paste this back:\n\n$/s);
});

test('every failure of the fault lab is told in words that are whole', async () => {
	const service = serviceAt(9);
	for (const {name, report} of await runFaultLab()) {
		for (const kind of ['with key', 'without key'] as const) {
			const text = describeProbes([report], {service, test: kind, form: 'waterfall', screen: undefined});
			assert.doesNotMatch(text, /undefined|null|NaN|\{\w+\}|[^\P{Cc}\n]/u, name);
			const isWell = report.verdict === 'open' || report.verdict === 'reachable';
			if (!isWell) assert.match(text, /Whose side: \S.+\n.*Next: \S/s, name);
		}
	}
});

test('what a server says cannot give orders to the terminal', async context => {
	const port = await serve(
		context,
		answering({
			status: 400,
			headers: {'x-lab-error': 'no\u009b31m\u0085 such \u0080model', 'x-lab-request-id': '\u009b2J'},
		}),
	);
	const {out} = await probeInTerminal([], {service: serviceAt(port)});
	assert.match(out, /HTTP 400, no/);
	assert.doesNotMatch(out, /[\u0080-\u009f]/);
});

test('a URL of the service is tested as the target with its path; its secrets are left out', async context => {
	const port = await serve(context);
	const url = `ws://me:hush@127.0.0.1:${port}/v1/listen?model=two&token=secret`;
	const {out, err} = await probeInTerminal([url], {service: serviceAt(port), screen});
	assert.match(out, /listen.*Endpoint/);
	assert.match(out, /model=two/);
	assert.doesNotMatch(out + err, /secret|hush/);
});

test('Ctrl-C ends it at once and leaves the terminal clean', async context => {
	const stop = new AbortController();
	const port = await serve(context, () => stop.abort());
	await assert.rejects(probeInTerminal([], {service: serviceAt(port), screen, signal: stop.signal}), {
		name: 'AbortError',
	});
});

for (const [args, message] of [
	[['--json', '--report'], /Found --json and --report, want one of them/],
	[['nowhere'], /Unknown target "nowhere", want one of listen or a URL/],
	[['--fast'], /'--fast'.*want --json, --report, --key-env VALUE, --help/],
] as const) {
	test(`probe ${args.join(' ')} is refused with what is wanted`, async () => {
		await assert.rejects(probeInTerminal(args, {service: serviceAt(9)}), {name: 'UsageError', message});
	});
}

test('it goes through the proxy that HTTPS_PROXY names, and says so; NO_PROXY makes an exception', async context => {
	const asked: string[] = [];
	const proxy = await serve(context, socket => {
		socket.once('data', head => {
			asked.push(String(head).split('\r\n')[0] ?? '');
			socket.end('HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n');
		});
	});
	const target = await serve(context);
	const service = serviceAt(target);
	const environment = {HTTPS_PROXY: `http://me:hush@127.0.0.1:${proxy}`};
	const through = await probeInTerminal(['wss://api.lab.test/v1/listen'], {service, environment});
	assert.deepEqual(asked, ['CONNECT api.lab.test:443 HTTP/1.1']);
	assert.equal(through.status, 1);
	assert.match(through.out, /✗ proxy .*through 127\.0\.0\.1/);
	assert.match(through.out, /Whose side: Your network/);
	assert.match(
		through.out,
		new RegExp(`Note: It went through the proxy 127\\.0\\.0\\.1:${proxy}, which HTTPS_PROXY`),
	);
	assert.doesNotMatch(through.out, /hush/);

	const exempt = {http_proxy: environment.HTTPS_PROXY, NO_PROXY: '127.0.0.1'};
	const direct = await probeInTerminal([], {service, environment: exempt});
	assert.equal(direct.status, 0);
	assert.equal(asked.length, 1);
	assert.doesNotMatch(direct.out, /proxy/);
});

test('a proxy that cannot be used is bad usage', async () => {
	const given = {service: serviceAt(9), environment: {HTTPS_PROXY: 'socks5://127.0.0.1:1'}};
	await assert.rejects(probeInTerminal(['wss://api.lab.test/'], given), {
		name: 'UsageError',
		message: /Cannot use proxy: found "socks5:\/\/127\.0\.0\.1:1", want http:\/\/host:port/,
	});
});

test('the command ends in time though the system never finds out about a name', {
	timeout: 20_000,
}, async context => {
	const folder = mkdtempSync(join(tmpdir(), 'lineman-stuck-'));
	context.after(() => rmSync(folder, {recursive: true}));
	// Opening a pipe that nobody writes to holds a thread as a resolver that never answers does.
	execFileSync('mkfifo', [join(folder, 'pipe')]);
	const preload = join(folder, 'stuck.cjs');
	writeFileSync(
		preload,
		`const dns = require('node:dns');
		const {lookup} = dns;
		dns.lookup = (host, ...rest) =>
			require('node:net').isIP(host)
				? lookup(host, ...rest)
				: require('node:fs').open(${JSON.stringify(join(folder, 'pipe'))}, 'r', () => {});`,
	);
	const startedMs = performance.now();
	const {status, out} = await runLineman(['probe', '--json', 'ws://localhost:9/'], {
		env: {NODE_OPTIONS: `--require ${preload}`},
	});
	assert.equal(status, 1);
	assert.equal(JSON.parse(out)[0].failure, 'dns_timeout');
	assert.ok(performance.now() - startedMs < 10_000);
});
