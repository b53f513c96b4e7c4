import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {languageLine} from '../../src/discord/answer-language.ts';
import {answersOf, answerTo} from '../support/discord-bot.ts';
import {openBotWith} from '../support/discord-settings.ts';
import {evidenceOf, recordOf} from '../support/records.ts';

describe('languages', () => {
	const said: readonly [theirs: string, line: string | undefined][] = [
		['de', '-# Auf diesem Server antworte ich auf Englisch.'],
		['es', '-# En este servidor respondo en inglés.'],
		['fr', '-# Sur ce serveur, je réponds en anglais.'],
		['pt', '-# Neste servidor respondo em inglês.'],
		['ja', '-# このサーバーでは英語で回答します。'],
		['tr', '-# In this server I answer in English.'],
		['en', undefined],
		['nl', undefined],
	];
	for (const [theirs, line] of said) {
		test(`a question in ${theirs} is told ${line ?? 'nothing'}`, () => {
			const {answer} = recordOf();
			const record = {evidence: evidenceOf({language: theirs}), answer};
			assert.equal(languageLine(record, {languages: ['en', 'nl']}), line);
			assert.equal(languageLine(record, {languages: []}), undefined);
		});
	}

	test('a question in another language is answered in the server’s first, with one line saying so', async context => {
		const bot = await openBotWith(context, () => ({languages: ['en', 'nl']}), {
			road: question => answerTo(question, {evidence: evidenceOf({text: question.text, language: 'de'})}),
		});
		const {server, questions} = bot;
		server.join('ada').says(`${server.mention} es geht nicht`);
		await answersOf(bot);
		assert.deepEqual(questions[0]?.languages, ['en', 'nl']);
		assert.equal(
			server.fromBot()[0]?.content,
			'-# Auf diesem Server antworte ich auf Englisch.\n\nAnswer to: es geht nicht',
		);
	});
});
