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

/** What a text says: the numbers of its terms, as often as they stand there, each time with a weight; a term has their sum. */
export type Bag = {readonly numbers: readonly number[]; readonly weights: readonly number[]};

/**
 * The term frequencies of BM25F (Robertson, Zaragoza, Taylor 2004), with usual lengths in place of averages:
 * a text keeps its bag when others come and go.
 */
export function fillBag(fields: readonly (FieldWeight & Words)[]): Bag {
	const numbers: number[] = [];
	const weights: number[] = [];
	for (const {terms, length, weight, usualLength, lengthCounts} of fields) {
		const each = weight / (1 - lengthCounts + (lengthCounts * length) / usualLength);
		for (let index = 0; index < terms.length; index++) {
			numbers.push(terms[index] ?? 0);
			weights.push(each);
		}
	}
	return {numbers, weights};
}

/** The numbers of the terms of a page, ascending. */
export type PageWords = {readonly numbers: Uint32Array};

/** What a page says: its terms, and for each the bags that have it, one after another, and where those of the next begin. */
export type WeighedWords = PageWords & {
	readonly ends: Uint32Array;
	readonly bags: Uint16Array;
	/** Of the term's worth, in units of `shareUnit`. */
	readonly shares: Uint8Array;
};

/**
 * The bags of a page together: first the page as a whole, then its parts. Bags beyond the 65,535th are left out,
 * no page for people has as many.
 */
export function joinBags(all: readonly Bag[]): WeighedWords {
	const bags = all.slice(0, 2 ** 16);
	const count = bags.reduce((sum, {numbers}) => sum + numbers.length, 0);
	const bagAt = new Uint16Array(count);
	const weightAt = new Float64Array(count);
	/** The number of a term and the place of its word in one number, which sorts without a function. */
	const order = new Float64Array(count);
	let place = 0;
	for (const [bag, {numbers, weights}] of bags.entries()) {
		for (let index = 0; index < numbers.length; index++) {
			order[place] = (numbers[index] ?? 0) * mostWords + place;
			bagAt[place] = bag;
			weightAt[place] = weights[index] ?? 0;
			place++;
		}
	}
	order.sort();
	return joinRepeated({order, bagAt, weightAt});
}

/** More than any page has; with the bits of a term's number it is what a double holds exactly. */
const mostWords = 2 ** 21;

type SortedWords = {
	readonly order: Float64Array;
	readonly bagAt: Uint16Array;
	readonly weightAt: Float64Array;
};

/** One entry for all words of a bag that are the same. */
function joinRepeated({order, bagAt, weightAt}: SortedWords): WeighedWords {
	const numbers = new Uint32Array(order.length);
	const ends = new Uint32Array(order.length);
	const bags = new Uint16Array(order.length);
	const weights = new Float64Array(order.length);
	let terms = 0;
	let entries = 0;
	for (const key of order) {
		const number = Math.floor(key / mostWords);
		const place = key - number * mostWords;
		const isNew = terms === 0 || numbers[terms - 1] !== number;
		if (isNew) numbers[terms++] = number;
		if (isNew || bags[entries - 1] !== bagAt[place]) bags[entries++] = bagAt[place] ?? 0;
		weights[entries - 1] = (weights[entries - 1] ?? 0) + (weightAt[place] ?? 0);
		ends[terms - 1] = entries;
	}
	const shares = new Uint8Array(entries);
	for (let entry = 0; entry < entries; entry++) {
		shares[entry] = Math.round(shareOf(weights[entry] ?? 0, bags[entry] ?? 0) / shareUnit) || 1;
	}
	return {
		numbers: numbers.slice(0, terms),
		ends: ends.slice(0, terms),
		bags: bags.slice(0, entries),
		shares,
	};
}

/** How soon more of a term adds nothing: at this weight it has half of the most that it can have. */
const saturation = {page: 1.2, part: 1.1} as const;

/** What a text has of the worth of a term that has this weight in it, after BM25: a weight of 1 gives all of it, more gives more. */
function shareOf(weight: number, bag: number): number {
	const half = bag === 0 ? saturation.page : saturation.part;
	return (weight * (half + 1)) / (weight + half);
}

/** Shares are kept as whole numbers of this, in 8 bits. */
export const shareUnit = (saturation.page + 1) / 255;

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

/**
 * A number of 31 bits for a term (FNV-1a): as many as V8 keeps without a heap object for each. That two terms of
 * one question share one is too rare to matter.
 */
export function termNumber(term: string): number {
	let number = 0x811c9dc5;
	for (let index = 0; index < term.length; index++) {
		number = Math.imul(number ^ term.charCodeAt(index), 0x01000193);
	}
	return number >>> 1;
}
