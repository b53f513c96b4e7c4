/** A URL without what nobody else should see: user, password, fragment, and parameters that look like a credential. */
export function cleanUrl(href: string): URL {
	const url = new URL(href);
	url.username = '';
	url.password = '';
	url.hash = '';
	const kept = parametersOf(url).filter(([name, value]) => !looksSecret(name, value));
	if (kept.length < parametersOf(url).length) url.search = new URLSearchParams(kept).toString();
	return url;
}

function parametersOf(url: URL): [string, string][] {
	return [...url.searchParams];
}

const secretWords = new Set([
	'accesskey',
	'apikey',
	'auth',
	'authentication',
	'authorization',
	'bearer',
	'credential',
	'credentials',
	'jwt',
	'key',
	'passwd',
	'password',
	'pwd',
	'secret',
	'session',
	'sid',
	'sig',
	'signature',
	'token',
]);

/** Whether a parameter is a credential by its name (`api_key`, `accessToken`) or by what its value looks like. */
export function looksSecret(name: string, value: string): boolean {
	const words = name
		.slice(0, 200)
		.replace(/([a-z])([A-Z])/g, '$1_$2')
		.toLowerCase()
		.split(/[^a-z0-9]+/);
	return words.some(word => secretWords.has(word)) || looksLikeCredential(value);
}

/** A JWT, a long run of hexadecimal, a mark left where a secret was, or a URL that carries one itself. */
function looksLikeCredential(value: string): boolean {
	if (/^(?:eyJ[\w-]{5,}\.|[0-9a-f]{32,}$|\[removed)/i.test(value)) return true;
	if (!/^(?:https?|wss?):\/\//i.test(value) || !URL.canParse(value)) return false;
	const url = new URL(value);
	return (
		url.username !== '' ||
		url.password !== '' ||
		parametersOf(url).some(([name, inner]) => looksSecret(name, inner))
	);
}
