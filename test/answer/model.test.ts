import assert from 'node:assert/strict';
import {type AddressInfo, createServer, type Socket} from 'node:net';
import test, {type TestContext} from 'node:test';
import {type ModelServer, openModel, type TimeLimits} from '../../src/answer/model.ts';
import {ModelFailure} from '../../src/answer/model-failure.ts';
import type {FallbackReason} from '../../src/answer/writing.ts';
import {
	type Behaviour,
	chunkOf,
	failing,
	piecesOf,
	saying,
	silent,
	startModelServer,
} from '../support/model-server.ts';

const request = {instructions: 'Say hello.', input: 'Hello?'};
const call = {withinMs: 5000};
const text = 'Hello, here is ünïcode — and 日本語.\n\n## steps\n1. First.';

async function modelAt(t: TestContext, behaviours: readonly Behaviour[], given: Partial<ModelServer> = {}) {
	const server = await startModelServer(t, ...behaviours);
	return {server, model: openModel({name: 'test-model', baseUrl: server.url, ...given})};
}

test('a text comes in pieces, and whole in the end', async t => {
	const usage = {prompt_tokens: 11, completion_tokens: 7};
	const {server, model} = await modelAt(t, [saying(text, {usage})]);
	const pieces: string[] = [];
	const reply = await model.ask(request, {...call, onText: piece => pieces.push(piece)});
	assert.equal(reply.text, text);
	assert.deepEqual(pieces, piecesOf(text));
	assert.deepEqual(reply.tokens, {input: 11, output: 7});
	assert.ok(reply.firstTokenMs <= reply.totalMs);
	const [sent] = server.requests;
	assert.equal(sent?.path, '/v1/chat/completions');
	assert.equal(sent?.body.model, 'test-model');
	assert.equal(sent?.body.stream, true);
	assert.deepEqual(sent?.body.messages, [
		{role: 'system', content: 'Say hello.'},
		{role: 'user', content: 'Hello?'},
	]);
});

test('the key is sent where there is one, and no header where there is none', async t => {
	const {server, model} = await modelAt(t, [saying('yes')]);
	await model.ask(request, call);
	await openModel({name: 'test-model', baseUrl: server.url, apiKey: 'k-1'}).ask(request, call);
	assert.deepEqual(
		server.requests.map(({headers}) => headers.authorization),
		[undefined, 'Bearer k-1'],
	);
});

/** Servers that work, each in its own way. */
const working: Readonly<Record<string, Behaviour>> = {
	'a byte at a time': exchange => {
		exchange.begin();
		const bytes = Buffer.from(
			[...piecesOf(text, 5).map(content => chunkOf({content})), chunkOf({}, 'stop')]
				.map(chunk => `data: ${JSON.stringify(chunk)}\n\n`)
				.join(''),
		);
		for (const byte of bytes) exchange.response.write(Buffer.of(byte));
		exchange.done();
	},
	'lines that end with CRLF': exchange => {
		exchange.begin();
		for (const chunk of [chunkOf({content: text}), chunkOf({}, 'stop')])
			exchange.raw(`data: ${JSON.stringify(chunk)}\r\n\r\n`);
		exchange.done();
	},
	'comments that keep the connection alive': exchange => {
		exchange.begin();
		exchange.raw(': keep-alive\n\n');
		for (const content of piecesOf(text)) {
			exchange.raw(': OPENROUTER PROCESSING\n\n');
			exchange.delta({content});
		}
		exchange.delta({}, 'stop');
		exchange.done();
	},
	'a first chunk without choices, as Azure sends it': exchange => {
		exchange.begin();
		exchange.event({choices: [], created: 0, id: '', model: '', prompt_filter_results: [{prompt_index: 0}]});
		exchange.delta({role: 'assistant', content: null, refusal: null});
		exchange.delta({content: text});
		exchange.event({choices: [{index: 0, delta: {}, finish_reason: 'stop', content_filter_results: {}}]});
		exchange.done();
	},
	'no [DONE] at the end': exchange => {
		exchange.begin();
		exchange.delta({content: text});
		exchange.delta({}, 'stop');
		exchange.response.end();
	},
	'a finish together with the last piece, and words of its own for it': exchange => {
		exchange.begin();
		exchange.delta({content: text}, 'eos');
		exchange.done();
	},
	'usage with every chunk': exchange => {
		exchange.begin();
		for (const content of piecesOf(text))
			exchange.event(chunkOf({content}, null, {usage: {prompt_tokens: 3, completion_tokens: 1}}));
		exchange.event(chunkOf({}, 'stop', {usage: null}));
		exchange.done();
	},
	'thoughts in a field of their own': exchange => {
		exchange.begin();
		exchange.delta({reasoning_content: 'The member wants…'});
		exchange.delta({reasoning: 'so I say', content: ''});
		exchange.delta({content: text});
		exchange.delta({}, 'stop');
		exchange.done();
	},
	'thoughts before the text': exchange => {
		exchange.begin();
		for (const content of piecesOf(`<think>\nThe member wants < a greeting>.\n</think>\n\n${text}`, 3))
			exchange.delta({content});
		exchange.delta({}, 'stop');
		exchange.done();
	},
	'fields that nobody knows': exchange => {
		exchange.begin();
		exchange.event({...chunkOf({content: text, audio: null}), service_tier: 'default', obfuscation: 'x'});
		exchange.event(null);
		exchange.event({ping: true});
		exchange.delta({}, 'stop');
		exchange.done();
	},
};
for (const [name, behaviour] of Object.entries(working)) {
	test(`a server may send ${name}`, async t => {
		const {model} = await modelAt(t, [behaviour]);
		assert.equal((await model.ask(request, call)).text, text);
	});
}

for (const [name, refuses, asked] of [
	['temperatures', ({body}) => 'temperature' in body, 2],
	['stream options', ({body}) => 'stream_options' in body, 3],
	['a system message', ({body}) => body.messages.length > 1, 4],
] as readonly (readonly [string, (request: {body: {messages: readonly unknown[]}}) => boolean, number])[]) {
	test(`a server that refuses ${name} is asked without, and so from then on`, async t => {
		const {server, model} = await modelAt(t, [
			exchange => (refuses(exchange.request) ? failing(400)(exchange) : saying(text)(exchange)),
		]);
		assert.equal((await model.ask(request, call)).text, text);
		assert.equal(server.requests.length, asked);
		await model.ask(request, call);
		assert.equal(server.requests.length, asked + 1);
		assert.match(
			server.requests
				.at(-1)
				?.body.messages.map(({content}) => content)
				.join() ?? '',
			/Say hello/,
		);
	});
}

/** For servers that never speak again; all others have all the time they need. */
const short: Partial<TimeLimits> = {firstTokenMs: 60, betweenTokensMs: 60};

async function failureOf(asking: Promise<unknown>): Promise<FallbackReason | 'none'> {
	try {
		await asking;
		return 'none';
	} catch (error) {
		assert.ok(error instanceof ModelFailure, String(error));
		return error.reason;
	}
}

/** Servers that do not work, and what that is called. */
const failures: Readonly<Record<string, readonly [FallbackReason, Behaviour]>> = {
	'HTTP 400': ['bad_request', failing(400)],
	'HTTP 400 of a content filter': ['content_filter', failing(400, 'content_filter')],
	'HTTP 401': ['unauthorized', failing(401)],
	'HTTP 402': ['rate_limited', failing(402)],
	'HTTP 403': ['unauthorized', failing(403)],
	'HTTP 404': ['not_found', failing(404)],
	'HTTP 408': ['server_error', failing(408)],
	'HTTP 429': ['rate_limited', failing(429, 'rate_limit_exceeded', {'retry-after': '1'})],
	'HTTP 500': ['server_error', failing(500)],
	'HTTP 503': ['server_error', failing(503)],
	'HTTP 502 with a page': [
		'server_error',
		({response}) =>
			response.writeHead(502, {'content-type': 'text/html'}).end('<html>Bad gateway</html>') && undefined,
	],
	'silence instead of headers': ['first_token_timeout', silent],
	'headers and no token': [
		'first_token_timeout',
		exchange => {
			exchange.begin();
			exchange.delta({role: 'assistant', content: ''});
			exchange.raw(': keep-alive\n\n');
		},
	],
	'silence between tokens': [
		'stalled',
		exchange => {
			exchange.begin();
			exchange.delta({content: 'Hello'});
		},
	],
	'a connection broken off before the headers': ['unreachable', exchange => exchange.cut()],
	'a connection broken off in the text': [
		'cut_stream',
		async exchange => {
			exchange.begin();
			exchange.delta({content: 'Hello'});
			await new Promise(resolve => exchange.response.write(' ', resolve));
			exchange.cut();
		},
	],
	'a text that ends without a finish': [
		'cut_stream',
		exchange => {
			exchange.begin();
			exchange.delta({content: 'Hello'});
			exchange.done();
		},
	],
	'a text that is cut for its length': ['cut_stream', saying('Hello', {finish: 'length'})],
	'an end by a content filter': ['content_filter', saying('Hello', {finish: 'content_filter'})],
	'a call of a tool': ['malformed', saying('Hello', {finish: 'tool_calls'})],
	'a refusal in its own field': [
		'refusal',
		exchange => {
			exchange.begin();
			exchange.delta({refusal: "I'm sorry"});
			exchange.delta({}, 'stop');
			exchange.done();
		},
	],
	'an empty text': ['empty', saying('')],
	blanks: ['empty', saying(' \n \n')],
	'nothing but thoughts': ['empty', saying('<think>I wonder</think>')],
	'an error in the stream': [
		'server_error',
		exchange => {
			exchange.begin();
			exchange.delta({content: 'Hello'});
			exchange.event({error: {message: 'overloaded', code: 'overloaded'}});
			exchange.done();
		},
	],
	'a filter in the stream': [
		'content_filter',
		exchange => {
			exchange.begin();
			exchange.event({error: {message: 'filtered', code: 'content_filter'}});
			exchange.done();
		},
	],
	'JSON that breaks off': [
		'malformed',
		exchange => {
			exchange.begin();
			exchange.raw('data: {"choices": [{"delta": \n\n');
			exchange.done();
		},
	],
	'a page': [
		'malformed',
		({response}) =>
			response.writeHead(200, {'content-type': 'text/html'}).end('<html>Welcome</html>') && undefined,
	],
	'an answer in one piece': [
		'malformed',
		({response}) =>
			response
				.writeHead(200, {'content-type': 'application/json'})
				.end(JSON.stringify({choices: [{message: {content: 'Hello'}}]})) && undefined,
	],
	'events of another API': [
		'malformed',
		exchange => {
			exchange.begin();
			exchange.event({type: 'response.output_text.delta', delta: 'Hello'});
			exchange.done();
		},
	],
	'a text without an end': [
		'too_long',
		async exchange => {
			exchange.begin();
			for (let sent = 0; sent < 20_000; sent += 10) exchange.delta({content: 'and on and'});
			await exchange.gone;
		},
	],
};
for (const [name, [reason, behaviour]] of Object.entries(failures)) {
	test(`${name}: ${reason}`, async t => {
		const limits = reason === 'first_token_timeout' || reason === 'stalled' ? short : {};
		const {model} = await modelAt(t, [behaviour], {limits});
		assert.equal(await failureOf(model.ask(request, call)), reason);
	});
}

test('a server that is not there is unreachable', async () => {
	const model = openModel({name: 'test-model', baseUrl: `http://127.0.0.1:${await freePort()}/v1`});
	assert.equal(await failureOf(model.ask(request, call)), 'unreachable');
});

test('a server that takes no connection is given up before one that is slow to speak', async t => {
	// Nobody says hello back: TLS is spoken to a server that listens and never answers.
	const sockets: Socket[] = [];
	const server = createServer(socket => sockets.push(socket.on('error', () => {}))).listen(0, '127.0.0.1');
	await new Promise(resolve => server.once('listening', resolve));
	t.after(() => {
		server.close();
		for (const socket of sockets) socket.destroy();
	});
	const {port} = server.address() as AddressInfo;
	const limits = {connectMs: 60, firstTokenMs: 60_000};
	const model = openModel({name: 'test-model', baseUrl: `https://127.0.0.1:${port}/v1`, limits});
	assert.equal(await failureOf(model.ask(request, call)), 'connect_timeout');
});

test('a server that takes the request has connected, however long it then thinks', async t => {
	const limits = {connectMs: 60, firstTokenMs: 120};
	const {model} = await modelAt(t, [silent], {limits});
	assert.equal(await failureOf(model.ask(request, call)), 'first_token_timeout');
});

test('the whole has a limit, too', async t => {
	const {model} = await modelAt(t, [
		async exchange => {
			exchange.begin();
			const talking = setInterval(() => exchange.delta({content: 'and '}), 5);
			await exchange.gone;
			clearInterval(talking);
		},
	]);
	assert.equal(await failureOf(model.ask(request, {withinMs: 80})), 'total_timeout');
});

test('who no longer waits ends the request, and the server hears of it', async t => {
	const begun = Promise.withResolvers<void>();
	const left = Promise.withResolvers<void>();
	const {model} = await modelAt(t, [
		async exchange => {
			exchange.begin();
			exchange.delta({content: 'Hello'});
			await exchange.gone;
			left.resolve();
		},
	]);
	const leaving = new AbortController();
	const asking = model.ask(request, {...call, signal: leaving.signal, onText: () => begun.resolve()});
	await begun.promise;
	leaving.abort();
	assert.equal(await failureOf(asking), 'stopped');
	await left.promise;
});

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await new Promise(resolve => server.once('listening', resolve));
	const {port} = server.address() as AddressInfo;
	await new Promise(resolve => server.close(resolve));
	return port;
}
