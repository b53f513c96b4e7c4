import type {Evidence} from '../evidence/evidence.ts';
import type {Target} from './probe-report.ts';

/**
 * The endpoint to test: the one that the question is about, a URL that an operator gave in its place, or
 * else the service's default.
 */
export function chooseTarget(
	evidence: Pick<Evidence, 'target'>,
	targets: readonly (Target & {readonly default: boolean})[],
): Target {
	const {target: wanted} = evidence;
	const known = targets.find(({name}) => name === wanted);
	if (known !== undefined) return known;
	if (wanted !== undefined && URL.canParse(wanted)) return targetOfUrl(wanted, targets);
	const usual = targets.find(target => target.default) ?? targets[0];
	if (usual === undefined) throw new Error('Cannot choose a target: the service has none, want at least one');
	return usual;
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
