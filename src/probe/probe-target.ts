import type {Socket} from 'node:net';
import type {FailureCode, Phase} from '../failures/failure-codes.ts';
import {
	failureOfAnswer,
	failureOfOpening,
	isKeylessClose,
	isKeylessPass,
	isNormalClose,
	isSuccess,
} from './judge-answer.ts';
import {openLine} from './open-line.ts';
import {checkOwnNetwork, type OwnNetwork} from './own-network.ts';
import type {ProbeOptions} from './probe-options.ts';
import type {ProbeReport, Target} from './probe-report.ts';
import {noteAnswer, observe, ourHeaders, type Run, skip, startRun} from './probe-run.ts';
import {failed, passed, type Step} from './run-phase.ts';
import {sendRequest} from './send-request.ts';
import {eitherResolve} from './system-resolver.ts';
import {type OpenEvent, type OpenSocket, type Upgraded, upgradeWebSocket} from './upgrade-websocket.ts';
import {isOnThisMachine, isWebSocket} from './url-parts.ts';
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
	const line = await openLine(run);
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
	if (isOnThisMachine(run.url)) return 'unknown';
	return checkOwnNetwork(controls, {
		resolve,
		dial: run.dial,
		...(ca ? {ca} : {}),
		now,
		withinMs: Math.min(controlsMs, run.leftMs('wholeMs')),
		signal: run.signal,
	});
}
