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
