import {isUuid, looksRandom} from './secret-lookalikes.ts';
import {type SecretSpan, spanOf, trimmed} from './secret-span.ts';

/** "here is my secret, please check: …": a word for a key, and soon after something drawn by lot. */
export function findInProse(text: string): SecretSpan[] {
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

/** Words between slashes; a key of letters, digits and slashes is drawn by lot between them as well. */
function isPath(value: string): boolean {
	return value.includes('/') && !value.split('/').every(part => part.length < 4 || looksRandom(part, 4));
}
