import type {Service} from '../retrieval/knowledge.ts';

type Named = Pick<Service['targets'][number], 'name' | 'title'>;

/** What Discord offers while somebody types the name of a target; at most 25. */
export function offerTargets(
	targets: readonly Named[],
	typed: string,
): readonly {readonly name: string; readonly value: string}[] {
	const words = typed.toLowerCase().split(/\s+/);
	return targets
		.filter(({name, title}) => words.every(word => `${name} ${title}`.toLowerCase().includes(word)))
		.slice(0, 25)
		.map(({name, title}) => ({name: `${title} (${name})`.slice(0, 100), value: name}));
}

/** The target that somebody named by its name or its title. */
export function targetNamed(targets: readonly Named[], given: string): string | undefined {
	const wanted = given.trim().toLowerCase();
	return targets.find(({name, title}) => name.toLowerCase() === wanted || title.toLowerCase() === wanted)
		?.name;
}
