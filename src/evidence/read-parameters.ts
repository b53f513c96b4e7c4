import type {EvidenceRules, ReportedParameter, ReportedUrl} from './evidence.ts';
import {excerptOf, firstOfEach, type Passage, type Place, unescaped} from './passage.ts';
import {samePath} from './read-urls.ts';

const mostParameters = 120;
const mostOfValue = 120;

/** Parameters of the service with their values: from its URLs, and from code, JSON, YAML and command lines. */
export function readParameters(
	passage: Passage,
	urls: readonly ReportedUrl[],
	rules: EvidenceRules,
): ReportedParameter[] {
	const names = new Map(rules.parameterNames.map(name => [plainName(name), name]));
	const fromUrls = urls
		.filter(url => url.turn === passage.turn && isOfService(url, rules))
		.flatMap(({parameters, excerpt}) => parameters.map(([name, value]) => ({name, value, excerpt})))
		.map(({name, ...rest}) => ({name: names.get(plainName(name)) ?? name, ...rest}));
	const text = unescaped(passage.text);
	const foreign = foreignPlaces(text, rules);
	const fromText = [...assignments(text), ...mentions(text)].flatMap(({name, value, place}) => {
		const known = names.get(plainName(name));
		if (
			known === undefined ||
			value === '' ||
			foreign.some(({start, end}) => place.start >= start && place.end <= end)
		)
			return [];
		return [{name: known, value, excerpt: excerptOf(text, place)}];
	});
	return firstOfEach([...fromUrls, ...fromText], ({name, value}) => `${name}\n${value}`)
		.slice(0, mostParameters)
		.map(({name, value, excerpt}) => ({
			turn: passage.turn,
			excerpt,
			name,
			value: value.slice(0, mostOfValue),
		}));
}

/** `sampleRate`, `SampleRate` and `sample-rate` are `sample_rate`. */
function plainName(name: string): string {
	return name.replace(/[-_]/g, '').toLowerCase();
}

function isOfService({ours, target, path}: ReportedUrl, {targets}: EvidenceRules): boolean {
	return ours || target !== undefined || targets.some(({url}) => samePath(new URL(url).pathname, path));
}

/** Where other vendors' URLs stand: their parameters are not the service's. */
function foreignPlaces(text: string, rules: EvidenceRules): Place[] {
	return [...text.matchAll(/(?:wss?|https?):\/\/([a-z0-9.-]{1,253})[^\s"'`<>]{0,8000}/gi)]
		.filter(({1: host = '', 0: url}) => {
			const path = url.replace(/^[a-z]+:\/\/[^/?]*/i, '').split('?')[0] ?? '';
			const isOurs = rules.hosts.some(known =>
				known.startsWith('.') ? host.endsWith(known) : host === known,
			);
			return !isOurs && !rules.targets.some(target => samePath(new URL(target.url).pathname, path));
		})
		.map(match => ({start: match.index, end: match.index + match[0].length}));
}

type Written = {readonly name: string; readonly value: string; readonly place: Place};

const quoted = '"[^"\\n]{0,200}"|\'[^\'\\n]{0,200}\'|`[^`\\n]{0,200}`';
const name = '(?<![A-Za-z0-9_$])(?<name>[A-Za-z][A-Za-z0-9_-]{1,40})';

/** `model: "nova-3"`, `"encoding": "linear16"`, `smart_format=true`, `.sampleRate(16000)`, `--language es`, `keyterm: ["a", "b"]`. */
function assignments(text: string): Written[] {
	const sign = '(?<sign>=>|:=|[:=]|\\((?=\\s{0,3}["\'`\\d])|(?<=--[a-z0-9_-]{2,40})[ ])';
	const value = `(?<text>${quoted})|\\[(?<list>[^\\]\\n]{0,400})\\]|(?<bare>[A-Za-z0-9_][A-Za-z0-9_.:+%/-]{0,80})`;
	const pattern = new RegExp(`${name}["'\`]?\\??\\s{0,3}${sign}\\s{0,3}(?=${value})`, 'g');
	return [...text.matchAll(pattern)].flatMap(match => {
		const {name: written = '', sign = '', text: literal, list, bare} = match.groups ?? {};
		const valueStart = match.index + match[0].length;
		const place = {
			start: match.index,
			end: valueStart + (literal?.length ?? (list === undefined ? (bare?.length ?? 0) : list.length + 2)),
		};
		if (literal !== undefined) return [{name: written, value: literal.slice(1, -1).trim(), place}];
		if (list !== undefined) return elementsOf(list).map(element => ({name: written, value: element, place}));
		const plain = bareValue({bare: bare ?? '', sign, written, text, place});
		return plain === undefined ? [] : [{name: written, value: plain, place}];
	});
}

function elementsOf(list: string): string[] {
	const literals = [...list.matchAll(new RegExp(quoted, 'g'))].map(([literal]) => literal.slice(1, -1));
	return list.includes('[') || literals.length === 0 ? [list.trim()] : literals.slice(0, 20);
}

type Bare = {
	readonly bare: string;
	readonly sign: string;
	readonly written: string;
	readonly text: string;
	readonly place: Place;
};

/** A value without quotes, unless it is a variable, a type, a call or a word of a sentence. */
function bareValue({bare, sign, written, text, place}: Bare): string | undefined {
	const value = bare.replace(/(?<![.:])[.:]+$/, '');
	const next = text.charAt(place.end);
	if (
		/^(?:string|number|boolean|bool|str|int|float|any|object|undefined|null|optional|array|list|type|value)$/i.test(
			value,
		)
	)
		return undefined;
	if (/^\d+(?:\.\d+)?$/.test(value) || /^(?:true|false|yes|no|on|off)$/i.test(value)) return value;
	if (
		next === '(' ||
		next === '[' ||
		next === '{' ||
		value.toLowerCase() === written.toLowerCase() ||
		sign === '('
	)
		return undefined;
	if (/[A-Za-z_]\.[A-Za-z_]/.test(value) || value.includes('::')) return undefined;
	if (sign === '=' && (/[?&]/.test(text.charAt(place.start - 1)) || next === '&')) return value;
	if (sign === ':') return isWholeLine(text, place) || isTechnical(value) ? value : undefined;
	if (isTechnical(value)) return value;
	return /^[a-z]{2,12}$/.test(value) && sign !== ':' && !isInCall(text, place) ? value : undefined;
}

/** `start(language=lang, …)`: a variable. */
function isInCall(text: string, {start, end}: Place): boolean {
	return (
		/\([^()\n]{0,400}$/.test(text.slice(Math.max(0, start - 400), start)) && /[,)\s]/.test(text.charAt(end))
	);
}

/** `nova-3`, `linear16`, `en-US`: no word of a sentence. */
function isTechnical(value: string): boolean {
	return /^[A-Za-z]{1,20}-[A-Za-z0-9][\w.-]*$|^[a-z]+[0-9]+$/.test(value);
}

/** A line of YAML or of options has nothing else on it. */
function isWholeLine(text: string, {start, end}: Place): boolean {
	const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
	return (
		/^[\s\-*>]{0,40}$/.test(before) &&
		/^[ \t]{0,8}(?:#[^\n]{0,200})?(?:\n|$)/.test(text.slice(end, end + 220))
	);
}

/** "model nova-2-phonecall", "language "sk"". */
function mentions(text: string): Written[] {
	const pattern = new RegExp(
		`${name}\\s{1,2}(?:is |was |set to |of )?(?:(?<text>"[^"\\n]{1,60}"|'[^'\\n]{1,60}'|\`[^\`\\n]{1,60}\`)|(?<bare>[a-z][a-z0-9]{1,20}-[a-z0-9][a-z0-9-]{0,40})(?![\\w-]))`,
		'g',
	);
	return [...text.matchAll(pattern)].flatMap(match => {
		const {name: written = '', text: literal, bare = ''} = match.groups ?? {};
		const value = literal === undefined ? bare : literal.slice(1, -1).trim();
		if (/token$/i.test(written)) return [];
		const isValue = literal === undefined ? /\d/.test(bare) : /^[\w.:+-]{1,60}$/.test(value);
		return isValue
			? [{name: written, value, place: {start: match.index, end: match.index + match[0].length}}]
			: [];
	});
}
