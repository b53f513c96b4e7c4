import {isSecretInPlace, looksRandom} from './secret-lookalikes.ts';
import {isPasswordPlaceholder} from './secret-passwords.ts';
import {type SecretSpan, spanOf, trimmed} from './secret-span.ts';

/** `scheme://user:password@host`; a user that looks like a key goes as well. */
export function findUrlUsers(text: string): SecretSpan[] {
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

export const secretParameters =
	'access[_-]?token|refresh[_-]?token|id[_-]?token|auth[_-]?token|session[_-]?token|temp(?:orary)?[_-]?token|token|x-api-key|xi-api-key|api[_-]?key|apikey|subscription[_-]?key|client[_-]?secret|secret|password|passwd|pwd|passphrase|sig|signature|x-amz-signature|x-amz-credential|x-amz-security-token|x-goog-signature|authorization|auth|bearer|jwt|credentials?|key';

export function findUrlParameters(text: string): SecretSpan[] {
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
