import type {Evidence} from '../evidence/evidence.ts';
import {cleanUrl} from './clean-url.ts';
import {guardTarget} from './guard.ts';
import type {Target} from './probe-report.ts';

/**
 * The endpoint to test: the newest request that the member pasted to one of `hosts` (those that a moderator has
 * allowed), else the one that the question is about, a URL that an operator gave in its place, or else the
 * service's default.
 */
export function chooseTarget(
	evidence: Pick<Evidence, 'target' | 'urls'>,
	targets: readonly (Target & {readonly default: boolean})[],
	hosts: readonly string[] = [],
): Target {
	const {target: wanted} = evidence;
	const allowed = allowedTarget(evidence, targets, hosts);
	if (allowed !== undefined) return allowed;
	const known = targets.find(({name}) => name === wanted);
	if (known !== undefined) return known;
	if (wanted !== undefined && URL.canParse(wanted)) return targetOfUrl(wanted, targets);
	const usual = targets.find(target => target.default) ?? targets[0];
	if (usual === undefined) throw new Error('Cannot choose a target: the service has none, want at least one');
	return usual;
}

/**
 * The service at a host of the member's own: spoken to as its target with the same path is, under a name of its
 * own, so that its failures are not taken for the service's.
 */
function allowedTarget(
	{target: wanted, urls}: Pick<Evidence, 'target' | 'urls'>,
	targets: readonly Target[],
	hosts: readonly string[],
): Target | undefined {
	const pasted = urls.filter(({host}) => hosts.includes(host)).toSorted((a, b) => a.turn - b.turn);
	const href = [wanted ?? '', pasted[0]?.href ?? ''].find(
		each => URL.canParse(each) && hosts.includes(new URL(each).hostname),
	);
	if (href === undefined) return undefined;
	const url = cleanUrl(href);
	// A port or an address that may not be tried is no reason to test nothing at all.
	if (!guardTarget(url.href, {hosts}).allowed) return undefined;
	const alike = targets.find(target => new URL(target.url).pathname === url.pathname);
	if (alike !== undefined) url.protocol = new URL(alike.url).protocol;
	return {
		...targetOfUrl(url.href),
		...(alike && {keyless: alike.keyless, subprotocols: alike.subprotocols}),
		allowed: true,
	};
}

/**
 * A target for a URL: the known one with this host and path, spoken to by this URL; or else any answer that asks
 * for credentials counts as reachable. At a host that no known target has, nothing is known of who answers.
 */
export function targetOfUrl(href: string, known: readonly Target[] = []): Target {
	const url = new URL(href);
	const sameHost = known.filter(target => new URL(target.url).hostname === url.hostname);
	const exact = sameHost.find(target => new URL(target.url).pathname === url.pathname);
	if (exact) return {...exact, url: href};
	const target = {name: url.host, title: href, url: href, keyless: {statuses: [401]}, subprotocols: []};
	return sameHost.length > 0 ? target : {...target, foreign: true};
}
