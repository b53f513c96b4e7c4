import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import {
	type EmbeddingCall,
	EmbeddingError,
	type EmbeddingFailure,
	openEmbeddings,
} from '../../src/retrieval/embed-texts.ts';
import {
	answerOf,
	type EmbeddingReply,
	serveEmbeddings,
	soundReply,
	toBase64,
	toyVector,
} from '../support/embedding-server.ts';

const knowledge = {purpose: 'knowledge', timeoutMs: 5000} as const;
const question = {purpose: 'question', timeoutMs: 5000} as const;

async function open(
	context: TestContext,
	server: {apiKey?: string; dimensions?: number} = {apiKey: 'sk-test-1'},
) {
	const served = await serveEmbeddings(context);
	const calls: EmbeddingCall[] = [];
	const embed = openEmbeddings({baseUrl: served.baseUrl, model: 'toy', ...server}, call => calls.push(call));
	return {...served, embed, calls};
}

function unit(vector: readonly number[]): number[] {
	const length = Math.hypot(...vector);
	return vector.map(number => number / length);
}

function assertNear(found: Float32Array | undefined, wanted: readonly number[]): void {
	assert.equal(found?.length, wanted.length);
	for (const [index, number] of wanted.entries()) assert.ok(Math.abs((found?.[index] ?? 9) - number) < 1e-6);
}

test('each text gets a vector of length 1, in one request', async context => {
	const {embed, requests, calls} = await open(context);
	const vectors = await embed(['the line is open', 'the key is refused'], knowledge);
	assertNear(vectors[0], unit(toyVector('the line is open', 64)));
	assertNear(vectors[1], unit(toyVector('the key is refused', 64)));
	assert.deepEqual(requests, [
		{
			input: ['the line is open', 'the key is refused'],
			model: 'toy',
			encoding: 'base64',
			authorization: 'Bearer sk-test-1',
			path: '/v1/embeddings',
		},
	]);
	assert.deepEqual(calls, [{purpose: 'knowledge', texts: 2, tokens: 14, tookMs: calls[0]?.tookMs}]);
});

test('a server without a key is sent none', async context => {
	const {embed, requests} = await open(context, {});
	await embed(['a text'], question);
	assert.equal(requests[0]?.authorization, undefined);
});

test('shorter vectors are asked for where they are wanted', async context => {
	const {embed, requests} = await open(context, {dimensions: 16});
	assert.equal((await embed(['a text'], question))[0]?.length, 16);
	assert.equal(requests[0]?.dimensions, 16);
});

test('a server that answers with lists of numbers whatever it is asked for is understood', async context => {
	const {embed, answerWith} = await open(context);
	answerWith(({input}) => ({body: answerOf(input.map(text => toyVector(text, 8)))}));
	assertNear((await embed(['a text'], knowledge))[0], unit(toyVector('a text', 8)));
});

test('a server that does not take base64 is asked for numbers, from then on at once', async context => {
	const {embed, answerWith, requests} = await open(context);
	answerWith(request =>
		request.encoding === 'base64'
			? {status: 400, body: {error: {message: 'no such format'}}}
			: soundReply(request),
	);
	await embed(['one'], knowledge);
	await embed(['two'], knowledge);
	assert.deepEqual(
		requests.map(({encoding}) => encoding),
		['base64', 'float', 'float'],
	);
});

test('vectors belong to the text that their index names', async context => {
	const {embed, answerWith} = await open(context);
	answerWith(() => ({
		body: {
			data: [
				{index: 1, embedding: [0, 2]},
				{index: 0, embedding: [3, 0]},
			],
		},
	}));
	assert.deepEqual(await embed(['a', 'b'], knowledge), [new Float32Array([1, 0]), new Float32Array([0, 1])]);
});

test('half a character is not sent', async context => {
	const {embed, texts} = await open(context);
	await embed(['cut \ud83d'], knowledge);
	assert.deepEqual(texts(), ['cut \ufffd']);
});

const status = (code: number): EmbeddingReply => ({
	status: code,
	body: {error: {message: 'said: a private text'}},
});
const one = (embedding: unknown): EmbeddingReply => ({body: answerOf([embedding])});

const failures: readonly (readonly [string, EmbeddingReply, EmbeddingFailure])[] = [
	['a wrong key', status(401), 'unauthorised'],
	['a key that may not do this', status(403), 'unauthorised'],
	['no such model', status(404), 'malformed'],
	['a text that is too long', status(400), 'rejected'],
	['a batch that is too large', status(413), 'rejected'],
	['too many requests', status(429), 'rate_limited'],
	['a fault of the server', status(500), 'server_error'],
	['a server that is overloaded', status(503), 'server_error'],
	['a body that is cut', {cutBody: '{"data":[{"embedding":'}, 'unreachable'],
	['a page in place of JSON', {headers: {'content-type': 'text/html'}, body: '<h1>hello</h1>'}, 'malformed'],
	['broken JSON', {body: '{"data": ['}, 'malformed'],
	['null', {body: 'null'}, 'malformed'],
	['an empty list', {body: {data: []}}, 'malformed'],
	['more vectors than texts', {body: answerOf([[1], [2]])}, 'malformed'],
	['a vector of another text', {body: {data: [{index: 7, embedding: [1]}]}}, 'malformed'],
	['an index that is no number', {body: {data: [{index: 'length', embedding: [1]}]}}, 'malformed'],
	['a vector without numbers', one([]), 'malformed'],
	['a vector of another kind', one({0: 1}), 'malformed'],
	['words for numbers', one(['one', 'two']), 'malformed'],
	['not a number', one(toBase64([1, Number.NaN])), 'malformed'],
	['an infinite number', one(toBase64([1, Number.POSITIVE_INFINITY])), 'malformed'],
	['a word among numbers', {body: '{"data":[{"index":0,"embedding":[1,"NaN"]}]}'}, 'malformed'],
	['null for a number', {body: '{"data":[{"index":0,"embedding":[1,null]}]}'}, 'malformed'],
	['zeros', one([0, 0, 0]), 'malformed'],
];

for (const [name, reply, wanted] of failures) {
	test(`${name} is an error of the kind ${wanted}, and is counted`, async context => {
		const {embed, answerWith, calls} = await open(context);
		answerWith(() => reply);
		await assert.rejects(embed(['a private text'], question), (error: unknown) => {
			assert.ok(error instanceof EmbeddingError);
			assert.equal(error.failure, wanted);
			assert.doesNotMatch(`${error.message} ${JSON.stringify(error.cause ?? '')}`, /private/);
			return true;
		});
		assert.equal(calls.at(-1)?.failure, wanted);
		answerWith();
		assert.equal((await embed(['a private text'], question)).length, 1, 'the next one is asked for as ever');
	});
}

test('a vector of another length than those before is malformed', async context => {
	const {embed, answerWith} = await open(context);
	await embed(['a'], knowledge);
	answerWith(() => one([1, 2, 3]));
	await assert.rejects(embed(['b'], knowledge), /found a vector of 3 numbers, want 64/);
});

test('of vectors for the knowledge, the error repeats what the server said', async context => {
	const {embed, answerWith} = await open(context);
	answerWith(() => ({status: 404, body: {error: {message: 'no model "toy" here'}}}));
	await assert.rejects(embed(['a'], knowledge), /the server answered 404: .*no model "toy" here/);
});

test('how long to wait is read as seconds and as a date', async context => {
	const {embed, answerWith} = await open(context);
	const waitOf = async (header: string) => {
		answerWith(() => ({status: 429, headers: {'retry-after': header}, body: {}}));
		const error = await embed(['a'], knowledge).catch(thrown => thrown);
		return (error as EmbeddingError).retryAfterMs;
	};
	assert.equal(await waitOf('17'), 17_000);
	assert.equal(await waitOf('Wed, 21 Oct 2015 07:28:00 GMT'), 0);
	assert.equal(await waitOf('soon'), undefined);
});

test('a server that does not answer is left when the time is up', async context => {
	const {embed, answerWith, calls} = await open(context);
	answerWith(() => undefined);
	await assert.rejects(embed(['a'], {purpose: 'question', timeoutMs: 30}), {failure: 'timeout'});
	assert.equal(calls[0]?.failure, 'timeout');
});

test('a server that cannot be reached is an error', async () => {
	const embed = openEmbeddings({baseUrl: 'http://127.0.0.1:1/v1', model: 'toy'});
	await assert.rejects(embed(['a'], question), {failure: 'unreachable'});
});

test('who gives up is not told of a failure of the server', async context => {
	const {embed, answerWith, calls} = await open(context);
	const stop = new AbortController();
	answerWith(() => {
		stop.abort(new Error('enough'));
		return undefined;
	});
	await assert.rejects(embed(['a'], {...question, signal: stop.signal}), /enough/);
	assert.deepEqual(calls, []);
});
