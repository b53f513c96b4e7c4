import {createHash} from 'node:crypto';
import {createServer, type Server, Socket} from 'node:net';
import {createServer as createTlsServer, type TlsOptions} from 'node:tls';
import type {Dial} from '../../src/probe/tcp-attempt.ts';
import type {Certificate} from './line-certificates.ts';

/** What a server does with a connection; it may answer, hang, cut or talk nonsense. */
export type Behaviour = (socket: Socket) => void;

export type LineServer = {readonly port: number; readonly close: () => Promise<void>};

/** A server on loopback that behaves as told. */
export function listen(behaviour: Behaviour): Promise<LineServer> {
	return start(createServer(quietly(behaviour)));
}

/** The same behind TLS. */
export function listenTls(
	{cert, key}: Pick<Certificate, 'cert' | 'key'>,
	behaviour: Behaviour,
	options: TlsOptions = {},
): Promise<LineServer> {
	const server = createTlsServer({cert, key, ...options}, quietly(behaviour));
	server.on('tlsClientError', () => {}); // Clients that give up are what these servers are for.
	return start(server);
}

function quietly(behaviour: Behaviour): Behaviour {
	return socket => {
		socket.on('error', () => {}); // As above.
		behaviour(socket);
	};
}

function start(server: Server): Promise<LineServer> {
	const sockets = new Set<Socket>();
	server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('error', () => {});
		socket.once('close', () => sockets.delete(socket));
	});
	const close = () =>
		new Promise<void>(resolve => {
			for (const socket of sockets) socket.destroy();
			server.close(() => resolve());
		});
	return new Promise(resolve => {
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			resolve({port: typeof address === 'object' && address ? address.port : 0, close});
		});
	});
}

/** Waits for a request's head, then goes on. */
export function afterRequest(then: (socket: Socket, head: string) => void): Behaviour {
	return socket => {
		let head = '';
		const read = (bytes: Buffer) => {
			head += bytes.toString('latin1');
			if (!head.includes('\r\n\r\n')) return;
			socket.off('data', read);
			then(socket, head);
		};
		socket.on('data', read);
	};
}

type Answer = {
	readonly status: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string;
};

/** Answers every request with this, and hangs up. */
export function answering(answer: Answer): Behaviour {
	return afterRequest(socket => socket.end(httpText(answer)));
}

export function httpText({status, headers = {}, body = ''}: Answer): string {
	const lines = Object.entries({
		'content-length': String(Buffer.byteLength(body)),
		connection: 'close',
		...headers,
	}).map(([name, value]) => `${name}: ${value}\r\n`);
	return `HTTP/1.1 ${status} Words\r\n${lines.join('')}\r\n${body}`;
}

/** Switches to WebSocket as RFC 6455 wants it, then goes on. */
export function switching(
	then: (socket: Socket) => void,
	headers: Readonly<Record<string, string>> = {},
): Behaviour {
	return afterRequest((socket, head) => {
		const key = /^sec-websocket-key: *(\S+)/im.exec(head)?.[1] ?? '';
		const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
		const all = {upgrade: 'websocket', connection: 'Upgrade', 'sec-websocket-accept': accept, ...headers};
		const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
		socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`);
		then(socket);
	});
}

/** A short unmasked frame, as servers send it. */
export function frame(opcode: number, content: Buffer): Buffer {
	return Buffer.concat([Buffer.from([0x80 | opcode, content.length]), content]);
}

export function textFrame(text: string): Buffer {
	return frame(1, Buffer.from(text));
}

export function closeFrame(code: number, reason = ''): Buffer {
	const content = Buffer.alloc(2);
	content.writeUInt16BE(code);
	return frame(8, Buffer.concat([content, Buffer.from(reason)]));
}

/** A connection that nobody answers. */
export function neverConnects(): Socket {
	return new Socket();
}

/** A connection that the system ends with this error. */
export function failsToConnect(code: string): Socket {
	const socket = new Socket();
	setImmediate(() => socket.destroy(Object.assign(new Error(`connect ${code}`), {code})));
	return socket;
}

/** Dials as usual, but for the addresses named. */
export function dialing(special: Readonly<Record<string, () => Socket>>): Dial {
	return ({address, port}) => special[address]?.() ?? new Socket().connect({host: address, port});
}
