import type {Fact, FactName} from './evidence.ts';
import {factWordings, successWords} from './fact-wordings.ts';
import {excerptOf, firstOfEach, type Passage} from './passage.ts';

/** What a passage says of the member's situation; what it denies or only asks is not said. */
export function readFacts(passage: Passage): Fact[] {
	const clauses = clausesOf(passage.text);
	const facts = clauses.flatMap((clause, at) =>
		factsOfClause(clause.text, clauses[at + 1]?.text ?? '').map(({name, index, length}) => ({
			name,
			turn: passage.turn,
			excerpt: excerptOf(passage.text, {start: clause.start + index, end: clause.start + index + length}),
		})),
	);
	return firstOfEach(facts, ({name}) => name);
}

type Clause = {readonly start: number; readonly text: string};

const mostClauses = 3_000;
const mostOfClause = 400;

/** Sentences, cut again where a `but` turns them. */
function clausesOf(text: string): Clause[] {
	const clauses: Clause[] = [];
	const end =
		/[.!?]{1,10}(?=\s|$|["')])|[;\n。！？]|,?\s(?=(?:but|however|although|though|while|whereas|yet|unless|pero|aunque|mas|porém|aber|jedoch|mais|pourtant)\s)|(?:，?(?=但是|但|不过|可是|而))/gi;
	let start = 0;
	for (const match of text.matchAll(end)) {
		const stop = match.index + match[0].length;
		if (stop - start > 2)
			clauses.push({start, text: text.slice(start, Math.min(stop, start + mostOfClause))});
		start = stop;
		if (clauses.length === mostClauses) return clauses;
	}
	if (start < text.length) clauses.push({start, text: text.slice(start, start + mostOfClause)});
	return clauses;
}

type Found = {readonly name: FactName; readonly index: number; readonly length: number};

function factsOfClause(clause: string, next: string): Found[] {
	const works = succeeds(clause, next);
	const found = factWordings.flatMap(({name, says, when}) => {
		if (when === 'works' && !works) return [];
		if (when === 'fails' && works) return [];
		const match = firstUndenied(clause, says);
		return match === undefined ? [] : [{name, index: match.index, length: match[0].length}];
	});
	const elsewhere = found.some(({name}) => /^works_/.test(name));
	return elsewhere ? found.filter(({name}) => name !== 'connects_then_fails') : found;
}

/** Whether something works in a clause: the word for it is there and is neither denied, asked for, nor taken back by what follows. */
function succeeds(clause: string, next: string): boolean {
	if (
		/^\s{0,3}(?:and |so )?(?:does|do|did|will|would|should|can|could|is|are|has|have|funciona|funktioniert|est-ce)\b/i.test(
			clause,
		) &&
		/\?\s*$/.test(clause)
	)
		return false;
	if (
		/\b(?:should|would|expect(?:ed)? (?:it )?to|supposed to|wish|hope|try(?:ing)? to|want (?:it )?to|how (?:do|can) i|make it|get it to|need (?:it )?to|doesn't even)\s{1,2}(?:\w{1,12}\s{1,2}){0,2}(?:work|connect)\b/i.test(
			clause,
		)
	)
		return false;
	const success = firstUndenied(clause, successWords);
	const onlyConnects = /^connect/i.test(success?.[0] ?? '') && /^,?\s?(?:but|then)\b/i.test(next);
	return success !== undefined && !onlyConnects;
}

function firstUndenied(clause: string, pattern: RegExp): RegExpExecArray | undefined {
	for (const match of clause.matchAll(pattern)) {
		if (!isDenied(clause.slice(Math.max(0, match.index - 60), match.index))) return match;
	}
	return undefined;
}

/** A denial stands right before what it denies, or a few small words earlier. */
function isDenied(before: string): boolean {
	return (
		/(?:\b(?:not|never|no longer|cannot|without|neither|nor|hardly|barely|rarely|isnt|doesnt|dont|didnt|wasnt|cant|wont|couldnt|stop(?:s|ped)?|fail(?:s|ed)? to|refuses? to|nothing|nobody|none of (?:it|them)|nicht|kein|keine|keinen|ohne|no|nunca|jamás|sin|não|sem|pas|jamais|sans|aucun)|n't|不|没|没有|无法|未)\s{0,2}(?:(?:a|an|the|any|my|our|in|on|at|with|behind|using|use|via|really|actually|even|yet|always|just|be|been|being|it|is|are|to|of|exactly|ever|this|that|se|me|lo|nos|plus|mehr|am|im|in einem|de|un|una|um|uma|do|does|running|run|happen|happens|happening)\s{1,2}){0,3}$/i.test(
			before,
		) && !/\b(?:not only|no problem|no issues?)\s/i.test(before)
	);
}
