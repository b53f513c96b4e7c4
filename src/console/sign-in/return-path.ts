/** Where to go after signing in: a page of this console, whatever was asked for. */
export function returnPath(wanted: string | undefined): string {
	const here = 'http://console.invalid';
	if (wanted === undefined || !wanted.startsWith('/') || wanted.length > 1000) return home;
	const url = URL.parse(wanted, here);
	if (url === null || url.origin !== here || url.pathname.startsWith('/sign-in')) return home;
	return `${url.pathname}${url.search}${url.hash}`;
}

const home = '/answers';
