import assert from 'node:assert/strict';
import test from 'node:test';
import {tokenize} from '../../src/retrieval/tokenize.ts';
import {createVocabulary, stopTerms} from '../../src/retrieval/vocabulary.ts';

const {conceptsIn, elsewhereIn} = createVocabulary({
	synonyms: [
		['keepalive', 'keep-alive', 'stay open'],
		['speech to text', 'stt'],
	],
	elsewhere: ['price', 'prices', 'sales team'],
});

const rows: readonly (readonly [text: string, concepts: readonly string[]])[] = [
	['keepalives', ['=0']],
	['it stays open', ['=0']],
	['it stays and opens', []],
	['Speech-to-Text over a socket that stays open', ['=1', '=0']],
	['', []],
];

for (const [text, concepts] of rows) {
	test(`${JSON.stringify(text)} speaks of ${concepts.length} things of the service`, () => {
		assert.deepEqual(conceptsIn(tokenize(text)), concepts);
	});
}

test('a matter is counted once at each place, however it is written', () => {
	assert.equal(elsewhereIn(tokenize('What prices does the sales team give?')), 2);
	assert.equal(elsewhereIn(tokenize('a team for sales')), 0);
});

test('words that stand in any question say nothing; those of identifiers do', () => {
	for (const word of tokenize('how do I the please')) assert.ok(stopTerms.has(word), word);
	for (const word of tokenize('id key error close')) assert.ok(!stopTerms.has(word), word);
});
