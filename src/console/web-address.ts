/** An address that a page may link to: https or http, without a user name or password made to deceive; else null. */
export function webAddress(address: string): URL | null {
	const url = URL.parse(address);
	if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
	return url.username === '' && url.password === '' ? url : null;
}
