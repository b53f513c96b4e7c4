import {openDotProducts} from './dot-products.ts';

/** Vectors in memory, each with what it stands for. */
export type VectorSet<Owner> = {
	readonly size: () => number;
	/** How many numbers each vector has. */
	readonly length: number;
	readonly add: (vector: Int8Array, owner: Owner) => void;
	readonly drop: (isGone: (owner: Owner) => boolean) => void;
	/** The nearest ones, the nearest first. */
	readonly nearest: (vector: Float32Array, count: number) => readonly Near<Owner>[];
};

/** `similarity`: the cosine, from -1 to 1. */
export type Near<Owner> = {readonly owner: Owner; readonly similarity: number};

/**
 * Numbers as bytes, in parts of the largest one: a quarter of the memory of 32-bit numbers. Their length is no
 * longer 1; it does not matter to the cosine.
 */
export function toBytes(vector: Float32Array): Int8Array {
	const largest = vector.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
	return Int8Array.from(vector, number => Math.round((number / largest) * 127));
}

/** How many rows the memory grows by at least. */
const leastGrowth = 1024;
const pageBytes = 65_536;

/** A set for vectors of one length. It compares each: what is nearest is the nearest, but for the rounding to bytes. */
export function createVectorSet<Owner>(length: number): VectorSet<Owner> {
	const {memory, multiply} = openDotProducts();
	const rowBytes = Math.ceil(length / 16) * 16;
	const owners: Owner[] = [];
	const norms: number[] = [];
	/** The first row is the question's; where rows are longer than vectors, its end is 0 and theirs does not matter. The products come after the last row. */
	const placeOf = (row: number) => (row + 1) * rowBytes;

	function makeRoom(rows: number): void {
		const missing = placeOf(rows) + rows * 4 - memory.buffer.byteLength;
		if (missing <= 0) return;
		const growth = Math.max(missing, Math.min(rows, 32 * leastGrowth) * rowBytes, leastGrowth * rowBytes);
		memory.grow(Math.ceil(growth / pageBytes));
	}

	function write(place: number, vector: Int8Array): void {
		if (vector.length !== length) {
			throw new Error(`Cannot keep a vector: found ${vector.length} numbers, want ${length}`);
		}
		new Int8Array(memory.buffer, place, length).set(vector);
	}

	return {
		size: () => owners.length,
		length,
		add(vector, owner) {
			makeRoom(owners.length + 1);
			write(placeOf(owners.length), vector);
			owners.push(owner);
			norms.push(lengthOf(vector));
		},
		drop(isGone) {
			const bytes = new Int8Array(memory.buffer);
			let kept = 0;
			for (const [row, owner] of owners.entries()) {
				if (isGone(owner)) continue;
				if (row !== kept) {
					bytes.copyWithin(placeOf(kept), placeOf(row), placeOf(row + 1));
					owners[kept] = owner;
					norms[kept] = norms[row] ?? 0;
				}
				kept++;
			}
			owners.length = kept;
			norms.length = kept;
		},
		nearest(vector, count) {
			const query = toBytes(vector);
			write(0, query);
			const out = placeOf(owners.length);
			multiply(0, placeOf(0), owners.length, rowBytes, out);
			const products = new Int32Array(memory.buffer, out, owners.length);
			const norm = lengthOf(query);
			const similarityOf = (row: number) => (products[row] ?? 0) / (norm * (norms[row] ?? 1));
			return largest(owners.length, similarityOf, count).flatMap(row => {
				const owner = owners[row];
				return owner === undefined ? [] : [{owner, similarity: similarityOf(row)}];
			});
		},
	};
}

export function lengthOf(vector: Int8Array): number {
	let sum = 0;
	for (const number of vector) sum += number * number;
	return Math.sqrt(sum);
}

/** The places of the largest numbers, the largest first. What is too small is put away from time to time, not at once. */
function largest(places: number, numberAt: (place: number) => number, count: number): readonly number[] {
	let found: number[] = [];
	let least = Number.NEGATIVE_INFINITY;
	const putAway = () => {
		found = found.sort((a, b) => numberAt(b) - numberAt(a) || a - b).slice(0, count);
		least = found.length < count ? least : numberAt(found.at(-1) ?? 0);
	};
	for (let place = 0; place < places; place++) {
		if (numberAt(place) <= least) continue;
		found.push(place);
		if (found.length >= 2 * count) putAway();
	}
	putAway();
	return found;
}
