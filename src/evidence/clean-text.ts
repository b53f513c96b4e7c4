/** How much of one text is read; the head says what was tried, the tail how it ended. */
const headLength = 150_000;
const tailLength = 50_000;
/** A cut falls between words, so that no half of a secret is left standing: this far it may move. */
const cutSlack = 2_000;

/** A text that can be read: of bounded length, without terminal colours and characters that nobody sees. */
export function cleanText(text: string): string {
	return withoutUnseen(withoutMiddle(text));
}

function withoutMiddle(text: string): string {
	if (text.length <= headLength + tailLength) return text;
	const headEnd = lastBoundary(text, headLength);
	const tailStart = firstBoundary(text, text.length - tailLength);
	const leftOut = (tailStart - headEnd).toLocaleString('en');
	return `${text.slice(0, headEnd)}\n[… ${leftOut} characters left out …]\n${text.slice(tailStart)}`;
}

function lastBoundary(text: string, from: number): number {
	for (let at = from; at > from - cutSlack; at--) if (isBoundary(text, at - 1)) return at;
	return from - cutSlack;
}

function firstBoundary(text: string, from: number): number {
	for (let at = from; at < from + cutSlack; at++) if (isBoundary(text, at)) return at;
	return from + cutSlack;
}

function isBoundary(text: string, at: number): boolean {
	return /[\s"'`,;&<>{}()[\]]/.test(text.charAt(at));
}

/**
 * Colours of terminals (with or without the escape character, which some programs lose), control, zero-width
 * and bidirectional characters go; line ends, spaces, quotation marks and full-width forms become the plain ones.
 */
function withoutUnseen(text: string): string {
	return text
		.replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
		.replace(/(?![\n\t])\p{Cc}\][^\n\p{Cc}]{0,400}(?:(?!\n)\p{Cc}\\?)?/gu, '')
		.replace(/(?![\n\t])\p{Cc}\[[0-9;:?]{0,40}[ -/]{0,4}[@-~]/gu, '')
		.replace(/\[(?:\d{1,3};){0,4}\d{1,3}m(?!\])/g, '')
		.replace(
			/(?![\n\t])[\p{Cc}\p{Cf}]|\u034f|\u115f|\u1160|\u17b4|\u17b5|[\u180b-\u180f]|\u3164|[\ufe00-\ufe0e]/gu,
			'',
		)
		.replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
		.replace(/[\u2018\u2019\u201a\u201b\u2032\u02bc]/g, "'")
		.replace(/[\u201c-\u201f\u2033]/g, '"')
		.replace(/[\uff01-\uff5e]/g, character => String.fromCharCode(character.charCodeAt(0) - 0xfee0));
}
