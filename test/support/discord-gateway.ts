import {randomBytes} from 'node:crypto';
import type {IncomingMessage, Server} from 'node:http';
import type {Duplex} from 'node:stream';
import {type WebSocket, WebSocketServer} from 'ws';
import type {Json} from './discord-checks.ts';
import {guildPayload, type World} from './discord-world.ts';

/** Bits of the intents that this server knows. */
const intents = {guilds: 1 << 0, guildMessages: 1 << 9, directMessages: 1 << 12, messageContent: 1 << 15};
/** Members, presences, message content: off unless the application has them. */
const privileged = (1 << 1) | (1 << 8) | intents.messageContent;

/** An event; a function gives what a session with or without the MESSAGE_CONTENT intent sees. */
type Event = {
	readonly name: string;
	readonly needs: 'guilds' | 'guildMessages' | 'directMessages' | 'nothing';
	readonly payload: (seesContent: boolean) => Json;
};

type Session = {
	readonly id: string;
	readonly intents: number;
	sequence: number;
	/** Everything since READY, for those who resume. */
	readonly sent: {readonly s: number; readonly t: string; readonly d: Json}[];
	socket: WebSocket | undefined;
};

export type Gateway = ReturnType<typeof openGateway>;

/** Discord's gateway on `/gateway` of an HTTP server. */
export function openGateway({
	server,
	world,
	token,
	url,
}: {
	server: Server;
	world: World;
	token: string;
	url: () => string;
}) {
	const sockets = new WebSocketServer({noServer: true});
	const sessions = new Map<string, Session>();
	const heard: {readonly op: number; readonly d: unknown}[] = [];
	let heartbeatMs = 41_250;
	let answersHeartbeats = true;
	let isDown = false;
	let seesContent = false;
	let refused = 0;
	const greetings: ((sound: Json) => Json | null)[] = [];

	server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
		if (isDown || !request.url?.startsWith('/gateway')) {
			refused += 1;
			socket.destroy();
			world.changes.emit('change');
			return;
		}
		sockets.handleUpgrade(request, socket, head, ws => greet(ws));
	});

	function greet(socket: WebSocket): void {
		let session: Session | undefined;
		send(socket, {op: 10, d: {heartbeat_interval: heartbeatMs, _trace: []}});
		socket.on('error', () => socket.terminate());
		socket.on('close', () => {
			if (session?.socket === socket) session.socket = undefined;
			world.changes.emit('change');
		});
		socket.on('message', raw => {
			const frame = parse(String(raw));
			if (!frame) return socket.close(4002, 'Error while decoding payload.');
			heard.push(frame);
			world.changes.emit('change');
			switch (frame.op) {
				case 1:
					if (answersHeartbeats) send(socket, {op: 11, d: null});
					return;
				case 2:
					if (session?.socket === socket) return socket.close(4005, 'Already authenticated.');
					session = identify(socket, frame.d as Json);
					return;
				case 6:
					if (session?.socket === socket) return socket.close(4005, 'Already authenticated.');
					session = resume(socket, frame.d as Json);
					return;
				case 3:
				case 4:
				case 8:
					if (!session) socket.close(4003, 'Not authenticated.');
					return;
				default:
					return socket.close(4001, 'Unknown opcode.');
			}
		});
	}

	function identify(socket: WebSocket, wanted: Json): Session | undefined {
		if (wanted.token !== token) {
			socket.close(4004, 'Authentication failed.');
			return;
		}
		if (typeof wanted.intents !== 'number' || wanted.properties === undefined) {
			socket.close(4013, 'Invalid intent(s).');
			return;
		}
		const granted = seesContent ? intents.messageContent : 0;
		if ((wanted.intents & privileged & ~granted) !== 0) {
			socket.close(4014, 'Disallowed intent(s).');
			return;
		}
		const session: Session = {
			id: randomBytes(16).toString('hex'),
			intents: wanted.intents,
			sequence: 0,
			sent: [],
			socket,
		};
		sessions.set(session.id, session);
		const ready = {
			v: 10,
			user: {...world.bot, mfa_enabled: true, verified: true, email: null, flags: 0},
			guilds: [{id: world.guildId, unavailable: true}],
			session_id: session.id,
			session_type: 'normal',
			resume_gateway_url: url(),
			application: {id: world.applicationId, flags: 0},
			shard: wanted.shard ?? [0, 1],
		};
		const spoil = greetings.shift();
		dispatchTo(session, 'READY', spoil ? (spoil(ready) as Json) : ready);
		dispatchTo(session, 'GUILD_CREATE', guildPayload(world));
		return session;
	}

	function resume(socket: WebSocket, wanted: Json): Session | undefined {
		const session = sessions.get(String(wanted.session_id));
		if (!session || wanted.token !== token) {
			send(socket, {op: 9, d: false});
			return;
		}
		if (typeof wanted.seq !== 'number' || wanted.seq > session.sequence) {
			socket.close(4007, 'Invalid seq.');
			return;
		}
		session.socket = socket;
		for (const {s, t, d} of session.sent.filter(event => event.s > (wanted.seq as number))) {
			send(socket, {op: 0, s, t, d});
		}
		dispatchTo(session, 'RESUMED', {});
		return session;
	}

	function dispatchTo(session: Session, name: string, payload: Json): void {
		session.sequence += 1;
		const event = {s: session.sequence, t: name, d: payload};
		session.sent.push(event);
		if (session.socket) send(session.socket, {op: 0, ...event});
		world.changes.emit('change');
	}

	const open = () => [...sessions.values()].flatMap(session => session.socket ?? []);

	return {
		/** Every frame that clients sent. */
		heard,
		/** Sends an event to every session whose intents ask for it, connected or not: those who resume get it later. */
		dispatch({name, needs, payload}: Event): void {
			for (const session of sessions.values()) {
				if (needs !== 'nothing' && (session.intents & intents[needs]) === 0) continue;
				dispatchTo(session, name, payload((session.intents & intents.messageContent) !== 0));
			}
		},
		/** What the next sessions are greeted with in place of a sound READY, one each. */
		spoilReady(...spoilt: readonly ((sound: Json) => Json | null)[]): void {
			greetings.push(...spoilt);
		},
		isConnected: () => open().length > 0,
		/** Every connection, signed in or not. */
		sockets: (): readonly WebSocket[] => [...sockets.clients],
		/** Cuts every connection without a close frame. */
		cut(): void {
			for (const socket of open()) socket.terminate();
		},
		/** Asks every client to connect again and resume. */
		askToReconnect(): void {
			for (const socket of open()) send(socket, {op: 7, d: null});
		},
		/** Calls every session invalid. `forgotten`: clients have to identify again. `resumable`: they may resume. */
		invalidate(how: 'forgotten' | 'resumable' = 'forgotten'): void {
			const known = open();
			for (const session of sessions.values()) session.socket = undefined;
			if (how === 'forgotten') sessions.clear();
			for (const socket of known) send(socket, {op: 9, d: how === 'resumable'});
		},
		askForHeartbeat(): void {
			for (const socket of open()) send(socket, {op: 1, d: null});
		},
		/** The application may read all messages: its operator has switched that on in the portal. */
		grantMessageContent(): void {
			seesContent = true;
		},
		setHeartbeat(ms: number): void {
			heartbeatMs = ms;
		},
		stopAnsweringHeartbeats(): void {
			answersHeartbeats = false;
		},
		/** Refuses connections, and cuts those that are there. */
		goDown(): void {
			isDown = true;
			for (const socket of sockets.clients) socket.terminate();
		},
		/** How many connections were refused. */
		refused: () => refused,
		comeBack(): void {
			isDown = false;
		},
		close(): void {
			for (const socket of sockets.clients) socket.terminate();
			sockets.close();
		},
	};
}

function send(socket: WebSocket, frame: {op: number; d: unknown; s?: number; t?: string}): void {
	if (socket.readyState !== socket.OPEN) return;
	socket.send(JSON.stringify({s: null, t: null, ...frame}));
}

function parse(text: string): {op: number; d: unknown} | undefined {
	try {
		const frame = JSON.parse(text) as {op?: unknown; d?: unknown};
		return typeof frame.op === 'number' ? {op: frame.op, d: frame.d} : undefined;
	} catch {
		// The caller closes the connection as Discord does.
		return undefined;
	}
}
