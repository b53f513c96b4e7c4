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
	if (wanted !== undefined && URL.canParse(wanted)) return targetOfUrl(wanted);
	const usual = targets.find(target => target.default) ?? targets[0];
	if (usual === undefined) throw new Error('Cannot choose a target: the service has none, want at least one');
	return usual;
}

/** A target for a URL that `service.yaml` does not name: any answer that asks for credentials counts as reachable. */
export function targetOfUrl(url: string): Target {
	return {name: new URL(url).host, title: url, url, keyless: {statuses: [401]}, subprotocols: []};
}
