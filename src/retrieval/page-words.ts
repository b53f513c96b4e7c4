/** How much a field of a text counts, and how long the field usually is. */
export type FieldWeight = {
	readonly weight: number;
	/** Terms in a usual text: a longer one says each thing with less weight. */
	readonly usualLength: number;
	/** From 0, where length does not matter, to 1. */
	readonly lengthCounts: number;
};

/** The numbers of a text's terms, as often as they stand there, and how long the text is. */
export type Words = {readonly terms: readonly number[]; readonly length: number};

/** What a text says: the number of each of its terms, with the weight that it has in all fields together. */
export type Bag = ReadonlyMap<number, number>;

/**
 * The term frequencies of BM25F (Robertson, Zaragoza, Taylor 2004), with usual lengths in place of averages:
 * a text keeps its bag when others come and go.
 */
export function fillBag(fields: readonly (FieldWeight & Words)[]): Bag {
	const bag = new Map<number, number>();
	for (const {terms, length, weight, usualLength, lengthCounts} of fields) {
		const each = weight / (1 - lengthCounts + (lengthCounts * length) / usualLength);
		for (const term of terms) bag.set(term, (bag.get(term) ?? 0) + each);
	}
	return bag;
}

/**
 * The bags of a page as bytes, to be read without unpacking: how many terms, their numbers in ascending order,
 * where the entries of each end, and the entries: which bag, which weight.
 */
export function packWords(bags: readonly Bag[]): Uint8Array {
	const count = bags.reduce((sum, bag) => sum + bag.size, 0);
	const bagAt = new Uint16Array(count);
	const weightAt = new Float64Array(count);
	/** The number of a term and the place of its entry in one number, which sorts without a function. */
	const order = new Float64Array(count);
	let place = 0;
	for (const [index, bag] of bags.entries()) {
		for (const [number, weight] of bag) {
			order[place] = number * mostEntries + place;
			bagAt[place] = index;
			weightAt[place] = weight;
			place++;
		}
	}
	order.sort();
	const numbers: number[] = [];
	for (const key of order) {
		const number = Math.floor(key / mostEntries);
		if (number !== numbers.at(-1)) numbers.push(number);
	}
	const {bytes, ends, bagOf, weightOf} = layOut(new Uint8Array(4 + numbers.length * 8 + count * 4), numbers);
	let term = 0;
	for (let end = 0; end < count; end++) {
		const key = order[end] ?? 0;
		if (Math.floor(key / mostEntries) !== numbers[term]) term++;
		bagOf[end] = bagAt[key % mostEntries] ?? 0;
		weightOf[end] = Math.min(Math.round((weightAt[key % mostEntries] ?? 0) * weightUnit), 0xffff);
		ends[term] = end + 1;
	}
	return bytes;
}

/** More than any page has; with the 32 bits of a term's number it is what a double holds exactly. */
const mostEntries = 2 ** 21;

/** Weights are kept as whole numbers of this part of 1, in 16 bits: half the bytes of a search are theirs. */
const weightUnit = 256;

export type PageWords = {
	/** Ascending. */
	readonly numbers: Uint32Array;
	/** Calls back for each bag that has the term. */
	readonly find: (number: number, found: (bag: number, weight: number) => void) => void;
};

export function readWords(bytes: Uint8Array): PageWords {
	const {numbers, ends, bagOf, weightOf} = layOut(bytes.byteOffset % 4 === 0 ? bytes : bytes.slice());
	return {
		numbers,
		find(number, found) {
			const index = indexIn(numbers, number);
			if (index === -1) return;
			const end = ends[index] ?? 0;
			for (let at = index === 0 ? 0 : (ends[index - 1] ?? 0); at < end; at++) {
				found(bagOf[at] ?? 0, (weightOf[at] ?? 0) / weightUnit);
			}
		},
	};
}

/** The parts of the bytes; `numbers` are written first where they are given. */
function layOut(bytes: Uint8Array, given?: readonly number[]) {
	const {buffer, byteOffset, byteLength} = bytes;
	const header = new Uint32Array(buffer, byteOffset, byteLength === 0 ? 0 : 1);
	if (given !== undefined) header[0] = given.length;
	const size = header[0] ?? 0;
	const numbers = new Uint32Array(buffer, byteOffset + header.byteLength, size);
	if (given !== undefined) numbers.set(given);
	const entries = (byteLength - header.byteLength - size * 8) / 4;
	const ends = new Uint32Array(buffer, numbers.byteOffset + size * 4, size);
	const bagOf = new Uint16Array(buffer, ends.byteOffset + size * 4, entries);
	const weightOf = new Uint16Array(buffer, bagOf.byteOffset + entries * 2, entries);
	return {bytes, numbers, ends, bagOf, weightOf};
}

function indexIn(numbers: Uint32Array, wanted: number): number {
	let low = 0;
	let high = numbers.length - 1;
	while (low <= high) {
		const middle = (low + high) >> 1;
		const number = numbers[middle] ?? 0;
		if (number === wanted) return middle;
		if (number < wanted) low = middle + 1;
		else high = middle - 1;
	}
	return -1;
}

/** Share of the terms of either page that both have. */
export function likeness(a: PageWords, b: PageWords): number {
	let common = 0;
	for (let i = 0, j = 0; i < a.numbers.length && j < b.numbers.length; ) {
		const difference = (a.numbers[i] ?? 0) - (b.numbers[j] ?? 0);
		if (difference === 0) common++;
		if (difference <= 0) i++;
		if (difference >= 0) j++;
	}
	return common / Math.max(1, a.numbers.length + b.numbers.length - common);
}

const numberOf = new Map<string, number>();
const numberLimit = 500_000;

/** A number of 32 bits for a term (FNV-1a). That two terms of one question share one is too rare to matter. */
export function termNumber(term: string): number {
	const known = numberOf.get(term);
	if (known !== undefined) return known;
	let number = 0x811c9dc5;
	for (let index = 0; index < term.length; index++) {
		number = Math.imul(number ^ term.charCodeAt(index), 0x01000193);
	}
	if (numberOf.size >= numberLimit) numberOf.clear();
	numberOf.set(term, number >>> 0);
	return number >>> 0;
}
