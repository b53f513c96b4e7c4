import {linkTo, mapLinks} from './markdown.ts';
import type {Part} from './reply-parts.ts';

/** Our own lines as they stand, each with its translation. */
export type Lines = Readonly<Record<string, string>>;

/** Parts of the reply whose words are ours also where a model writes. */
export function linesToTranslate(parts: readonly Part[]): readonly string[] {
	const lines = parts.flatMap(({text}) => proseLines(text));
	return [...new Set(lines)];
}

/** Parts whose words a model writes. */
const written: readonly Part['kind'][] = ['meaning', 'client', 'steps', 'next_step', 'found', 'reading'];

/** Our own lines around a model's words: the other parts, the headings and the verdict. */
export function ownLines(parts: readonly Part[], verdict: string): readonly string[] {
	const ours = parts.filter(({kind}) => !written.includes(kind));
	return [...new Set([...linesToTranslate(ours), '**To debug**', '**Next step**', 'Documentation', verdict])];
}

/** The lines of a text that are sentences or headings: no code, no rule, no row of marks. */
function proseLines(text: string): readonly string[] {
	let isInCode = false;
	return text.split('\n').filter(line => {
		const isFence = line.startsWith('```');
		if (isFence) isInCode = !isInCode;
		const words = maskLine(line).text.replace(/⟦\d+⟧/g, '');
		return !isFence && !isInCode && /\p{L}{2}/u.test(words) && !/^(?:✅|❌|➖)/u.test(line);
	});
}

/** The part with those of its lines in another language that are known in it. */
export function translatedPart(part: Part, lines: Lines): Part {
	return {...part, text: translatedText(part.text, lines)};
}

export function translatedText(text: string, lines: Lines): string {
	return text
		.split('\n')
		.map(line => (Object.hasOwn(lines, line) ? (lines[line] ?? line) : line))
		.join('\n');
}

/** A line in which everything that must not change is a mark: `⟦1⟧`. */
export type MaskedLine = {readonly text: string; readonly masked: readonly string[]};

/** What must not change, beside links; a mark that stands there already stays as it is. */
const unchanging: readonly RegExp[] = [
	/`[^`\n]*`/g,
	/https?:\/\/\S+/g,
	/"[^"\n]{1,200}"/g,
	/\p{Extended_Pictographic}\ufe0f?/gu,
	/@/g,
	/⟦\d+⟧|\d{1,2}:\d{2} UTC/g,
	/⟦\d+⟧|\d+(?:[.,]\d+)*(?: ?%)?/g,
];

export function maskLine(line: string): MaskedLine {
	const masked: string[] = [];
	const mark = (found: string) => {
		if (found.startsWith('⟦')) return found;
		masked.push(found);
		return `⟦${masked.length}⟧`;
	};
	const withoutLinks = mapLinks(line, link => mark(linkTo(link)));
	const text = unchanging.reduce((before, pattern) => before.replace(pattern, mark), withoutLinks);
	return {text, masked};
}

/** The translation with everything in its place again; undefined where it says more or less than the line did. */
export function unmaskLine(translation: string, {text, masked}: MaskedLine): string | undefined {
	const said = translation.trim();
	const isWhole = marksIn(said).join() === marksIn(text).join();
	// Joiners are letters' own in several scripts.
	const bare = said.replace(/⟦\d+⟧|[\u200c\u200d]/g, '');
	const isPlain = !/[\p{Nd}`<>@＠[\]{}|\n\p{Cc}\p{Cf}⟦⟧]|:\/\/|www\.|\p{L}\.\p{L}{2,}/u.test(bare);
	const isBold = said.split('**').length === text.split('**').length;
	const original = text.replace(/⟦\d+⟧/g, '').length;
	const isAsLong =
		/\p{L}/u.test(bare) && bare.length <= original * 2.5 + 30 && bare.length >= original * 0.15;
	if (!isWhole || !isPlain || !isBold || !isAsLong) return undefined;
	return unmasked(said, masked);
}

function marksIn(text: string): readonly number[] {
	return [...text.matchAll(/⟦(\d+)⟧/g)].map(([, number]) => Number(number)).toSorted((a, b) => a - b);
}

/** What was masked may hold marks itself: a link's title with a number in it. */
function unmasked(text: string, masked: readonly string[]): string {
	return text.replace(/⟦(\d+)⟧/g, (_, number: string) => unmasked(masked[Number(number) - 1] ?? '', masked));
}
