/** Longer ones are found by how they begin. */
const longestWord = 64;

/**
 * The words of a text as both databases keep and compare them: letters and digits, in small letters, without accents.
 * Scripts that put no spaces between words are taken letter by letter.
 */
export function wordsOf(text: string): readonly string[] {
	const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
	return Array.from(plain.matchAll(word), ([found]) => found.slice(0, longestWord));
}

const word =
	/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]|[[\p{L}\p{N}]--[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]]+/gv;

/** Words that have to stand together, in this order. */
export type Phrase = {
	readonly words: readonly string[];
	/** Whether the last word may go on. */
	readonly isBegun: boolean;
};

const mostPhrases = 12;
/** A letter or two begin too many words to be worth looking for. */
const shortestBeginning = 3;

/** What somebody looks for: words that all have to occur, each at least begun; within "quotation marks", together and whole. */
export function readPhrases(query: string): readonly Phrase[] {
	return Array.from(query.slice(0, 500).matchAll(/"([^"]*)"?|[^\s"]+/g), ([term, quoted]) => {
		const words = wordsOf(quoted ?? term);
		const last = words.at(-1) ?? '';
		return {words, isBegun: quoted === undefined && last.length >= shortestBeginning};
	})
		.filter(({words}) => words.length > 0)
		.slice(0, mostPhrases);
}
