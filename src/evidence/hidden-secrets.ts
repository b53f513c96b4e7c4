import type {SecretKind} from './evidence.ts';
import {isPlaceholder, isUuid, looksRandom, standsForHash} from './secret-lookalikes.ts';
import {matchesOfShape, type Shape, secretShapes} from './secret-shapes.ts';
import type {SecretSpan} from './secret-span.ts';

type Piece = {readonly start: number; readonly end: number};

/** What joins two halves of a broken value: a line end, with what terminals, quotes and languages put around it. */
const joint =
	/\\?["'`]?[ \t+.\\&]{0,12}\n[ \t>|]{0,60}(?:[+.][ \t]?)?["'`]?|["'`][ \t]{0,8}[+.&][ \t]{0,8}["'`]|\\r?\\n/g;
const jointHere = new RegExp(joint.source, 'y');
const mostPieces = 60;
const mostOfPiece = 2_000;

/** Keys that a line end or a `+` between two strings cuts in pieces. */
export function findSplit(text: string, keyPatterns: readonly RegExp[]): SecretSpan[] {
	return chainsOf(text).flatMap(chain => findInChain(text, chain, keyPatterns));
}

/** Runs of key characters with nothing but joints between them. */
function chainsOf(text: string): Piece[][] {
	const chains: Piece[][] = [];
	let chain: Piece[] = [];
	for (const match of text.matchAll(joint)) {
		const end = match.index;
		const last = chain.at(-1);
		const left = {start: last?.start ?? runStart(text, end), end};
		const start = end + match[0].length;
		const right = {start, end: runEnd(text, start)};
		const joins = left.end - left.start >= 4 && right.end - right.start >= 4;
		if (!joins || (last !== undefined && last.end !== end)) {
			if (chain.length > 1) chains.push(chain);
			chain = [];
		}
		if (joins && chain.length < mostPieces) {
			if (chain.length === 0) chain.push({start: runStart(text, end), end});
			chain.push(right);
		}
	}
	if (chain.length > 1) chains.push(chain);
	return chains;
}

function runStart(text: string, end: number): number {
	let start = end;
	while (start > 0 && end - start < mostOfPiece && isKeyCharacterAt(text, start - 1)) start--;
	return start;
}

/** A colon belongs to the keys that are `123456:AA…`. */
function isKeyCharacterAt(text: string, at: number): boolean {
	return (
		isKeyCharacter(text.charCodeAt(at)) || (text.startsWith(':AA', at) && /\d/.test(text.charAt(at - 1)))
	);
}

function runEnd(text: string, start: number): number {
	let end = start;
	while (end < text.length && end - start < mostOfPiece && isKeyCharacter(text.charCodeAt(end))) end++;
	return end;
}

/** Letters, digits and `+ - . / = _ ~`. */
function isKeyCharacter(code: number): boolean {
	return (
		(code >= 48 && code <= 57) ||
		(code >= 65 && code <= 90) ||
		(code >= 97 && code <= 122) ||
		code === 43 ||
		(code >= 45 && code <= 47) ||
		code === 61 ||
		code === 95 ||
		code === 126
	);
}

function findInChain(text: string, chain: readonly Piece[], keyPatterns: readonly RegExp[]): SecretSpan[] {
	const windows = chain.slice(0, -1).flatMap((_, first) =>
		[2, 3, 4]
			.filter(count => first + count <= chain.length)
			.flatMap(count => {
				const pieces = chain.slice(first, first + count);
				return [...findKey(text, pieces, keyPatterns), ...findShape(text, pieces, fixedShapes)];
			}),
	);
	return [...windows, ...randomRuns(text, chain).flatMap(pieces => findShape(text, pieces, openShapes))];
}

const fixedShapes = secretShapes.filter(({fixed}) => fixed);
const openShapes = secretShapes.filter(({fixed}) => !fixed);

/** Pieces in a row of which all but the first look drawn by lot. */
function randomRuns(text: string, chain: readonly Piece[]): Piece[][] {
	const runs: Piece[][] = [];
	for (const piece of chain) {
		const value = text.slice(piece.start, piece.end);
		if (runs.length > 0 && (looksLikePiece(value) || isMixed(value))) runs.at(-1)?.push(piece);
		else runs.push([piece]);
	}
	return runs.filter(({length}) => length > 1);
}

function findKey(text: string, pieces: readonly Piece[], keyPatterns: readonly RegExp[]): SecretSpan[] {
	const joined = joinedText(text, pieces);
	if (joined.length < 20 || joined.length > 400) return [];
	return keyPatterns.flatMap(pattern =>
		[...joined.matchAll(new RegExp(pattern.source, withFlag(pattern.flags, 'g')))].flatMap(match => {
			const span = spanInText(pieces, match.index, match.index + match[0].length);
			if (span === undefined || text[span.end] === '-' || text[span.start - 1] === '-') return [];
			return standsForHash(text, span) ? [] : [{...span, kind: 'api_key' as const}];
		}),
	);
}

function findShape(text: string, pieces: readonly Piece[], shapes: readonly Shape[]): SecretSpan[] {
	const joined = joinedText(text, pieces);
	return shapes.flatMap(shape =>
		matchesOfShape(joined, shape).flatMap(({start, end, kind}) => {
			const span = spanInText(pieces, start, end);
			return span === undefined ? [] : [{...span, kind}];
		}),
	);
}

/** The rest of a key on the next line: no word, no number, no name of a model. */
function looksLikePiece(value: string): boolean {
	return looksRandom(value.replace(/[.,]$/, ''), 8);
}

/** Letters drawn by lot may read like words; behind the beginning of a key they are its rest. */
function isMixed(value: string): boolean {
	return (
		value.length >= 10 && value.length <= mostOfPiece && (value.match(/[a-z][A-Z\d]/g)?.length ?? 0) >= 2
	);
}

function joinedText(text: string, pieces: readonly Piece[]): string {
	return pieces.map(({start, end}) => text.slice(start, end)).join('');
}

/** Where a part of the joined text stands in the text; undefined where it lies within one piece. */
function spanInText(pieces: readonly Piece[], from: number, to: number): Piece | undefined {
	const first = placeInText(pieces, from);
	const last = placeInText(pieces, to - 1);
	if (first === undefined || last === undefined || first.piece === last.piece) return undefined;
	return {start: first.at, end: last.at + 1};
}

function placeInText(pieces: readonly Piece[], offset: number): {piece: number; at: number} | undefined {
	let left = offset;
	for (const [piece, {start, end}] of pieces.entries()) {
		if (left < end - start) return {piece, at: start + left};
		left -= end - start;
	}
	return undefined;
}

/** A secret in a known place that goes on alone on the next line. */
export function withContinuation(text: string, span: SecretSpan): SecretSpan {
	let {end} = span;
	for (let lines = 0; lines < mostPieces; lines++) {
		jointHere.lastIndex = end;
		const match = jointHere.exec(text);
		if (match === null) break;
		const start = end + match[0].length;
		const pieceEnd = runEnd(text, start);
		const behind = text.slice(pieceEnd, pieceEnd + 3);
		if (
			!isRest(text.slice(start, pieceEnd)) ||
			!/^(?:$|["'`,;)\]}\\]{0,2}\s|["'`,;)\]}\\]{1,3}$)/.test(behind)
		)
			break;
		end = pieceEnd;
	}
	return end === span.end ? span : {...span, end};
}

/** A secret that goes on behind a gap, as the text of a screenshot has it. */
export function overGap(text: string, span: SecretSpan): SecretSpan {
	let {end} = span;
	for (let gaps = 0; gaps < mostPieces; gaps++) {
		gap.lastIndex = end;
		const start = end + (gap.exec(text)?.[0].length ?? 0);
		const pieceEnd = runEnd(text, start);
		const piece = text.slice(start, pieceEnd);
		if (start === end || isUuid(piece) || !looksLikePiece(piece)) break;
		end = pieceEnd;
	}
	return end === span.end ? span : {...span, end};
}

const gap = / {1,3}/y;

function isRest(value: string): boolean {
	return (
		looksLikePiece(value) ||
		(/^(?=[A-Za-z]*\d)[A-Za-z0-9+/_]{12,2000}={0,2}$/.test(value) && !isPlaceholder(value))
	);
}

/** base64 that hides a header or a key: the text within is looked at in the same way. */
export function findEncoded(text: string, kindOf: (plain: string) => SecretKind | undefined): SecretSpan[] {
	const run = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{20,100000}={0,2}/g;
	return [...text.matchAll(run)].flatMap(match => {
		const start = match.index;
		const firstEnd = start + match[0].length;
		for (const end of [endOfFolded(text, firstEnd), firstEnd]) {
			const plain = decoded(text.slice(start, end));
			const kind = plain === undefined ? undefined : kindOf(plain);
			if (kind !== undefined) return [{start, end, kind}];
		}
		return [];
	});
}

/** base64 is folded at a fixed width: the lines that follow belong to it. */
function endOfFolded(text: string, firstEnd: number): number {
	let end = firstEnd;
	for (let lines = 0; lines < mostPieces; lines++) {
		const next = /^\r?\n[ \t>]{0,20}([A-Za-z0-9+/_-]{4,76}={0,2})(?=\s|["'`]|$)/.exec(
			text.slice(end, end + 120),
		);
		if (next === null) return end;
		end += next[0].length;
	}
	return end;
}

/** Undefined where the base64 does not hold readable text. */
function decoded(value: string): string | undefined {
	const head = Buffer.from(value.replace(/\s/g, '').slice(0, 64), 'base64').toString('latin1');
	if (!/^[\t\n\r\x20-\x7e]{14,}$/.test(head)) return undefined;
	const plain = Buffer.from(value.replace(/\s/g, ''), 'base64').toString('latin1');
	return /^[\t\n\r\x20-\x7e]+$/.test(plain) ? plain : undefined;
}

function withFlag(flags: string, flag: string): string {
	return flags.includes(flag) ? flags : flags + flag;
}
