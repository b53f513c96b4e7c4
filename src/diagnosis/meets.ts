import type {Evidence} from '../evidence/evidence.ts';
import type {ModelFinding} from '../probe/model-list.ts';
import type {ProbeReport} from '../probe/probe-report.ts';
import type {Condition} from '../retrieval/knowledge.ts';

/** What a condition is held against. */
export type Case = {
	readonly evidence: Evidence;
	readonly probe?: ProbeReport;
	/** The service's error codes in its answer to the probe. */
	readonly measuredCodes?: readonly string[];
	/** What of the pasted request does not fit the service's own list of models. */
	readonly models?: ModelFinding;
};

/**
 * The turn in which a condition is met: 0 for the question itself or a measurement, higher for the member's
 * earlier messages; undefined where it is not met.
 */
export function turnOf(condition: Condition, given: Case): number | undefined {
	const {evidence, probe} = given;
	if ('failure' in condition) {
		if (measures(probe, condition.failure)) return 0;
		// What another host answered is no failure of the service.
		return newest(
			evidence.failures.filter(({code, elsewhere}) => code === condition.failure && elsewhere !== true),
		);
	}
	if ('measured' in condition) return measures(probe, condition.measured) ? 0 : undefined;
	if ('probe' in condition)
		return probe?.verdict === condition.probe && probe.domain !== 'our_probe' ? 0 : undefined;
	if ('code' in condition) {
		if (given.measuredCodes?.includes(condition.code) === true) return 0;
		return newest(evidence.serviceCodes.filter(({code}) => code === condition.code));
	}
	if ('says' in condition) return turnOfWords(condition.says, evidence);
	if ('parameter' in condition) {
		const {parameter, matches} = condition;
		return newest(
			evidence.parameters.filter(
				({name, value}) => name === parameter && (matches === undefined || matches.test(value)),
			),
		);
	}
	if ('url' in condition) {
		return newest(evidence.urls.filter(({host, path}) => condition.url.test(`${host}${path}`)));
	}
	if ('fact' in condition) return newest(evidence.facts.filter(({name}) => name === condition.fact));
	if ('client' in condition) return newest(evidence.clients.filter(({id}) => id === condition.client));
	if ('programmingLanguage' in condition) {
		return evidence.programmingLanguage === condition.programmingLanguage ? 0 : undefined;
	}
	if ('target' in condition) return evidence.target === condition.target ? 0 : undefined;
	if ('modelList' in condition) return given.models?.kind === condition.modelList ? 0 : undefined;
	if ('secret' in condition) return newest(evidence.secrets.filter(({kind}) => kind === condition.secret));
	if ('not' in condition) return turnOf(condition.not, given) === undefined ? 0 : undefined;
	if ('any' in condition) return smallest(condition.any.map(part => turnOf(part, given)));
	return turnOfAll(condition.all, given);
}

/** All conditions hold; the turn is the one that completed them, `not` apart, which is true of every turn. */
function turnOfAll(conditions: readonly Condition[], given: Case): number | undefined {
	const turns = conditions.map(part => turnOf(part, given));
	if (turns.includes(undefined)) return undefined;
	return smallest(turns.filter((_, index) => !isNegation(conditions[index]))) ?? 0;
}

function isNegation(condition: Condition | undefined): boolean {
	return condition !== undefined && 'not' in condition;
}

function measures(probe: ProbeReport | undefined, failure: string): boolean {
	return probe !== undefined && probe.domain !== 'our_probe' && probe.failure === failure;
}

function turnOfWords(words: RegExp, evidence: Evidence): number | undefined {
	if (words.test(evidence.text)) return 0;
	const earlier = evidence.earlierTexts.findIndex(text => words.test(text));
	return earlier === -1 ? undefined : earlier + 1;
}

function newest(sightings: readonly {readonly turn: number}[]): number | undefined {
	return smallest(sightings.map(({turn}) => turn));
}

function smallest(turns: readonly (number | undefined)[]): number | undefined {
	const known = turns.filter(turn => turn !== undefined);
	return known.length === 0 ? undefined : Math.min(...known);
}
