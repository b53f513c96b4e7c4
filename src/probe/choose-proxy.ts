import ipaddr from 'ipaddr.js';
import {bareHost, isSecure, portOf} from './url-parts.ts';

/** The variables by which programs learn of a proxy, as they stand in the environment. */
export type ProxyVariables = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a URL, as curl chooses it: HTTPS_PROXY for `wss:` and `https:`, http_proxy (lower case only, because
 * web servers set HTTP_PROXY from a request's header) for `ws:` and `http:`, else ALL_PROXY; unless NO_PROXY names
 * the host. Undefined where the way is direct.
 */
export function chooseProxy(url: URL, variables: ProxyVariables): URL | undefined {
	const either = (name: string) => variables[name] || variables[name.toUpperCase()];
	const address = (isSecure(url) ? either('https_proxy') : variables.http_proxy) || either('all_proxy');
	if (!address || isExempt(url, either('no_proxy') ?? '')) return undefined;
	const proxy = parseProxy(address);
	if (!proxy) throw new Error(`Cannot use proxy: found "${shortened(address)}", want http://host:port`);
	return proxy;
}

function parseProxy(address: string): URL | undefined {
	const href = address.includes('://') ? address : `http://${address}`;
	if (!URL.canParse(href)) return undefined;
	const proxy = new URL(href);
	return proxy.protocol === 'http:' || proxy.protocol === 'https:' ? proxy : undefined;
}

/** Without what may be a password. */
function shortened(address: string): string {
	return address.replace(/^.*@/s, '…@').slice(0, 100);
}

function isExempt(url: URL, list: string): boolean {
	const host = bareHost(url.hostname).toLowerCase();
	const port = String(portOf(url));
	return list
		.split(/[,\s]+/)
		.filter(entry => entry !== '')
		.some(entry => exempts(entry.toLowerCase(), host, port));
}

function exempts(entry: string, host: string, port: string): boolean {
	if (entry === '*') return true;
	if (ipaddr.isValidCIDR(entry)) return isInRange(host, entry);
	const [, bracketed, plain, entryPort] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
	if (entryPort !== undefined && entryPort !== port) return false;
	const name = (bracketed ?? plain ?? entry).replace(/^\*?\./, '');
	return host === name || host.endsWith(`.${name}`);
}

function isInRange(host: string, range: string): boolean {
	if (!ipaddr.isValid(host)) return false;
	const address = ipaddr.parse(host);
	const [network, bits] = ipaddr.parseCIDR(range);
	return address.kind() === network.kind() && address.match(network, bits);
}
