import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import {EmbeddingError, type EmbedTexts} from '../../src/retrieval/embed-texts.ts';
import {keepVectors} from '../../src/retrieval/keep-vectors.ts';
import {openIndex} from '../../src/retrieval/open-index.ts';
import {createSectionVectors} from '../../src/retrieval/section-vectors.ts';
import {folderWith} from '../support/knowledge-folder.ts';

/** A server that is too slow for more than so many texts at once. */
function slowFor(most: number) {
	const asked: number[] = [];
	const embed: EmbedTexts = async texts => {
		asked.push(texts.length);
		if (texts.length > most) throw new EmbeddingError('timeout', 'no answer within 60000 ms');
		return texts.map(text => new Float32Array([1, text.length]));
	};
	return {embed, asked};
}

async function keep(context: TestContext, embed: EmbedTexts) {
	const files = Object.fromEntries(
		Array.from({length: 100}, (_, index) => [`${index}.md`, `# Page ${index}\nText ${index}.\n`]),
	);
	const index = await openIndex({dirs: [{dir: folderWith(context, files)}], file: ':memory:', synonyms: []});
	const warnings: string[] = [];
	const keeper = keepVectors({
		vectors: createSectionVectors(index, ['toy']),
		embed,
		make: 'at once',
		news: {onNote: () => {}, onWarning: warning => warnings.push(warning)},
	});
	context.after(async () => {
		await keeper.close();
		index.close();
	});
	return {keeper, warnings};
}

test('a server that is too slow for many texts is asked for fewer', async context => {
	const {embed, asked} = slowFor(10);
	const {keeper, warnings} = await keep(context, embed);
	await keeper.complete;
	assert.deepEqual(asked.slice(0, 4), [96, 24, 6, 6]);
	assert.equal(
		asked.slice(2).reduce((sum, count) => sum + count, 0),
		100,
	);
	assert.deepEqual(warnings, []);
});

test('a server that is too slow for one text fails', async context => {
	const {embed, asked} = slowFor(0);
	const {keeper} = await keep(context, embed);
	await assert.rejects(keeper.complete, {failure: 'timeout'});
	assert.deepEqual(asked, [96, 24, 6, 2, 1]);
});
