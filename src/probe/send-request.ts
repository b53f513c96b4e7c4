import {request as httpRequest} from 'node:http';
import type {Socket} from 'node:net';
import {type Answered, mostHeaderBytes} from './http-answer.ts';
import {failed, type Outcome, passed, runPhase, type Step} from './run-phase.ts';
import {failureOfExchange} from './upgrade-websocket.ts';
import {bareHost, isSecure} from './url-parts.ts';

type SendRequest = {
	/** Connected, and secured where the URL wants it. */
	readonly socket: Socket;
	readonly url: URL;
	readonly method: 'GET' | 'HEAD';
	readonly headers: Readonly<Record<string, string>>;
	readonly withinMs: number;
	readonly signal: AbortSignal;
};

/** request: an ordinary request on a live socket. Passed says that an answer came, whatever it says. */
export function sendRequest(request: SendRequest): Promise<Step<Answered>> {
	const limits = {
		withinMs: request.withinMs,
		late: failed<Answered>('request_timeout'),
		signal: request.signal,
	};
	return runPhase(limits, () => send(request));
}

function send({socket, url, method, headers}: SendRequest): Promise<Outcome<Answered>> {
	if (socket.destroyed) return Promise.resolve(failed('tcp_reset'));
	return new Promise(resolve => {
		const sent = httpRequest({
			createConnection: () => socket,
			method,
			host: bareHost(url.hostname),
			port: url.port,
			// The port stands in the Host header only where it is not the usual one.
			defaultPort: isSecure(url) ? 443 : 80,
			path: url.pathname + url.search,
			headers,
			maxHeaderSize: mostHeaderBytes,
		});
		sent.once('response', response => {
			response.on('error', () => {}); // Cut off in the middle: what had arrived is read all the same.
			resolve(passed({status: response.statusCode ?? 0, response}));
		});
		sent.once('upgrade', response => resolve(passed({status: response.statusCode ?? 101, response})));
		sent.on('error', error => resolve(failed(failureOfExchange(error))));
		sent.end();
	});
}
