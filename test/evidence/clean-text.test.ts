import assert from 'node:assert/strict';
import {test} from 'node:test';
import {cleanText} from '../../src/evidence/clean-text.ts';
import {removeSecrets} from '../../src/evidence/remove-secrets.ts';
import {hex} from '../support/made-up.ts';

test('colours of a terminal go, with their escape character and without', () => {
	assert.equal(cleanText('\u001b[31mERROR\u001b[0m: \u001b[1;33m401\u001b[m'), 'ERROR: 401');
	assert.equal(cleanText('[32mINFO[0m ok [1m] stays'), 'INFO ok [1m] stays');
	assert.equal(cleanText('\u001b]0;a title\u0007prompt\u001b]8;;x\u001b\\link'), 'promptlink');
});

test('characters that nobody sees go', () => {
	assert.equal(cleanText('4\u200b0\u2060\u00ad1\ufeff \u202eabc\u202c \u{e0041}x\u0000y'), '401 abc xy');
});

test('line ends, spaces, quotation marks and full-width forms become the plain ones', () => {
	assert.equal(cleanText('a\r\nb\rc\u2028d\u00a0e\u3000f'), 'a\nb\nc\nd e f');
	assert.equal(cleanText('doesn’t “work” HTTP：４０１'), 'doesn\'t "work" HTTP:401');
});

test('a text that nothing is wrong with stays as it is', () => {
	const text = 'Hi 👋🏽,\n\tI get 401 — why? ¿por qué? 连接失败 [INFO] a[0] x[12]';
	assert.equal(cleanText(text), text);
});

test('of a text too long to be read the middle is left out, and it says so', () => {
	const text = cleanText(`the head ${'word '.repeat(2_000_000)}the tail`);
	assert.ok(text.length < 201_000);
	assert.ok(text.startsWith('the head word'));
	assert.ok(text.endsWith('the tail'));
	assert.match(text, /\n\[… 9,8\d\d,\d{3} characters left out …\]\n/);
});

test('no half of a secret is left where the middle is cut out', () => {
	for (const offset of [0, 7, 20, 33]) {
		const key = hex(40, 3);
		const text = `${'a '.repeat(74_980 + offset)}${key} ${'b '.repeat(200_000)}`;
		const {text: clean} = removeSecrets(cleanText(text), [/\b[0-9a-f]{40}\b/i]);
		assert.ok(!clean.includes(key.slice(0, 6)), `offset ${offset}`);
	}
});
