import ipaddr from 'ipaddr.js';
import {bareHost, portOf} from './url-parts.ts';

/** Which targets may be probed. */
export type GuardRules = {
	/** Host names in lower case; a leading dot stands for every subdomain (`.api.example.com`). */
	readonly hosts: readonly string[];
	/** Ports that may be used; 80, 443, 8080 and 8443 where nothing is said. */
	readonly ports?: readonly number[];
	/** Ranges (`10.1.0.0/16`) in which addresses may be private: a service that an operator hosts. */
	readonly privateRanges?: readonly string[];
};

export type BlockReason =
	| 'not_a_url'
	| 'scheme'
	| 'credentials'
	| 'port'
	| 'host_not_allowed'
	| 'local_name'
	| 'private_address';

export type GuardResult =
	| {readonly allowed: true; readonly url: URL}
	| {readonly allowed: false; readonly reason: BlockReason};

const usualPorts = [80, 443, 8080, 8443] as const;
const schemes = ['ws:', 'wss:', 'http:', 'https:'];

/** Whether a URL may be probed. Its host's addresses are checked again once they are known. */
export function guardTarget(href: string, rules: GuardRules): GuardResult {
	if (href.length > 4_096 || !URL.canParse(href)) return blocked('not_a_url');
	const url = new URL(href);
	if (!schemes.includes(url.protocol)) return blocked('scheme');
	if (url.username !== '' || url.password !== '') return blocked('credentials');
	const reason = blockReasonOfHost(url.hostname, rules);
	if (reason) return blocked(reason);
	if (!(rules.ports ?? usualPorts).includes(portOf(url))) return blocked('port');
	return {allowed: true, url};
}

/** Why an address may not be connected to; undefined where it may. */
export function blockReasonOfAddress(address: string, rules: GuardRules): BlockReason | undefined {
	if (isPublicAddress(address) || isInRanges(address, rules.privateRanges ?? [])) return undefined;
	return 'private_address';
}

/**
 * Whether a name that resolves to this address was sent nowhere, as filters do: 0.0.0.0 or ::, and loopback
 * where the guard expects a public address.
 */
export function isSinkhole(address: string, rules: GuardRules | undefined): boolean {
	const range = ipaddr.isValid(address) ? ipaddr.process(address).range() : undefined;
	if (range === 'unspecified') return true;
	return range === 'loopback' && rules !== undefined && blockReasonOfAddress(address, rules) !== undefined;
}

function blocked(reason: BlockReason): GuardResult {
	return {allowed: false, reason};
}

function blockReasonOfHost(hostname: string, rules: GuardRules): BlockReason | undefined {
	const literal = bareHost(hostname);
	if (ipaddr.isValid(literal) && blockReasonOfAddress(literal, rules)) return 'private_address';
	if (isLocalName(hostname)) return 'local_name';
	return isListed(hostname, rules.hosts) ? undefined : 'host_not_allowed';
}

function isListed(hostname: string, hosts: readonly string[]): boolean {
	return hosts.some(host => (host.startsWith('.') ? hostname.endsWith(host) : hostname === host));
}

/** Top-level names that never leave a local network: RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`, and habit. */
const localNames = [
	'localhost',
	'local',
	'internal',
	'intranet',
	'lan',
	'home',
	'corp',
	'home.arpa',
	'localdomain',
];

function isLocalName(hostname: string): boolean {
	const name = hostname.replace(/(?<!\.)\.+$/, '');
	if (ipaddr.isValid(bareHost(name))) return false;
	return !name.includes('.') || localNames.some(local => name === local || name.endsWith(`.${local}`));
}

/** Public addresses that are a cloud's own: Azure's metadata and health service. */
const cloudAddresses = ['168.63.129.16'];

/** Only 2000::/3 is public IPv6 (RFC 4291); within it these are special: RFC 2928, RFC 9637. */
const publicIpv6 = '2000::/3';
const specialIpv6 = ['2001::/23', '2001:db8::/32', '3fff::/20'];

/** An address that any two places on the Internet reach each other by: nothing mapped, translated or reserved. */
function isPublicAddress(address: string): boolean {
	if (!ipaddr.isValid(address) || address.includes('%')) return false;
	const parsed = ipaddr.parse(address);
	if (parsed.range() !== 'unicast' || cloudAddresses.includes(parsed.toString())) return false;
	if (parsed.kind() === 'ipv4') return true;
	return isInRanges(address, [publicIpv6]) && !isInRanges(address, specialIpv6);
}

function isInRanges(address: string, ranges: readonly string[]): boolean {
	if (!ipaddr.isValid(address)) return false;
	const parsed = ipaddr.parse(address);
	return ranges.some(range => {
		const [network, bits] = ipaddr.parseCIDR(range);
		return network.kind() === parsed.kind() && parsed.match(network, bits);
	});
}
