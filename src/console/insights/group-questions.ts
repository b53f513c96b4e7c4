/** Questions that say alike, and by which words. */
export type QuestionGroup<Question> = {
	/** The ones most like all the others first. */
	readonly questions: readonly Question[];
	/** The words that they share and others do not, strongest first, as they are written most often. */
	readonly words: readonly string[];
};

export type Grouped<Question> = {
	/** Largest first. */
	readonly groups: readonly QuestionGroup<Question>[];
	/** Those that are like no other. */
	readonly alone: readonly Question[];
};

/** With fewer questions than this, words that are shared tell nothing. */
export const leastToGroup = 20;

/** So much alike, on the average, are two groups that become one. */
const alikeFrom = 0.16;
const leastInGroup = 3;
const mostWords = 6;
/** Who shares a single word may mean anything by it. */
const leastWords = 2;
/** A word that more of all questions have than this share sets none apart. */
const commonFrom = 0.35;
const mostTerms = 120;

/**
 * Groups questions by likeness of their words: each is a vector of its terms, rare ones counting more (TF-IDF,
 * length 1), and the two most alike groups become one until none are alike enough (average linkage). The same
 * questions in the same order always give the same groups.
 */
export function groupQuestions<Question extends {readonly excerpt: string}>(
	questions: readonly Question[],
	/** The terms of a text; those of one word too. */
	termsOf: (text: string) => readonly string[],
): Grouped<Question> {
	if (questions.length < leastToGroup) return {groups: [], alone: questions};
	const texts = questions.map(({excerpt}) => withoutMarks(excerpt));
	const vectors = weigh(texts.map(text => new Set(termsOf(text).filter(isTelling).slice(0, mostTerms))));
	const merged = merge(likenesses(vectors));
	const groups = merged
		.filter(members => members.length >= leastInGroup)
		.map(members => {
			const centre = sumOf(members.map(index => vectors[index] ?? new Map()));
			const nearest = members.toSorted(
				(a, b) => product(vectors[b], centre) - product(vectors[a], centre) || a - b,
			);
			return {
				questions: nearest.flatMap(index => questions[index] ?? []),
				words: wordsOf(centre, {texts: members.map(index => texts[index] ?? ''), termsOf}),
			};
		})
		.filter(({words}) => words.length >= leastWords)
		.toSorted(
			(a, b) => b.questions.length - a.questions.length || (a.words.join() < b.words.join() ? -1 : 1),
		);
	const grouped = new Set(groups.flatMap(group => group.questions));
	return {groups, alone: questions.filter(question => !grouped.has(question))};
}

/** What stands for a secret that was removed is nobody's word, and every address of a service reads like the next. */
function withoutMarks(text: string): string {
	return text.replaceAll(/\[removed: [^\]\n]{1,40}\]|\b(?:wss?|https?):\/\/\S{1,2000}/g, ' ');
}

/** Words that hold sentences together, as stems; in a few questions they are not common enough to be told by that. */
const fillers = new Set(
	`a about after again all also am an and ani anyon are as at be becaus been befor but by can cannot could did do doe
	doesn doesnt don dont eg either etc even ever for from get getting go got had ha has have help hello hei hey hi how i
	ie if im in into is isn isnt it itself iv ive just keep know like ll me mean my need no not now of off ok on onc onli
	or other our out pleas put re s so some someth still t thank that the their them then there these thei they thi thing
	this to too tri try us use ve veri wa want was wai way we were what when where which while who whi why will with wont
	work would you your yes`.split(/\s+/),
);

function isTelling(term: string): boolean {
	return term.length > 1 && !fillers.has(term);
}

/** Terms with what they are worth. */
type Vector = ReadonlyMap<string, number>;

function weigh(all: readonly ReadonlySet<string>[]): readonly Vector[] {
	const counts = new Map<string, number>();
	for (const terms of all) for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
	return all.map(terms => {
		const known = [...terms].flatMap(term => {
			const count = counts.get(term) ?? 0;
			// Who alone has a word is like nobody by it, and no less like others for it: half its worth.
			if (count > commonFrom * all.length) return [];
			return [[term, Math.log(1 + all.length / count) * (count === 1 ? 0.5 : 1)] as const];
		});
		const length = Math.hypot(...known.map(([, worth]) => worth));
		return new Map(known.map(([term, worth]) => [term, worth / length]));
	});
}

/** How alike each two are, from 0 to 1: a row for each. */
function likenesses(vectors: readonly Vector[]): readonly Float64Array[] {
	const rows = vectors.map(() => new Float64Array(vectors.length));
	const having = new Map<string, {readonly index: number; readonly worth: number}[]>();
	for (const [index, vector] of vectors.entries()) {
		for (const [term, worth] of vector) {
			const others = having.get(term) ?? [];
			for (const other of others) add(index, other.index, worth * other.worth);
			others.push({index, worth});
			having.set(term, others);
		}
	}
	return rows;

	function add(a: number, b: number, likeness: number): void {
		const [rowA, rowB] = [rows[a], rows[b]];
		if (rowA) rowA[b] = (rowA[b] ?? 0) + likeness;
		if (rowB) rowB[a] = (rowB[a] ?? 0) + likeness;
	}
}

/** Makes one of the two most alike until none are; gives the members of each, in the order of the questions. */
function merge(rows: readonly Float64Array[]): readonly (readonly number[])[] {
	const members = new Map(rows.map((_, index) => [index, [index]]));
	const best = new Map(rows.map((_, index) => [index, nearestOf(index)]));
	for (;;) {
		let pair: {readonly a: number; readonly b: number; readonly likeness: number} | undefined;
		for (const [a, {b, likeness}] of best) {
			if (likeness >= alikeFrom && likeness > (pair?.likeness ?? 0)) pair = {a, b, likeness};
		}
		if (pair === undefined) break;
		join(Math.min(pair.a, pair.b), Math.max(pair.a, pair.b));
	}
	return [...members.values()].map(group => group.toSorted((a, b) => a - b));

	function nearestOf(index: number): {b: number; likeness: number} {
		let [b, likeness] = [-1, 0];
		for (const other of members.keys()) {
			const each = rows[index]?.[other] ?? 0;
			if (other !== index && each > likeness) [b, likeness] = [other, each];
		}
		return {b, likeness};
	}

	function join(into: number, from: number): void {
		const [own, other] = [members.get(into) ?? [], members.get(from) ?? []];
		for (const each of members.keys()) {
			const mean =
				((rows[into]?.[each] ?? 0) * own.length + (rows[from]?.[each] ?? 0) * other.length) /
				(own.length + other.length);
			const [row, column] = [rows[into], rows[each]];
			if (row) row[each] = mean;
			if (column) column[into] = mean;
		}
		members.set(into, [...own, ...other]);
		members.delete(from);
		best.delete(from);
		for (const [index, {b}] of best) {
			if (index === into || b === into || b === from) best.set(index, nearestOf(index));
			else {
				const likeness = rows[index]?.[into] ?? 0;
				if (likeness > (best.get(index)?.likeness ?? 0)) best.set(index, {b: into, likeness});
			}
		}
	}
}

function sumOf(vectors: readonly Vector[]): Vector {
	const sum = new Map<string, number>();
	for (const vector of vectors) {
		for (const [term, worth] of vector) sum.set(term, (sum.get(term) ?? 0) + worth);
	}
	return sum;
}

function product(a: Vector | undefined, b: Vector): number {
	let sum = 0;
	for (const [term, worth] of a ?? []) sum += worth * (b.get(term) ?? 0);
	return sum;
}

const word = /[\p{L}\p{N}]+(?:[-_.’'][\p{L}\p{N}]+){0,5}/gu;

/** The strongest terms, each as the word that stands for it most often. */
function wordsOf(
	centre: Vector,
	{
		texts,
		termsOf,
	}: {readonly texts: readonly string[]; readonly termsOf: (text: string) => readonly string[]},
): readonly string[] {
	const written = new Map<string, Map<string, number>>();
	const having = new Map<string, number>();
	for (const text of texts) {
		const seen = new Set<string>();
		for (const [found] of text.matchAll(word)) {
			const [term] = termsOf(found);
			if (term === undefined) continue;
			const ways = written.get(term) ?? new Map<string, number>();
			ways.set(found.toLowerCase(), (ways.get(found.toLowerCase()) ?? 0) + 1);
			written.set(term, ways);
			seen.add(term);
		}
		for (const term of seen) having.set(term, (having.get(term) ?? 0) + 1);
	}
	return [...centre]
		.filter(([term]) => (having.get(term) ?? 0) >= 2)
		.toSorted(([a, worthA], [b, worthB]) => worthB - worthA || (a < b ? -1 : 1))
		.slice(0, mostWords)
		.flatMap(([term]) => {
			const ways = [...(written.get(term) ?? [])].toSorted(
				([a, one], [b, two]) => two - one || (a < b ? -1 : 1),
			);
			return ways[0]?.[0] ?? [];
		});
}
