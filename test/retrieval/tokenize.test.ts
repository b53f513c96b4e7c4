import assert from 'node:assert/strict';
import test from 'node:test';
import {termNumber} from '../../src/retrieval/page-words.ts';
import {tokenize, tokenNumbers} from '../../src/retrieval/tokenize.ts';

const rows: readonly (readonly [text: string, terms: readonly string[]])[] = [
	['Closed connections', ['close', 'connect']],
	['NET-0001', ['net0001', 'net', '0001']],
	['dg-error: 1011', ['dgerror', 'dg', 'error', '1011']],
	['utterance_end_ms=500', ['utteranceendm', 'utter', 'end', 'ms', '500']],
	['keep-alive', ['keepal', 'keep', 'aliv']],
	['KeepAlive', ['keepal', 'keep', 'aliv']],
	['keepalive', ['keepal']],
	['PayloadTooLargeError', ['payloadtoolargeerror', 'payload', 'too', 'larg', 'error']],
	['/v1/listen', ['v1', 'listen']],
	['C# and C++', ['c#', 'and', 'c++']],
	['the .NET SDK', ['the', 'dotnet', 'sdk']],
	['don’t', ['dont']],
	['Über-façade', ['uberfacad', 'uber', 'facad']],
	['日本語 текст', ['日本語', 'текст']],
	['', []],
	['--- !!! ---', []],
];

for (const [text, terms] of rows) {
	test(`${JSON.stringify(text)} has the terms ${terms.join(' ')}`, () => {
		assert.deepEqual(tokenize(text), terms);
	});
}

test('what names one request or one key is no term', () => {
	assert.deepEqual(
		tokenize('id 0f9e8d7c-1234-5678-9abc-def012345678 key a1b2c3d4e5f60718293a4b5c6d7e8f9012345678'),
		['id', 'kei'],
	);
});

test('text of any kind takes little time', () => {
	const startedAt = performance.now();
	for (const text of [
		'a'.repeat(1e6),
		'a-'.repeat(5e5),
		'-'.repeat(1e6),
		'aB'.repeat(5e5),
		"a'".repeat(5e5),
	]) {
		tokenize(text);
	}
	assert.ok(performance.now() - startedAt < 5000);
});

test('a text has the same terms beside a word with other letters', () => {
	const text = `The .NET client's KeepAlive/keep_alive fails, C# and C++ too: "NET-0001"; see a/b--c.d 1011's x'y' end.`;
	assert.deepEqual(tokenize(`${text} é`), [...tokenize(text), 'e']);
});

test('the numbers of the terms of a text are those of its terms', () => {
	const text = 'Sending KeepAlive, or keep-alive; NET-0001';
	assert.deepEqual(tokenNumbers(text), tokenize(text).map(termNumber));
});
