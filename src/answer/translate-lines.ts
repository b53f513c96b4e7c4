import {countTokens} from './count-tokens.ts';
import {isOtherLanguage, type LanguageOf} from './is-other-language.ts';
import type {Model, ModelCall} from './model.ts';
import {languageName} from './render-request.ts';
import {type Lines, maskLine, unmaskLine} from './translated-lines.ts';
import type {TokenUse} from './writing.ts';

export type Translator = {
	/** What is known already, without asking. */
	known(lines: readonly string[], language: string): Lines;
	/** Our lines in another language; a line that does not come back as it should is left out. Throws as the model does. */
	translate(
		lines: readonly string[],
		language: string,
		call: Omit<ModelCall, 'onText'>,
	): Promise<{readonly lines: Lines; readonly tokens: TokenUse}>;
};

const mostKept = 2000;

/**
 * Translates what we say ourselves around a model's words. No word of a member is in the request, so none can turn
 * it; what varies is masked, so that the same lines come again and again, and each is asked for once.
 */
export function openTranslator(given: {
	readonly model: Model;
	readonly prompt: string;
	readonly languageOf: LanguageOf;
}): Translator {
	const {model, prompt, languageOf} = given;
	const kept = new Map<string, string>();
	const keyOf = (language: string, masked: string) => `${language}\n${masked}`;

	const known = (lines: readonly string[], language: string): Lines =>
		Object.fromEntries(
			lines.flatMap(line => {
				const masked = maskLine(line);
				const translation = kept.get(keyOf(language, masked.text));
				const text = translation === undefined ? undefined : unmaskLine(translation, masked);
				return text === undefined ? [] : [[line, text]];
			}),
		);

	return {
		known,
		async translate(lines, language, call) {
			const before = known(lines, language);
			const missing = lines.filter(line => !Object.hasOwn(before, line));
			if (missing.length === 0) return {lines: before, tokens: {input: 0, output: 0}};
			const numbered = missing.map((line, index) => `${index + 1}: ${maskLine(line).text}`);
			const request = {
				instructions: prompt,
				input: `Into ${languageName(language)}:\n\n${numbered.join('\n')}`,
			};
			const reply = await model.ask(request, call);
			const translations = readNumbered(reply.text);
			const fitting = missing.flatMap((line, index) => {
				const translation = translations.get(index + 1);
				const masked = maskLine(line);
				return translation !== undefined && unmaskLine(translation, masked) !== undefined
					? [{key: keyOf(language, masked.text), translation}]
					: [];
			});
			if (!isOtherLanguage(fitting.map(({translation}) => translation).join('\n'), language, languageOf)) {
				for (const {key, translation} of fitting) keep(key, translation);
			}
			const tokens = reply.tokens ?? {
				input: countTokens(request.instructions) + countTokens(request.input),
				output: countTokens(reply.text),
				estimated: true as const,
			};
			return {lines: known(lines, language), tokens};
		},
	};

	function keep(key: string, translation: string): void {
		const [oldest] = kept.keys();
		if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
		kept.set(key, translation);
	}
}

function readNumbered(text: string): ReadonlyMap<number, string> {
	const found = new Map<number, string>();
	for (const [, number, line = ''] of text.matchAll(/^\s{0,4}(\d{1,3})[:.)：]\s?(.{1,2000})$/gm)) {
		if (!found.has(Number(number))) found.set(Number(number), line.trim());
	}
	return found;
}
