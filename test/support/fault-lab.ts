import {pathToFileURL} from 'node:url';
import type {Domain, FailureCode, Phase} from '../../src/failures/failure-codes.ts';
import type {ProbeOptions} from '../../src/probe/probe-options.ts';
import type {ProbeReport, ProbeVerdict, ServiceMarks, Target} from '../../src/probe/probe-report.ts';
import {probeTarget} from '../../src/probe/probe-target.ts';
import type {Resolve} from '../../src/probe/resolve-host.ts';
import {makeCertificate} from './line-certificates.ts';
import {
	afterRequest,
	answering,
	type Behaviour,
	closeFrame,
	dialing,
	failsToConnect,
	frame,
	httpText,
	type LineServer,
	listen,
	listenTls,
	neverConnects,
	switching,
	textFrame,
} from './line-servers.ts';

/** What a report says of a line, as far as a case of the lab is about it. */
export type LabFinding = {
	readonly verdict: ProbeVerdict;
	readonly phase?: Phase;
	readonly failure?: FailureCode;
	readonly domain?: Domain;
	readonly also?: readonly FailureCode[];
};

export type LabRow = {
	readonly name: string;
	readonly expected: LabFinding;
	readonly seen: LabFinding;
	readonly report: ProbeReport;
};

type LabCase = {
	readonly name: string;
	/** Undefined: nothing listens where the name leads. */
	readonly server?: () => Promise<LineServer>;
	readonly scheme?: 'ws' | 'wss' | 'http' | 'https';
	readonly target?: Partial<Target>;
	readonly options?: Partial<ProbeOptions> | ((server: LineServer) => Partial<ProbeOptions>);
	readonly expected: LabFinding;
};

/** Walks every case against servers of its own, a few at a time. */
export async function runFaultLab(): Promise<readonly LabRow[]> {
	const rows: LabRow[] = [];
	const waiting = [...labCases.entries()];
	const work = async () => {
		for (let next = waiting.shift(); next; next = waiting.shift()) rows[next[0]] = await runCase(next[1]);
	};
	await Promise.all(Array.from({length: 6}, work));
	return rows;
}

async function runCase({name, server, scheme, target, options = {}, expected}: LabCase): Promise<LabRow> {
	const started = (await server?.()) ?? {port: 9, close: async () => {}};
	try {
		const url = `${scheme ?? 'ws'}://${labHost}:${started.port}/v1/listen?model=one`;
		const own = typeof options === 'function' ? options(started) : options;
		const report = await probeTarget(
			{...labTarget, url, ...target},
			{
				...labOptions,
				guard: {hosts: [labHost], ports: [started.port], privateRanges: ['127.0.0.0/8', 'fd00::/8']},
				...own,
			},
		);
		return {name, expected, seen: findingOf(report), report};
	} finally {
		await started.close();
	}
}

function findingOf({verdict, failedPhase, failure, domain, alsoSeen}: ProbeReport): LabFinding {
	return {
		verdict,
		...(failedPhase ? {phase: failedPhase} : {}),
		...(failure ? {failure} : {}),
		...(domain ? {domain} : {}),
		...(alsoSeen ? {also: alsoSeen} : {}),
	};
}

const labHost = 'api.lab.test';

export const labTarget: Target = {
	name: 'lab',
	title: 'Lab',
	url: `wss://${labHost}/v1/listen`,
	keyless: {statuses: [401]},
	subprotocols: [],
};

export const labMarks: ServiceMarks = {
	errorHeader: 'x-lab-error',
	requestIdHeader: 'x-lab-request-id',
	headerPrefix: 'x-lab-',
	issuers: ['Lab Trust'],
};

/** Names lead to loopback, unless a case says otherwise. */
const resolvesTo =
	(...addresses: readonly string[]): Resolve =>
	async () =>
		addresses.map(address => ({address, family: address.includes(':') ? 6 : 4}));

const resolverFails =
	(code: string): Resolve =>
	() =>
		Promise.reject(Object.assign(new Error(`queryA ${code}`), {code}));

/** Nobody waits long here: the deadlines that are short belong to servers that never answer. */
export const labOptions: ProbeOptions = {
	marks: labMarks,
	measuredFrom: 'the lab',
	now: () => new Date(),
	resolve: resolvesTo('127.0.0.1'),
	deadlines: {openMs: 150, bodyMs: 200},
};

const trust = makeCertificate({
	name: {organisation: 'Lab Trust', commonName: 'Lab Trust R1'},
	isAuthority: true,
});
const companyProxy = makeCertificate({
	name: {organisation: 'Example Company', commonName: 'Inspection CA'},
	isAuthority: true,
});
/** Bears the name of the authority that the service uses, but not its key. */
const unknownTrust = makeCertificate({
	name: {organisation: 'Lab Trust', commonName: 'Lab Trust R2'},
	isAuthority: true,
});
const server = {organisation: 'Lab', commonName: labHost};
const past = {from: new Date('2011-01-01'), until: new Date('2012-01-01')};
const future = {from: new Date('2047-01-01'), until: new Date('2048-01-01')};
const sound = makeCertificate({name: server, signedBy: trust, hosts: [labHost]});
const expired = makeCertificate({name: server, signedBy: trust, hosts: [labHost], ...past});
const notYetValid = makeCertificate({name: server, signedBy: trust, hosts: [labHost], ...future});
const wrongName = makeCertificate({name: server, signedBy: trust, hosts: ['www.other.test']});
const selfSigned = makeCertificate({name: server, hosts: [labHost]});
const unknownAuthority = makeCertificate({name: server, signedBy: unknownTrust, hosts: [labHost]});
const intercepted = makeCertificate({name: server, signedBy: companyProxy, hosts: [labHost]});

/** The lab's authority is the one that the probe trusts, as if Node brought it along. */
const trusting = {ca: [trust.cert]};

const serviceHeaders = {'x-lab-error': 'Invalid credentials.', 'x-lab-request-id': 'lab-1'};
const asksForKey = answering({status: 401, headers: serviceHeaders, body: '{"err_code":"INVALID_AUTH"}'});
const webPage = '<!DOCTYPE html><html><title>Sign in to the hotel network</title></html>';

const serves = (behaviour: Behaviour) => () => listen(behaviour);
const servesTls = (behaviour: Behaviour) => () => listenTls(sound, behaviour);
const byService = (status: number, headers: Readonly<Record<string, string>> = {}) =>
	serves(answering({status, headers: {...serviceHeaders, ...headers}}));
const bySomebody = (status: number, headers: Readonly<Record<string, string>> = {}, body = '') =>
	serves(answering({status, headers, body}));

const refusedAtUpgrade = (failure: FailureCode, domain: Domain): LabFinding => ({
	verdict: 'refused',
	phase: 'upgrade',
	failure,
	domain,
});
const unreachable = (phase: Phase, failure: FailureCode, domain: Domain): LabFinding => ({
	verdict: 'unreachable',
	phase,
	failure,
	domain,
});
const reachable: LabFinding = {verdict: 'reachable'};

const dnsCases: readonly LabCase[] = [
	{
		name: 'the name does not exist',
		options: {resolve: resolverFails('ENOTFOUND')},
		expected: unreachable('dns', 'dns_not_found', 'unknown'),
	},
	{
		name: 'the name has no address',
		options: {resolve: resolvesTo()},
		expected: unreachable('dns', 'dns_not_found', 'unknown'),
	},
	{
		name: 'the resolver fails (EAI_AGAIN)',
		options: {resolve: resolverFails('EAI_AGAIN')},
		expected: unreachable('dns', 'dns_resolver_failed', 'unknown'),
	},
	{
		name: 'the resolver refuses to be asked',
		options: {resolve: resolverFails('ECONNREFUSED')},
		expected: unreachable('dns', 'dns_resolver_failed', 'unknown'),
	},
	{
		name: 'the resolver never answers',
		options: {resolve: () => new Promise(() => {}), deadlines: {dnsMs: 100}},
		expected: unreachable('dns', 'dns_timeout', 'unknown'),
	},
	{
		name: 'the resolver says in time that it waited too long',
		options: {resolve: resolverFails('ETIMEOUT')},
		expected: unreachable('dns', 'dns_timeout', 'unknown'),
	},
	{
		name: 'the name leads to a private address',
		options: {resolve: resolvesTo('10.1.2.3')},
		expected: unreachable('dns', 'dns_private_address', 'your_network'),
	},
	{
		name: 'the name leads to a carrier-grade NAT address',
		options: {resolve: resolvesTo('100.64.0.7')},
		expected: unreachable('dns', 'dns_private_address', 'your_network'),
	},
	{
		name: 'the name leads to 0.0.0.0, as filters answer',
		options: {resolve: resolvesTo('0.0.0.0', '::')},
		expected: unreachable('dns', 'dns_sinkhole', 'your_network'),
	},
	{
		name: 'the name leads to this machine, as hosts files do',
		options: {resolve: resolvesTo('127.0.0.1'), guard: {hosts: [labHost], ports: [9]}},
		expected: unreachable('dns', 'dns_sinkhole', 'your_network'),
	},
	{
		name: 'the name leads to a private and to an allowed address',
		server: serves(asksForKey),
		options: {resolve: resolvesTo('10.1.2.3', '127.0.0.1')},
		expected: reachable,
	},
	{
		name: 'the name is not found and nothing else is either',
		options: {resolve: resolverFails('ENOTFOUND'), controls: ['control.lab.test']},
		expected: {...unreachable('dns', 'dns_not_found', 'our_probe'), also: ['offline']},
	},
	{
		name: 'the name is not found and another host can be reached',
		server: serves(asksForKey),
		options: ({port}) => ({
			resolve: async host => {
				if (host === labHost) throw Object.assign(new Error('not found'), {code: 'ENOTFOUND'});
				return [{address: '127.0.0.1', family: 4}];
			},
			controls: [`http://control.lab.test:${port}`],
		}),
		expected: unreachable('dns', 'dns_not_found', 'unknown'),
	},
];

const dial = (special: Parameters<typeof dialing>[0]) => ({dial: dialing(special)});
const both = resolvesTo('fd00::1', '127.0.0.1');

const tcpCases: readonly LabCase[] = [
	{
		name: 'nothing listens',
		server: serves(asksForKey),
		options: {resolve: resolvesTo('127.0.0.2')},
		expected: unreachable('tcp', 'tcp_refused', 'unknown'),
	},
	{
		name: 'nothing listens, and nothing else can be reached',
		options: {
			...dial({'127.0.0.1': () => failsToConnect('ECONNREFUSED')}),
			controls: ['https://control.lab.test:9'],
		},
		expected: {...unreachable('tcp', 'tcp_refused', 'our_probe'), also: ['offline']},
	},
	{
		name: 'nobody answers',
		options: {...dial({'127.0.0.1': neverConnects}), deadlines: {tcpMs: 150}},
		expected: unreachable('tcp', 'tcp_timeout', 'unknown'),
	},
	{
		name: 'the connection is reset at once',
		options: dial({'127.0.0.1': () => failsToConnect('ECONNRESET')}),
		expected: unreachable('tcp', 'tcp_reset', 'unknown'),
	},
	{
		name: 'there is no route',
		options: dial({'127.0.0.1': () => failsToConnect('EHOSTUNREACH')}),
		expected: unreachable('tcp', 'tcp_unreachable', 'your_network'),
	},
	{
		name: 'this machine does not permit it',
		options: dial({'127.0.0.1': () => failsToConnect('EPERM')}),
		expected: unreachable('tcp', 'tcp_blocked', 'you'),
	},
	{
		name: 'IPv6 is refused and IPv4 works',
		server: serves(asksForKey),
		options: {...dial({'fd00::1': () => failsToConnect('ECONNREFUSED')}), resolve: both},
		expected: {verdict: 'reachable', also: ['ipv6_broken']},
	},
	{
		name: 'IPv6 is silent and IPv4 works',
		server: serves(asksForKey),
		options: {...dial({'fd00::1': neverConnects}), resolve: both},
		expected: {verdict: 'reachable', also: ['ipv6_broken']},
	},
	{
		name: 'this machine has no IPv6 and IPv4 works',
		server: serves(asksForKey),
		options: {...dial({'fd00::1': () => failsToConnect('ENETUNREACH')}), resolve: both},
		expected: reachable,
	},
	{
		name: 'IPv4 is refused and IPv6 works',
		server: serves(asksForKey),
		options: ({port}) => ({
			dial: ({address}) =>
				address === '127.0.0.1' ? failsToConnect('ECONNREFUSED') : dialing({})({address: '127.0.0.1', port}),
			resolve: both,
		}),
		expected: {verdict: 'reachable', also: ['ipv4_broken']},
	},
	{
		name: 'IPv6 is silent and IPv4 is refused',
		options: {
			...dial({'fd00::1': neverConnects, '127.0.0.1': () => failsToConnect('ECONNREFUSED')}),
			resolve: both,
			deadlines: {tcpMs: 400},
		},
		expected: unreachable('tcp', 'tcp_refused', 'unknown'),
	},
];

/** The seven bytes of a fatal alert. */
const alert = (description: number) => Buffer.from([0x15, 3, 3, 0, 2, 2, description]);
const tls = (certificate: Parameters<typeof listenTls>[0], behaviour = asksForKey) => ({
	server: () => listenTls(certificate, behaviour),
	scheme: 'wss' as const,
	options: trusting,
});

const tlsCases: readonly LabCase[] = [
	{
		name: 'the port speaks plain HTTP',
		server: serves(socket => socket.once('data', () => socket.end(httpText({status: 400})))),
		scheme: 'wss',
		expected: unreachable('tls', 'tls_not_spoken', 'unknown'),
	},
	{
		name: 'the port belongs to another protocol',
		server: serves(socket => socket.write('SSH-2.0-OpenSSH_9.9\r\n')),
		scheme: 'wss',
		expected: unreachable('tls', 'tls_not_spoken', 'unknown'),
	},
	{
		name: 'the server knows only TLS 1.1',
		server: () =>
			listenTls(sound, asksForKey, {
				minVersion: 'TLSv1',
				maxVersion: 'TLSv1.1',
				ciphers: 'DEFAULT@SECLEVEL=0',
			}),
		scheme: 'wss',
		expected: unreachable('tls', 'tls_protocol_too_old', 'unknown'),
	},
	{
		name: 'the handshake is refused',
		server: serves(socket => socket.once('data', () => socket.end(alert(40)))),
		scheme: 'wss',
		expected: unreachable('tls', 'tls_handshake_failed', 'unknown'),
	},
	{
		name: 'the host name is unknown to the server',
		server: serves(socket => socket.once('data', () => socket.end(alert(112)))),
		scheme: 'wss',
		expected: unreachable('tls', 'tls_handshake_failed', 'unknown'),
	},
	{
		name: 'the handshake is never answered',
		server: serves(() => {}),
		scheme: 'wss',
		options: {deadlines: {tlsMs: 150}},
		expected: unreachable('tls', 'tls_timeout', 'unknown'),
	},
	{
		name: 'the handshake is reset',
		server: serves(socket => socket.once('data', () => socket.resetAndDestroy())),
		scheme: 'wss',
		expected: unreachable('tls', 'tls_reset', 'unknown'),
	},
	{
		name: 'the other side hangs up in the handshake',
		server: serves(socket => socket.once('data', () => socket.end())),
		scheme: 'wss',
		expected: unreachable('tls', 'tls_reset', 'unknown'),
	},
	{name: 'the certificate is sound', ...tls(sound), expected: reachable},
	{
		name: "the service's certificate has expired",
		...tls(expired, answering({status: 200, headers: {date: new Date().toUTCString()}})),
		expected: unreachable('tls', 'tls_expired', 'service'),
	},
	{
		name: 'the certificate has expired and the server tells no time',
		...tls(expired, socket => socket.end()),
		expected: unreachable('tls', 'tls_expired', 'service'),
	},
	{
		name: 'the certificate is not valid yet',
		...tls(notYetValid, answering({status: 200, headers: {date: new Date().toUTCString()}})),
		expected: unreachable('tls', 'tls_not_yet_valid', 'unknown'),
	},
	{
		name: 'the certificate seems expired because the clock here is ahead',
		...tls(expired, answering({status: 200, headers: {date: 'Wed, 01 Jun 2011 12:00:00 GMT'}})),
		expected: unreachable('tls', 'tls_clock_wrong', 'you'),
	},
	{
		name: 'the certificate seems not yet valid because the clock here is behind',
		...tls(notYetValid, answering({status: 200, headers: {date: 'Sat, 01 Jun 2047 12:00:00 GMT'}})),
		expected: unreachable('tls', 'tls_clock_wrong', 'you'),
	},
	{
		name: 'the certificate is for another name',
		...tls(wrongName),
		expected: unreachable('tls', 'tls_wrong_name', 'unknown'),
	},
	{
		name: 'the certificate is signed by itself',
		...tls(selfSigned),
		expected: unreachable('tls', 'tls_self_signed', 'your_network'),
	},
	{
		name: 'the certificate of a host that is not the service is signed by itself',
		...tls(selfSigned),
		target: {foreign: true},
		expected: unreachable('tls', 'tls_self_signed', 'unknown'),
	},
	{
		name: "the authority has the usual name and is not trusted here, as with an old machine's list",
		...tls(unknownAuthority),
		expected: unreachable('tls', 'tls_unknown_authority', 'unknown'),
	},
	{
		name: 'an inspecting proxy put its certificate in place, and it is not trusted here',
		...tls(intercepted),
		expected: unreachable('tls', 'tls_intercepted', 'your_network'),
	},
	{
		name: 'an inspecting proxy put its certificate in place, and it is trusted here',
		...tls(intercepted),
		options: {ca: [trust.cert, companyProxy.cert]},
		expected: {verdict: 'reachable', also: ['tls_intercepted']},
	},
	{
		name: 'a trusted inspecting proxy answers itself',
		...tls(intercepted, answering({status: 403, body: webPage})),
		options: {ca: [trust.cert, companyProxy.cert]},
		expected: {...refusedAtUpgrade('http_403', 'your_network'), also: ['tls_intercepted']},
	},
	{
		name: 'the handshake is refused and nothing else can be reached',
		server: serves(socket => socket.once('data', () => socket.resetAndDestroy())),
		scheme: 'wss',
		options: {controls: ['control.lab.test'], ...dial({})},
		expected: {...unreachable('tls', 'tls_reset', 'our_probe'), also: ['offline']},
	},
];

const statusCases: readonly LabCase[] = [
	{name: 'the service asks for a key', server: byService(401), expected: reachable},
	{
		name: 'somebody asks for a login',
		server: bySomebody(401, {'www-authenticate': 'Basic realm="guests"'}),
		expected: refusedAtUpgrade('http_401', 'your_network'),
	},
	{
		name: "the service's edge says 401 without the service's headers",
		server: servesTls(answering({status: 401})),
		scheme: 'wss',
		options: trusting,
		expected: refusedAtUpgrade('http_401', 'unknown'),
	},
	{
		name: 'the service asks for a key where it should open',
		server: byService(401),
		target: {keyless: {opens: true}},
		expected: refusedAtUpgrade('http_401', 'you'),
	},
	...([400, 402, 403, 404, 405, 408, 411, 413, 426, 429] as const).map(status => ({
		name: `the service answers ${status}`,
		server: byService(status, status === 429 ? {'retry-after': '30'} : {}),
		expected: refusedAtUpgrade(`http_${status}`, 'you'),
	})),
	...([400, 404, 405, 408, 411, 413, 426, 429] as const).map(status => ({
		name: `somebody answers ${status}`,
		server: bySomebody(status, {server: 'edge'}),
		expected: refusedAtUpgrade(`http_${status}`, 'unknown'),
	})),
	{
		name: 'something in between forbids it (403)',
		server: bySomebody(403, {'content-type': 'text/html'}, '<html>Blocked by policy</html>'),
		expected: refusedAtUpgrade('http_403', 'your_network'),
	},
	{
		name: 'a proxy wants its own credentials (407)',
		server: bySomebody(407, {'proxy-authenticate': 'Basic'}),
		expected: refusedAtUpgrade('http_407', 'your_network'),
	},
	...([500, 502, 503, 504] as const).map(status => ({
		name: `the service answers ${status}`,
		server: byService(status),
		expected: refusedAtUpgrade(`http_${status}`, 'service'),
	})),
	{
		name: "a proxy's own error page (502)",
		server: bySomebody(502, {'content-type': 'text/html', via: '1.1 squid'}, '<html>ERR_CONNECT_FAIL</html>'),
		expected: refusedAtUpgrade('http_502', 'unknown'),
	},
	{
		name: "the service's edge answers 503 without the service's headers",
		server: servesTls(answering({status: 503})),
		scheme: 'wss',
		options: trusting,
		expected: refusedAtUpgrade('http_503', 'service'),
	},
	{
		name: 'an uncommon status of the service (418)',
		server: byService(418),
		expected: refusedAtUpgrade('http_4xx', 'you'),
	},
	{
		name: 'an uncommon status of somebody (520)',
		server: bySomebody(520),
		expected: refusedAtUpgrade('http_5xx', 'unknown'),
	},
];

const upgradeCases: readonly LabCase[] = [
	{
		name: 'a login portal answers with its page',
		server: bySomebody(200, {'content-type': 'text/html; charset=utf-8'}, webPage),
		expected: refusedAtUpgrade('upgrade_captive_portal', 'your_network'),
	},
	{
		name: 'a login portal answers with its page and does not say what it is',
		server: bySomebody(200, {}, webPage),
		expected: refusedAtUpgrade('upgrade_captive_portal', 'your_network'),
	},
	{
		name: 'the service answers 200 and does not switch',
		server: byService(200),
		expected: refusedAtUpgrade('upgrade_not_switched', 'unknown'),
	},
	{
		name: 'a redirect leads to a login portal',
		server: bySomebody(302, {location: 'http://login.hotel.test/?mac=00:11:22:33:44:55'}),
		expected: refusedAtUpgrade('upgrade_redirected', 'your_network'),
	},
	{
		name: 'a redirect leads to the same host over https',
		server: bySomebody(301, {location: `https://${labHost}/v1/listen`}),
		expected: refusedAtUpgrade('upgrade_redirected', 'unknown'),
	},
	{
		name: 'the service redirects to another path',
		server: byService(308, {location: '/v2/listen'}),
		expected: refusedAtUpgrade('upgrade_redirected', 'you'),
	},
	{
		name: 'Sec-WebSocket-Accept is wrong',
		server: serves(switching(() => {}, {'sec-websocket-accept': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='})),
		expected: refusedAtUpgrade('upgrade_bad_accept', 'your_network'),
	},
	{
		name: 'it switches to another protocol',
		server: serves(switching(() => {}, {upgrade: 'h2c'})),
		expected: refusedAtUpgrade('upgrade_bad_accept', 'your_network'),
	},
	{
		name: 'it switches, and the headers that belong to it are taken away',
		server: serves(afterRequest(socket => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'))),
		expected: refusedAtUpgrade('upgrade_bad_accept', 'your_network'),
	},
	{
		name: 'a hint comes before the answer',
		server: serves(
			afterRequest(socket =>
				socket.end(
					`HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${httpText({status: 401, headers: serviceHeaders})}`,
				),
			),
		),
		expected: reachable,
	},
	{
		name: 'the subprotocol is dropped on the way',
		server: serves(switching(() => {})),
		target: {subprotocols: ['realtime']},
		expected: refusedAtUpgrade('upgrade_subprotocol', 'unknown'),
	},
	{
		name: 'the upgrade is never answered',
		server: serves(() => {}),
		options: {deadlines: {upgradeMs: 150}},
		expected: unreachable('upgrade', 'upgrade_timeout', 'unknown'),
	},
	{
		name: 'the answer drips, a byte now and then',
		server: serves(
			afterRequest(socket => {
				const bytes = [...httpText({status: 200})];
				const drip = setInterval(() => socket.write(bytes.shift() ?? ''), 30);
				socket.once('close', () => clearInterval(drip));
			}),
		),
		options: {deadlines: {upgradeMs: 250}},
		expected: unreachable('upgrade', 'upgrade_timeout', 'unknown'),
	},
	{
		name: 'the body drips after the service has asked for a key',
		server: serves(
			afterRequest(socket => {
				socket.write(httpText({status: 401, headers: {...serviceHeaders, 'content-length': '9999'}}));
				const drip = setInterval(() => socket.write('.'), 20);
				socket.once('close', () => clearInterval(drip));
			}),
		),
		expected: reachable,
	},
	{
		name: 'the connection is reset during the upgrade',
		server: serves(afterRequest(socket => socket.resetAndDestroy())),
		expected: unreachable('upgrade', 'upgrade_reset', 'unknown'),
	},
	{
		name: 'the other side hangs up in place of an answer',
		server: serves(afterRequest(socket => socket.end())),
		expected: unreachable('upgrade', 'upgrade_reset', 'unknown'),
	},
	{
		name: 'the other side hangs up in the middle of the headers',
		server: serves(afterRequest(socket => socket.end('HTTP/1.1 401 Unauthorized\r\nx-lab-er'))),
		expected: unreachable('upgrade', 'upgrade_reset', 'unknown'),
	},
	{
		name: 'the answer is no HTTP',
		server: serves(afterRequest(socket => socket.end('* OK IMAP4rev1 ready\r\n'))),
		expected: refusedAtUpgrade('upgrade_not_http', 'unknown'),
	},
	{
		name: 'the other side talks first, in another protocol',
		server: serves(socket => socket.write('220 mail.lab.test ESMTP\r\n')),
		expected: refusedAtUpgrade('upgrade_not_http', 'unknown'),
	},
	{
		name: 'the answer is noise',
		server: serves(afterRequest(socket => socket.end(Buffer.from([0, 255, 7, 130, 66, 1, 2, 3])))),
		expected: refusedAtUpgrade('upgrade_not_http', 'unknown'),
	},
	{
		name: 'the headers never end',
		server: serves(
			afterRequest(socket => {
				socket.write('HTTP/1.1 200 OK\r\n');
				const more = `x-more: ${'a'.repeat(4_000)}\r\n`;
				const flow = setInterval(() => socket.write(more), 5);
				socket.once('close', () => clearInterval(flow));
			}),
		),
		expected: refusedAtUpgrade('upgrade_headers_too_large', 'unknown'),
	},
];

const refusedAfterOpening = (failure: FailureCode, domain: Domain): LabFinding => ({
	verdict: 'refused',
	phase: 'open',
	failure,
	domain,
});

const openCases: readonly LabCase[] = [
	{
		name: 'it opens and is silent',
		server: serves(switching(() => {}, serviceHeaders)),
		expected: {verdict: 'open', also: ['open_silent']},
	},
	{
		name: 'it opens and says something',
		server: serves(switching(socket => socket.write(textFrame('{"type":"Connected"}')))),
		expected: {verdict: 'open'},
	},
	{
		name: 'it opens and closes with 1011',
		server: serves(switching(socket => socket.end(closeFrame(1011, 'NET-0001')))),
		expected: refusedAfterOpening('close_1011', 'service'),
	},
	{
		name: 'it opens and closes with a code of its own, without hanging up',
		server: serves(switching(socket => socket.write(closeFrame(4001, 'no credits')))),
		options: {deadlines: {openMs: 1_000}},
		expected: refusedAfterOpening('close_4xxx', 'unknown'),
	},
	{
		name: 'it opens and is cut',
		server: serves(switching(socket => socket.destroy())),
		options: {deadlines: {openMs: 1_000}},
		expected: refusedAfterOpening('open_cut', 'unknown'),
	},
	{
		name: 'it opens and sends what is no frame',
		server: serves(switching(socket => socket.end(Buffer.from('HTTP/1.1 500 oops\r\n\r\n')))),
		expected: refusedAfterOpening('open_protocol_error', 'unknown'),
	},
	{
		name: 'it opens and says more than anybody wants to hear',
		server: serves(switching(socket => socket.write(Buffer.from([0x82, 127, 0, 0, 0, 1, 0, 0, 0, 0])))),
		expected: refusedAfterOpening('open_protocol_error', 'unknown'),
	},
	{
		name: 'a service that opens first asks for a key and closes',
		server: serves(
			switching(socket => {
				socket.write(textFrame('{"error":"missing key"}'));
				socket.end(closeFrame(3000, 'invalid_request_error'));
			}),
		),
		target: {keyless: {opens: true}},
		expected: reachable,
	},
	{
		name: 'a service that opens first closes with another code than the one for a missing key',
		server: serves(switching(socket => socket.end(closeFrame(4002)))),
		target: {keyless: {opens: true, closes: [4001]}},
		expected: refusedAfterOpening('close_4xxx', 'unknown'),
	},
	{
		name: 'it opens and pings',
		server: serves(switching(socket => socket.write(frame(9, Buffer.from('hi'))))),
		expected: {verdict: 'open', also: ['open_silent']},
	},
];

const viaProxy = ({port}: LineServer) => ({
	proxy: new URL(`http://someone:pass@127.0.0.1:${port}`),
});

const proxyCases: readonly LabCase[] = [
	{
		name: 'through a proxy the service asks for a key',
		server: serves(
			afterRequest(socket => {
				socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
				asksForKey(socket);
			}),
		),
		options: viaProxy,
		expected: reachable,
	},
	{
		name: 'the proxy wants its own credentials',
		server: bySomebody(407, {'proxy-authenticate': 'Basic realm="office"'}),
		options: viaProxy,
		expected: unreachable('proxy', 'proxy_auth_required', 'your_network'),
	},
	{
		name: 'the proxy does not open the tunnel',
		server: bySomebody(403),
		options: viaProxy,
		expected: unreachable('proxy', 'proxy_refused', 'your_network'),
	},
	{
		name: 'the proxy is no proxy',
		server: serves(afterRequest(socket => socket.end('no idea what you mean\r\n'))),
		options: viaProxy,
		expected: unreachable('proxy', 'proxy_refused', 'your_network'),
	},
	{
		name: 'the proxy cannot be reached',
		server: serves(() => {}),
		options: ({port}) => ({proxy: new URL(`http://127.0.0.2:${port}`)}),
		expected: unreachable('proxy', 'proxy_unreachable', 'your_network'),
	},
	{
		name: 'the proxy never answers',
		server: serves(() => {}),
		options: server => ({...viaProxy(server), deadlines: {proxyMs: 150}}),
		expected: unreachable('proxy', 'proxy_unreachable', 'your_network'),
	},
];

const requestCases: readonly LabCase[] = [
	{
		name: 'an ordinary request gets the answer that it should',
		server: byService(200),
		scheme: 'http',
		target: {keyless: {statuses: [200]}},
		expected: reachable,
	},
	{
		name: 'an ordinary request meets a login portal',
		server: bySomebody(200, {'content-type': 'text/html'}, webPage),
		scheme: 'http',
		target: {keyless: {statuses: [200]}},
		expected: {...refusedAtUpgrade('upgrade_captive_portal', 'your_network'), phase: 'request'},
	},
	{
		name: 'an ordinary request is never answered',
		server: serves(() => {}),
		scheme: 'http',
		options: {deadlines: {requestMs: 150}},
		expected: unreachable('request', 'request_timeout', 'unknown'),
	},
	{
		name: 'an ordinary request is cut off',
		server: serves(afterRequest(socket => socket.resetAndDestroy())),
		scheme: 'http',
		expected: unreachable('request', 'tcp_reset', 'unknown'),
	},
	{
		name: 'an ordinary request over TLS is refused by the service',
		server: servesTls(answering({status: 404, headers: serviceHeaders})),
		scheme: 'https',
		options: trusting,
		expected: {...refusedAtUpgrade('http_404', 'you'), phase: 'request'},
	},
];

export const labCases: readonly LabCase[] = [
	...dnsCases,
	...tcpCases,
	...tlsCases,
	...statusCases,
	...upgradeCases,
	...openCases,
	...proxyCases,
	...requestCases,
];

/** As a table for people: `node test/support/fault-lab.ts`. */
export function labTable(rows: readonly LabRow[]): string {
	const words = ({verdict, phase, failure, domain, also}: LabFinding) =>
		[verdict, phase, failure, domain, also && `also ${also.join(', ')}`].filter(Boolean).join(' · ');
	const lines = rows.map(({name, expected, seen, report}) => {
		const right = words(expected) === words(seen);
		const took = `${report.elapsedMs.toFixed(0)} ms`.padStart(8);
		const outcome = right ? words(seen) : `${words(expected)}\n${' '.repeat(12)}seen: ${words(seen)}`;
		return `${right ? 'ok ' : 'NO '} ${took}  ${name}\n${' '.repeat(12)}${outcome}`;
	});
	const right = rows.filter(({expected, seen}) => words(expected) === words(seen)).length;
	return `${lines.join('\n')}\n${right} of ${rows.length} cases right`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(labTable(await runFaultLab()));
