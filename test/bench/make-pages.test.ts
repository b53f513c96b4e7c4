import assert from 'node:assert/strict';
import test from 'node:test';
import {splitPage} from '../../src/retrieval/split-page.ts';
import {makeChance} from './retrieval/chance.ts';
import {knowledgeDir} from './retrieval/corpus.ts';
import {makePages} from './retrieval/make-pages.ts';
import {stockWords} from './retrieval/word-stock.ts';

const stock = stockWords([knowledgeDir]);
const make = (sections: number, seed: number) => [...makePages({sections, stock, chance: makeChance(seed)})];

test('the same seed makes the same pages, another one others', () => {
	assert.deepEqual(make(40, 1), make(40, 1));
	assert.notDeepEqual(make(40, 1), make(40, 2));
});

for (const sections of [1, 37, 400]) {
	test(`made-up pages have ${sections} sections together when so many are wanted`, () => {
		const divided = make(sections, 1).map(({text}) => splitPage({text, name: 'page'}));
		assert.equal(
			divided.reduce((sum, page) => sum + page.sections.length, 0),
			sections,
		);
	});
}

test('pages of a smaller corpus are those that a larger one begins with, all but the last', () => {
	const few = make(100, 1).slice(0, -1);
	assert.deepEqual(make(300, 1).slice(0, few.length), few);
});

test('a twentieth of the words make up half of a text, and more than a third stand in it once', () => {
	const chance = makeChance(1);
	const counts = new Map<string, number>();
	for (let drawn = 0; drawn < 20_000; drawn++) {
		const word = stock.draw(chance);
		counts.set(word, (counts.get(word) ?? 0) + 1);
	}
	const sorted = [...counts.values()].sort((a, b) => b - a);
	const common = sorted.slice(0, sorted.length / 20).reduce((sum, count) => sum + count, 0);
	assert.ok(common > 10_000, `a twentieth of the words are ${common} of 20,000`);
	assert.ok(sorted.filter(count => count === 1).length > sorted.length / 3);
});
