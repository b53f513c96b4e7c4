import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {questionExcerpt} from '../../src/discord/question-excerpt.ts';
import {evidenceOf} from '../support/records.ts';

const quiet = Array.from({length: 200}, (_, index) => `DEBUG frame=${index} bytes=3200`);
const telling = 'WARN  onclose code=1011 reason="timeout"';
const log = [...quiet.slice(0, 150), telling, ...quiet.slice(150)].join('\n');
const closes = [{turn: 0, code: 1011, excerpt: 'WARN onclose code=1011 reason="timeout"'}];

describe('a question in a code block', () => {
	test('is shown whole where it fits', () =>
		assert.equal(
			questionExcerpt(evidenceOf({text: ' it fails\n\n\n\nwith 401 '}), 300),
			'it fails\n\nwith 401',
		));

	test('that is a long log shows its beginning and the lines in which something was seen', () => {
		const text = questionExcerpt(evidenceOf({text: `it stops\n\n${log}`, closes}), 400);
		assert.ok(text.length <= 400, String(text.length));
		assert.match(text, /^it stops\n\nDEBUG frame=0 /);
		assert.ok(text.endsWith(`…\n${telling}`), text);
	});

	test('in which nothing was seen further down is cut at its end', () => {
		const text = questionExcerpt(evidenceOf({text: log}), 400);
		assert.equal(text.length, 400);
		assert.match(text, /…$/);
	});

	test('shows a line once, and only so much of it', () => {
		const long = `${telling} ${'x'.repeat(5000)}`;
		const text = questionExcerpt(evidenceOf({text: [log, long, long].join('\n'), closes}), 900);
		assert.ok(text.length <= 900);
		assert.equal(text.split('code=1011').length - 1, 2, 'the short line and the long one');
	});

	test('cannot leave its block, wherever it is cut', () => {
		const fences = '``` @everyone\n'.repeat(40);
		for (const room of [30, 100, 333]) {
			const text = questionExcerpt(evidenceOf({text: `${log}\n${fences}`, closes}), room);
			assert.ok(!text.includes('```') && text.length <= room, text);
		}
	});
});
