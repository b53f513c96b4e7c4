import type {SecretKind} from './evidence.ts';
import {isPlaceholder, isSecretInPlace, isUuid, looksRandom} from './secret-lookalikes.ts';
import type {SecretSpan} from './secret-span.ts';

/** Secrets that are known by the place in which they stand, whatever they look like. */
export function findInPlaces(text: string): SecretSpan[] {
	return [
		...findPrivateKeys(text),
		...findAuthorizations(text),
		...findSchemes(text),
		...findProtocols(text),
		...findCookies(text),
		...findUrlUsers(text),
		...findUrlParameters(text),
		...findAssignments(text),
		...findArguments(text),
		...findPasswordOptions(text),
		...findInProse(text),
	];
}

/** One run of the characters that a credential can have. */
const credential = /[A-Za-z0-9_+/=.~:!*%^&?@#-]{4,8192}/y;

function readAt(text: string, at: number, pattern: RegExp): RegExpExecArray | undefined {
	pattern.lastIndex = at;
	return pattern.exec(text) ?? undefined;
}

/** A private key is no longer than this. */
const mostOfPrivateKey = 20_000;

/** PEM blocks, also with `\n` written out, and either half of one that was cut. */
function findPrivateKeys(text: string): SecretSpan[] {
	const spans: SecretSpan[] = [];
	let begun: {readonly start: number; readonly from: number} | undefined;
	const closeBegun = () => {
		if (begun === undefined) return;
		spans.push({start: begun.start, end: endOfBase64(text, begun.from), kind: 'private_key'});
		begun = undefined;
	};
	for (const match of text.matchAll(/-----(BEGIN|END) [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g)) {
		const end = match.index + match[0].length;
		if (match[1] === 'BEGIN') {
			closeBegun();
			begun = {start: match.index, from: end};
		} else if (begun !== undefined && end - begun.start < mostOfPrivateKey) {
			spans.push({start: begun.start, end, kind: 'private_key'});
			begun = undefined;
		} else {
			closeBegun();
			spans.push({start: startOfBase64(text, match.index), end, kind: 'private_key'});
		}
	}
	closeBegun();
	return spans;
}

function endOfBase64(text: string, from: number): number {
	let end = from;
	for (;;) {
		const line = readAt(text, end, /(?:\s|\\[rn]){0,8}[A-Za-z0-9+/=]{16,8192}/y);
		if (line === undefined) return end;
		end += line[0].length;
	}
}

function startOfBase64(text: string, end: number): number {
	let start = end;
	for (;;) {
		const line = /(?:^|\n)([ \t]{0,8}[A-Za-z0-9+/=]{16,100}\s{0,4})$/.exec(
			text.slice(Math.max(0, start - 120), start),
		);
		if (line?.[1] === undefined) return start;
		start -= line[1].length;
	}
}

const schemeWords =
	'token|bearer|basic|apikey|api-key|key|bot|jwt|dpop|negotiate|ntlm|secret|access|client-id|livekit';
const manyPartSchemes = /(?:digest|aws4-hmac-sha256|oauth|hawk|signature|mac|scram-sha-\d+|gnap|vapid)\s/iy;

/** `Authorization` headers of any scheme, in a dump, a URL, an object, a call: the scheme stays, the credential goes. */
function findAuthorizations(text: string): SecretSpan[] {
	const name = /(?<![A-Za-z])(?:x-)?(?:proxy-|amz-)?authorization(?=["'`\])\s:=,>])/gi;
	return [...text.matchAll(name)].flatMap(match => {
		const junk = readAt(
			text,
			match.index + match[0].length,
			/["'`\])]{0,3}[\s:=,>]{1,8}(?:\[\]string\{)?[[({"'`]{0,3}\s?/y,
		);
		return junk === undefined ? [] : readCredential(text, match.index + match[0].length + junk[0].length);
	});
}

function readCredential(text: string, at: number): SecretSpan[] {
	const many = readAt(text, at, manyPartSchemes);
	if (many !== undefined) {
		const rest = readAt(text, at + many[0].length, /(?!\[removed:)[^\n`]{8,4096}/y);
		return rest === undefined || !/[\w/+-]{8}/.test(rest[0])
			? []
			: [spanOf(at + many[0].length, rest[0].trimEnd())];
	}
	const scheme = readAt(text, at, new RegExp(`(?:${schemeWords})(?![A-Za-z0-9_-])`, 'iy'));
	if (scheme !== undefined) {
		const gap =
			readAt(text, at + scheme[0].length, /[\s:,+]{0,6}(?:["'`]\s{0,3}[+.,]?\s{0,3}["'`]?)?\s{0,2}/y)?.[0] ??
			'';
		const value = readAt(text, at + scheme[0].length + gap.length, credential);
		if (value === undefined || gap === '') return [];
		const isSecret = /^basic$/i.test(scheme[0]) ? isBasic(value[0]) : isSecretInPlace(trimmed(value[0]));
		return isSecret ? [spanOf(value.index, trimmed(value[0]))] : [];
	}
	const first = readAt(text, at, credential);
	if (first === undefined) return [];
	if (isSecretInPlace(trimmed(first[0]))) return [spanOf(first.index, trimmed(first[0]))];
	const second = readAt(text, at + first[0].length, /\s{1,2}([A-Za-z0-9_+/=.~-]{8,8192})/y);
	const credentialOfUnknownScheme = second?.[1] ?? '';
	return looksRandom(credentialOfUnknownScheme, 12)
		? [
				spanOf(
					at + first[0].length + (second?.[0].length ?? 0) - credentialOfUnknownScheme.length,
					credentialOfUnknownScheme,
				),
			]
		: [];
}

function spanOf(start: number, value: string, kind: SecretKind = 'authorization_header'): SecretSpan {
	return {start, end: start + value.length, kind};
}

/** Without the punctuation of the sentence around it. */
function trimmed(value: string): string {
	return value.replace(/[.:!?*%^&@#]{1,10}$/, '');
}

/** base64 of `user:password`. */
function isBasic(value: string): boolean {
	const plain = Buffer.from(value, 'base64').toString('latin1');
	return /^[\x20-\x7e]{1,400}:/.test(plain) || isSecretInPlace(trimmed(value));
}

/** A scheme and its credential outside a header's name: `"Token …"`, `Bearer …`, `('Token', '…')`. */
function findSchemes(text: string): SecretSpan[] {
	const pattern =
		/(?<![A-Za-z0-9_-])(["'`]?)(token|bearer|basic|bot)(["'`]?(?:[ \t]{0,2},[ \t]{0,2}\n?[ \t]{0,8}|:?[ \t]{1,3}|%20|\+)["'`]?)([A-Za-z0-9_+/=.~-]{8,8192})/dgi;
	return [...text.matchAll(pattern)].flatMap(match => {
		const [, quote = '', scheme = '', , raw = ''] = match;
		const value = trimmed(raw);
		const isBasicScheme = /^basic$/i.test(scheme);
		const isSecret = isBasicScheme
			? /[A-Za-z]{2}/.test(value) &&
				/^[\x20-\x7e]{1,400}:[\x20-\x7e]{1,400}$/.test(Buffer.from(value, 'base64').toString('latin1'))
			: quote !== '' || /^bearer$/i.test(scheme)
				? isSecretInPlace(value) && value.length >= 12
				: looksRandom(value, 20) && !isUuid(value);
		return isSecret ? [spanOf(match.indices?.[4]?.[0] ?? 0, value)] : [];
	});
}

/** The second value of a `Sec-WebSocket-Protocol` header or of a list of subprotocols. */
function findProtocols(text: string): SecretSpan[] {
	const header =
		/sec-websocket-protocol["'`]?\s{0,3}[\s:=,]\s{0,3}["'`]?\s{0,2}[A-Za-z0-9._-]{1,40}["'`]?\s{0,3},\s{0,3}["'`]?([A-Za-z0-9_+/=.~-]{8,8192})/dgi;
	const list =
		/\[\s{0,8}(["'`])[A-Za-z0-9._-]{1,40}\1\s{0,4},\s{0,8}(["'`])([A-Za-z0-9_+/=.~-]{8,8192})\2/dgi;
	return [...text.matchAll(header), ...text.matchAll(list)].flatMap(match => {
		const value = match[3] ?? match[1] ?? '';
		const start = (match.indices?.[3] ?? match.indices?.[1])?.[0] ?? 0;
		return looksRandom(value, 16) ? [spanOf(start, value, 'other_key')] : [];
	});
}

function findCookies(text: string): SecretSpan[] {
	const pattern =
		/(?<![A-Za-z])(?:set-)?cookie["'`]?\s{0,2}[:=]\s{0,2}["'`[]{0,2}\s?[\w.!$-]{1,64}=(?=[^;\s"'`,[]{6})([^\n"'`\]}]{6,4096})/dgi;
	return [...text.matchAll(pattern)].map(match =>
		spanOf(match.indices?.[1]?.[0] ?? 0, (match[1] ?? '').trimEnd(), 'other_key'),
	);
}

/** `scheme://user:password@host`; a user that looks like a key goes as well. */
function findUrlUsers(text: string): SecretSpan[] {
	const pattern = /:\/\/([^\s/@"'`<>:]{0,256})(?::([^\s/@"'`<>]{1,512}))?@(?=[A-Za-z0-9[{$])/dg;
	return [...text.matchAll(pattern)].flatMap(match => {
		const [, user = '', password = ''] = match;
		const [userStart, userEnd] = match.indices?.[1] ?? [0, 0];
		if (looksRandom(user, 16))
			return [
				{
					start: userStart,
					end: userEnd + (password === '' ? 0 : password.length + 1),
					kind: 'password' as const,
				},
			];
		return isPasswordPlaceholder(password) ? [] : [spanOf(userEnd + 1, password, 'password')];
	});
}

function isPasswordPlaceholder(password: string): boolean {
	return (
		password.length < 3 ||
		isMasked(password) ||
		new Set(password).size === 1 ||
		/^[A-Z]+(?:_[A-Z]+){1,6}$/.test(password) ||
		/^(?:[<[{$%(].*|(?:(?:your|my|the|db|user|some|secret|pass|password|passwd|pwd|pw|word|here|example|test|x{2,}|string|str|text|true|false|none|null|required|optional|undefined|reset|wrong|invalid|missing|field|input|is|was|not|and|or|for|to|in|changeme|change|me|account|login)[-_ ]?){1,4})$/i.test(
			password,
		)
	);
}

function isMasked(value: string): boolean {
	return /^[*•●·.xX…_#-]+$/.test(value) || /\*{3}|…|\.{3}/.test(value);
}

const secretParameters =
	'access[_-]?token|refresh[_-]?token|id[_-]?token|auth[_-]?token|session[_-]?token|temp(?:orary)?[_-]?token|token|x-api-key|xi-api-key|api[_-]?key|apikey|subscription[_-]?key|client[_-]?secret|secret|password|passwd|pwd|passphrase|sig|signature|x-amz-signature|x-amz-credential|x-amz-security-token|x-goog-signature|authorization|auth|bearer|jwt|credentials?|key';

function findUrlParameters(text: string): SecretSpan[] {
	const pattern = new RegExp(
		`(?:[?&#]|&amp;|%3F|%26|\\\\u0026)(${secretParameters})(?:=|%3D)((?:(?!%26)[^\\s&"'\`<>#;,)\\]}|\\\\]){4,8192})`,
		'gid',
	);
	return [...text.matchAll(pattern)].flatMap(match => {
		const [, name = '', raw = ''] = match;
		const value = trimmed(raw);
		const isSecret = /^(?:key|auth|credentials?)$/i.test(name)
			? looksRandom(value, 16)
			: isSecretInPlace(value);
		return isSecret ? [spanOf(match.indices?.[2]?.[0] ?? 0, value, 'url_secret')] : [];
	});
}

const secretNames =
	'api[-_ ]?keys?|apikey|access[-_ ]?keys?|accesskeyid|secret[-_ ]?key|secret[-_ ]?access[-_ ]?key|auth[-_ ]?key|subscription[-_ ]?key|account[-_ ]?key|signing[-_ ]?key|encryption[-_ ]?key|license[-_ ]?key|master[-_ ]?key|service[-_ ]?key|role[-_ ]?key|anon[-_ ]?key|private[-_ ]?key|client[-_ ]?secret|secret|token|jwt|password|passwd|passphrase|pwd|credentials?|subscription|key';

/** What may stand between a secret's name and its value, in code, JSON, YAML, XML, shells and headers. */
const assigned =
	'[\\\\"\'`)\\]]{0,4}(?:\\s{0,8}(?:=>|->|:=|===?|[:=])\\s{0,8}|(?<!["\'`])\\s{1,8}\\|\\s{1,8}|\\(\\s{0,4}|["\'`]\\s{0,3},\\s{0,3}(?=["\'`])|["\'`]?\\s{0,3}[\\n,]\\s{0,20}-?\\s{0,3}["\']?value["\']?\\s{0,3}[:=]\\s{0,3}|>\\s{0,4}|\\s{1,3}(?=["\'`])|\\s{1,2}(?:is|was)\\s{1,2}:?\\s?)';

/** Values given to a name that says what they are: `X_API_KEY=…`, `"xi-api-key": "…"`, `password: …`. */
function findAssignments(text: string): SecretSpan[] {
	const pattern = new RegExp(
		`(${secretNames})${assigned}(?:(?:[a-zA-Z]{1,2}|["'\`](?=\\\\))?\\\\{0,3}(["'\`])([^"'\`\\n\\\\]{4,8192})\\\\{0,3}\\2|\\\\{0,3}["'\`]?([A-Za-z0-9_+/=.~:!@#%^*$?-]{4,8192}))`,
		'gid',
	);
	return [...text.matchAll(pattern)].flatMap(match => {
		const quoted = match[3] !== undefined;
		const raw = match[3] ?? match[4] ?? '';
		const value = quoted ? raw : raw.replace(/[.:!?,]{1,4}$/, '');
		const start = (match.indices?.[3] ?? match.indices?.[4])?.[0] ?? 0;
		const isCall = !quoted && /[([]/.test(text.charAt(start + raw.length));
		if (isCall) return [];
		const name = nameBefore(text, match.index) + (match[1] ?? '');
		const kind = kindOfAssignment({name, value, quoted});
		return kind === undefined ? [] : [spanOf(start, value, kind)];
	});
}

function nameBefore(text: string, at: number): string {
	return /[A-Za-z0-9_.$-]{0,60}$/.exec(text.slice(Math.max(0, at - 60), at))?.[0] ?? '';
}

type Assignment = {readonly name: string; readonly value: string; readonly quoted: boolean};

function kindOfAssignment({name, value, quoted}: Assignment): SecretKind | undefined {
	if (/(?:password|passwd|passphrase|pwd)$/i.test(name)) {
		const isPassword =
			!isPasswordPlaceholder(value) &&
			!isFetched(value) &&
			(quoted ? !/\s/.test(value) : /[\d!@#$%^*]/.test(value) && value.length >= 6);
		return isPassword ? 'password' : undefined;
	}
	if (/\s/.test(value)) return undefined;
	if (isHarmlessName(name)) return undefined;
	if (/(?:^|[^A-Za-z])keys?$|[a-z]Keys?$|^subscription$|credentials?$/i.test(name) && !isKeyName(name)) {
		return looksRandom(value, 20) && !isUuid(value) ? 'other_key' : undefined;
	}
	return isSecretInPlace(value) && !isFetched(value) ? 'other_key' : undefined;
}

/** Names that end like a secret's and are none. */
function isHarmlessName(name: string): boolean {
	return /(?:sec-websocket|public|pub|cache|primary|partition|sort|foreign|idempotency|object|s3|row|map|hot|group|routing|natural|unique|composite|search|translation|i18n|react|lookup|dedup\w*|transaction|page|next|previous|prev|continuation|sync|cursor|cancel(?:lation)?|csrf|xsrf|max|min|num|eos|bos|pad|mask|device)[-_.]?(?:key|token)s?$/i.test(
		name,
	);
}

/** A name whose `key` is a credential: `api_key`, or an environment variable such as `DG_KEY`. */
function isKeyName(name: string): boolean {
	return (
		/(?:api|access|secret|auth|subscription|account|signing|encryption|licen[cs]e|master|service|role|anon|private|access)[-_ ]?keys?$|apikey$|keyid$/i.test(
			name,
		) || /^[A-Z][A-Z0-9_]*_KEY$/.test(name)
	);
}

/** A member of an object or a call: code, not a value. */
function isFetched(value: string): boolean {
	return /^[A-Za-z_$][\w$]{0,40}(?:\??\.[A-Za-z_$][\w$]{0,40}){1,6}$/.test(value) && !looksRandom(value, 20);
}

/** Literals handed to a call that takes keys: `createClient("…")`, `new AccessToken("…", "…")`, `fromSubscription("…")`. */
function findArguments(text: string): SecretSpan[] {
	const pattern =
		/\(\s{0,12}(?:[\w.$]{1,60}\s{0,3},\s{0,12})?((?:["'`][A-Za-z0-9+/=_.:-]{1,300}["'`]\s{0,3},?\s{0,12}){1,3})/dg;
	return [...text.matchAll(pattern)].flatMap(match => {
		const callee = /[\w.$:]{1,60}$/.exec(text.slice(Math.max(0, match.index - 60), match.index))?.[0] ?? '';
		if (!takesKeys(callee)) return [];
		const from = match.indices?.[1]?.[0] ?? 0;
		return [...(match[1] ?? '').matchAll(/["'`]([A-Za-z0-9+/=_.:-]{20,300})["'`]/g)]
			.filter(([, value = '']) => looksRandom(value, 20) && !isUuid(value))
			.map(literal => spanOf(from + literal.index + 1, literal[1] ?? '', 'other_key'));
	});
}

function takesKeys(callee: string): boolean {
	const last =
		callee
			.replace(/[.:]{1,2}(?:new|create|init)$/, '')
			.split(/[.:]/)
			.at(-1) ?? '';
	if (
		/uuid|guid|hash|sha|md5|commit|require|import|resolve|path|file|print|log|encode|decode|hex|base64|digest|request|response|error|id$|url|date/i.test(
			last,
		)
	)
		return false;
	return (
		/^[A-Z]/.test(last) ||
		/client|key|token|auth|login|credential|subscription|secret|configure|^twilio/i.test(last)
	);
}

/** Secrets that a command takes: `curl -u user:…`, `--token …`, `docker login -p …`. */
function findPasswordOptions(text: string): SecretSpan[] {
	const user = /(?<![\w-])(?:-u|--user|--proxy-user)[ =]["']?([^\s:"']{1,100}):([^\s"']{3,300})/dg;
	const option = new RegExp(
		`(?<![\\w-])--?(?:[a-z0-9]{1,20}-){0,3}(?:${secretParameters})[ =]{1,2}["']?([A-Za-z0-9_+/=.~:-]{8,8192})`,
		'gid',
	);
	const pair =
		/\bauth["']?\s{0,3}[=:]\s{0,3}(?:HTTPBasicAuth)?[([]\s{0,3}["'][^"'\n]{1,100}["'],\s{0,3}["']([^"'\n]{3,300})["']/dg;
	const login = /\blogin\b[^\n]{0,200}?\s-p[ =]?["']?([^\s"'$<]{6,300})/dg;
	return [
		...[...text.matchAll(user)]
			.filter(match => !isPasswordPlaceholder(match[2] ?? ''))
			.map(match => spanOf(match.indices?.[2]?.[0] ?? 0, match[2] ?? '', 'password')),
		...[...text.matchAll(pair)]
			.filter(match => !isPasswordPlaceholder(match[1] ?? ''))
			.map(match => spanOf(match.indices?.[1]?.[0] ?? 0, match[1] ?? '', 'password')),
		...[...text.matchAll(option)]
			.filter(match => isSecretInPlace(match[1] ?? ''))
			.map(match => spanOf(match.indices?.[1]?.[0] ?? 0, match[1] ?? '', 'other_key')),
		...[...text.matchAll(login)]
			.filter(match => !isPlaceholder(match[1] ?? ''))
			.map(match => spanOf(match.indices?.[1]?.[0] ?? 0, match[1] ?? '', 'password')),
	];
}

/** Words between slashes; a key of letters, digits and slashes is drawn by lot between them as well. */
function isPath(value: string): boolean {
	return value.includes('/') && !value.split('/').every(part => part.length < 4 || looksRandom(part, 4));
}

/** "here is my secret, please check: …": a word for a key, and soon after something drawn by lot. */
function findInProse(text: string): SecretSpan[] {
	const pattern =
		/(?<![A-Za-z0-9_.-])(?:api[ -]?keys?|secrets?|tokens?|passwords?|keys?|credentials?|clave|chave)\b([^\n]{0,50}?)(?:\n\s{0,8})?(?<=[\s"'`:=(>|*])([A-Za-z0-9_+/.~-]{20,512}={0,2})(?![A-Za-z0-9_+/=.~-])/dgi;
	return [...text.matchAll(pattern)].flatMap(match => {
		const [, between = '', raw = ''] = match;
		const value = trimmed(raw);
		if (
			/(?:^|[^a-z])(?:ids?|request|hash|commit|sha\d{0,3}|checksum|trace|url|https?)(?:[^a-z]|$)|:\/\//i.test(
				between,
			)
		)
			return [];
		return looksRandom(value, 20) && !isUuid(value) && !isPath(value)
			? [spanOf(match.indices?.[2]?.[0] ?? 0, value, 'other_key')]
			: [];
	});
}
