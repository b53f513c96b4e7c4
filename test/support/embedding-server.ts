import {createHash} from 'node:crypto';
import {EventEmitter, once} from 'node:events';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {TestContext} from 'node:test';

/** What a request asked for. */
export type EmbeddingRequest = {
	readonly input: readonly string[];
	readonly model: string;
	readonly encoding: string;
	readonly dimensions?: number;
	readonly authorization?: string;
	readonly path: string;
};

/** How one request is answered; `undefined` leaves it without an answer. */
export type EmbeddingReply =
	| {readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body: unknown}
	/** The beginning of a body that never goes on. */
	| {readonly cutBody: string};

export type EmbeddingServer = {
	readonly baseUrl: string;
	readonly requests: readonly EmbeddingRequest[];
	/** Every text that was asked for, in their order. */
	readonly texts: () => readonly string[];
	/** Resolves when the next request has been read. */
	readonly nextRequest: () => Promise<void>;
	/** From now on each request is answered so; without an argument as a sound server does. */
	readonly answerWith: (reply?: (request: EmbeddingRequest) => EmbeddingReply | undefined) => void;
};

/** Words that mean the same to the model that this server plays. */
const synonyms: readonly (readonly string[])[] = [
	['keepalive', 'idle', 'silence', 'quiet', 'heartbeat', 'pause'],
	['close', 'hang', 'hangs', 'drops', 'ends', 'gone', 'disconnect'],
	['key', 'credential', 'password', 'token'],
	['invoice', 'billing', 'money', 'price', 'paid'],
];

/** A server on loopback that speaks the API of embeddings: the vector of a text is a hashed bag of its words' meanings. */
export async function serveEmbeddings(context: TestContext, length = 64): Promise<EmbeddingServer> {
	const requests: EmbeddingRequest[] = [];
	const arrivals = new EventEmitter();
	const sound = (request: EmbeddingRequest) => soundReply(request, length);
	let reply: (request: EmbeddingRequest) => EmbeddingReply | undefined = sound;
	const server = createServer(async (incoming, outgoing) => {
		const request = await readRequest(incoming);
		requests.push(request);
		arrivals.emit('request');
		send(outgoing, reply(request));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	context.after(() => {
		server.closeAllConnections();
		server.close();
	});
	const {port} = server.address() as AddressInfo;
	return {
		baseUrl: `http://127.0.0.1:${port}/v1`,
		requests,
		texts: () => requests.flatMap(({input}) => input),
		nextRequest: async () => {
			await once(arrivals, 'request');
		},
		answerWith: (given = sound) => {
			reply = given;
		},
	};
}

/** What a server that works answers. */
export function soundReply({input, encoding, dimensions}: EmbeddingRequest, length = 64): EmbeddingReply {
	const vectors = input.map(text => toyVector(text, dimensions ?? length));
	return {body: answerOf(encoding === 'base64' ? vectors.map(toBase64) : vectors)};
}

export function answerOf(embeddings: readonly unknown[]): unknown {
	const tokens = embeddings.length * 7;
	return {
		object: 'list',
		model: 'toy',
		data: embeddings.map((embedding, index) => ({object: 'embedding', index, embedding})),
		usage: {prompt_tokens: tokens, total_tokens: tokens},
	};
}

/** Every word adds to two places of the vector; words of one meaning to the same ones. */
export function toyVector(text: string, length: number): number[] {
	const vector: number[] = new Array(length).fill(0);
	for (const word of text.toLowerCase().match(/[a-z]{3,}/g) ?? []) {
		const meaning = synonyms.findIndex(words => words.includes(word));
		const hash = createHash('sha256')
			.update(meaning === -1 ? word : `meaning ${meaning}`)
			.digest();
		for (const place of [0, 4]) {
			const at = hash.readUInt32LE(place) % length;
			vector[at] = (vector[at] ?? 0) + ((hash[place + 8] ?? 0) % 2 === 0 ? 1 : -1);
		}
	}
	vector[0] = (vector[0] ?? 0) + 0.01;
	return vector;
}

export function toBase64(vector: readonly number[]): string {
	return Buffer.from(Float32Array.from(vector).buffer).toString('base64');
}

async function readRequest(incoming: IncomingMessage): Promise<EmbeddingRequest> {
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk);
	const {input, model, encoding_format, dimensions} = JSON.parse(Buffer.concat(chunks).toString());
	const {authorization} = incoming.headers;
	return {
		input: Array.isArray(input) ? input : [input],
		model,
		encoding: encoding_format ?? 'float',
		path: incoming.url ?? '',
		...(dimensions !== undefined && {dimensions}),
		...(authorization !== undefined && {authorization}),
	};
}

function send(outgoing: ServerResponse, reply: EmbeddingReply | undefined): void {
	if (reply === undefined) return;
	if ('cutBody' in reply) {
		outgoing.writeHead(200, {'content-type': 'application/json', 'content-length': '100000'});
		outgoing.write(reply.cutBody, () => outgoing.destroy());
		return;
	}
	const {status = 200, headers = {}, body} = reply;
	outgoing.writeHead(status, {'content-type': 'application/json', ...headers});
	outgoing.end(typeof body === 'string' ? body : JSON.stringify(body));
}
