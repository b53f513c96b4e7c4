import assert from 'node:assert/strict';
import test from 'node:test';
import {disarm, disarmCode} from '../../src/discord/disarm.ts';

const rows: readonly [what: string, text: string, disarmed: string][] = [
	['@everyone', 'hi @everyone', 'hi ＠everyone'],
	['@here, however it is written', '@HERE@Here', '＠HERE＠Here'],
	[
		'a member',
		'<@123456789012345678> <@!123456789012345678>',
		'<＠123456789012345678> <＠!123456789012345678>',
	],
	['a role', '<@&123456789012345678>', '<＠&123456789012345678>'],
	['a mention split by what cannot be seen', '@every\u200bone <\u2060@1>', '＠everyone <＠1>'],
	['text whose direction is turned', 'safe\u202egnp.exe', 'safegnp.exe'],
];

for (const [what, text, disarmed] of rows) {
	test(`nothing is left of ${what}`, () => assert.equal(disarm(text), disarmed));
}

test('addresses, decorators, emoji and scripts that join stay as they are', () => {
	const text = 'ada@example.com @app.get 👨‍👩‍👧 می‌خواهم <#123> <https://example.com/@x>';
	assert.equal(disarm(text), text);
});

test('a code block cannot be left', () => {
	assert.equal(disarmCode('a```\n@everyone```'), "a'''\n＠everyone'''");
});
