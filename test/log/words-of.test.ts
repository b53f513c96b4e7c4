import assert from 'node:assert/strict';
import test from 'node:test';
import {readPhrases, wordsOf} from '../../src/log/words-of.ts';

const texts: readonly (readonly [text: string, words: string])[] = [
	['Received network error or non-101 status code.', 'received network error or non 101 status code'],
	['wss://api.voice.example/v1/listen?model=alto-2', 'wss api voice example v1 listen model alto 2'],
	['HTTP_401 & Ünïcode ＦＵＬＬ', 'http 401 unicode full'],
	['接続できない', '接 続 て き な い'],
	['WebSocket接続 failed', 'websocket 接 続 failed'],
	['соединение разорвано', 'соединение разорвано'],
	['"quotes" \'and\' (brackets): ; --', 'quotes and brackets'],
	['', ''],
];

for (const [text, words] of texts) {
	test(`the words of ${JSON.stringify(text)} are ${JSON.stringify(words)}`, () => {
		assert.equal(wordsOf(text).join(' '), words);
	});
}

test('a word is kept to its first 64 letters', () => {
	assert.deepEqual(wordsOf('a'.repeat(100)), ['a'.repeat(64)]);
});

const queries: readonly (readonly [query: string, phrases: ReturnType<typeof readPhrases>])[] = [
	['net', [{words: ['net'], isBegun: true}]],
	['to', [{words: ['to'], isBegun: false}]],
	['non-101', [{words: ['non', '101'], isBegun: true}]],
	[
		'"status code" 401',
		[
			{words: ['status', 'code'], isBegun: false},
			{words: ['401'], isBegun: true},
		],
	],
	['"never closed', [{words: ['never', 'closed'], isBegun: false}]],
	[
		'* OR ( "" NEAR(a b)',
		[
			{words: ['or'], isBegun: false},
			{words: ['near', 'a'], isBegun: false},
			{words: ['b'], isBegun: false},
		],
	],
	['...', []],
	['   ', []],
];

for (const [query, phrases] of queries) {
	test(`who types ${JSON.stringify(query)} looks for ${phrases.length} things`, () => {
		assert.deepEqual(readPhrases(query), phrases);
	});
}

test('a search of any length is cut to what can be looked up', () => {
	assert.equal(readPhrases('word '.repeat(10_000)).length, 12);
});
