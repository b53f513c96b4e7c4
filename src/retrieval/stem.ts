/**
 * The stem of an English word, after M. F. Porter, "An algorithm for suffix stripping", Program 14 (1980):
 * `connected`, `connecting` and `connections` all become `connect`. Words with digits or other letters than
 * a to z stay as they are.
 */
export function stem(word: string): string {
	if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
	return [dropPlural, dropPast, yToI, shortenDouble, shortenSingle, dropSuffix, dropFinal].reduce(
		(stemmed, step) => step(stemmed),
		word,
	);
}

function dropPlural(word: string): string {
	if (word.endsWith('sses') || word.endsWith('ies')) return word.slice(0, -2);
	return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function dropPast(word: string): string {
	if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
	const suffix = ['ed', 'ing'].find(each => word.endsWith(each));
	if (suffix === undefined) return word;
	const rest = word.slice(0, -suffix.length);
	if (!hasVowel(rest)) return word;
	if (/(?:at|bl|iz)$/.test(rest)) return `${rest}e`;
	if (endsDouble(rest) && !/[lsz]$/.test(rest)) return rest.slice(0, -1);
	return measure(rest) === 1 && endsShort(rest) ? `${rest}e` : rest;
}

function yToI(word: string): string {
	return word.endsWith('y') && hasVowel(word.slice(0, -1)) ? `${word.slice(0, -1)}i` : word;
}

const doubles: readonly (readonly [suffix: string, shorter: string])[] = [
	['ational', 'ate'],
	['tional', 'tion'],
	['enci', 'ence'],
	['anci', 'ance'],
	['izer', 'ize'],
	['abli', 'able'],
	['alli', 'al'],
	['entli', 'ent'],
	['eli', 'e'],
	['ousli', 'ous'],
	['ization', 'ize'],
	['ation', 'ate'],
	['ator', 'ate'],
	['alism', 'al'],
	['iveness', 'ive'],
	['fulness', 'ful'],
	['ousness', 'ous'],
	['aliti', 'al'],
	['iviti', 'ive'],
	['biliti', 'ble'],
];

function shortenDouble(word: string): string {
	return replaceSuffix(word, doubles);
}

const singles: readonly (readonly [suffix: string, shorter: string])[] = [
	['icate', 'ic'],
	['ative', ''],
	['alize', 'al'],
	['iciti', 'ic'],
	['ical', 'ic'],
	['ful', ''],
	['ness', ''],
];

function shortenSingle(word: string): string {
	return replaceSuffix(word, singles);
}

function replaceSuffix(word: string, suffixes: typeof doubles): string {
	const [suffix, shorter] = suffixes.find(([each]) => word.endsWith(each)) ?? [];
	if (suffix === undefined) return word;
	const rest = word.slice(0, -suffix.length);
	return measure(rest) > 0 ? rest + shorter : word;
}

function dropSuffix(word: string): string {
	const suffix =
		/(?:al|ance|ence|er|ic|able|ible|ant|ement|ment|ent|(?<=[st])ion|ou|ism|ate|iti|ous|ive|ize)$/.exec(
			word,
		)?.[0];
	if (suffix === undefined) return word;
	const rest = word.slice(0, -suffix.length);
	return measure(rest) > 1 ? rest : word;
}

function dropFinal(word: string): string {
	if (word.endsWith('e')) {
		const rest = word.slice(0, -1);
		const size = measure(rest);
		return size > 1 || (size === 1 && !endsShort(rest)) ? rest : word;
	}
	return word.endsWith('ll') && measure(word) > 1 ? word.slice(0, -1) : word;
}

/** A letter for each: `v` for a vowel, `c` for a consonant; `y` is a vowel after a consonant. */
function shape(word: string): string {
	let shaped = '';
	for (const letter of word) {
		const vowel = 'aeiou'.includes(letter) || (letter === 'y' && shaped.endsWith('c'));
		shaped += vowel ? 'v' : 'c';
	}
	return shaped;
}

/** How often a vowel is followed by a consonant. */
function measure(word: string): number {
	return shape(word).match(/vc/g)?.length ?? 0;
}

function hasVowel(word: string): boolean {
	return shape(word).includes('v');
}

function endsDouble(word: string): boolean {
	return word.length > 1 && word.at(-1) === word.at(-2) && shape(word).endsWith('c');
}

/** Consonant, vowel, consonant other than `w`, `x`, `y`: such a word had an `e` that belongs to it. */
function endsShort(word: string): boolean {
	return shape(word).endsWith('cvc') && !/[wxy]$/.test(word);
}
