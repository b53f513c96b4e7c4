import type {EvidenceRules, ServiceCode} from './evidence.ts';
import {excerptOf, firstOfEach, matchesIn, type Passage, placeOf, unescaped} from './passage.ts';

/** The service's own error codes: written as such, or known by words that go with them. */
export function readServiceCodes(passage: Passage, rules: EvidenceRules): ServiceCode[] {
	const text = unescaped(passage.text);
	const sighted = rules.codes.flatMap(({code, says}) => {
		const match = [spelling(code), ...says].map(pattern => pattern.exec(text)).find(found => found !== null);
		return match == null
			? []
			: [{turn: passage.turn, excerpt: excerptOf(text, placeOf(match)), code, index: match.index}];
	});
	return sighted.toSorted((a, b) => a.index - b.index).map(({index: _, ...code}) => code);
}

const spellings = new Map<string, RegExp>();

/** In any case and with any separator; a code that is an everyday word only where a code stands. */
function spelling(code: string): RegExp {
	const made = spellings.get(code) ?? makeSpelling(code);
	spellings.set(code, made);
	return made;
}

function makeSpelling(code: string): RegExp {
	const loose = code
		.split(/[-_ ]/)
		.map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
		.join('[-_ ]?');
	const isWords = /^[A-Za-z]+(?: [A-Za-z]+)*$/.test(code);
	return isWords
		? new RegExp(
				`(?:err_code|error_code|category|code)["'\`]?\\s{0,3}[:=]\\s{0,3}["'\`]?(?:${loose})(?![A-Za-z0-9])`,
				'i',
			)
		: new RegExp(`(?<![A-Za-z0-9_-])(?:${loose})(?![A-Za-z0-9_-])`, 'i');
}

const mostErrors = 20;
const mostOfError = 300;

/** What the service itself said: error header, message of an error body. */
export function readServiceErrors({text: written}: Passage, {errorHeader}: EvidenceRules): string[] {
	const text = unescaped(written);
	const found = [...(errorHeader === undefined ? [] : ofHeader(text, errorHeader)), ...ofBody(text)]
		.toSorted((a, b) => a.index - b.index)
		.map(({said}) => said.replace(/\s+/g, ' ').trim().slice(0, mostOfError))
		.filter(
			said =>
				said !== '' &&
				!/^(?:null|none|undefined|\(none\)|-|\?|(?:missing|empty|absent|hidden|gone|blank|not|there|also|always)\b.{0,60})$/i.test(
					said,
				),
		);
	return firstOfEach(found, said => plain(said)).slice(0, mostErrors);
}

/** For comparison: case, quotation marks and the full stop do not matter. */
export function plain(said: string): string {
	return said
		.toLowerCase()
		.replace(/[^a-z0-9\p{L}]+/gu, ' ')
		.trim();
}

type Said = {readonly index: number; readonly said: string};

/** `< x-error: Invalid credentials.`, `'x-error': '…'`, `x-error says "…"`. */
function ofHeader(text: string, header: string): Said[] {
	const name = header.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	const pattern = new RegExp(
		`(?<![A-Za-z0-9-])${name}(?![A-Za-z0-9-])["'\`]?\\]?\\)?\\s{0,3}(?:header\\s{1,2})?(?:(?:[:=,]|=>|is|was|says|said|reads)\\s{0,3}:?\\s{0,2}\\[?)(?:"(?<double>[^"\\n]{1,600})"|'(?<single>(?:[^'\\n]|(?<=[A-Za-z\`\\s])'(?=[A-Za-z\`])){1,600})'|(?<bare>[^\\n"]{1,600}))`,
		'gi',
	);
	return matchesIn(text, pattern).map(match => ({
		index: match.index,
		said: match.groups?.double ?? match.groups?.single ?? endOfBare(match.groups?.bare ?? ''),
	}));
}

/** Unquoted text ends with the line, or where the next header of a one-line dump begins. */
function endOfBare(text: string): string {
	return text
		.replace(
			/["'`]?[,;]\s{0,3}["'`]?(?:[a-z][a-z0-9]{0,20}-[a-z0-9-]{1,30}|date|server|content-type|status|request_id|body)["'`]?\s{0,2}[:=].*$/i,
			'',
		)
		.replace(/^["'`]|["'`]$/g, '');
}

/** The message of an error body: `err_msg` anywhere, `message`, `description` and `reason` within what is an error. */
function ofBody(text: string): Said[] {
	const pattern =
		/["'`]?\b(err_msg|error_message|errmsg|message|description|details|error|reason)["'`]?\s{0,3}(?::|=|=>)\s{0,3}(?:"([^"\n]{2,600})"|'((?:[^'\n]|(?<=[A-Za-z`\s])'(?=[A-Za-z`])){2,600})')/gi;
	return matchesIn(text, pattern)
		.filter(
			match =>
				/^err(?:or)?_?m/i.test(match[1] ?? '') ||
				isWithinError(text, match.index, match.index + match[0].length),
		)
		.map(match => ({index: match.index, said: match[2] ?? match[3] ?? ''}))
		.filter(({said}) => /\s/.test(said) || said.length > 24);
}

/** Whether the braces around a place hold an error of the kind that services send. */
function isWithinError(text: string, start: number, end: number): boolean {
	const before = text.slice(Math.max(0, start - 600), start);
	const behind = text.slice(end, end + 600);
	const open = before.lastIndexOf('{');
	const close = behind.indexOf('}');
	if (open === -1) return false;
	const body = `${before.slice(open)}${text.slice(start, end)}${close === -1 ? behind : behind.slice(0, close)}`;
	return (
		/err_code|err_msg|error_code|["']category["']|["']type["']\s{0,3}:\s{0,3}["'](?:Error|Warning|ConfigureFailure)["']/i.test(
			body,
		) ||
		(/request_id/i.test(body) && /["']message["']/i.test(body))
	);
}

/** Request ids that stand behind their header or their name. */
export function readRequestIds(
	{text: written}: Passage,
	{requestIdHeader, requestIdPattern}: EvidenceRules,
): string[] {
	const text = unescaped(written);
	const header = requestIdHeader?.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	const pattern = new RegExp(
		`(?:${header === undefined ? '' : `${header}|`}\\breq(?:uest)?[-_ ]?ids?\\b|\\brequests?\\b)["'\`\\])]{0,3}\\s{0,3}(?:header\\s)?(?:is|was|[:=,#]|=>)?\\s{0,4}["'\`(<[]{0,3}(?<id>${requestIdPattern.source})`,
		requestIdPattern.flags.includes('g') ? requestIdPattern.flags : `${requestIdPattern.flags}g`,
	);
	return [...new Set(matchesIn(text, caseless(pattern)).flatMap(match => match.groups?.id ?? []))];
}

function caseless(pattern: RegExp): RegExp {
	return pattern.flags.includes('i') ? pattern : new RegExp(pattern.source, `${pattern.flags}i`);
}
