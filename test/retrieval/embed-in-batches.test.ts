import assert from 'node:assert/strict';
import test from 'node:test';
import {embedInBatches} from '../../src/retrieval/embed-in-batches.ts';
import {EmbeddingError, type EmbedTexts} from '../../src/retrieval/embed-texts.ts';

const options = {purpose: 'knowledge', timeoutMs: 1000} as const;

/** A server that makes a vector of each text's length, and rejects what `takes` does not allow. */
function server(takes: (texts: readonly string[]) => boolean = () => true) {
	const asked: number[] = [];
	const embed: EmbedTexts = async texts => {
		asked.push(texts.length);
		if (!takes(texts)) throw new EmbeddingError('rejected', 'the server answered 400');
		return texts.map(text => new Float32Array([text.length]));
	};
	return {embed, asked};
}

/** The number that stands for each text; `undefined` for one without a vector. */
async function lengths(texts: readonly string[], embed: EmbedTexts): Promise<(number | undefined)[]> {
	const found: (number | undefined)[] = texts.map(() => undefined);
	for await (const batch of embedInBatches(texts, embed, options)) {
		for (const {index, vector} of batch) found[index] = vector?.[0];
	}
	return found;
}

const many = (count: number, length = 10) => Array.from({length: count}, () => 'x'.repeat(length));

test('texts go in batches of at most 96', async () => {
	const {embed, asked} = server();
	assert.deepEqual(await lengths(many(200), embed), new Array(200).fill(10));
	assert.deepEqual(asked, [96, 96, 8]);
});

test('a batch has at most 120,000 characters', async () => {
	const {embed, asked} = server();
	await lengths(many(31, 8000), embed);
	assert.deepEqual(asked, [15, 15, 1]);
});

test('what is beyond 8,000 characters of a text is left out', async () => {
	assert.deepEqual(await lengths(many(1, 50_000), server().embed), [8000]);
});

test('nothing is asked for an empty text', async () => {
	const {embed, asked} = server();
	assert.deepEqual(await lengths(['', 'xx', ' \n'], embed), [undefined, 2, undefined]);
	assert.deepEqual(asked, [1]);
	assert.deepEqual(await lengths(['', ''], embed), [undefined, undefined]);
	assert.equal(asked.length, 1);
});

test('where the server takes fewer texts at once, so many are sent from then on', async () => {
	const {embed, asked} = server(texts => texts.length <= 32);
	assert.deepEqual(await lengths(many(192), embed), new Array(192).fill(10));
	assert.deepEqual(asked, [96, 48, 24, 24, 48, 24, 24, 24, 24, 24, 24]);
});

test('where the server takes shorter texts, the long one alone is cut', async () => {
	const {embed} = server(texts => texts.every(text => text.length <= 2000));
	assert.deepEqual(
		await lengths(['x'.repeat(30), 'x'.repeat(6000), 'x'.repeat(2000)], embed),
		[30, 1500, 2000],
	);
});

test('a text that the server does not take in any length is left, and the batches stay as large as they were', async () => {
	const {embed, asked} = server(texts => !texts.some(text => text.startsWith('no')));
	const texts = [...many(3), 'no', ...many(196)];
	assert.deepEqual(await lengths(texts, embed), [
		...new Array(3).fill(10),
		undefined,
		...new Array(196).fill(10),
	]);
	assert.deepEqual(asked.slice(-2), [96, 8]);
});

test('a server that takes nothing is not asked for each text', async () => {
	const {embed, asked} = server(() => false);
	await assert.rejects(lengths(many(96, 8000), embed), {failure: 'rejected'});
	assert.ok(asked.length < 20, `${asked.length} requests`);
});

test('a first text that cannot be taken does not keep the others from their vectors', async () => {
	const {embed} = server(texts => !texts.includes('no'));
	assert.deepEqual(await lengths(['no', 'yes'], embed), [undefined, 3]);
});

test('what was done before a failure is kept', async () => {
	let calls = 0;
	const embed: EmbedTexts = async texts => {
		calls++;
		if (calls === 2) throw new EmbeddingError('server_error', 'the server answered 500');
		return texts.map(() => new Float32Array([1]));
	};
	let kept = 0;
	await assert.rejects(
		async () => {
			for await (const batch of embedInBatches(many(100), embed, options)) kept += batch.length;
		},
		{failure: 'server_error'},
	);
	assert.equal(kept, 96);
});
