import {isPlaceholder, isSecretInPlace, isUuid, looksRandom} from './secret-lookalikes.ts';
import {isPasswordPlaceholder} from './secret-passwords.ts';
import {type SecretSpan, spanOf} from './secret-span.ts';
import {secretParameters} from './secret-urls.ts';

/** Literals handed to a call that takes keys: `createClient("…")`, `new AccessToken("…", "…")`, `fromSubscription("…")`. */
export function findArguments(text: string): SecretSpan[] {
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
export function findPasswordOptions(text: string): SecretSpan[] {
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
