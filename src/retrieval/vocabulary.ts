import {termNumber} from './page-words.ts';
import {tokenize} from './tokenize.ts';

/** What a search knows of language: the words that say nothing, and those of the service that stand for one another. */
export type Vocabulary = {
	/** One term for each thing of the service that the terms speak of, as often as they do. */
	readonly conceptsIn: (terms: readonly string[]) => string[];
	/** The same for the numbers of terms: the number of each such term. */
	readonly conceptNumbersIn: (numbers: readonly number[]) => number[];
	/** The terms that speak of a thing of the service. */
	readonly conceptWordsIn: (terms: readonly string[]) => ReadonlySet<string>;
	/** How often the terms name a matter that the documentation does not answer. */
	readonly elsewhereIn: (terms: readonly string[]) => number;
	/** Changes when the words do. */
	readonly version: string;
};

export type VocabularyWords = {
	/** Each group: words that stand for one another. */
	readonly synonyms: readonly (readonly string[])[];
	/** Each group: words of a matter that the documentation does not answer. */
	readonly elsewhere?: readonly (readonly string[])[];
};

/** No word of a text can be such a term: it begins with a sign. */
function conceptTerm(group: number): string {
	return `=${group}`;
}

export function createVocabulary({synonyms, elsewhere = []}: VocabularyWords): Vocabulary {
	const written = synonyms.map(phrases => phrases.flatMap(waysToWrite));
	const concepts = phraseFinder(written);
	const numbered = phraseFinder(written.map(phrases => phrases.map(terms => terms.map(termNumber))));
	const conceptNumbers = synonyms.map((_, group) => termNumber(conceptTerm(group)));
	const matters = phraseFinder(elsewhere.map(phrases => phrases.flatMap(waysToWrite)));
	return {
		conceptsIn: terms => concepts(terms).map(({group}) => conceptTerm(group)),
		conceptNumbersIn: numbers => numbered(numbers).map(({group}) => conceptNumbers[group] ?? 0),
		conceptWordsIn: terms => new Set(concepts(terms).flatMap(phrase => phrase.terms)),
		elsewhereIn: terms => matters(terms).length,
		version: JSON.stringify(synonyms),
	};
}

/**
 * The groups of words that a text speaks of, by number: those of synonyms first, then those of other matters.
 */
export function groupsIn(text: string, {synonyms, elsewhere = []}: VocabularyWords): ReadonlySet<number> {
	const groups = [...synonyms, ...elsewhere].map(phrases => phrases.flatMap(waysToWrite));
	return new Set(phraseFinder(groups)(tokenize(text)).map(({group}) => group));
}

/** The same words without some groups. The others keep their places, so that an index made with all of them still holds. */
export function withoutGroups(
	{synonyms, elsewhere = []}: VocabularyWords,
	left: ReadonlySet<number>,
): VocabularyWords {
	const all = [...synonyms, ...elsewhere].map((group, number) => (left.has(number) ? [] : group));
	return {synonyms: all.slice(0, synonyms.length), elsewhere: all.slice(synonyms.length)};
}

type Phrase<Term> = {readonly group: number; readonly terms: readonly Term[]};

/** The phrases that stand in a text, of each group one at each place, in the order of the text. */
function phraseFinder<Term>(
	groups: readonly (readonly (readonly Term[])[])[],
): (terms: readonly Term[]) => Phrase<Term>[] {
	const byFirst = new Map<Term, Phrase<Term>[]>();
	for (const [group, phrases] of groups.entries()) {
		for (const terms of phrases) {
			const [first] = terms;
			if (first !== undefined) byFirst.set(first, [...(byFirst.get(first) ?? []), {group, terms}]);
		}
	}
	return terms => {
		const found: Phrase<Term>[] = [];
		const coveredTo = new Map<number, number>();
		for (let place = 0; place < terms.length; place++) {
			const phrases = byFirst.get(terms[place] as Term);
			if (phrases === undefined) continue;
			for (const phrase of phrases) {
				if ((coveredTo.get(phrase.group) ?? 0) > place || !standsAt(phrase.terms, terms, place)) continue;
				coveredTo.set(phrase.group, place + phrase.terms.length);
				found.push(phrase);
			}
		}
		return found;
	};
}

function standsAt<Term>(phrase: readonly Term[], terms: readonly Term[], place: number): boolean {
	for (let offset = 0; offset < phrase.length; offset++) {
		if (terms[place + offset] !== phrase[offset]) return false;
	}
	return true;
}

/** `keep-alive` is one term, or two that follow one another. */
function waysToWrite(phrase: string): string[][] {
	const terms = tokenize(phrase);
	if (terms.length < 2) return terms.length === 0 ? [] : [terms];
	if (/\s/.test(phrase.trim())) return [phrase.trim().split(/\s+/).flatMap(partsOf)];
	return [terms.slice(0, 1), partsOf(phrase)];
}

function partsOf(word: string): string[] {
	const terms = tokenize(word);
	return terms.length > 1 ? terms.slice(1) : terms;
}

/** English words that stand in any question; pleasantries and question words among them. */
export const stopTerms: ReadonlySet<string> = new Set(
	tokenize(`a an the is are was were be been being am i you he she it we they me my mine your yours his him her its our
	ours their them this that these those of to in on at by for with from as and or but if then so do does did doing done
	can could should would will may might must have has had having not no nor what which who whom whose when where why how
	there here just only also too very any some all each every more most other such than because while about into over
	after before between out up down off again once both few own same please pls hi hey hello thanks thank thx u ur im ive
	dont doesnt didnt cant cannot couldnt isnt arent wasnt wont wouldnt guys guy folks something anything someone anyone
	everything thing things stuff way ways get gets got getting go goes going went gone make makes made want wants wanted
	need needs needed try tries tried trying know knows think mean means meant supposed help possible possibly use uses
	used using seem seems really actually maybe still even though however question questions problem problems issue issues
	idea ideas like new since yes ok okay well one ones let lets see say says said tell told ask asked come comes came w o
	whats thats theres heres`),
);
