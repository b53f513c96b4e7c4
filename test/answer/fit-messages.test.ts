import assert from 'node:assert/strict';
import test from 'node:test';
import {fitMessages} from '../../src/answer/fit-messages.ts';

test('a text within the limit is one message', () => {
	assert.deepEqual(fitMessages('short'), ['short']);
	assert.deepEqual(fitMessages('x'.repeat(2000)), ['x'.repeat(2000)]);
	assert.deepEqual(fitMessages('  '), []);
});

test('a longer text is cut at a blank line, and nothing is lost', () => {
	const paragraphs = Array.from({length: 60}, (_, index) =>
		`Paragraph ${index} ${'word '.repeat(15)}`.trim(),
	);
	const messages = fitMessages(paragraphs.join('\n\n'));
	assert.ok(messages.length > 1);
	for (const message of messages) assert.ok(message.length <= 2000);
	assert.deepEqual(messages.join('\n\n').split('\n\n'), paragraphs);
});

test('a fence that fits the next message is moved there whole', () => {
	const text = `${'word '.repeat(300).trim()}\n\n\`\`\`js\n${'code();\n'.repeat(100)}\`\`\``;
	const messages = fitMessages(text);
	assert.equal(messages.length, 2);
	assert.match(messages[1] ?? '', /^```js\n/);
	assert.doesNotMatch(messages[0] ?? '', /```/);
});

test('a fence longer than a message is closed and opened again with its language', () => {
	const code = Array.from({length: 400}, (_, index) => `line(${index});`);
	const messages = fitMessages(`\`\`\`python\n${code.join('\n')}\n\`\`\``);
	for (const message of messages) {
		assert.ok(message.length <= 2000);
		assert.match(message, /^```python\n[\s\S]*\n```$/);
	}
	assert.deepEqual(
		messages.flatMap(message => message.split('\n').slice(1, -1)),
		code,
	);
});

test('a word longer than a message is cut between characters', () => {
	const messages = fitMessages('😀'.repeat(3000));
	for (const message of messages) assert.ok(message.length <= 2000 && message.isWellFormed());
	assert.equal(messages.join(''), '😀'.repeat(3000));
});

test('any text becomes messages within the limit with their fences closed', () => {
	let seed = 7;
	const random = (below: number) => {
		seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
		return seed % below;
	};
	const pieces = ['```js\n', '\n```\n', '\n\n', 'word ', 'x'.repeat(700), '1. step\n', '😀', '`code` '];
	for (let round = 0; round < 300; round++) {
		const text = Array.from({length: 5 + random(60)}, () => pieces[random(pieces.length)]).join('');
		for (const message of fitMessages(text)) {
			assert.ok(message.length <= 2000, `${message.length} characters`);
			assert.ok(message.isWellFormed());
		}
	}
});
