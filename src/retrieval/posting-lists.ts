import type {DatabaseSync} from 'node:sqlite';
import {type PageWords, shareUnit, type WeighedWords} from './page-words.ts';

/**
 * The inverted index: for each term the pages that have it, and of each page the bags, each with its share of the
 * term's worth. A term's list is kept in pieces, one for a range of page numbers, so that a page that changes
 * rewrites little.
 */
export type PostingLists = {
	/** Puts a page's words in the lists. What it had before has to be dropped first. */
	readonly put: (page: number, words: WeighedWords) => void;
	readonly drop: (page: number, before: PageWords) => void;
	/** Writes what was put and dropped since the last time; little of it is found before. */
	readonly flush: () => void;
	readonly forget: () => void;
	/** How many pages have the term. */
	readonly pagesWith: (term: number) => number;
	/** Adds to the score of each bag what a term is worth to it. */
	readonly addWorth: (board: ScoreBoard, term: {readonly number: number; readonly worth: number}) => void;
};

/** A score for each bag of each page. */
export type ScoreBoard = {
	/** By the number of a page the place of its first score; one more at the end. A page that is not there has no scores. */
	readonly starts: Uint32Array;
	readonly scores: Float64Array;
};

export const postingTable = `
	CREATE TABLE posting (id INTEGER PRIMARY KEY, size INTEGER NOT NULL, pages BLOB NOT NULL);
`;

/** In pages. */
const rangeSize = 2048;
/** Changes of so many pages are in memory before they are written. */
const mostPending = rangeSize;

/** What the lists have of a page, and what they are to have in place of it. */
type Change = {readonly before?: PageWords; readonly words?: WeighedWords};

export function openPostings(database: DatabaseSync): PostingLists {
	const sql = {
		list: database.prepare('SELECT id, size, pages FROM posting WHERE id BETWEEN ? AND ?'),
		size: database.prepare('SELECT sum(size) AS size FROM posting WHERE id BETWEEN ? AND ?'),
		piece: database.prepare('SELECT size, pages FROM posting WHERE id = ?'),
		write: database.prepare('INSERT OR REPLACE INTO posting (id, size, pages) VALUES (?, ?, ?)'),
		remove: database.prepare('DELETE FROM posting WHERE id = ?'),
	};
	const kept = createCache();
	const pending = new Map<number, Change>();
	const note = (page: number, change: Change) => {
		pending.set(page, {...pending.get(page), ...change});
		if (pending.size >= mostPending) flush();
	};
	const flush = () => {
		for (const [range, pages] of Map.groupBy(pending.keys(), page => Math.floor(page / rangeSize))) {
			const changes = pages.map(page => ({...pending.get(page), offset: page % rangeSize}));
			changePieces(changes, {
				read: term => {
					const row = sql.piece.get(idOf(term, range));
					return row === undefined ? nothing : {size: Number(row.size), bytes: row.pages as Uint8Array};
				},
				write: (term, {size, bytes}) => {
					if (size === 0) sql.remove.run(idOf(term, range));
					else sql.write.run(idOf(term, range), size, bytes);
				},
			});
		}
		pending.clear();
		kept.clear();
	};
	const listOf = (term: number): readonly RangedPiece[] => {
		const known = kept.get(term);
		if (known !== undefined) return known;
		const list = sql.list.all(idOf(term, 0), idOf(term, mostRanges - 1)).map(({id, size, pages}) => ({
			first: (Number(id) % mostRanges) * rangeSize,
			size: Number(size),
			bytes: pages as Uint8Array,
		}));
		kept.put(term, list);
		return list;
	};
	return {
		put: (page, words) => note(page, {words}),
		drop: (page, before) => note(page, {before}),
		flush,
		forget() {
			pending.clear();
			kept.clear();
		},
		pagesWith(term) {
			const known = kept.get(term);
			if (known !== undefined) return known.reduce((sum, {size}) => sum + size, 0);
			return Number(sql.size.get(idOf(term, 0), idOf(term, mostRanges - 1))?.size ?? 0);
		},
		addWorth(board, {number, worth}) {
			for (const piece of listOf(number)) addPiece(board, piece, worth);
		},
	};
}

/** The pieces of a list follow one another. */
function idOf(term: number, range: number): number {
	return term * mostRanges + range;
}

/** Of a term; with the bits of its number it is what a double holds exactly. */
const mostRanges = 2 ** 20;

type RangedPiece = Piece & {readonly first: number};

/** Lists that were read last: members ask in the same words as others before them. */
function createCache() {
	const lists = new Map<number, readonly RangedPiece[]>();
	let bytes = 0;
	const sizeOf = (list: readonly RangedPiece[]) =>
		list.reduce((sum, piece) => sum + piece.bytes.length, perList);
	const drop = (term: number) => {
		bytes -= sizeOf(lists.get(term) ?? []);
		lists.delete(term);
	};
	return {
		get(term: number): readonly RangedPiece[] | undefined {
			const list = lists.get(term);
			if (list === undefined) return undefined;
			lists.delete(term);
			lists.set(term, list);
			return list;
		},
		put(term: number, list: readonly RangedPiece[]): void {
			lists.set(term, list);
			bytes += sizeOf(list);
			for (const oldest of lists.keys()) {
				if (bytes <= mostKeptBytes) break;
				drop(oldest);
			}
		},
		clear(): void {
			lists.clear();
			bytes = 0;
		},
	};
}

const mostKeptBytes = 16 * 2 ** 20;
/** What a list takes beside its bytes, more or less. */
const perList = 300;

/** What a term's list says of the pages of a range; `size`: how many of them have it. */
type Piece = {readonly size: number; readonly bytes: Uint8Array};

/** For each page, ascending, its offset in the range and how many bags have the term; then the bags with their shares. */
function layOut({size, bytes}: Piece) {
	const {buffer, byteOffset, byteLength} = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice();
	const entries = (byteLength - size * 4) / 3;
	return {
		offsets: new Uint16Array(buffer, byteOffset, size),
		counts: new Uint16Array(buffer, byteOffset + size * 2, size),
		bags: new Uint16Array(buffer, byteOffset + size * 4, entries),
		shares: new Uint8Array(buffer, byteOffset + size * 4 + entries * 2, entries),
	};
}

const nothing: Piece = {size: 0, bytes: new Uint8Array()};

function addPiece({starts, scores}: ScoreBoard, piece: RangedPiece, worth: number): void {
	const {first} = piece;
	const {offsets, counts, bags, shares} = layOut(piece);
	const each = worth * shareUnit;
	let entry = 0;
	for (let index = 0; index < offsets.length; index++) {
		const page = first + (offsets[index] ?? 0);
		const start = starts[page] ?? 0;
		const size = (starts[page + 1] ?? 0) - start;
		for (const end = entry + (counts[index] ?? 0); entry < end; entry++) {
			const bag = bags[entry] ?? 0;
			// The page may just have changed, and have more bags than it had.
			if (bag < size) scores[start + bag] = (scores[start + bag] ?? 0) + each * (shares[entry] ?? 0);
		}
	}
}

type PlacedChange = Change & {readonly offset: number};

type Pieces = {
	readonly read: (term: number) => Piece;
	readonly write: (term: number, after: Piece) => void;
};

/** More than a range has pages; with the bits of a term's number it is what a double holds exactly. */
const mostChanges = 2 ** 13;

/** Changes the pieces of one range, each once, in the order of their terms. */
function changePieces(changes: readonly PlacedChange[], {read, write}: Pieces): void {
	const changed = changes.toSorted((a, b) => a.offset - b.offset);
	const isChanged = new Set(changed.map(({offset}) => offset));
	const order = termsOfAll(changed);
	/** Where each page's next term stands: all pages are read side by side. */
	const next = new Uint32Array(changed.length);
	for (let from = 0; from < order.length; ) {
		const term = Math.floor((order[from] ?? 0) / mostChanges);
		const added: Entries[] = [];
		for (; Math.floor((order[from] ?? 0) / mostChanges) === term; from++) {
			const index = (order[from] ?? 0) % mostChanges;
			const {words, offset = 0} = changed[index] ?? {};
			const at = next[index] ?? 0;
			if (words?.numbers[at] !== term) continue;
			next[index] = at + 1;
			added.push({offset, words, from: at === 0 ? 0 : (words.ends[at - 1] ?? 0), to: words.ends[at] ?? 0});
		}
		const before = read(term);
		const kept = entriesOf(before).filter(({offset}) => !isChanged.has(offset));
		const after = joinEntries(
			kept.length === 0 ? added : [...kept, ...added].sort((a, b) => a.offset - b.offset),
		);
		if (before.size !== after.size || Buffer.compare(before.bytes, after.bytes) !== 0) write(term, after);
	}
}

/** Every term of every change with the place of the change, in one number each, in ascending order. */
function termsOfAll(changes: readonly PlacedChange[]): Float64Array {
	const size = (terms: PageWords | undefined) => terms?.numbers.length ?? 0;
	const order = new Float64Array(
		changes.reduce((sum, {before, words}) => sum + size(before) + size(words), 0),
	);
	let place = 0;
	for (const [index, {before, words}] of changes.entries()) {
		for (const number of before?.numbers ?? []) order[place++] = number * mostChanges + index;
		for (const number of words?.numbers ?? []) order[place++] = number * mostChanges + index;
	}
	return order.sort();
}

/** The bags of a page that have a term: a part of the page's words, or of a piece. */
type Entries = {
	readonly offset: number;
	readonly words: Pick<WeighedWords, 'bags' | 'shares'>;
	readonly from: number;
	readonly to: number;
};

function entriesOf(piece: Piece): Entries[] {
	if (piece.size === 0) return [];
	const {offsets, counts, ...words} = layOut(piece);
	let to = 0;
	return Array.from(offsets, (offset, index) => {
		const from = to;
		to += counts[index] ?? 0;
		return {offset, words, from, to};
	});
}

/** Valid until the next call: most pieces are small, and memory of its own for each would cost more than all else. */
function joinEntries(all: readonly Entries[]): Piece {
	const count = all.reduce((sum, {from, to}) => sum + to - from, 0);
	const length = all.length * 4 + count * 3;
	if (scratch.length < length) scratch = new Uint8Array(length * 2);
	let offsetAt = 0;
	let countAt = all.length * 2;
	let bagAt = all.length * 4;
	let shareAt = bagAt + count * 2;
	const write = (value: number, at: number) => {
		scratch[at] = value;
		scratch[at + 1] = value >> 8;
	};
	for (const {offset, words, from, to} of all) {
		write(offset, offsetAt);
		write(to - from, countAt);
		offsetAt += 2;
		countAt += 2;
		for (let at = from; at < to; at++) {
			write(words.bags[at] ?? 0, bagAt);
			bagAt += 2;
			scratch[shareAt++] = words.shares[at] ?? 0;
		}
	}
	return {size: all.length, bytes: scratch.subarray(0, length)};
}

let scratch = new Uint8Array(1024);
