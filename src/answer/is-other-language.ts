import {mapLinks} from './markdown.ts';

/** ISO 639-1; undefined where it cannot be told. */
export type LanguageOf = (text: string) => string | undefined;

/** Languages that a few sentences do not tell apart. */
const alike: readonly (readonly string[])[] = [['da', 'no', 'sv']];
const alikeWhileShort: readonly (readonly string[])[] = [
	['ja', 'zh'],
	['ru', 'uk'],
	['es', 'pt'],
	['cs', 'pl'],
];
const shortText = 80;

/** Whether a text is surely in another language; what cannot be told is in the wanted one. Marks, code and links say nothing. */
export function isOtherLanguage(text: string, wanted: string, languageOf: LanguageOf): boolean {
	const words = mapLinks(text, () => ' ')
		.replace(/`[^`]*`|⟦\d+⟧/g, ' ')
		.replaceAll('**', '');
	const found = languageOf(words);
	if (found === undefined || found === wanted) return false;
	const pairs = words.length < shortText ? [...alike, ...alikeWhileShort] : alike;
	return !pairs.some(pair => pair.includes(found) && pair.includes(wanted));
}
