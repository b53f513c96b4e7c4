import type {Socket} from 'node:net';
import {type ClientOptions, WebSocket} from 'ws';
import {classifyErrorCode} from '../failures/classify-error.ts';
import {type FailureCode, failures} from '../failures/failure-codes.ts';
import {type Answered, mostHeaderBytes} from './http-answer.ts';
import {failed, type Outcome, passed, runPhase, type Step} from './run-phase.ts';

export type AskRequest = {
	/** Connected, and secured where the URL wants it. */
	readonly socket: Socket;
	readonly url: URL;
	readonly subprotocols: readonly string[];
	/** Sent along: our name, and a key where there is one. */
	readonly headers: Readonly<Record<string, string>>;
	readonly withinMs: number;
	readonly signal: AbortSignal;
};

/** What happens on an open WebSocket before anybody has sent anything. */
export type OpenEvent =
	| {readonly kind: 'message'; readonly text: string}
	| {readonly kind: 'pong'}
	| {readonly kind: 'closed'; readonly code: number; readonly reason: string}
	| {readonly kind: 'cut'}
	| {readonly kind: 'not_websocket'};

export type OpenSocket = {
	readonly webSocket: WebSocket;
	/** Everything since it opened, oldest first; `onEvent` hears of what is still to come. */
	readonly events: readonly OpenEvent[];
	onEvent: () => void;
};

export type Upgraded = {readonly answered?: Answered; readonly opened?: OpenSocket};

/** After a close frame the other side has to hang up; `ws` tells of the frame only then, or when this is over. */
const hangUpMs = 200;
const mostMessageBytes = 65_536;
const mostMessageCharacters = 512;

/**
 * upgrade: asks for a WebSocket on a live socket. Passed says that the WebSocket is open; an ordinary answer
 * is a failure here that carries it, and whether it is the answer wanted is judged elsewhere.
 */
export function upgradeWebSocket(request: AskRequest): Promise<Step<Upgraded>> {
	const limits = {
		withinMs: request.withinMs,
		late: failed<Upgraded>('upgrade_timeout'),
		signal: request.signal,
	};
	return runPhase(limits, () => ask(request));
}

/** `ws` hands the first to Node's HTTP client and reads the second itself; its types name neither. */
type OptionsWithoutType = {readonly maxHeaderSize: number; readonly closeTimeout: number};

function ask({socket, url, subprotocols, headers}: AskRequest): Promise<Outcome<Upgraded>> {
	if (socket.destroyed) return Promise.resolve(failed('upgrade_reset'));
	return new Promise(resolve => {
		const options: ClientOptions & OptionsWithoutType = {
			createConnection: () => socket,
			headers,
			followRedirects: false,
			perMessageDeflate: false,
			maxPayload: mostMessageBytes,
			maxHeaderSize: mostHeaderBytes,
			closeTimeout: hangUpMs,
		};
		const webSocket = new WebSocket(url, [...subprotocols], options);
		let answered: Answered | undefined;
		const opened = listen(webSocket);
		webSocket.once('upgrade', response => {
			answered = {status: response.statusCode ?? 101, response};
		});
		webSocket.once('unexpected-response', (_, response) => {
			answered = {status: response.statusCode ?? 0, response};
			response.on('error', () => {}); // Cut off in the middle: what had arrived is read all the same.
			resolve(failed('upgrade_failed', {answered}));
		});
		webSocket.once('open', () => resolve(passed(answered ? {answered, opened} : {opened})));
		webSocket.on('error', error => resolve(failed(failureOfUpgrade(error), answered ? {answered} : {})));
	});
}

function listen(webSocket: WebSocket): OpenSocket {
	const events: OpenEvent[] = [];
	const opened: OpenSocket = {webSocket, events, onEvent: () => {}};
	const add = (event: OpenEvent) => {
		if (events.length >= 16) return;
		events.push(event);
		opened.onEvent();
	};
	webSocket.on('message', (bytes, isBinary) => {
		const text = isBinary ? '' : String(bytes).slice(0, mostMessageCharacters);
		add({kind: 'message', text});
	});
	webSocket.on('pong', () => add({kind: 'pong'}));
	webSocket.on('error', () => add({kind: 'not_websocket'}));
	webSocket.on('close', (code, reason) =>
		add(code === 1006 ? {kind: 'cut'} : {kind: 'closed', code, reason: reason.toString()}),
	);
	return opened;
}

/** `ws` says in words what is wrong with a switch that it does not accept; codes come from Node. */
const saidByWs: readonly (readonly [RegExp, FailureCode])[] = [
	[/Sec-WebSocket-Accept|Invalid Upgrade header/, 'upgrade_bad_accept'],
	[/subprotocol/, 'upgrade_subprotocol'],
];

function failureOfUpgrade(error: Error): FailureCode {
	const said = saidByWs.find(([words]) => words.test(error.message));
	if (said) return said[1];
	const failure = failureOfExchange(error);
	if (failure === 'tcp_reset') return 'upgrade_reset';
	return failure === 'unknown' ? 'upgrade_failed' : failure;
}

/** What an error of Node's HTTP client stands for, while an answer was awaited. */
export function failureOfExchange(error: Error): FailureCode {
	const code = 'code' in error ? String(error.code) : '';
	if (code === 'HPE_INVALID_EOF_STATE') return 'tcp_reset';
	const failure = classifyErrorCode(code);
	if (failures[failure].phase === 'upgrade' || failure !== 'unknown') return failure;
	if (code.startsWith('HPE_')) return 'upgrade_not_http';
	return code.startsWith('ERR_SSL_') ? 'tls_handshake_failed' : 'unknown';
}
