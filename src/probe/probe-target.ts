import type {Socket} from 'node:net';
import type {FailureCode, Phase} from '../failures/failure-codes.ts';
import {connectProxy} from './connect-proxy.ts';
import {connectTcp} from './connect-tcp.ts';
import {cleanHeaders} from './http-answer.ts';
import {
	failureOfAnswer,
	failureOfOpening,
	isKeylessClose,
	isKeylessPass,
	isNormalClose,
	isSuccess,
} from './judge-answer.ts';
import {checkOwnNetwork, type OwnNetwork} from './own-network.ts';
import type {ProbeOptions} from './probe-options.ts';
import type {ProbeReport, Target} from './probe-report.ts';
import {noteAnswer, noteClock, observe, type Run, skip, startRun} from './probe-run.ts';
import {type Address, literalAddress, resolveHost} from './resolve-host.ts';
import {failed, passed, type Step} from './run-phase.ts';
import {type Secured, secureTls} from './secure-tls.ts';
import {sendRequest} from './send-request.ts';
import {eitherResolve, systemResolve} from './system-resolver.ts';
import {type OpenEvent, type OpenSocket, type Upgraded, upgradeWebSocket} from './upgrade-websocket.ts';
import {isSecure, isWebSocket, portOf} from './url-parts.ts';
import {watchOpen} from './watch-open.ts';
import {writeReport} from './write-report.ts';

/**
 * Tests the line to one target: dns → (proxy) → tcp → tls → upgrade or request → open. Each phase has its own
 * deadline and its own observation, and hands the live socket on. What goes wrong on the line is in the report;
 * this rejects only where it is cancelled, or where the guard does not allow the target.
 */
export async function probeTarget(target: Target, options: ProbeOptions): Promise<ProbeReport> {
	const run = startRun(target, options);
	try {
		await walk(run);
		const elapsedMs = run.elapsedMs();
		const [families, ownNetwork] = await Promise.all([
			run.seen.families?.(run.leftMs('tcpMs')),
			compareWithControls(run),
		]);
		run.signal.throwIfAborted();
		return writeReport({run, families, ownNetwork, elapsedMs});
	} finally {
		run.close();
	}
}

async function walk(run: Run): Promise<void> {
	const socket = run.options.proxy ? await throughProxy(run, run.options.proxy) : await direct(run);
	const line = socket && (isSecure(run.url) ? await secure(run, socket) : withoutTls(run, socket));
	if (line) await (isWebSocket(run.url) ? upgrade(run, line) : request(run, line));
	for (const phase of phasesOf(run)) {
		if (!run.observations.some(observation => observation.phase === phase)) skip(run, phase, 'not reached');
	}
}

/** Those that every probe of this target shows, whether they were reached or not. */
function phasesOf({url, options}: Run): readonly Phase[] {
	const ask = isWebSocket(url) ? 'upgrade' : 'request';
	return options.proxy ? ['dns', 'proxy', 'tcp', 'tls', ask] : ['dns', 'tcp', 'tls', ask];
}

async function direct(run: Run): Promise<Socket | undefined> {
	const addresses = await resolve(run);
	if (!addresses) return undefined;
	const {dial, signal, url} = run;
	const tcp = {addresses, port: portOf(url), dial, withinMs: run.leftMs('tcpMs'), signal};
	const {step, families} = await connectTcp(tcp);
	run.seen.families = families;
	observe(run, 'tcp', step);
	return step.value;
}

async function resolve(run: Run): Promise<readonly Address[] | undefined> {
	const {hostname} = run.url;
	const literal = literalAddress(hostname);
	if (literal) {
		skip(run, 'dns', 'the host is an address');
		return [literal];
	}
	const {guard, resolve = systemResolve} = run.options;
	const asked = {hostname, resolve, withinMs: run.leftMs('dnsMs'), signal: run.signal};
	const step = await resolveHost(guard ? {...asked, guard} : asked);
	observe(run, 'dns', step);
	return step.value;
}

async function throughProxy(run: Run, proxy: URL): Promise<Socket | undefined> {
	skip(run, 'dns', 'the proxy looks the name up');
	const {resolve = systemResolve, ca} = run.options;
	const step = await connectProxy({
		proxy,
		to: `${run.url.hostname}:${portOf(run.url)}`,
		resolve,
		dial: run.dial,
		...(ca ? {ca} : {}),
		withinMs: run.leftMs('proxyMs'),
		signal: run.signal,
	});
	observe(run, 'proxy', step);
	if (step.outcome === 'failed') {
		if (step.value?.answered) await noteAnswer(run, step.value.answered);
		return undefined;
	}
	skip(run, 'tcp', 'the proxy connects');
	return step.value.socket;
}

function withoutTls(run: Run, socket: Socket): Socket {
	skip(run, 'tls', `the address begins with ${run.url.protocol}`);
	return socket;
}

async function secure(run: Run, socket: Socket): Promise<Socket | undefined> {
	const {ca, now} = run.options;
	const step = await secureTls({
		socket,
		hostname: run.url.hostname,
		issuers: run.marks.issuers,
		...(ca ? {ca} : {}),
		now,
		withinMs: run.leftMs('tlsMs'),
		signal: run.signal,
	});
	if (step.value) run.seen.secured = step.value;
	observe(run, 'tls', await withTheirClock(run, step));
	return step.outcome === 'passed' ? step.value.socket : undefined;
}

const ourHeaders = {'user-agent': 'lineman (connection test)', accept: '*/*'} as const;
const clockAnswerMs = 1_000;

/** A certificate out of its time may be sound and the clock here wrong: the server's own clock decides. */
async function withTheirClock(run: Run, step: Step<Secured>): Promise<Step<Secured>> {
	if (step.outcome === 'passed' || !step.value) return step;
	if (step.failure !== 'tls_expired' && step.failure !== 'tls_not_yet_valid') return step;
	const {socket, validFrom, validTo} = step.value;
	const answer = await sendRequest({
		socket,
		url: new URL('/', run.url),
		method: 'HEAD',
		headers: ourHeaders,
		withinMs: Math.min(clockAnswerMs, run.leftMs('requestMs')),
		signal: run.signal,
	});
	const theirs = answer.value && noteClock(run, cleanHeaders(answer.value.response));
	if (!theirs || theirs < validFrom || theirs > validTo) return step;
	return {...step, failure: 'tls_clock_wrong'};
}

async function upgrade(run: Run, socket: Socket): Promise<void> {
	const {url, target, options, signal} = run;
	const step = await upgradeWebSocket({
		socket,
		url,
		subprotocols: target.subprotocols,
		headers: {...ourHeaders, ...options.key?.headers},
		withinMs: run.leftMs('upgradeMs'),
		signal,
	});
	if (step.value?.answered) await noteAnswer(run, step.value.answered);
	observe(run, 'upgrade', judgeUpgrade(run, step));
	if (step.outcome === 'passed' && step.value.opened) await watch(run, step.value.opened);
}

/** An ordinary answer may be the one wanted: a service that asks for a key has been reached. */
function judgeUpgrade(run: Run, step: Step<Upgraded>): Step<unknown> {
	if (step.outcome === 'passed' || step.failure !== 'upgrade_failed' || !step.value?.answered) return step;
	return judgeAnswer(run, step);
}

function judgeAnswer({seen, target, options}: Run, {tookMs}: Step<unknown>): Step<unknown> {
	const {status = 0, headers = {}, body = '', fromService} = seen;
	const answer = {status, headers, body, fromService};
	const wanted = options.key ? isSuccess(answer) : isKeylessPass(answer, target);
	return {...(wanted ? passed(undefined) : failed(failureOfAnswer(answer))), tookMs};
}

async function watch(run: Run, opened: OpenSocket): Promise<void> {
	const {key} = run.options;
	const limits = {withinMs: run.leftMs('openMs'), signal: run.signal};
	const {watched, tookMs} = await watchOpen(key ? {opened, say: key, ...limits} : {opened, ...limits});
	run.seen.opened = watched;
	const failure = judgeOpening(run, watched.end);
	observe(run, 'open', {...(failure ? failed(failure) : passed(undefined)), tookMs});
	opened.webSocket.close();
}

/** With a key we said goodbye, so a normal close is the answer; without one some services close to ask for it. */
function judgeOpening({target, options}: Run, end: OpenEvent | undefined): FailureCode | undefined {
	const expected = options.key ? isNormalClose(end) : isKeylessClose(end, target);
	return expected ? undefined : failureOfOpening(end);
}

async function request(run: Run, socket: Socket): Promise<void> {
	const {url, options, signal} = run;
	const step = await sendRequest({
		socket,
		url,
		method: 'GET',
		headers: {...ourHeaders, ...options.key?.headers},
		withinMs: run.leftMs('requestMs'),
		signal,
	});
	if (step.value) await noteAnswer(run, step.value);
	observe(run, 'request', step.outcome === 'passed' ? judgeAnswer(run, step) : step);
}

/** Failures after which it is open whether this place has a network at all; an answer of any kind would show one. */
const silentFailures: readonly FailureCode[] = [
	'dns_not_found',
	'dns_resolver_failed',
	'dns_timeout',
	'tcp_refused',
	'tcp_timeout',
	'tcp_reset',
	'tcp_unreachable',
	'tcp_blocked',
	'tls_not_spoken',
	'tls_timeout',
	'tls_reset',
	'tls_handshake_failed',
	'unknown',
];
const controlsMs = 1_500;

/** A proxy is the only way out where there is one: controls beside it would fail and say nothing. */
async function compareWithControls(run: Run): Promise<OwnNetwork> {
	const {failure} = run.seen;
	const {controls = [], resolve = eitherResolve, proxy, ca, now} = run.options;
	if (proxy || failure === undefined || !silentFailures.includes(failure)) return 'unknown';
	return checkOwnNetwork(controls, {
		resolve,
		dial: run.dial,
		...(ca ? {ca} : {}),
		now,
		withinMs: Math.min(controlsMs, run.leftMs('wholeMs')),
		signal: run.signal,
	});
}
