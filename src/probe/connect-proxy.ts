import {type ClientRequest, request as httpRequest, type IncomingMessage} from 'node:http';
import {isIP, type Socket} from 'node:net';
import {connect as connectTls} from 'node:tls';
import {connectTcp} from './connect-tcp.ts';
import {type Answered, mostHeaderBytes} from './http-answer.ts';
import {literalAddress, type Resolve} from './resolve-host.ts';
import {failed, type Outcome, passed, runPhase, type Step} from './run-phase.ts';
import type {Dial} from './tcp-attempt.ts';
import {bareHost, isSecure, portOf} from './url-parts.ts';

type ProxyRequest = {
	/** `http:` or `https:`; its user and password are for the proxy alone. */
	readonly proxy: URL;
	/** Host and port that the tunnel leads to; an IPv6 address stands in brackets. */
	readonly to: string;
	readonly resolve: Resolve;
	readonly dial: Dial;
	readonly ca?: readonly string[];
	readonly withinMs: number;
	readonly signal: AbortSignal;
};

/** The tunnel, or the answer of a proxy that did not open one. */
export type Tunnel = {readonly socket?: Socket; readonly answered?: Answered};

/** proxy: asks it for a tunnel (CONNECT); the socket handed on leads to the target. */
export function connectProxy(request: ProxyRequest): Promise<Step<Tunnel>> {
	const limits = {
		withinMs: request.withinMs,
		late: failed<Tunnel>('proxy_unreachable'),
		signal: request.signal,
	};
	return runPhase(limits, async ended => {
		const socket = await reach(request, ended);
		return socket ? openTunnel(socket, request) : failed('proxy_unreachable');
	});
}

/** The address that a report may show: without user and password. */
export function proxyName(proxy: URL): string {
	return `${proxy.hostname}:${portOf(proxy)}`;
}

async function reach(request: ProxyRequest, ended: AbortSignal): Promise<Socket | undefined> {
	const {proxy, resolve, dial, ca, withinMs} = request;
	const literal = literalAddress(proxy.hostname);
	const addresses = literal ? [literal] : await resolve(proxy.hostname).catch(() => []);
	const {step} = await connectTcp({addresses, port: portOf(proxy), dial, withinMs, signal: ended});
	if (step.outcome === 'failed') return undefined;
	return isSecure(proxy) ? secure(step.value, proxy.hostname, ca) : step.value;
}

/** A proxy that cannot prove who it is gets no password and no tunnel. */
function secure(
	socket: Socket,
	hostname: string,
	ca: readonly string[] | undefined,
): Promise<Socket | undefined> {
	const host = bareHost(hostname);
	const options = {socket, host, servername: isIP(host) ? '' : host};
	return new Promise(resolve => {
		const secured = connectTls(ca ? {...options, ca: [...ca]} : options);
		secured.once('secureConnect', () => resolve(secured));
		secured.on('error', () => resolve(undefined));
		secured.once('close', () => resolve(undefined));
	});
}

function openTunnel(socket: Socket, {proxy, to}: ProxyRequest): Promise<Outcome<Tunnel>> {
	return new Promise(resolve => {
		const sent: ClientRequest = httpRequest({
			createConnection: () => socket,
			method: 'CONNECT',
			path: to,
			headers: {host: to, ...authorization(proxy)},
			maxHeaderSize: mostHeaderBytes,
		});
		sent.once('connect', (response: IncomingMessage, tunnel: Socket, early: Buffer) => {
			const answered = {status: response.statusCode ?? 0, response};
			if (early.length > 0) tunnel.unshift(early);
			resolve(outcomeOf(answered, tunnel));
		});
		sent.on('error', () => resolve(failed('proxy_refused')));
		sent.end();
	});
}

function authorization({username, password}: URL): Readonly<Record<string, string>> {
	if (username === '' && password === '') return {};
	const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
	return {'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}`};
}

function outcomeOf(answered: Answered, socket: Socket): Outcome<Tunnel> {
	const {status} = answered;
	if (status >= 200 && status < 300) return passed({socket, answered});
	return failed(status === 407 ? 'proxy_auth_required' : 'proxy_refused', {answered});
}
