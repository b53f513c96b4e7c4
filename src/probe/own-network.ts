import {connectTcp} from './connect-tcp.ts';
import {literalAddress, type Resolve, resolveHost} from './resolve-host.ts';
import {secureTls} from './secure-tls.ts';
import type {Dial} from './tcp-attempt.ts';
import {isSecure, portOf} from './url-parts.ts';

type ControlRequest = {
	readonly resolve: Resolve;
	readonly dial: Dial;
	readonly ca?: readonly string[];
	readonly now: () => Date;
	readonly withinMs: number;
	readonly signal: AbortSignal;
};

/** Whether the place that probes has a network. `unknown` where there was nothing to compare with. */
export type OwnNetwork = 'works' | 'fails' | 'unknown';

/**
 * Tries hosts that have nothing to do with the service, all at once: one that answers is enough. A control is
 * `https://host` or `host`, which has to prove who it is over TLS, or `http://host:port`, which has only to
 * accept a connection.
 */
export async function checkOwnNetwork(
	controls: readonly string[],
	request: ControlRequest,
): Promise<OwnNetwork> {
	if (controls.length === 0 || request.withinMs <= 0) return 'unknown';
	const enough = new AbortController();
	const signal = AbortSignal.any([enough.signal, request.signal]);
	const tries = controls.map(control => reach(control, {...request, signal}));
	const works = await Promise.any(tries).catch(() => false);
	enough.abort();
	request.signal.throwIfAborted();
	return works ? 'works' : 'fails';
}

/** Rejects where the control cannot be reached. */
async function reach(control: string, request: ControlRequest): Promise<true> {
	const {signal, resolve, dial, now} = request;
	const untilMs = performance.now() + request.withinMs;
	const leftMs = () => untilMs - performance.now();
	const url = new URL(control.includes('://') ? control : `https://${control}`);
	const {hostname} = url;
	const literal = literalAddress(hostname);
	const names = literal
		? {outcome: 'passed' as const, value: [literal]}
		: await resolveHost({hostname, resolve, withinMs: leftMs(), signal});
	if (names.outcome === 'failed') throw new Error(names.failure);
	const tcp = {addresses: names.value, port: portOf(url), dial, withinMs: leftMs(), signal};
	const {step} = await connectTcp(tcp);
	if (step.outcome === 'failed') throw new Error(step.failure);
	if (!isSecure(url)) return true;
	const ca = request.ca ? {ca: request.ca} : {};
	const tls = await secureTls({
		socket: step.value,
		hostname,
		issuers: [],
		...ca,
		now,
		withinMs: leftMs(),
		signal,
	});
	if (tls.outcome === 'failed') throw new Error(tls.failure);
	return true;
}
