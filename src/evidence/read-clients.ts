import type {FoundFailure} from '../failures/error-wordings.ts';
import type {EvidenceRules, ReportedClient} from './evidence.ts';
import {firstMatch, firstOfEach, type Passage, placeOf, sightingAt} from './passage.ts';

/** Client libraries that a passage shows by their error texts, or else only names. */
export function readClients(passage: Passage, {clients}: EvidenceRules): ReportedClient[] {
	const sighted = clients.flatMap(({clientId, pattern, how}) => {
		const match = firstMatch(passage.text, pattern);
		return match === undefined
			? []
			: [{id: clientId, how, index: match.index, ...sightingAt(passage, placeOf(match))}];
	});
	const ordered = sighted.toSorted((a, b) => certainty(a) - certainty(b) || a.index - b.index);
	return firstOfEach(ordered, ({id}) => id).map(({index: _, ...client}) => client);
}

/** Failures that a client's text stands for where it carries no number. */
export function failuresOfClients({text}: Passage, {clients}: EvidenceRules): FoundFailure[] {
	return clients.flatMap(({pattern, failure}) => {
		const match = failure === undefined ? undefined : firstMatch(text, pattern);
		const hasStatus = match?.groups?.status !== undefined || match?.groups?.close !== undefined;
		return match === undefined || failure === undefined || hasStatus
			? []
			: [{code: failure, index: match.index, length: match[0].length}];
	});
}

/** All passages' clients in one list: what is sure before what is only named, newer before older. */
export function orderedClients(clients: readonly ReportedClient[]): ReportedClient[] {
	const ordered = clients.toSorted((a, b) => certainty(a) - certainty(b) || a.turn - b.turn);
	return firstOfEach(ordered, ({id, turn}) => `${id} ${turn}`);
}

function certainty({how}: Pick<ReportedClient, 'how'>): number {
	return how === 'sure' ? 0 : 1;
}
