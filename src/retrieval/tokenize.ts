import {termNumber} from './page-words.ts';
import {stem} from './stem.ts';

/**
 * The terms of a text in their order. A plain word gives its stem. An identifier gives itself as one term without
 * its separators, so that `keep-alive`, `keep_alive` and `KeepAlive` are the same, and then the stems of its parts.
 */
export function tokenize(text: string): string[] {
	return wordsOf(text).flatMap(word => knownWord(word).terms);
}

/** The numbers of the terms of a text: see `termNumber`. */
export function tokenNumbers(text: string): number[] {
	const all: number[] = [];
	for (const word of wordsOf(text)) {
		const {numbers} = knownWord(word);
		for (let index = 0; index < numbers.length; index++) all.push(numbers[index] as number);
	}
	return all;
}

function wordsOf(text: string): readonly string[] {
	return text.match(isPlain.test(text) ? plainWords : words) ?? [];
}

/** Letters and digits, held together by what stands between the parts of an identifier. */
const words = /\.NET\b|[\p{L}\p{N}]+(?:[-_.’'/]+[\p{L}\p{N}]+)*(?:#|\+\+)?/giu;

/** Most texts have none but these signs, and are divided several times faster. */
const isPlain = /^\p{ASCII}*$/u;
const plainWords = /\.NET\b|[a-z0-9]+(?:[-_.'/]+[a-z0-9]+)*(?:#|\+\+)?/gi;

const longestWord = 100;

/** What begins with several hexadecimal groups or is long and mixed is the name of one request or one key. */
const uniqueId = /^(?:[0-9a-f]{8}-[0-9a-f]{4}-|(?=\w*\d)(?=\w*[a-z])\w{24})/i;

type KnownWord = {readonly terms: readonly string[]; readonly numbers: readonly number[]};

/** A text has far fewer words than it has places. Words that were not met for long are dropped. */
let known = new Map<string, KnownWord>();
let older = known;
const mostKnown = 30_000;

function knownWord(word: string): KnownWord {
	const recent = known.get(word);
	if (recent !== undefined) return recent;
	if (known.size >= mostKnown) {
		older = known;
		known = new Map();
	}
	// A copy: what is cut out of a text holds on to all of it.
	const own = Buffer.from(word).toString();
	const read = older.get(own) ?? readWord(own);
	if (!isOnce(own)) known.set(own, read);
	return read;
}

/** Ports, times and counts are other ones in each log: kept, they would only fill the memory. */
function isOnce(word: string): boolean {
	return /\d{4}/.test(word);
}

function readWord(word: string): KnownWord {
	const terms = uniqueId.test(word) ? [] : word.slice(0, longestWord).split('/').flatMap(splitIdentifier);
	return {terms, numbers: terms.map(termNumber)};
}

const mostParts = 6;

function splitIdentifier(word: string): string[] {
	if (/^\.net$/i.test(word)) return ['dotnet'];
	const plain = word.replaceAll(/[’']/g, '');
	const parts = plain.split(/[-_.]+/).flatMap(part => part.split(humps));
	if (parts.length === 1) return [stem(fold(plain))];
	const whole = fold(plain.replaceAll(/[-_.]/g, ''));
	const stems = parts.filter(part => part.length > 1 || /\d/.test(part)).map(part => stem(fold(part)));
	return parts.length <= mostParts ? [stem(whole), ...stems] : stems;
}

/** Between the parts of `PayloadTooLarge`, `APIKey` and `openAI`, but not in `OAuth` or `iPhone`. */
const humps = /(?<=[a-z]{2})(?=[A-Z])|(?<=[A-Z]{2})(?=[A-Z][a-z])|(?<=[A-Z][a-z])(?=[A-Z][a-z])/;

/** Lower case, without accents. */
function fold(word: string): string {
	const lower = word.toLowerCase();
	return /^[\x20-\x7e]*$/.test(lower) ? lower : lower.normalize('NFKD').replaceAll(/\p{M}+/gu, '');
}
