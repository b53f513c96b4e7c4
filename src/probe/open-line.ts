import type {Socket} from 'node:net';
import {connectProxy} from './connect-proxy.ts';
import {connectTcp} from './connect-tcp.ts';
import {cleanHeaders} from './http-answer.ts';
import {noteAnswer, noteClock, observe, ourHeaders, type Run, skip} from './probe-run.ts';
import {type Address, literalAddress, resolveHost} from './resolve-host.ts';
import type {Step} from './run-phase.ts';
import {type Secured, secureTls} from './secure-tls.ts';
import {sendRequest} from './send-request.ts';
import {systemResolve} from './system-resolver.ts';
import {isSecure, portOf} from './url-parts.ts';

/** dns → (proxy) → tcp → tls: a live socket to whoever answers for the target, or undefined where a phase failed. */
export async function openLine(run: Run): Promise<Socket | undefined> {
	const {proxy} = run.options;
	const socket = proxy ? await throughProxy(run, proxy) : await direct(run);
	if (!socket) return undefined;
	return isSecure(run.url) ? secure(run, socket) : withoutTls(run, socket);
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
