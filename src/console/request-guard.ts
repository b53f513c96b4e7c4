/** Where the console may be spoken to. */
export type Guard = {
	/** Whether a request's Host header names this console, and not a name that somebody pointed here. */
	readonly hostIsOurs: (host: string | undefined) => boolean;
	/** Whether a request that changes something comes from a page of this console, or from no page at all. */
	readonly originIsOurs: (headers: {
		readonly host: string | undefined;
		readonly origin: string | undefined;
		readonly fetchSite: string | undefined;
	}) => boolean;
};

const localNames = ['localhost', '127.0.0.1', '[::1]'];
const wildcards = ['0.0.0.0', '::'];
const addressLiteral = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]{2,45}\])$/;

/**
 * Guards against DNS rebinding and cross-site requests. Ours is the bound host or this machine itself, with
 * the bound port, and `otherHosts` as they are (`lineman.example`, `lineman.example:8443`). Bound to every
 * address, any address literal is ours on any port: an address cannot be rebound, and a container's port may
 * be published as another.
 */
export function createGuard(bound: {
	readonly host: string;
	readonly port: number;
	readonly otherHosts: readonly string[];
}): Guard {
	const everywhere = wildcards.includes(bound.host);
	const names = new Set([...localNames, hostInUrl(bound.host)]);
	const others = new Set(bound.otherHosts.map(host => host.toLowerCase()));

	const hostIsOurs: Guard['hostIsOurs'] = given => {
		const host = given?.toLowerCase();
		const parts = /^(\[[0-9a-f:.]{2,45}\]|[^:[\]]{1,253})(?::(\d{1,5}))?$/.exec(host ?? '');
		const [, name, port = '80'] = parts ?? [];
		if (host === undefined || name === undefined) return false;
		if (others.has(host)) return true;
		if (everywhere) return localNames.includes(name) || addressLiteral.test(name);
		return names.has(name) && Number(port) === bound.port;
	};
	const originIsOurs: Guard['originIsOurs'] = ({host, origin, fetchSite}) => {
		if (fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none') return false;
		if (origin === undefined) return fetchSite !== undefined;
		const url = URL.parse(origin);
		return url !== null && host !== undefined && url.host === URL.parse(`${url.protocol}//${host}`)?.host;
	};
	return {hostIsOurs, originIsOurs};
}

/** A host as it stands in a URL: IPv6 addresses in brackets. */
export function hostInUrl(host: string): string {
	return host.includes(':') ? `[${host}]` : host.toLowerCase();
}
