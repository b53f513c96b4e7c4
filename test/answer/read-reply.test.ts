import assert from 'node:assert/strict';
import test from 'node:test';
import {openReplyReader, type Sentence} from '../../src/answer/read-reply.ts';
import {piecesOf} from '../support/model-server.ts';

/** Each sentence as `block.item: text`. */
function read(text: string, pieceLength = text.length): readonly string[] {
	const reader = openReplyReader();
	const sentences: Sentence[] = [];
	for (const piece of piecesOf(text, Math.max(1, pieceLength))) sentences.push(...reader.feed(piece));
	sentences.push(...reader.end());
	return sentences.map(
		({block, item, text, isCode}) => `${block}.${item}: ${isCode ? `code ${text}` : text}`,
	);
}

const reply = `## meaning
The key was refused. [D] The service answered \`401. Nope\`, e.g. to you. [1][2] And so on [3].
## steps
1. First, look. [1] Then go on. [2]
   This goes on, too. [2]
2) Second (really!). [1]
- Third: \`curl -i x\` [1]
## next
Paste it back! [D]`;

const sentences = [
	'meaning.0: The key was refused. [D]',
	'meaning.0: The service answered `401. Nope`, e.g. to you. [1][2]',
	'meaning.0: And so on [3].',
	'steps.1: First, look. [1]',
	'steps.1: Then go on. [2]',
	'steps.1: This goes on, too. [2]',
	'steps.2: Second (really!). [1]',
	'steps.3: Third: `curl -i x` [1]',
	'next.0: Paste it back! [D]',
];

for (const pieceLength of [1, 2, 3, 7, 40, reply.length]) {
	test(`a reply in pieces of ${pieceLength} characters is read alike`, () => {
		assert.deepEqual(read(reply, pieceLength), sentences);
	});
}

test('a sentence is given as soon as it is certain that nothing more belongs to it', () => {
	const reader = openReplyReader();
	assert.deepEqual(reader.feed('## meaning\nIt failed.'), []);
	assert.deepEqual(reader.feed(' [1'), []);
	assert.deepEqual(reader.feed('] '), []);
	assert.deepEqual(reader.feed('T'), [{block: 'meaning', item: 0, text: 'It failed. [1]'}]);
});

for (const [what, text, expected] of [
	[
		'Chinese ends its sentences without a blank',
		'服务返回了 401。[D]请检查密钥。[1]',
		['meaning.0: 服务返回了 401。[D]', 'meaning.0: 请检查密钥。[1]'],
	],
	[
		'Japanese, too',
		'接続が閉じられました！[D] 音声を送ってください。[1]',
		['meaning.0: 接続が閉じられました！[D]', 'meaning.0: 音声を送ってください。[1]'],
	],
	[
		'headings may be bold, in other words or with a colon',
		'**Meaning**\nA. [1]\n### To debug:\n1. B. [1]\nNext step\nC. [1]',
		['meaning.0: A. [1]', 'steps.1: B. [1]', 'next.0: C. [1]'],
	],
	[
		'a sentence that begins like a heading is none',
		'Next, look at it. [1]\nMeaning well is not enough. [1]',
		['meaning.0: Next, look at it. [1]', 'meaning.0: Meaning well is not enough. [1]'],
	],
	[
		'code between fences is one piece',
		'Run: [1]\n```js\nlet a = 1.\nlet b\n```\nThen wait. [1]',
		['meaning.0: Run: [1]', 'meaning.0: code let a = 1.\nlet b', 'meaning.0: Then wait. [1]'],
	],
	['a fence that is never closed ends with the text', '```sh\nrm -rf /', ['meaning.0: code rm -rf /']],
	[
		'versions, hosts and abbreviations end no sentence',
		'Use TLS 1.2 with api.voice.example, i.e. not plain, z. B. here. [1]',
		['meaning.0: Use TLS 1.2 with api.voice.example, i.e. not plain, z. B. here. [1]'],
	],
	[
		'quotation marks and brackets close with the sentence',
		'It said "no." (Really.) [1] More. [1]',
		['meaning.0: It said "no."', 'meaning.0: (Really.) [1]', 'meaning.0: More. [1]'],
	],
	['an empty text has none', ' \n\n', []],
] as const) {
	test(what, () => {
		assert.deepEqual(read(text), expected);
		assert.deepEqual(read(text, 1), expected);
	});
}

test('a text without an end is cut into pieces, and quickly', () => {
	const startedAt = performance.now();
	const found = read('word '.repeat(2000), 3);
	assert.ok(found.length > 5);
	assert.ok(performance.now() - startedAt < 2000);
});
