/** How much of each field of a text counts, and how long the field usually is. */
export type FieldWeight = {
	readonly weight: number;
	/** Terms in a usual text: a longer one says each thing with less weight. */
	readonly usualLength: number;
	/** From 0, where length does not matter, to 1. */
	readonly lengthCounts: number;
};

/** The terms of one field. */
export type Field = FieldWeight & {readonly terms: readonly string[]; readonly concepts: readonly string[]};

/** What a text says: each of its terms with the weight that it has in all fields together. */
export type Bag = ReadonlyMap<string, number>;

/** The term frequencies of BM25F (Robertson, Zaragoza, Taylor 2004), with usual lengths in place of averages: a text keeps its bag when others come and go. */
export function fillBag(fields: readonly Field[]): Bag {
	const bag = new Map<string, number>();
	for (const {terms, concepts, weight, usualLength, lengthCounts} of fields) {
		const each = weight / (1 - lengthCounts + (lengthCounts * terms.length) / usualLength);
		for (const term of terms) bag.set(term, (bag.get(term) ?? 0) + each);
		for (const concept of concepts) bag.set(concept, (bag.get(concept) ?? 0) + each);
	}
	return bag;
}

/** A bag as bytes: the numbers of its terms in ascending order, then their weights. */
export function packBag(bag: Bag): Uint8Array {
	// A term's number and its place in the bag as one number, which sorts without a function.
	const order = Float64Array.from(bag.keys(), (term, place) => termNumber(term) * mostTerms + place).sort();
	const weightAt = Float32Array.from(bag.values());
	const bytes = new Uint8Array(order.length * 8);
	const numbers = new Uint32Array(bytes.buffer, 0, order.length);
	const weights = new Float32Array(bytes.buffer, order.length * 4, order.length);
	for (const [index, key] of order.entries()) {
		numbers[index] = Math.floor(key / mostTerms);
		weights[index] = weightAt[key % mostTerms] ?? 0;
	}
	return bytes;
}

/** More terms than any page has; with the 32 bits of a number it fits what a double holds exactly. */
const mostTerms = 2 ** 20;

/** The numbers of a packed bag's terms, ascending. */
export function termNumbers(bytes: Uint8Array): Uint32Array {
	const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
	return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 8);
}

/** Looks terms up in a packed bag; 0 for a term that it does not hold. */
export function weightIn(bytes: Uint8Array): (term: number) => number {
	const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
	const numbers = termNumbers(aligned);
	const weights = new Float32Array(aligned.buffer, aligned.byteOffset + numbers.byteLength, numbers.length);
	return term => {
		let low = 0;
		let high = numbers.length - 1;
		while (low <= high) {
			const middle = (low + high) >> 1;
			const number = numbers[middle] ?? 0;
			if (number === term) return weights[middle] ?? 0;
			if (number < term) low = middle + 1;
			else high = middle - 1;
		}
		return 0;
	};
}

const numberOf = new Map<string, number>();
const numberLimit = 500_000;

/** A number of 32 bits for a term (FNV-1a). That two terms of one question share one is too rare to matter. */
export function termNumber(term: string): number {
	const before = numberOf.get(term);
	if (before !== undefined) return before;
	let number = 0x811c9dc5;
	for (let index = 0; index < term.length; index++) {
		number = Math.imul(number ^ term.charCodeAt(index), 0x01000193);
	}
	if (numberOf.size >= numberLimit) numberOf.clear();
	numberOf.set(term, number >>> 0);
	return number >>> 0;
}
