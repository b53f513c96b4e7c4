import assert from 'node:assert/strict';
import test from 'node:test';
import {stem} from '../../src/retrieval/stem.ts';

const families: readonly (readonly [stem: string, words: readonly string[]])[] = [
	['connect', ['connect', 'connected', 'connecting', 'connection', 'connections']],
	['authent', ['authenticate', 'authentication', 'authenticating']],
	['transcrib', ['transcribe', 'transcribed', 'transcribes', 'transcribing']],
	['hop', ['hop', 'hopping', 'hopped']],
	['control', ['control', 'controlled', 'controlling']],
	['happi', ['happy', 'happiness']],
	['relat', ['relate', 'relational']],
	['agre', ['agree', 'agreed']],
	['sky', ['sky']],
	['caress', ['caress', 'caresses']],
	['file', ['file', 'filing', 'files']],
	['roll', ['roll', 'rolls']],
];

for (const [expected, words] of families) {
	test(`${words.join(', ')} have the stem ${expected}`, () => {
		assert.deepEqual(new Set(words.map(stem)), new Set([expected]));
	});
}

test('what is no plain English word stays as it is', () => {
	for (const word of ['linear16', 'größe', 'ws', '1011', '']) assert.equal(stem(word), word);
});
