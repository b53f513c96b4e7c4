/** One message of the member, clean: 0 is the question itself, 1 the message before it, and so on. */
export type Passage = {readonly turn: number; readonly text: string};

const mostOfExcerpt = 160;
const mostMatches = 200;

/** Where something stands in a passage. */
export type Place = {readonly start: number; readonly end: number};

/** Every place that a pattern matches, as many as one text is worth reading for. */
export function matchesIn(text: string, pattern: RegExp): RegExpExecArray[] {
	const matches: RegExpExecArray[] = [];
	for (const match of text.matchAll(withGlobal(pattern))) {
		if (match[0] !== '') matches.push(match);
		if (matches.length === mostMatches) break;
	}
	return matches;
}

export function firstMatch(text: string, pattern: RegExp): RegExpExecArray | undefined {
	for (const match of text.matchAll(withGlobal(pattern))) return match;
	return undefined;
}

const globals = new WeakMap<RegExp, RegExp>();

/** The same pattern with flag `g`; made once, as a text is held against hundreds of them. */
function withGlobal(pattern: RegExp): RegExp {
	if (pattern.global) return pattern;
	const made = globals.get(pattern) ?? new RegExp(pattern.source, `${pattern.flags}g`);
	globals.set(pattern, made);
	return made;
}

export function placeOf(match: RegExpExecArray): Place {
	return {start: match.index, end: match.index + match[0].length};
}

/** The line around a place, at most 160 characters of it. */
export function excerptOf(text: string, {start, end}: Place): string {
	const lineStart = text.lastIndexOf('\n', start - 1) + 1;
	const nextLine = text.indexOf('\n', end);
	const lineEnd = nextLine === -1 ? text.length : nextLine;
	const spare = Math.max(0, mostOfExcerpt - (end - start));
	const left = Math.min(start - lineStart, Math.max(spare >> 1, spare - (lineEnd - end)));
	const excerpt = text.slice(start - left, Math.min(lineEnd, start - left + mostOfExcerpt));
	return excerpt.replace(/\s+/g, ' ').trim();
}

/** The passage's turn and the words at a place: what every sighting carries. */
export function sightingAt(
	{turn, text}: Passage,
	place: Place,
): {readonly turn: number; readonly excerpt: string} {
	return {turn, excerpt: excerptOf(text, place)};
}

/** A text as it would be read aloud: quotation marks, slashes and ampersands that JSON or HTML escape are themselves again. */
export function unescaped(text: string): string {
	return text
		.replace(/\\(["'/])/g, '$1')
		.replace(/\\u0026/gi, '&')
		.replace(/&amp;/gi, '&')
		.replace(/&quot;|\\u0022/gi, '"');
}

/** The first of each kind, in order. */
export function firstOfEach<Item>(items: readonly Item[], kindOf: (item: Item) => string): Item[] {
	const seen = new Set<string>();
	return items.filter(item => {
		const kind = kindOf(item);
		if (seen.has(kind)) return false;
		seen.add(kind);
		return true;
	});
}
