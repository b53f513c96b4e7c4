/**
 * A regular expression as a tree, as far as a check of its running time needs it. A set of characters is a
 * bit for each ASCII character and one more for all others; letters stand for both cases, as all patterns
 * here run with flag `i`.
 */
export type PatternNode =
	| {readonly kind: 'character'; readonly set: bigint}
	| {readonly kind: 'repeat'; readonly node: PatternNode; readonly min: number; readonly max: number}
	/** Alternatives, each a sequence. */
	| {readonly kind: 'group'; readonly alternatives: PatternSequences}
	| {
			readonly kind: 'look';
			readonly ahead: boolean;
			readonly wanted: boolean;
			readonly alternatives: PatternSequences;
	  }
	/** `^`, `$`, `b` for a word's edge, `B` for its absence. */
	| {readonly kind: 'edge'; readonly sign: string}
	| {readonly kind: 'backreference'};
export type PatternSequences = readonly (readonly PatternNode[])[];

/** The alternatives of a pattern that JavaScript has compiled already, so that its syntax needs no second check. */
export function parsePattern(source: string): PatternSequences {
	return readAlternatives({source, at: 0});
}

const asciiSize = 128;
const beyondAscii = 1n << BigInt(asciiSize);
export const everyCharacter = (beyondAscii << 1n) - 1n;

type Reader = {readonly source: string; at: number};

function readAlternatives(reader: Reader): PatternSequences {
	const alternatives: PatternNode[][] = [[]];
	while (reader.at < reader.source.length && peek(reader) !== ')') {
		if (peek(reader) === '|') {
			reader.at++;
			alternatives.push([]);
		} else {
			alternatives.at(-1)?.push(readRepeat(reader));
		}
	}
	return alternatives;
}

function readRepeat(reader: Reader): PatternNode {
	const node = readOne(reader);
	const match = take(reader, /([*+?]|\{(\d{1,9})(,?)(\d{0,9})\})\??/y);
	if (match === undefined) return node;
	const [, sign, low, comma, high] = match;
	if (sign === '*') return {kind: 'repeat', node, min: 0, max: Infinity};
	if (sign === '+') return {kind: 'repeat', node, min: 1, max: Infinity};
	if (sign === '?') return {kind: 'repeat', node, min: 0, max: 1};
	const max = comma === '' ? Number(low) : high === '' ? Infinity : Number(high);
	return {kind: 'repeat', node, min: Number(low), max};
}

function readOne(reader: Reader): PatternNode {
	const opening = take(reader, /\((\?(?:<?[=!]|:|<\w+>|[a-z-]*:))?/y);
	if (opening !== undefined) {
		const alternatives = readAlternatives(reader);
		reader.at++;
		const look = /^\?(<?)([=!])$/.exec(opening[1] ?? '');
		if (look === null) return {kind: 'group', alternatives};
		return {kind: 'look', ahead: look[1] === '', wanted: look[2] === '=', alternatives};
	}
	const edge = take(reader, /[\^$]|\\[bB]/y)?.[0];
	if (edge !== undefined) return {kind: 'edge', sign: edge.at(-1) ?? ''};
	if (take(reader, /\\(?:[1-9]\d*|k<\w+>)/y)) return {kind: 'backreference'};
	if (take(reader, /\./y)) return {kind: 'character', set: everyCharacter & ~setOf('\n') & ~setOf('\r')};
	if (take(reader, /\[/y)) return {kind: 'character', set: readClass(reader)};
	return {kind: 'character', set: readCharacter(reader).set};
}

function readClass(reader: Reader): bigint {
	const negated = take(reader, /\^/y) !== undefined;
	let set = 0n;
	while (reader.at < reader.source.length && peek(reader) !== ']') {
		const from = readCharacter(reader);
		if (peek(reader) === '-' && reader.source[reader.at + 1] !== ']') {
			reader.at++;
			set |= between(from, readCharacter(reader));
		} else {
			set |= from.set;
		}
	}
	reader.at++;
	return negated ? everyCharacter & ~set : set;
}

/** A character, or an escape that stands for a set of them. */
type Characters = {readonly set: bigint; readonly character?: string};

function readCharacter(reader: Reader): Characters {
	const coded = take(reader, /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|u\{([0-9a-f]+)\})/iy);
	if (coded) return only(String.fromCodePoint(Number.parseInt(coded[1] ?? coded[2] ?? coded[3] ?? '', 16)));
	// What a Unicode property holds is not looked up: anything may be in it.
	if (take(reader, /\\[pP]\{[^}]{0,60}\}/y)) return {set: everyCharacter};
	const escaped = take(reader, /\\([\s\S])/y)?.[1];
	if (escaped !== undefined) {
		const set = escapes[escaped];
		return set === undefined ? only(escaped) : {set};
	}
	const character = String.fromCodePoint(reader.source.codePointAt(reader.at) ?? 0);
	reader.at += character.length;
	return only(character);
}

function only(character: string): Characters {
	return {set: setOf(character), character};
}

const digits = range('0', '9');
export const wordCharacters = digits | range('a', 'z') | range('A', 'Z') | setOf('_');
const spaces = [...' \t\n\r\v\f'].reduce((set, space) => set | setOf(space), beyondAscii);
const escapes: Readonly<Record<string, bigint>> = {
	d: digits,
	D: everyCharacter & ~digits,
	w: wordCharacters,
	W: everyCharacter & ~wordCharacters,
	s: spaces,
	S: (everyCharacter & ~spaces) | beyondAscii,
	n: setOf('\n'),
	r: setOf('\r'),
	t: setOf('\t'),
	v: setOf('\v'),
	f: setOf('\f'),
	b: setOf('\b'),
};

function setOf(character: string): bigint {
	return [character.toLowerCase(), character.toUpperCase()].reduce((set, each) => {
		const code = each.codePointAt(0) ?? 0;
		return set | (code < asciiSize ? 1n << BigInt(code) : beyondAscii);
	}, 0n);
}

function between(from: Characters, to: Characters): bigint {
	if (from.character === undefined || to.character === undefined) return everyCharacter;
	return from.set | to.set | range(from.character, to.character);
}

function range(first: string, last: string): bigint {
	let set = 0n;
	const end = Math.min(last.charCodeAt(0), asciiSize);
	for (let code = first.charCodeAt(0); code <= end; code++) set |= setOf(String.fromCharCode(code));
	return set;
}

/** The ASCII characters of a set, in their order. */
export function charactersOf(set: bigint): readonly string[] {
	const known = charactersOfSet.get(set);
	if (known !== undefined) return known;
	const characters = listCharacters(set);
	charactersOfSet.set(set, characters);
	return characters;
}

/** Patterns share few sets: most are one letter. */
const charactersOfSet = new Map<bigint, readonly string[]>();

function listCharacters(set: bigint): string[] {
	return Array.from({length: asciiSize}, (_, code) => code)
		.filter(code => (set >> BigInt(code)) & 1n)
		.map(code => String.fromCharCode(code));
}

function peek(reader: Reader): string | undefined {
	return reader.source[reader.at];
}

function take(reader: Reader, expected: RegExp): RegExpExecArray | undefined {
	expected.lastIndex = reader.at;
	const match = expected.exec(reader.source);
	if (match !== null) reader.at += match[0].length;
	return match ?? undefined;
}
