import assert from 'node:assert/strict';
import {connect, type Socket} from 'node:net';
import test from 'node:test';
import type {TLSSocket} from 'node:tls';
import type {ProbeOptions} from '../../src/probe/probe-options.ts';
import type {Observation, Target} from '../../src/probe/probe-report.ts';
import {probeTarget} from '../../src/probe/probe-target.ts';
import {labMarks, labOptions, labTarget} from '../support/fault-lab.ts';
import {makeCertificate} from '../support/line-certificates.ts';
import {
	afterRequest,
	answering,
	type Behaviour,
	closeFrame,
	frame,
	httpText,
	type LineServer,
	listen,
	listenTls,
	neverConnects,
	switching,
	textFrame,
} from '../support/line-servers.ts';

const serviceHeaders = {'x-lab-error': 'Invalid credentials.', 'x-lab-request-id': 'lab-1'};
const asksForKey = answering({status: 401, headers: serviceHeaders, body: '{"err_code":"INVALID_AUTH"}'});

/** Runs a probe against a server of its own, at an address of loopback. */
async function probing(
	behaviour: Behaviour,
	{target = {}, options = {}}: {target?: Partial<Target>; options?: Partial<ProbeOptions>} = {},
) {
	const server = await listen(behaviour);
	try {
		const url = `ws://127.0.0.1:${server.port}/v1/listen?model=one`;
		return await probeTarget({...labTarget, url, ...target}, {...labOptions, ...options});
	} finally {
		await server.close();
	}
}

test('a service that asks for a key is reachable, and nothing has failed', async () => {
	const report = await probing(asksForKey);
	assert.equal(report.verdict, 'reachable');
	assert.equal(report.failedPhase, undefined);
	assert.equal(report.failure, undefined);
	assert.equal(report.domain, undefined);
	assert.equal(report.status, 401);
	assert.equal(report.fromService, true);
	assert.equal(report.vendorError, 'Invalid credentials.');
	assert.equal(report.requestId, 'lab-1');
	assert.equal(report.body, '{"err_code":"INVALID_AUTH"}');
	assert.deepEqual(
		report.observations.map(({phase, outcome}) => `${phase} ${outcome}`),
		['dns skipped', 'tcp passed', 'tls skipped', 'upgrade passed'],
	);
	assert.deepEqual(
		report.families.map(({family, address, outcome}) => ({family, address, outcome})),
		[{family: 4, address: '127.0.0.1', outcome: 'connected'}],
	);
});

const answers = [
	{status: 400, verdict: 'refused', failure: 'http_400'},
	{status: 402, verdict: 'refused', failure: 'http_402'},
	{status: 429, verdict: 'refused', failure: 'http_429'},
	{status: 503, verdict: 'refused', failure: 'http_503'},
] as const;
for (const {status, verdict, failure} of answers) {
	test(`a ${status} of the service is refused at the upgrade, with its headers and body`, async () => {
		const report = await probing(
			answering({status, headers: {...serviceHeaders, 'retry-after': '7'}, body: 'why'}),
		);
		assert.equal(report.verdict, verdict);
		assert.equal(report.failedPhase, 'upgrade');
		assert.equal(report.failure, failure);
		assert.equal(report.status, status);
		assert.equal(report.headers['retry-after'], '7');
		assert.equal(report.body, 'why');
	});
}

test('a WebSocket that opens is open, with status 101, and what it says first is kept', async () => {
	const report = await probing(
		switching(socket => socket.write(textFrame('{"type":"Connected"}')), serviceHeaders),
	);
	assert.equal(report.verdict, 'open');
	assert.equal(report.status, 101);
	assert.equal(report.requestId, 'lab-1');
	assert.equal(report.body, '{"type":"Connected"}');
	assert.deepEqual(
		report.observations.map(({phase, outcome}) => `${phase} ${outcome}`),
		['dns skipped', 'tcp passed', 'tls skipped', 'upgrade passed', 'open passed'],
	);
});

test('a close frame is reported with its code and its reason', async () => {
	const report = await probing(switching(socket => socket.end(closeFrame(1011, 'NET-0001 no audio'))));
	assert.equal(report.failedPhase, 'open');
	assert.equal(report.failure, 'close_1011');
	assert.equal(report.closeCode, 1011);
	assert.equal(report.vendorError, 'NET-0001 no audio');
});

test('a service that never answers is given up in time, with every phase accounted for', async () => {
	const report = await probing(() => {}, {options: {deadlines: {upgradeMs: 120}}});
	assert.equal(report.failure, 'upgrade_timeout');
	const upgrade = report.observations.find(({phase}) => phase === 'upgrade');
	assert.ok(upgrade && upgrade.tookMs >= 100, `took ${upgrade?.tookMs}`);
	assert.ok(report.elapsedMs < 3_000, `took ${report.elapsedMs}`);
});

test('the whole deadline holds whatever the phases may take', async () => {
	const report = await probing(() => {}, {options: {deadlines: {upgradeMs: 60_000, wholeMs: 200}}});
	assert.equal(report.failure, 'upgrade_timeout');
	assert.ok(report.elapsedMs < 3_000, `took ${report.elapsedMs}`);
});

test('after a failed phase the phases that were not reached are skipped, not passed', async () => {
	const report = await probeTarget(
		{...labTarget, url: 'wss://api.lab.test/v1/listen'},
		{
			...labOptions,
			resolve: () => Promise.reject(Object.assign(new Error('nothing'), {code: 'ENOTFOUND'})),
		},
	);
	assert.deepEqual(
		report.observations.map(({phase, outcome}) => `${phase} ${outcome}`),
		['dns failed', 'tcp skipped', 'tls skipped', 'upgrade skipped'],
	);
});

test('each phase is told as soon as it is over', async () => {
	const seen: Observation[] = [];
	const report = await probing(asksForKey, {options: {onObservation: observation => seen.push(observation)}});
	assert.deepEqual(seen, report.observations);
});

test('a cancelled probe rejects with the reason and leaves no connection behind', async () => {
	const stop = new AbortController();
	let closed: Promise<void> | undefined;
	const server = await listen(
		afterRequest(socket => {
			closed = new Promise(resolve => socket.once('close', () => resolve()));
			stop.abort(new Error('enough'));
		}),
	);
	const url = `ws://127.0.0.1:${server.port}/`;
	await assert.rejects(probeTarget({...labTarget, url}, {...labOptions, signal: stop.signal}), /enough/);
	await closed;
	await server.close();
});

test('a probe that was cancelled before it began opens no connection', async () => {
	const dial = () => assert.fail('dialled');
	const signal = AbortSignal.abort(new Error('enough'));
	const target = {...labTarget, url: 'ws://127.0.0.1:9/'};
	await assert.rejects(probeTarget(target, {...labOptions, dial, signal}), /enough/);
});

test('every connection is closed when the report is there', async () => {
	const sockets: Socket[] = [];
	const dial = ({address, port}: {address: string; port: number}) => {
		const socket = connect({host: address, port});
		sockets.push(socket);
		return socket;
	};
	await probing(asksForKey, {options: {dial}});
	await probing(
		switching(() => {}),
		{options: {dial}},
	);
	await probing(() => {}, {options: {dial, deadlines: {upgradeMs: 50}}});
	assert.equal(sockets.length, 3);
	assert.ok(sockets.every(({destroyed}) => destroyed));
});

test('cookies and credentials are not in the headers of a report, and a redirect says no more than where to', async () => {
	const report = await probing(
		answering({
			status: 302,
			headers: {
				'set-cookie': 'session=secret-1',
				'proxy-authorization': 'Basic secret-2',
				location: 'http://login.test/start?token=secret-3#secret-4',
				'x-lab-error': 'no',
			},
		}),
	);
	assert.equal(report.headers.location, 'http://login.test/start');
	assert.equal(report.headers['x-lab-error'], 'no');
	assert.doesNotMatch(JSON.stringify(report), /secret/);
});

test('a redirect is not followed', async () => {
	let asked = 0;
	const elsewhere = await listen(() => {
		asked += 1;
	});
	const report = await probing(
		answering({status: 302, headers: {location: `ws://127.0.0.1:${elsewhere.port}/`}}),
	);
	await elsewhere.close();
	assert.equal(report.failure, 'upgrade_redirected');
	assert.equal(asked, 0);
});

test('at most 512 characters of a body are kept', async () => {
	const report = await probing(answering({status: 400, body: 'ä'.repeat(100_000)}));
	assert.equal(report.body, 'ä'.repeat(512));
});

test('credentials in the URL are neither sent nor reported', async () => {
	let head = '';
	const server = await listen(
		afterRequest((socket, request) => {
			head = request;
			socket.end(httpText({status: 401, headers: serviceHeaders}));
		}),
	);
	const url = `ws://me:pa55word@127.0.0.1:${server.port}/v1/listen?model=one&token=t0psecret#t0psecret`;
	const report = await probeTarget({...labTarget, url}, labOptions);
	await server.close();
	assert.equal(report.target, `ws://127.0.0.1:${server.port}/v1/listen?model=one`);
	assert.match(head, /^GET \/v1\/listen\?model=one HTTP\/1\.1\r\n/);
	assert.doesNotMatch(head + JSON.stringify(report), /pa55word|t0psecret|authorization/i);
});

/** A service at its usual port: the connection really leads to a server of the test's. */
async function atUsualPort(scheme: 'ws' | 'wss' | 'http' | 'https') {
	const trust = makeCertificate({name: {organisation: 'T', commonName: 'T'}, isAuthority: true});
	const leaf = makeCertificate({
		name: {organisation: 'L', commonName: 'api.lab.test'},
		signedBy: trust,
		hosts: ['api.lab.test'],
	});
	let head = '';
	let servername: string | undefined;
	const behaviour: Behaviour = socket => {
		servername = (socket as Partial<TLSSocket>).servername || undefined;
		afterRequest((_, request) => {
			head = request;
			socket.end('HTTP/1.1 401 Unauthorized\r\nx-lab-request-id: 1\r\ncontent-length: 0\r\n\r\n');
		})(socket);
	};
	const secure = scheme === 'wss' || scheme === 'https';
	const server: LineServer = await (secure ? listenTls(leaf, behaviour) : listen(behaviour));
	const ports: number[] = [];
	const report = await probeTarget(
		{...labTarget, url: `${scheme}://api.lab.test/v1/agent`},
		{
			...labOptions,
			ca: [trust.cert],
			guard: {hosts: ['api.lab.test'], privateRanges: ['127.0.0.0/8']},
			dial: ({address, port}) => {
				ports.push(port);
				return connect({host: address, port: server.port});
			},
		},
	);
	await server.close();
	return {report, head, ports, servername};
}

for (const scheme of ['ws', 'wss', 'http', 'https'] as const) {
	test(`at the usual port of ${scheme}: the Host header names no port, and TLS names the host`, async () => {
		const {report, head, ports, servername} = await atUsualPort(scheme);
		const secure = scheme === 'wss' || scheme === 'https';
		assert.equal(report.verdict, 'reachable');
		assert.match(head, /\r\nhost: api\.lab\.test\r\n/i);
		assert.deepEqual(ports, [secure ? 443 : 80]);
		assert.equal(servername, secure ? 'api.lab.test' : undefined);
	});
}

test('the certificate is described, verified or not', async () => {
	const self = makeCertificate({
		name: {organisation: 'Example', commonName: 'Own'},
		hosts: ['127.0.0.1'],
		until: new Date(Date.now() + 10.5 * 86_400_000),
	});
	const server = await listenTls(self, asksForKey);
	const url = `wss://127.0.0.1:${server.port}/`;
	const report = await probeTarget({...labTarget, url}, labOptions);
	await server.close();
	assert.equal(report.failure, 'tls_self_signed');
	assert.deepEqual(report.tls, {protocol: 'TLSv1.3', issuer: 'Example, Own', daysLeft: 10});
});

test('a clock that differs from the Date header is told by how much', async () => {
	const now = () => new Date('2026-05-01T12:10:00Z');
	const date = 'Fri, 01 May 2026 12:00:00 GMT';
	const report = await probing(answering({status: 401, headers: {...serviceHeaders, date}}), {
		options: {now},
	});
	assert.equal(report.verdict, 'reachable');
	assert.equal(report.clockAheadMs, 600_000);
	assert.equal(report.alsoSeen, undefined);
});

test('a clock that is wrong by days is named', async () => {
	const now = () => new Date('2026-05-01T12:10:00Z');
	const date = 'Fri, 01 Apr 2022 12:00:00 GMT';
	const report = await probing(answering({status: 401, headers: {...serviceHeaders, date}}), {
		options: {now},
	});
	assert.deepEqual(report.alsoSeen, ['tls_clock_wrong']);
});

test('a service without headers of its own is believed', async () => {
	const report = await probing(answering({status: 401}), {options: {marks: {issuers: []}}});
	assert.equal(report.verdict, 'reachable');
	assert.equal(report.fromService, undefined);
});

test('where the bot probes, what is wrong on this side of the line is our own', async () => {
	const report = await probing(answering({status: 403}), {options: {vantage: 'bot'}});
	assert.equal(report.fromService, false);
	assert.equal(report.domain, 'our_probe');
});

test('a target that the guard does not allow is not probed', async () => {
	const dial = () => assert.fail('dialled');
	const guard = {hosts: ['api.lab.test']};
	for (const url of ['wss://other.test/', 'ws://127.0.0.1/', 'wss://api.lab.test:22/']) {
		await assert.rejects(
			probeTarget({...labTarget, url}, {...labOptions, dial, guard}),
			/^Error: Cannot probe "/,
		);
	}
});

test('a name is looked up once, and the address that was checked is the one that is connected to', async () => {
	let asked = 0;
	const dialled: string[] = [];
	await probeTarget(
		{...labTarget, url: 'wss://api.lab.test/'},
		{
			...labOptions,
			guard: {hosts: ['api.lab.test']},
			resolve: async () => {
				asked += 1;
				return [
					{address: asked === 1 ? '93.184.216.34' : '169.254.169.254', family: 4},
					{address: '10.0.0.1', family: 4},
				];
			},
			dial: ({address}) => {
				dialled.push(address);
				return neverConnects();
			},
			deadlines: {tcpMs: 50},
		},
	);
	assert.equal(asked, 1);
	assert.deepEqual(dialled, ['93.184.216.34']);
});

const key = {headers: {authorization: 'Token 0123456789abcdef0123456789abcdef01234567'}, closeMessage: 'bye'};

for (const status of [401, 402, 403] as const) {
	test(`with a key a ${status} is a failure, and the key is in no part of the report`, async () => {
		const echo = `your key ${key.headers.authorization} is ${'x'.repeat(440)}${key.headers.authorization}`;
		let sent = '';
		const report = await probing(
			afterRequest((socket, head) => {
				sent = head;
				const lines = `x-lab-error: no ${key.headers.authorization}\r\ncontent-length: ${echo.length}`;
				socket.end(`HTTP/1.1 ${status} No\r\n${lines}\r\n\r\n${echo}`);
			}),
			{options: {key}},
		);
		assert.match(sent, /\r\nauthorization: Token 0123456789abcdef/i);
		assert.equal(report.verdict, 'refused');
		assert.equal(report.failure, `http_${status}`);
		assert.match(report.vendorError ?? '', /^no /);
		assert.doesNotMatch(JSON.stringify(report), /01234567/);
	});
}

test('with a key the stream is opened, the goodbye is said, and its round trip is timed', async () => {
	const report = await probing(
		switching(socket => socket.once('data', () => setTimeout(() => socket.end(closeFrame(1000)), 40))),
		{options: {key, deadlines: {openMs: 2_000}}},
	);
	assert.equal(report.verdict, 'open');
	assert.equal(report.failure, undefined);
	assert.ok((report.roundTripMs ?? 0) >= 35, `took ${report.roundTripMs}`);
});

test('with a key and no goodbye to say, a ping is answered', async () => {
	const report = await probing(
		switching(socket => socket.once('data', () => socket.write(frame(10, Buffer.alloc(0))))),
		{options: {key: {headers: key.headers}, deadlines: {openMs: 2_000}}},
	);
	assert.equal(report.verdict, 'open');
	assert.ok(report.roundTripMs !== undefined);
});

test('with a key, a greeting is not taken for an answer', async () => {
	const report = await probing(
		switching(socket => {
			socket.write(textFrame('{"type":"Welcome"}'));
			const pong = frame(10, Buffer.alloc(0));
			socket.once('data', () => setTimeout(() => socket.write(pong), 40));
		}),
		{options: {key, deadlines: {openMs: 2_000}}},
	);
	assert.equal(report.verdict, 'open');
	assert.match(report.body ?? '', /Welcome/);
	assert.ok((report.roundTripMs ?? 0) >= 35, `took ${report.roundTripMs}`);
});

test('a key is never sent to who cannot prove to be the service', async () => {
	let heard = '';
	const self = makeCertificate({name: {organisation: 'E', commonName: 'E'}, hosts: ['127.0.0.1']});
	const server = await listenTls({...self}, socket =>
		socket.on('data', bytes => {
			heard += String(bytes);
		}),
	);
	const url = `wss://127.0.0.1:${server.port}/`;
	const report = await probeTarget({...labTarget, url}, {...labOptions, marks: labMarks, key});
	await server.close();
	assert.equal(report.failure, 'tls_self_signed');
	assert.doesNotMatch(heard, /authorization/i);
});

test('the other family is measured beside the one that won', async () => {
	const server = await listen(asksForKey);
	const url = `ws://api.lab.test:${server.port}/`;
	const report = await probeTarget(
		{...labTarget, url},
		{
			...labOptions,
			resolve: async () => [
				{address: '127.0.0.1', family: 4},
				{address: 'fd00::1', family: 6},
			],
			dial: ({port}) => connect({host: '127.0.0.1', port}),
		},
	);
	await server.close();
	assert.deepEqual(
		report.families.map(({family, outcome}) => `${family} ${outcome}`),
		['4 connected', '6 connected'],
	);
	assert.equal(report.alsoSeen, undefined);
});

/** A proxy that opens tunnels to one server, whatever it is asked for. */
function tunnelTo(port: number, heads: string[]): Behaviour {
	return afterRequest((socket, head) => {
		heads.push(head);
		const onward = connect({host: '127.0.0.1', port});
		onward.on('error', () => socket.destroy());
		socket.on('close', () => onward.destroy());
		socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
		socket.pipe(onward).pipe(socket);
	});
}

for (const scheme of ['http', 'https'] as const) {
	test(`through an ${scheme} proxy TLS ends at the target, and only the proxy sees its password`, async () => {
		const trust = makeCertificate({name: {organisation: 'T', commonName: 'T'}, isAuthority: true});
		const certify = (host: string) =>
			makeCertificate({name: {organisation: 'L', commonName: host}, signedBy: trust, hosts: [host]});
		const heads: string[] = [];
		let asked = '';
		const server = await listenTls(
			certify('api.lab.test'),
			afterRequest((socket, head) => {
				asked = head;
				socket.end(httpText({status: 401, headers: serviceHeaders}));
			}),
		);
		const tunnel = tunnelTo(server.port, heads);
		const proxy = await (scheme === 'https' ? listenTls(certify('proxy.test'), tunnel) : listen(tunnel));
		const report = await probeTarget(
			{...labTarget, url: 'wss://api.lab.test/v1/listen'},
			{...labOptions, ca: [trust.cert], proxy: new URL(`${scheme}://me:pa55@proxy.test:${proxy.port}`)},
		);
		await proxy.close();
		await server.close();
		assert.equal(report.verdict, 'reachable');
		assert.equal(report.proxy, `proxy.test:${proxy.port}`);
		assert.equal(report.tls?.issuer, 'T');
		assert.deepEqual(
			report.observations.map(({phase, outcome}) => `${phase} ${outcome}`),
			['dns skipped', 'proxy passed', 'tcp skipped', 'tls passed', 'upgrade passed'],
		);
		assert.match(heads[0] ?? '', /^CONNECT api\.lab\.test:443 HTTP\/1\.1\r\n/);
		assert.match(heads[0] ?? '', /proxy-authorization: Basic bWU6cGE1NQ==/i);
		assert.doesNotMatch(asked, /proxy-authorization/i);
		assert.doesNotMatch(JSON.stringify(report), /pa55|bWU6cGE1NQ/);
	});
}

test('no timer is left behind, whatever became of the probe', async () => {
	const timers = () => process.getActiveResourcesInfo().filter(kind => kind === 'Timeout').length;
	const before = timers();
	await probing(asksForKey);
	await probing(() => {}, {options: {deadlines: {upgradeMs: 50}}});
	await probing(switching(socket => socket.write(closeFrame(4001))));
	await probing(
		switching(() => {}),
		{options: {signal: new AbortController().signal}},
	);
	await new Promise(setImmediate); // A socket tells that it is closed one turn later.
	assert.equal(timers(), before);
});

test('to find that this machine does not answer itself, no other host is asked', async () => {
	let asked = 0;
	const control = await listen(socket => {
		asked += 1;
		socket.end();
	});
	try {
		const report = await probing(socket => socket.destroy(), {
			options: {controls: [`http://127.0.0.1:${control.port}`]},
		});
		assert.equal(report.verdict, 'unreachable');
		assert.equal(asked, 0);
	} finally {
		await control.close();
	}
});
