/** Whether a URL is spoken over TLS. */
export function isSecure({protocol}: URL): boolean {
	return protocol === 'wss:' || protocol === 'https:';
}

export function isWebSocket({protocol}: URL): boolean {
	return protocol === 'ws:' || protocol === 'wss:';
}

/** The port that a URL leads to, which stands in it only where it is not the usual one. */
export function portOf(url: URL): number {
	if (url.port !== '') return Number(url.port);
	return isSecure(url) ? 443 : 80;
}

/** A URL's host as sockets and certificates name it: an IPv6 address without its brackets. */
export function bareHost(hostname: string): string {
	return hostname.replace(/^\[(.*)\]$/, '$1');
}

/** Whether a URL leads to this very machine: to reach it takes no network. RFC 6761 section 6.3, RFC 1122, RFC 4291. */
export function isOnThisMachine({hostname}: URL): boolean {
	const host = bareHost(hostname).replace(/\.$/, '');
	return (
		host === 'localhost' ||
		host.endsWith('.localhost') ||
		host === '::1' ||
		/^127(?:\.\d{1,3}){3}$/.test(host)
	);
}
