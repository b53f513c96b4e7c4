/** How much a field of a text counts, and how long the field usually is. */
export type FieldWeight = {
	readonly weight: number;
	/** Terms in a usual text: a longer one says each thing with less weight. */
	readonly usualLength: number;
	/** From 0, where length does not matter, to 1. */
	readonly lengthCounts: number;
};

export type Words = {readonly terms: readonly string[]; readonly concepts: readonly string[]};

/** What a text says: each of its terms with the weight that it has in all fields together. */
export type Bag = ReadonlyMap<string, number>;

/**
 * The term frequencies of BM25F (Robertson, Zaragoza, Taylor 2004), with usual lengths in place of averages:
 * a text keeps its bag when others come and go.
 */
export function fillBag(fields: readonly (FieldWeight & Words)[]): Bag {
	const bag = new Map<string, number>();
	for (const {terms, concepts, weight, usualLength, lengthCounts} of fields) {
		const each = weight / (1 - lengthCounts + (lengthCounts * terms.length) / usualLength);
		for (const term of terms) bag.set(term, (bag.get(term) ?? 0) + each);
		for (const concept of concepts) bag.set(concept, (bag.get(concept) ?? 0) + each);
	}
	return bag;
}

/**
 * The bags of a page as bytes, to be read without unpacking: the number of terms, their numbers in ascending
 * order, for each where its entries end, and the entries: which bag, which weight.
 */
export function packWords(bags: readonly Bag[]): Uint8Array {
	const entries = new Map<number, [bag: number, weight: number][]>();
	let count = 0;
	for (const [bag, terms] of bags.entries()) {
		for (const [term, weight] of terms) {
			const number = termNumber(term);
			const known = entries.get(number);
			if (known === undefined) entries.set(number, [[bag, weight]]);
			else known.push([bag, weight]);
			count++;
		}
	}
	const numbers = Uint32Array.from(entries.keys()).sort();
	const {bytes, ends, bagOf, weightOf} = layOut(new Uint8Array(4 + numbers.length * 8 + count * 4), numbers);
	let end = 0;
	for (const [index, number] of numbers.entries()) {
		for (const [bag, weight] of entries.get(number) ?? []) {
			bagOf[end] = bag;
			weightOf[end] = Math.min(Math.round(weight * weightUnit), 0xffff);
			end++;
		}
		ends[index] = end;
	}
	return bytes;
}

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
function layOut(bytes: Uint8Array, given?: Uint32Array) {
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
