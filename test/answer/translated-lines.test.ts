import assert from 'node:assert/strict';
import test from 'node:test';
import {linesToTranslate, maskLine, translatedText, unmaskLine} from '../../src/answer/translated-lines.ts';

const line =
	'**Live check** of `voice.example/v1` at 03:04 UTC: HTTP 401, 65 % sure, "Invalid", see [Errors 4](<https://docs.example.com/4>) 💬';
const masked = maskLine(line);

test('code, links, quotations, times, numbers and pictures are marks', () => {
	assert.equal(masked.text, '**Live check** of ⟦2⟧ at ⟦5⟧: HTTP ⟦6⟧, ⟦7⟧ sure, ⟦3⟧, see ⟦1⟧ ⟦4⟧');
});

test('a translation gets them back, wherever they stand in its sentence', () => {
	const said = '**Prueba** a las ⟦5⟧ de ⟦2⟧: HTTP ⟦6⟧, ⟦3⟧, ⟦7⟧ seguro, véase ⟦1⟧ ⟦4⟧';
	assert.equal(
		unmaskLine(said, masked),
		'**Prueba** a las 03:04 UTC de `voice.example/v1`: HTTP 401, "Invalid", 65 % seguro, véase [Errors 4](<https://docs.example.com/4>) 💬',
	);
});

const simple = maskLine('**Next step** at 03:04 UTC');
for (const [what, said] of [
	['loses a mark', '**Siguiente paso** a las'],
	['has a mark twice', '**Siguiente paso** ⟦1⟧ ⟦1⟧'],
	['has a mark that was never there', '**Siguiente paso** ⟦1⟧ ⟦2⟧'],
	['loses the bold', 'Siguiente paso ⟦1⟧'],
	['adds a number', '**Siguiente paso** 5 ⟦1⟧'],
	['adds a number of another script', '**الخطوة** ٥ ⟦1⟧'],
	['adds code', '**Siguiente paso** `rm` ⟦1⟧'],
	['adds a link', '**Siguiente paso** https://evil ⟦1⟧'],
	['adds a host', '**Siguiente paso** evil.example ⟦1⟧'],
	['adds a mention', '**Siguiente paso** @everyone ⟦1⟧'],
	['adds a tag', '**Siguiente paso** <b> ⟦1⟧'],
	['adds a line', '**Siguiente paso**\n⟦1⟧'],
	['hides something', '**Siguiente\u202e paso** ⟦1⟧'],
	['says much more', `**Siguiente paso** ⟦1⟧ ${'y además '.repeat(20)}`],
	['says nothing', '****⟦1⟧'],
] as const) {
	test(`a translation that ${what} is none`, () => assert.equal(unmaskLine(said, simple), undefined));
}

test('joiners within words are letters of some scripts', () => {
	assert.equal(unmaskLine('**گام بعدی می\u200cآید** ⟦1⟧', simple), '**گام بعدی می\u200cآید** 03:04 UTC');
});

test('only lines with words are translated, and no code', () => {
	const text =
		'**Test it**\n```sh\ncurl the line\n```\n----------\n✅ DNS 2 ms\n`code` 401\nNote: ask again 💬';
	assert.deepEqual(linesToTranslate([{kind: 'sample', text, spare: 0}]), [
		'**Test it**',
		'Note: ask again 💬',
	]);
	assert.equal(translatedText(text, {'**Test it**': '**Pruébalo**'}), text.replace('Test it', 'Pruébalo'));
});
