import {tokenize} from './tokenize.ts';

/** How people put a question that a cause answers: the examples that are learned from. */
export type Wordings = {readonly causeId: string; readonly examples: readonly string[]};

/** How much a text's words alone speak for a cause. */
export type Resemblance = {
	readonly causeId: string;
	/** Of all causes, from 0 to 1. */
	readonly share: number;
	/** The example of this cause that comes nearest. */
	readonly example: string;
};

/** The causes that a text's words speak for more than chance would, best first. */
export type Resemble = (text: string) => readonly Resemblance[];

/** What was learned: plain, so that it can be kept. */
export type Learned = {
	readonly causeIds: readonly string[];
	/** The examples' texts, and the number of the cause of each. */
	readonly texts: readonly string[];
	readonly causes: Int32Array;
	/** The examples' vectors one behind the other, and where each begins. */
	readonly vectors: Vector;
	readonly begins: Int32Array;
	/** Each feature's number, and by that what it is worth. */
	readonly numbers: ReadonlyMap<string, number>;
	readonly worths: Float64Array;
	readonly weights: Float32Array;
};

/**
 * Learns from examples which words speak for which cause: a multinomial logistic regression over the stems,
 * the pairs of neighbouring stems and, where words are not set apart, the pairs of letters, rare ones counting more
 * (TF-IDF, unit length). The same examples always give the same weights.
 */
export function learnWordings(wordings: readonly Wordings[]): Learned {
	const causeIds = wordings.map(({causeId}) => causeId);
	const examples = wordings.flatMap(({examples}, cause) =>
		examples.map(text => ({text, cause, features: featuresOf(text)})),
	);
	const vocabulary = countFeatures(examples.map(({features}) => features));
	const lessons = examples.map(({cause, features}) => ({cause, vector: weigh(features, vocabulary)}));
	return {
		causeIds,
		texts: examples.map(({text}) => text),
		causes: Int32Array.from(examples, ({cause}) => cause),
		...joined(lessons.map(({vector}) => vector)),
		...vocabulary,
		weights: descend(lessons, {causes: causeIds.length, features: vocabulary.numbers.size}),
	};
}

/** Tells which causes a text's words speak for, by what was learned. */
export function resembleBy(learned: Learned): Resemble {
	const {causeIds, texts, causes, vectors, begins, weights} = learned;
	return text => {
		const vector = weigh(featuresOf(text), learned);
		if (vector.features.length === 0) return [];
		const shares = softmax(scoresOf(vector, weights, causeIds.length));
		const asked = new Map([...vector.features].map((feature, at) => [feature, vector.values[at] ?? 0]));
		return causeIds
			.map((causeId, cause) => ({causeId, cause, share: shares[cause] ?? 0}))
			.filter(({share}) => share > 1 / causeIds.length)
			.sort((a, b) => b.share - a.share)
			.map(({causeId, cause, share}) => ({causeId, share, example: nearest(cause, asked)}));
	};

	function nearest(cause: number, asked: ReadonlyMap<number, number>): string {
		let best = {likeness: -1, text: ''};
		for (const [index, text] of texts.entries()) {
			if (causes[index] !== cause) continue;
			const likeness = product(vectorAt(index), asked);
			if (likeness > best.likeness) best = {likeness, text};
		}
		return best.text;
	}

	function vectorAt(index: number): Vector {
		const [begin, end] = [begins[index], begins[index + 1]];
		return {features: vectors.features.subarray(begin, end), values: vectors.values.subarray(begin, end)};
	}
}

function joined(all: readonly Vector[]): Pick<Learned, 'vectors' | 'begins'> {
	const begins = new Int32Array(all.length + 1);
	for (const [index, {features}] of all.entries()) begins[index + 1] = (begins[index] ?? 0) + features.length;
	const length = begins[all.length] ?? 0;
	const vectors = {features: new Int32Array(length), values: new Float64Array(length)};
	for (const [index, {features, values}] of all.entries()) {
		vectors.features.set(features, begins[index]);
		vectors.values.set(values, begins[index]);
	}
	return {vectors, begins};
}

/** More terms than a message has; a pasted log goes on and on about one thing. */
const mostTerms = 400;

const longestText = 20_000;

const removed = /\[removed: [^\]\n]{1,40}\]/g;

/** Writing in which no space stands between words. */
const unspaced = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,200}/g;

function featuresOf(text: string): ReadonlySet<string> {
	const words = text.slice(0, longestText).replaceAll(removed, ' ');
	const terms = tokenize(words).slice(0, mostTerms);
	const features = new Set(terms);
	for (const [at, term] of terms.entries()) if (at > 0) features.add(`${terms[at - 1]} ${term}`);
	for (const [run] of words.matchAll(unspaced)) {
		for (let at = 0; at + 2 <= run.length; at++) features.add(run.slice(at, at + 2));
	}
	return features;
}

/** Each feature's number and what it is worth: the rarer, the more. A pair that stands in one example alone tells nothing. */
type Vocabulary = Pick<Learned, 'numbers' | 'worths'>;

function countFeatures(all: readonly ReadonlySet<string>[]): Vocabulary {
	const counts = new Map<string, number>();
	for (const features of all)
		for (const feature of features) counts.set(feature, (counts.get(feature) ?? 0) + 1);
	return {
		numbers: new Map([...counts.keys()].map((feature, number) => [feature, number])),
		worths: Float64Array.from(counts.values(), count => Math.log(1 + all.length / count)),
	};
}

/** A text as numbers of its features with their worth, of length 1. */
type Vector = {readonly features: Int32Array; readonly values: Float64Array};

function weigh(features: ReadonlySet<string>, {numbers, worths}: Vocabulary): Vector {
	const known = Int32Array.from([...features].flatMap(feature => numbers.get(feature) ?? []));
	const values = Float64Array.from(known, number => worths[number] ?? 0);
	const length = Math.hypot(...values);
	return {features: known, values: values.map(worth => worth / length)};
}

const rounds = 6;
const rate = 0.5;
/** A cause that is this little off learns nothing from an example. */
const near = 0.015;

/**
 * Stochastic gradient descent, each weight with a rate of its own (AdaGrad: Duchi, Hazan, Singer 2011).
 * The weights of a feature for all causes stand beside each other.
 */
function descend(
	lessons: readonly {readonly cause: number; readonly vector: Vector}[],
	size: {readonly causes: number; readonly features: number},
): Float32Array {
	const weights = new Float32Array(size.features * size.causes);
	const slopes = new Float32Array(size.features * size.causes).fill(1e-8);
	const order = lessons.map((_, index) => index);
	let seed = 1;
	for (let round = 0; round < rounds; round++) {
		for (let index = order.length - 1; index > 0; index--) {
			seed = (seed * 16_807) % 2_147_483_647;
			const other = seed % (index + 1);
			[order[index], order[other]] = [order[other] ?? 0, order[index] ?? 0];
		}
		for (const index of order) {
			const lesson = lessons[index];
			if (lesson !== undefined) learn(lesson.cause, lesson.vector);
		}
	}
	return weights;

	function learn(cause: number, {features, values}: Vector): void {
		const errors = softmax(scoresOf({features, values}, weights, size.causes));
		errors[cause] = (errors[cause] ?? 0) - 1;
		const wrong = [...errors.keys()].filter(each => Math.abs(errors[each] ?? 0) > near);
		for (let at = 0; at < features.length; at++) {
			const row = (features[at] ?? 0) * size.causes;
			for (const each of wrong) {
				const slope = (errors[each] ?? 0) * (values[at] ?? 0);
				const sum = (slopes[row + each] ?? 0) + slope * slope;
				slopes[row + each] = sum;
				weights[row + each] = (weights[row + each] ?? 0) - (rate * slope) / Math.sqrt(sum);
			}
		}
	}
}

function scoresOf({features, values}: Vector, weights: Float32Array, causes: number): Float64Array {
	const scores = new Float64Array(causes);
	for (let at = 0; at < features.length; at++) {
		const row = (features[at] ?? 0) * causes;
		const value = values[at] ?? 0;
		for (let cause = 0; cause < causes; cause++) {
			scores[cause] = (scores[cause] ?? 0) + value * (weights[row + cause] ?? 0);
		}
	}
	return scores;
}

function softmax(scores: Float64Array): Float64Array {
	const top = Math.max(...scores);
	const powers = scores.map(score => Math.exp(score - top));
	const sum = powers.reduce((total, power) => total + power, 0);
	return powers.map(power => power / sum);
}

function product({features, values}: Vector, other: ReadonlyMap<number, number>): number {
	let sum = 0;
	for (let at = 0; at < features.length; at++) {
		sum += (values[at] ?? 0) * (other.get(features[at] ?? 0) ?? 0);
	}
	return sum;
}
