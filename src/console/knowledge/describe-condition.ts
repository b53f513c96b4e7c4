import type {Condition} from '../../retrieval/knowledge.ts';

/** A condition as a writer reads it: what it is about, and which value it wants. */
export function describeCondition(condition: Condition): string {
	if ('all' in condition) return joined(condition.all, ' and ');
	if ('any' in condition) return joined(condition.any, ' or ');
	if ('not' in condition) return `not ${describeCondition(condition.not)}`;
	if ('says' in condition) return `says ${condition.says.source}`;
	if ('url' in condition) return `url ${condition.url.source}`;
	if ('parameter' in condition) {
		return `parameter ${condition.parameter}${condition.matches === undefined ? '' : ` = ${condition.matches.source}`}`;
	}
	return Object.entries(condition)
		.map(
			([name, value]) =>
				`${name.replaceAll(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)} ${String(value)}`,
		)
		.join(' ');
}

function joined(conditions: readonly Condition[], word: string): string {
	return `(${conditions.map(describeCondition).join(word)})`;
}
