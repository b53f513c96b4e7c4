import {isSecretInPlace, isUuid, looksRandom} from './secret-lookalikes.ts';
import {readAt, type SecretSpan, spanOf, trimmed} from './secret-span.ts';

/** One run of the characters that a credential can have. */
const credential = /[A-Za-z0-9_+/=.~:!*%^&?@#-]{4,8192}/y;

const schemeWords =
	'token|bearer|basic|apikey|api-key|key|bot|jwt|dpop|negotiate|ntlm|secret|access|client-id|livekit';

const manyPartSchemes = /(?:digest|aws4-hmac-sha256|oauth|hawk|signature|mac|scram-sha-\d+|gnap|vapid)\s/iy;

/** `Authorization` headers of any scheme, in a dump, a URL, an object, a call: the scheme stays, the credential goes. */
export function findAuthorizations(text: string): SecretSpan[] {
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

/** base64 of `user:password`. */
function isBasic(value: string): boolean {
	const plain = Buffer.from(value, 'base64').toString('latin1');
	return /^[\x20-\x7e]{1,400}:/.test(plain) || isSecretInPlace(trimmed(value));
}

/** A scheme and its credential outside a header's name: `"Token …"`, `Bearer …`, `('Token', '…')`. */
export function findSchemes(text: string): SecretSpan[] {
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
export function findProtocols(text: string): SecretSpan[] {
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

export function findCookies(text: string): SecretSpan[] {
	const pattern =
		/(?<![A-Za-z])(?:set-)?cookie["'`]?\s{0,2}[:=]\s{0,2}["'`[]{0,2}\s?[\w.!$-]{1,64}=(?=[^;\s"'`,[]{6})([^\n"'`\]}]{6,4096})/dgi;
	return [...text.matchAll(pattern)].map(match =>
		spanOf(match.indices?.[1]?.[0] ?? 0, (match[1] ?? '').trimEnd(), 'other_key'),
	);
}
