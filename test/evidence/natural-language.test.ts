import assert from 'node:assert/strict';
import test from 'node:test';
import {naturalLanguage} from '../../src/evidence/natural-language.ts';

for (const [language, text] of [
	['en', 'The service answered 400 because this model and this language do not go together.'],
	['es', 'hola, me sale 401 al conectar, ¿qué hago con la clave?'],
	['de', 'ich bekomme immer einen Fehler und verstehe nicht warum'],
	['ja', 'すみません、接続すると毎回 401 になります'],
	['zh', '请问为什么一直返回 401？'],
] as const) {
	test(`${language}: ${text}`, () => assert.equal(naturalLanguage(text), language));
}

test('parameters and their values are no words', () => {
	const text =
		'Unexpected server response: 400 model=nova-2-finance language=de streaming, dg-error: Bad Request: No such model found.';
	assert.notEqual(naturalLanguage(text), 'es');
	assert.notEqual(naturalLanguage(text), 'de');
});
