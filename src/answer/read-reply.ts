/** The parts that a model writes. */
export const blocks = ['meaning', 'steps', 'next'] as const;
export type Block = (typeof blocks)[number];

/** A sentence of a model's reply, with the marks that belong to it; code between fences counts as one. */
export type Sentence = {
	readonly block: Block;
	/** Which item of the list it stands in, from 1; 0 before the first. */
	readonly item: number;
	readonly text: string;
	/** Between code fences. */
	readonly isCode?: true;
};

export type ReplyReader = {
	/** The sentences that this piece completes. */
	feed(piece: string): readonly Sentence[];
	/** The sentence that has begun and is not over; undefined between sentences and within code. */
	begun(): Sentence | undefined;
	/** What is left when nothing more comes. */
	end(): readonly Sentence[];
};

/** A sentence that goes on longer is none. */
const longestSentence = 1200;

/** Reads a reply while it comes, a sentence at a time. What stands before the first heading counts as `meaning`. */
export function openReplyReader(): ReplyReader {
	let rest = '';
	let isLineStart = true;
	let isInFence = false;
	let block: Block = 'meaning';
	let item = 0;

	/** One step forward: a sentence, or only further in the text; undefined: more has to come first. */
	const step = (isEnd: boolean): readonly Sentence[] | undefined => {
		if (rest === '') return undefined;
		if (isInFence) return readFence(isEnd);
		return isLineStart ? readLineStart(isEnd) : readSentence(isEnd);
	};

	const readFence = (isEnd: boolean) => {
		const close = /\n[ \t]*```[^\n]*(\n|$)/.exec(rest);
		if (!isEnd && (close === null || close[1] === '')) return undefined;
		const code = rest.slice(0, close?.index ?? rest.length);
		rest = close === null ? '' : rest.slice(close.index + close[0].length);
		isInFence = false;
		isLineStart = true;
		return [{block, item, text: code.replace(/^[^\n]*\n/, '').trim(), isCode: true as const}];
	};

	const readLineStart = (isEnd: boolean) => {
		const blank = /^\s+/.exec(rest);
		if (blank !== null) {
			rest = rest.slice(blank[0].length);
			return [];
		}
		const lineEnd = rest.indexOf('\n');
		const line = lineEnd === -1 ? rest : rest.slice(0, lineEnd);
		const isWhole = lineEnd !== -1 || isEnd;
		if (line.startsWith('```')) {
			isInFence = true;
			rest = rest.slice(3);
			return [];
		}
		if (!isWhole && (couldBeHeading(line) || couldBeMarker(line))) return undefined;
		const heading = headingOf(line);
		if (isWhole && heading !== undefined) {
			block = heading;
			item = 0;
			rest = rest.slice(line.length + 1);
			return [];
		}
		const marker = /^(?:\d{1,2}[.)]|[-*•–])\s+/.exec(line);
		if (marker !== null) {
			item += 1;
			rest = rest.slice(marker[0].length);
		}
		isLineStart = false;
		return [];
	};

	const readSentence = (isEnd: boolean) => {
		const end = sentenceEnd(rest, isEnd);
		if (end === undefined) return undefined;
		const text = rest.slice(0, end).trim();
		rest = rest.slice(end);
		isLineStart = rest.startsWith('\n') || rest === '' ? true : isLineStart;
		if (rest.startsWith('\n')) rest = rest.slice(1);
		return text === '' ? [] : [{block, item, text}];
	};

	const run = (isEnd: boolean) => {
		const sentences: Sentence[] = [];
		for (let read = step(isEnd); read !== undefined; read = step(isEnd)) sentences.push(...read);
		return sentences;
	};

	return {
		feed(piece) {
			rest += piece;
			return run(false);
		},
		begun: () =>
			isInFence || isLineStart || rest.trim() === '' ? undefined : {block, item, text: rest.trimStart()},
		end: () => run(true),
	};
}

const headings: readonly (readonly [name: string, block: Block])[] = [
	['meaning', 'meaning'],
	['what it means', 'meaning'],
	['steps', 'steps'],
	['to debug', 'steps'],
	['next step', 'next'],
	['next', 'next'],
];

function headingOf(line: string): Block | undefined {
	const name = withoutTail(bare(line));
	return headings.find(([heading]) => heading === name)?.[1];
}

function withoutTail(name: string): string {
	let end = name.length;
	while (end > 0 && /[\s:*_#]/.test(name.charAt(end - 1))) end -= 1;
	return name.slice(0, end);
}

/** Whether a line that is not over yet can become a heading. */
function couldBeHeading(line: string): boolean {
	const name = bare(line);
	return (
		line.startsWith('#') || headings.some(([heading]) => heading.startsWith(name) || name.startsWith(heading))
	);
}

function bare(line: string): string {
	return line.replace(/^[#*_\s]+/, '').toLowerCase();
}

/** Whether a line that is not over yet can become an item of a list or a fence. */
function couldBeMarker(line: string): boolean {
	return /^(?:\d{1,2}[.)]?|[-*•–]|`{1,2})\s*$/.test(line);
}

/**
 * Where the first sentence ends, with the marks that follow it; undefined where more has to come before that can be
 * told. Within inline code nothing ends but the line.
 */
function sentenceEnd(text: string, isEnd: boolean): number | undefined {
	let isInCode = false;
	for (let at = 0; at < text.length; at++) {
		const character = text.charAt(at);
		if (character === '\n' || at >= longestSentence) return at;
		if (character === '`') isInCode = !isInCode;
		if (isInCode || !/[.!?…。！？؟।]/.test(character)) continue;
		if (character === '.' && isAbbreviation(text.slice(Math.max(0, at - 8), at))) continue;
		const after = afterStop(text, at + 1);
		const next = text.charAt(after);
		const isWide = /[。！？]/.test(character);
		if (next === '') return isEnd ? after : undefined;
		if (!isWide && !/\s/.test(next)) continue;
		return withMarks(text, after, isEnd);
	}
	return isEnd ? text.length : undefined;
}

/** Past what closes around the end of a sentence. */
function afterStop(text: string, from: number): number {
	let at = from;
	while (at < text.length && /[.!?…。！？"'”’»」』)\]*_]/.test(text.charAt(at)) && text.charAt(at) !== '') {
		if (text.charAt(at) === '[') break;
		at += 1;
	}
	return at;
}

/** Past the marks in square brackets that stand behind a sentence; undefined while one may still be coming. */
function withMarks(text: string, from: number, isEnd: boolean): number | undefined {
	let at = from;
	for (;;) {
		const blanks = /^[ \t]*/.exec(text.slice(at))?.[0].length ?? 0;
		const next = text.slice(at + blanks, at + blanks + 16);
		if (next === '') return isEnd ? text.length : undefined;
		if (!/^[[【]/.test(next)) return at;
		const mark = /^[[【][\dDEP ,;^†]{1,12}[\]】][.。]?/.exec(next);
		if (mark === null) return next.length < 16 && !isEnd && !next.includes(']') ? undefined : at;
		at += blanks + mark[0].length;
	}
}

function isAbbreviation(before: string): boolean {
	return /(?:^|[\s("'])(?:e\.g|i\.e|[zdup]|z\.\s?B|d\.\s?h|u\.\s?a|p\.\s?ej|p\.\s?ex|vs|approx|ca|bzw|Nr|No|núm|incl|resp|max|min|т\.\s?[едк]|etc)$/.test(
		before,
	);
}
