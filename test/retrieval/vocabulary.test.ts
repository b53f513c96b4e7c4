import assert from 'node:assert/strict';
import test from 'node:test';
import {tokenize} from '../../src/retrieval/tokenize.ts';
import {createVocabulary, groupsIn, stopTerms, withoutGroups} from '../../src/retrieval/vocabulary.ts';

const words = {
	synonyms: [
		['keepalive', 'keep-alive', 'stay open'],
		['speech to text', 'stt'],
	],
	elsewhere: [['price', 'prices'], ['sales team']],
};
const {conceptsIn, elsewhereIn} = createVocabulary(words);

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

test('groups of words are numbered, and can be left out one by one', () => {
	const text = 'what is the price of a socket that stays open';
	assert.deepEqual([...groupsIn(text, words)], [2, 0]);
	const less = createVocabulary(withoutGroups(words, new Set([0, 2])));
	assert.equal(less.elsewhereIn(tokenize(text)), 0);
	assert.deepEqual(less.conceptsIn(tokenize(`${text}, for speech to text`)), ['=1']);
});
