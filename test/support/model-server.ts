import {createServer, type IncomingHttpHeaders, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {TestContext} from 'node:test';

/** What a client sent to the server. */
export type ModelServerRequest = {
	readonly path: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: {
		readonly model?: string;
		readonly stream?: boolean;
		readonly messages: readonly {readonly role: string; readonly content: string}[];
	} & Readonly<Record<string, unknown>>;
};

/** One request and what can be done with it: nothing happens by itself. */
export type Exchange = {
	readonly request: ModelServerRequest;
	readonly response: ServerResponse;
	/** Begins the stream. */
	begin(): void;
	/** Writes bytes as they are. */
	raw(text: string): void;
	/** Writes one event with this JSON. */
	event(json: unknown): void;
	/** Writes a chunk with this delta. */
	delta(delta: object, finish?: string | null): void;
	/** Ends the stream as it should be. */
	done(): void;
	/** Breaks the connection off. */
	cut(): void;
	/** Resolves when the client has gone away. */
	readonly gone: Promise<void>;
};

/** What the server does with a request. */
export type Behaviour = (exchange: Exchange) => void | Promise<void>;

export type ModelServer = {
	/** As `OPENAI_BASE_URL` has it. */
	readonly url: string;
	/** Every request, in order. */
	readonly requests: readonly ModelServerRequest[];
	/** What it does with the requests to come, one each; the last again and again. */
	behave(...behaviours: readonly Behaviour[]): void;
	close(): Promise<void>;
};

/** A server on a free port that speaks the chat completions API as far as it is told to. */
export async function openModelServer(...first: readonly Behaviour[]): Promise<ModelServer> {
	const requests: ModelServerRequest[] = [];
	let behaviours = [...first];
	const server = createServer((incoming, response) => {
		const chunks: Buffer[] = [];
		incoming.on('data', chunk => chunks.push(chunk));
		incoming.on('end', async () => {
			const body = JSON.parse(Buffer.concat(chunks).toString() || '{}');
			const request = {path: incoming.url ?? '', headers: incoming.headers, body};
			requests.push(request);
			const behaviour = behaviours.length > 1 ? behaviours.shift() : behaviours[0];
			try {
				await behaviour?.(exchangeOf(request, response));
			} catch (error) {
				response.destroy(error as Error);
			}
		});
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const {port} = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/v1`,
		requests,
		behave(...next) {
			behaviours = [...next];
		},
		close() {
			server.closeAllConnections();
			return new Promise(resolve => server.close(() => resolve()));
		},
	};
}

/** The same for one test, closed when it ends. */
export async function startModelServer(t: TestContext, ...first: readonly Behaviour[]): Promise<ModelServer> {
	const server = await openModelServer(...first);
	t.after(server.close);
	return server;
}

function exchangeOf(request: ModelServerRequest, response: ServerResponse): Exchange {
	const gone = new Promise<void>(resolve => response.once('close', () => resolve()));
	const raw = (text: string) => {
		response.write(text);
	};
	const event = (json: unknown) => raw(`data: ${JSON.stringify(json)}\n\n`);
	return {
		request,
		response,
		begin() {
			response.writeHead(200, {'content-type': 'text/event-stream; charset=utf-8'});
			response.flushHeaders();
		},
		raw,
		event,
		delta: (delta, finish = null) => event(chunkOf(delta, finish)),
		done() {
			raw('data: [DONE]\n\n');
			response.end();
		},
		cut: () => response.destroy(),
		gone,
	};
}

/** A chunk as the API has it. */
export function chunkOf(delta: object, finish: string | null = null, more: object = {}) {
	return {
		id: 'chatcmpl-1',
		object: 'chat.completion.chunk',
		created: 1,
		model: 'test-model',
		choices: [{index: 0, delta, finish_reason: finish}],
		...more,
	};
}

export type Saying = {
	/** Characters in a piece; undefined: a word each. */
	readonly pieceLength?: number;
	/** Undefined: the server does not say. */
	readonly usage?: {readonly prompt_tokens: number; readonly completion_tokens: number};
	readonly finish?: string | null;
};

/** Says a text, a piece at a time, as a server does that works. */
export function saying(text: string, {pieceLength, usage, finish = 'stop'}: Saying = {}): Behaviour {
	return exchange => {
		exchange.begin();
		exchange.delta({role: 'assistant', content: ''});
		for (const piece of piecesOf(text, pieceLength)) exchange.delta({content: piece});
		exchange.delta({}, finish);
		if (usage) exchange.event({...chunkOf({}), choices: [], usage});
		exchange.done();
	};
}

export function piecesOf(text: string, length?: number): readonly string[] {
	if (length === undefined) return text.match(/\s*\S+|\s+$/g) ?? [];
	return Array.from({length: Math.ceil(text.length / length)}, (_, index) =>
		text.slice(index * length, (index + 1) * length),
	);
}

/** Answers with an error, in the API's own form. */
export function failing(
	status: number,
	code = 'an_error',
	headers: Readonly<Record<string, string>> = {},
): Behaviour {
	return ({response}) => {
		response.writeHead(status, {'content-type': 'application/json', ...headers});
		response.end(JSON.stringify({error: {message: `failed with ${status}`, type: code, code}}));
	};
}

/** Takes the request and never answers. */
export const silent: Behaviour = () => {};
