import type {Service} from '../retrieval/knowledge.ts';

type Named = Pick<Service['targets'][number], 'name' | 'title'>;
type Offer = {readonly name: string; readonly value: string};

/** What Discord offers while somebody types the name of a target, or of a host that their server allows; at most 25. */
export function offerTargets(
	targets: readonly Named[],
	typed: string,
	hosts: readonly string[] = [],
): readonly Offer[] {
	const words = typed.toLowerCase().split(/\s+/);
	const offers: readonly Offer[] = [
		...targets.map(({name, title}) => ({name: `${title} (${name})`.slice(0, 100), value: name})),
		...hosts.filter(host => host.length <= 100).map(host => ({name: host, value: host})),
	];
	return offers.filter(({name}) => words.every(word => name.toLowerCase().includes(word))).slice(0, 25);
}

/** The target that somebody named by its name or its title. */
export function targetNamed(targets: readonly Named[], given: string): string | undefined {
	const wanted = given.trim().toLowerCase();
	return targets.find(({name, title}) => name.toLowerCase() === wanted || title.toLowerCase() === wanted)
		?.name;
}

/**
 * The address that somebody named at a host that their server allows: a whole URL, or the host alone, which is then
 * spoken to as the service's usual endpoint is.
 */
export function allowedTarget(
	targets: readonly Pick<Service['targets'][number], 'url' | 'default'>[],
	given: string,
	hosts: readonly string[],
): string | undefined {
	const wanted = given.trim();
	if (hosts.includes(wanted.toLowerCase())) {
		const usual = targets.find(target => target.default) ?? targets[0];
		const url = new URL(usual?.url ?? 'wss://host/');
		url.host = wanted.toLowerCase();
		return url.href;
	}
	if (!/^(?:wss?|https?):\/\//i.test(wanted) || !URL.canParse(wanted)) return undefined;
	return hosts.includes(new URL(wanted).hostname) ? wanted : undefined;
}
