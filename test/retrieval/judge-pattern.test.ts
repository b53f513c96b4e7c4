import assert from 'node:assert/strict';
import test from 'node:test';
import {judgePattern} from '../../src/retrieval/judge-pattern.ts';

const sound = [
	'\\bfoo\\b',
	'x\\s*=\\s*\\d+',
	'\\bkey\\b.{0,40}\\b(?:wrong|invalid)\\b',
	'(?<status>\\d{3})',
	'"[^"]*foo',
	'https?://\\S+',
	'foo\\w*\\b',
	'(?:\\.\\w+)*x',
	'\\b\\w+@',
	'^\\s*hi\\s*$',
	'(?:ab|cd){2,}',
	'foo(?=bar)',
	'\\p{Lu}x',
	'[\\u00e9a-z\\]-]x',
	'(?<q>["\'])x\\k<q>',
];

for (const source of sound) {
	test(`nothing is wrong with ${source}`, () => {
		assert.deepEqual(judgePattern(new RegExp(source, 'iu')), []);
	});
}

const slow = [
	'foo.*bar',
	'(?:a|a)*b',
	'(a+)+b',
	'x(?:a+)+b',
	'x(?:\\w+\\s?)*!',
	'\\w+@',
	'\\b.+@',
	'\\s+$',
	'x\\d*[0-9a-f]*y',
	'(?:a{0,40}){0,40}b',
	'(?:foo|baz|fa)+x',
];

for (const source of slow) {
	test(`${source} can take more than linear time`, () => {
		assert.match(judgePattern(new RegExp(source, 'iu')).join(), /can take (?:very )?long/);
	});
}

for (const source of ['a|', '.*', '(?:a|b*)']) {
	test(`${source} matches every text`, () => {
		const [problem] = judgePattern(new RegExp(source, 'iu'));
		assert.equal(problem, 'matches every text, want one that needs some characters');
	});
}

for (const source of ['[]', 'foo^bar', '\\d\\b\\d', 'a$b']) {
	test(`${source} matches no text`, () => {
		assert.deepEqual(judgePattern(new RegExp(source, 'iu')), ['matches no text that can be made from it']);
	});
}
