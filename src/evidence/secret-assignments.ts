import type {SecretKind} from './evidence.ts';
import {isSecretInPlace, isUuid, looksRandom} from './secret-lookalikes.ts';
import {isPasswordPlaceholder} from './secret-passwords.ts';
import {type SecretSpan, spanOf} from './secret-span.ts';

const secretNames =
	'api[-_ ]?keys?|apikey|access[-_ ]?keys?|accesskeyid|secret[-_ ]?key|secret[-_ ]?access[-_ ]?key|auth[-_ ]?key|subscription[-_ ]?key|account[-_ ]?key|signing[-_ ]?key|encryption[-_ ]?key|license[-_ ]?key|master[-_ ]?key|service[-_ ]?key|role[-_ ]?key|anon[-_ ]?key|private[-_ ]?key|client[-_ ]?secret|secret|token|jwt|password|passwd|passphrase|pwd|credentials?|subscription|key';

/** What may stand between a secret's name and its value, in code, JSON, YAML, XML, shells and headers. */
const assigned =
	'[\\\\"\'`)\\]]{0,4}(?:\\s{0,8}(?:=>|->|:=|===?|[:=])\\s{0,8}|(?<!["\'`])\\s{1,8}\\|\\s{1,8}|\\(\\s{0,4}|["\'`]\\s{0,3},\\s{0,3}(?=["\'`])|["\'`]?\\s{0,3}[\\n,]\\s{0,20}-?\\s{0,3}["\']?value["\']?\\s{0,3}[:=]\\s{0,3}|>\\s{0,4}|\\s{1,3}(?=["\'`])|\\s{1,2}(?:is|was)\\s{1,2}:?\\s?)';

/** Values given to a name that says what they are: `X_API_KEY=…`, `"xi-api-key": "…"`, `password: …`. */
export function findAssignments(text: string): SecretSpan[] {
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
	return /(?:sec-websocket|public|pub|cache|primary|partition|sort|foreign|idempotency|object|s3|row|map|hot|group|routing|natural|unique|composite|search|translation|i18n|react|lookup|dedup\w{0,15}|transaction|page|next|previous|prev|continuation|sync|cursor|cancel(?:lation)?|csrf|xsrf|max|min|num|eos|bos|pad|mask|device)[-_.]?(?:key|token)s?$/i.test(
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
