import type {SecretKind} from './evidence.ts';
import {findEncoded, findSplit, overGap, withContinuation} from './hidden-secrets.ts';
import {isPlaceholder, standsForHash} from './secret-lookalikes.ts';
import {findInPlaces} from './secret-places.ts';
import {findShapes} from './secret-shapes.ts';
import type {SecretSpan} from './secret-span.ts';

/**
 * The text with every secret replaced by `[removed: kind]`, and the kinds that were found, each once.
 * `keyPatterns` say what a key of the service looks like. Placeholders stay, and so does an authorization's
 * scheme. The text is of bounded length and free of unseen characters (`cleanText`).
 */
export function removeSecrets(
	text: string,
	keyPatterns: readonly RegExp[],
): {readonly text: string; readonly found: readonly SecretKind[]} {
	const plain = findPlain(text, keyPatterns);
	const encoded = findEncoded(text, within => overlapping(findPlain(within, keyPatterns))[0]?.kinds[0]);
	const groups = overlapping([...plain, ...encoded]);
	const kinds = groups.flatMap(({kinds}) => kinds);
	return {text: replaced(text, groups), found: [...new Set(kinds)]};
}

function findPlain(text: string, keyPatterns: readonly RegExp[]): SecretSpan[] {
	const readable = withoutEscapes(text);
	const inPlaces = [...findInPlaces(readable), ...(readable === text ? [] : findInPlaces(text))];
	return [
		...inPlaces.map(span => withContinuation(text, span)),
		...findShapes(readable),
		...findKeys(readable.replaceAll('_', ' '), keyPatterns),
		...findSplit(text, keyPatterns),
	].map(span => overGap(text, span));
}

/** The text, letter by letter in its place, with spaces for `%20`, `\n`, `\u0022` and the like, whose letters would join a key. */
function withoutEscapes(text: string): string {
	return text.replace(/%[0-9a-f]{2}|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\[nrt]/gi, written =>
		' '.repeat(written.length),
	);
}

function findKeys(text: string, keyPatterns: readonly RegExp[]): SecretSpan[] {
	return keyPatterns.flatMap(pattern => {
		const flags = pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`;
		return [...text.matchAll(new RegExp(pattern.source, flags))].flatMap(match => {
			const span = {start: match.index, end: match.index + match[0].length};
			const isSecret = match[0] !== '' && !isPlaceholder(match[0]) && !standsForHash(text, span);
			return isSecret ? [{...span, kind: 'api_key' as const}] : [];
		});
	});
}

type Group = {readonly start: number; readonly end: number; readonly kinds: readonly SecretKind[]};

/** The place says more than the looks, and a known look more than an unknown one. */
const telling: readonly SecretKind[] = [
	'private_key',
	'url_secret',
	'authorization_header',
	'password',
	'jwt',
	'api_key',
	'other_key',
];

/** Kinds that say what a secret is, rather than where it stands. */
const known: readonly SecretKind[] = ['jwt', 'api_key', 'private_key', 'password'];

/** Spans that overlap are one secret, found in more than one way. */
function overlapping(spans: readonly SecretSpan[]): Group[] {
	const groups: {start: number; end: number; kinds: Set<SecretKind>}[] = [];
	for (const {start, end, kind} of spans.toSorted((a, b) => a.start - b.start)) {
		const last = groups.at(-1);
		if (last !== undefined && start < last.end) {
			last.end = Math.max(last.end, end);
			last.kinds.add(kind);
		} else if (end > start) {
			groups.push({start, end, kinds: new Set([kind])});
		}
	}
	return groups.map(({start, end, kinds}) => ({start, end, kinds: kindsOf(kinds)}));
}

/** Most telling first, without what a more telling kind says already. */
function kindsOf(kinds: ReadonlySet<SecretKind>): SecretKind[] {
	const isKnown = known.some(kind => kinds.has(kind));
	return telling.filter(
		kind =>
			kinds.has(kind) &&
			!(kind === 'other_key' && isKnown) &&
			!(kind === 'authorization_header' && kinds.has('url_secret')),
	);
}

function replaced(text: string, groups: readonly Group[]): string {
	const parts = groups.map(({start, kinds}, index) => {
		const from = groups[index - 1]?.end ?? 0;
		return `${text.slice(from, start)}[removed: ${kinds[0]}]`;
	});
	return parts.join('') + text.slice(groups.at(-1)?.end ?? 0);
}
