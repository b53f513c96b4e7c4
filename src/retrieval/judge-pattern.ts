import {
	charactersOf,
	everyCharacter,
	type PatternNode,
	type PatternSequences,
	parsePattern,
	wordCharacters,
} from './parse-pattern.ts';

/**
 * What is wrong with a regular expression over members' text: it matches any text, or none that we can
 * make up, or takes more than linear time on a hostile text.
 */
export function judgePattern(pattern: RegExp): string[] {
	const alternatives = parsePattern(pattern.source);
	const problems: string[] = [];
	if (unlike.every(text => pattern.test(text)))
		problems.push('matches every text, want one that needs some characters');
	if (canNeverMatch(pattern, alternatives)) problems.push('matches no text that can be made from it');
	const slow = findSlowRepeat(alternatives);
	if (slow !== undefined) problems.push(slow);
	return problems;
}

/** Texts with nothing in common, one of them long: what matches them all tells nothing. */
const unlike = ['', 'x'.repeat(5000), '07:41:19', 'Grüße, ça va?\n\n'] as const;

const attempts = 1000;

/** A pattern that looks around or minds the case is taken to match something: what it wants is not so easily made up. */
function canNeverMatch(pattern: RegExp, alternatives: PatternSequences): boolean {
	if (/\(\?<?[=!]|\(\?-|\\(?:[1-9]|k<)/.test(pattern.source)) return false;
	const choose = chooser();
	const around = ['', ' ', 'a'];
	for (let attempt = 0; attempt < attempts; attempt++) {
		const text = choose(around) + makeText(alternatives, choose) + choose(around);
		if (pattern.test(text)) return false;
	}
	return true;
}

type Choose = <T>(items: readonly T[]) => T;

/** The same choices each time, so that a check says the same each time. */
function chooser(): Choose {
	let state = 1;
	return items => {
		// Lehmer's generator: 48271 and 2^31 - 1 give every number below once before they begin again.
		state = (state * 48_271) % 2_147_483_647;
		return items[state % items.length] as (typeof items)[number];
	};
}

/** A text that the pattern describes, edges of words left to chance. */
function makeText(alternatives: PatternSequences, choose: Choose): string {
	return choose(alternatives)
		.map(node => makeTextOfNode(node, choose))
		.join('');
}

const kinds = [/[a-z]/, /\d/, /[ .=:/-]/, /[^a-z\d]/i];

function makeTextOfNode(node: PatternNode, choose: Choose): string {
	switch (node.kind) {
		case 'character': {
			const characters = charactersOf(node.set);
			if (characters.length === 0) return node.set === 0n ? '' : 'é';
			return choose(kinds.flatMap(kind => characters.find(character => kind.test(character)) ?? []));
		}
		case 'group':
			return makeText(node.alternatives, choose);
		case 'repeat': {
			const times = Math.min(node.min, 50) + choose(node.max > node.min ? [0, 1] : [0]);
			return Array.from({length: times}, () => makeTextOfNode(node.node, choose)).join('');
		}
		default:
			return '';
	}
}

/**
 * A repetition whose characters the pattern may also have passed on the way: between there and here every
 * step can be taken within the same run of characters, so a text made of that run can be cut in many places.
 */
type OpenRun = {
	/** One repetition, met on several ways, is the same object. The beginning counts: a search tries every place. */
	readonly origin: {readonly set: bigint; readonly isStart: boolean};
	/** What must stand between that repetition and the present place. */
	readonly passed: readonly bigint[];
	/** Whether a word's edge lies between: a run of word characters alone has none inside. */
	readonly edge: boolean;
};

type Walk = {
	readonly runs: readonly OpenRun[];
	/** Inside a repetition every variable repetition meets itself again. */
	readonly repeated: boolean;
	/** Whether something that can fail to match comes later; without it nobody goes back. */
	readonly canFailLater: boolean;
};

const nested =
	'can take very long on a hostile text: two repetitions share characters and follow one another';
const alternating = 'can take very long on a hostile text: alternatives inside a repetition begin alike';
const unanchored =
	'can take long on a long text: an unbounded repetition of what may also stand before it, want a bound as in {0,80}';

/** Undefined where the pattern needs linear time as far as this simple check can tell. */
function findSlowRepeat(alternatives: PatternSequences): string | undefined {
	let found: string | undefined;
	const start: OpenRun = {origin: {set: everyCharacter, isStart: true}, passed: [], edge: false};
	walkAlternatives(alternatives, {runs: [start], repeated: false, canFailLater: false});
	return found;

	function walkAlternatives(sequences: PatternSequences, walk: Walk): readonly OpenRun[] {
		return joinWays(
			walk.runs,
			sequences.map(sequence => walkSequence(sequence, walk)),
		);
	}

	function walkSequence(sequence: readonly PatternNode[], walk: Walk): readonly OpenRun[] {
		return sequence.reduce((runs, node, index) => {
			const canFailLater = walk.canFailLater || sequence.slice(index + 1).some(canFail);
			return walkNode(node, {...walk, runs, canFailLater});
		}, walk.runs);
	}

	function walkNode(node: PatternNode, walk: Walk): readonly OpenRun[] {
		switch (node.kind) {
			case 'character':
				return pass(walk.runs, node.set);
			case 'group':
				return walkAlternatives(node.alternatives, walk);
			case 'look':
				walkAlternatives(node.alternatives, walk);
				return walk.runs;
			case 'repeat':
				return walkRepeat(node, walk);
			case 'edge':
				// What is tied to the beginning is tried there alone.
				if (node.sign === '^') return walk.runs.filter(run => !run.origin.isStart);
				return node.sign === 'b' ? walk.runs.map(run => ({...run, edge: true})) : walk.runs;
			default:
				return walk.runs;
		}
	}

	function walkRepeat(repeat: PatternNode & {kind: 'repeat'}, walk: Walk): readonly OpenRun[] {
		const {node, min, max} = repeat;
		const set = singleSet(node);
		if (set === undefined) {
			if (max > 1 && beginAlike(node)) found ??= alternating;
			// Twice, so that the end of one round meets the beginning of the next.
			const inside = {...walk, repeated: walk.repeated || max > 1, canFailLater: true};
			const once = walkNode(node, inside);
			const rounds = max > 1 ? walkNode(node, {...inside, runs: once}) : once;
			return min === 0 ? joinWays(walk.runs, [walk.runs, rounds]) : rounds;
		}
		const passed = min === 0 ? walk.runs : pass(walk.runs, set);
		if (max !== Infinity && !(walk.repeated && max > min)) return passed;
		const again = walk.canFailLater ? walk.runs.filter(run => canShare(run, set)) : [];
		if (again.some(run => !run.origin.isStart)) found ??= nested;
		else if (again.length > 0 && max === Infinity) found ??= unanchored;
		return [...passed, {origin: {set, isStart: false}, passed: [], edge: false}];
	}
}

function pass(runs: readonly OpenRun[], set: bigint): OpenRun[] {
	return runs
		.filter(run => (run.origin.set & set) !== 0n)
		.map(run => (run.passed.includes(set) ? run : {...run, passed: [...run.passed, set]}));
}

/**
 * The runs that are open after one of several ways. What a run has passed on either way is told by one set of
 * each, which keeps their number small and calls too many patterns slow rather than too few.
 */
function joinWays(before: readonly OpenRun[], ways: readonly (readonly OpenRun[])[]): readonly OpenRun[] {
	if (ways.length === 1) return ways[0] ?? [];
	const joined = before.flatMap((run): OpenRun[] => {
		const after = ways.flatMap(way => way.filter(({origin}) => origin === run.origin));
		if (after.length === 0) return [];
		const news = after.map(({passed}) => passed.slice(run.passed.length).at(0));
		const either = news.reduce(
			(all, set) => (all === undefined || set === undefined ? undefined : all | set),
			0n,
		);
		const passed = either === undefined ? run.passed : [...run.passed, either];
		return [{origin: run.origin, passed, edge: after.every(({edge}) => edge)}];
	});
	const opened = ways.flat().filter(({origin}) => !before.some(run => run.origin === origin));
	return [...joined, ...opened];
}

/** Whether a run of characters can serve both repetitions and everything between them. */
function canShare(run: OpenRun, set: bigint): boolean {
	const shared = run.origin.set & set;
	const hasEdge = (shared & wordCharacters) !== 0n && (shared & ~wordCharacters) !== 0n;
	if (run.edge && !hasEdge) return false;
	return shared !== 0n && run.passed.every(passed => (passed & shared) !== 0n);
}

function singleSet(node: PatternNode): bigint | undefined {
	if (node.kind === 'character') return node.set;
	const [sequence, ...others] = node.kind === 'group' ? node.alternatives : [];
	return others.length === 0 && sequence?.length === 1 && sequence[0] ? singleSet(sequence[0]) : undefined;
}

/** A word's edge does not count: it holds where a repetition of word characters has taken all it can. */
function canFail(node: PatternNode): boolean {
	switch (node.kind) {
		case 'repeat':
			return node.min > 0 && canFail(node.node);
		case 'group':
			return node.alternatives.every(sequence => sequence.some(canFail));
		case 'edge':
			return node.sign === '$';
		default:
			return true;
	}
}

function beginAlike(node: PatternNode): boolean {
	if (node.kind !== 'group') return false;
	const beginnings = node.alternatives.map(sequence => firstSet(sequence));
	return beginnings.some((set, index) => beginnings.slice(index + 1).some(other => (set & other) !== 0n));
}

function firstSet(sequence: readonly PatternNode[]): bigint {
	let set = 0n;
	for (const node of sequence) {
		set |= firstSetOfNode(node);
		if (canFail(node)) break;
	}
	return set;
}

function firstSetOfNode(node: PatternNode): bigint {
	if (node.kind === 'character') return node.set;
	if (node.kind === 'repeat') return firstSetOfNode(node.node);
	if (node.kind === 'group') return node.alternatives.reduce((set, sequence) => set | firstSet(sequence), 0n);
	return 0n;
}
