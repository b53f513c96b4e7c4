/**
 * About how many tokens a model makes of a text, rather too many than too few: vocabularies differ, so words are
 * counted by four letters, digits, signs and letters beyond ASCII each by itself.
 */
export function countTokens(text: string): number {
	let count = 0;
	for (const [piece] of text.matchAll(/[A-Za-z]+|\n|[^\sA-Za-z]/gu)) {
		count += /^[A-Za-z]/.test(piece) ? Math.ceil(piece.length / 4) : 1;
	}
	return count;
}

/** A text of at most so many tokens: where it is longer, its beginning and its end, at ends of lines where there are any. */
export function cutToTokens(text: string, most: number): string {
	if (countTokens(text) <= most) return text;
	const head = takeTokens(text, Math.floor((most - gapTokens) * headShare));
	const rest = text.slice(head.length);
	const tail = takeTokensFromEnd(rest, Math.floor((most - gapTokens) * (1 - headShare)));
	return `${head.trimEnd()}\n${gap}\n${tail.trimStart()}`;
}

const gap = '[…]';
const gapTokens = 5;
/** The head says what was tried, the tail how it ended. */
const headShare = 0.6;

function takeTokens(text: string, most: number): string {
	const end = longestThatFits(text.length, length => countTokens(text.slice(0, length)) <= most);
	const line = text.lastIndexOf('\n', end);
	return text.slice(0, line > end / 2 ? line : end);
}

function takeTokensFromEnd(text: string, most: number): string {
	const length = longestThatFits(text.length, size => countTokens(text.slice(-size)) <= most);
	if (length === 0) return '';
	const start = text.length - length;
	const line = text.indexOf('\n', start);
	return text.slice(line !== -1 && line < start + length / 2 ? line : start);
}

/** No text has fewer tokens than a shorter piece of it, so halving finds the longest. */
function longestThatFits(length: number, fits: (length: number) => boolean): number {
	let low = 0;
	let high = Math.min(length, 40_000);
	while (low < high) {
		const middle = Math.ceil((low + high) / 2);
		if (fits(middle)) low = middle;
		else high = middle - 1;
	}
	return low;
}
