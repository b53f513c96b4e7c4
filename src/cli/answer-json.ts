import type {AnswerRecord} from '../log/answer-record.ts';
import {toProbeJson} from '../probe/probe-json.ts';

/** A record as `ask --json` prints it; scripts rely on every name. */
export function toAnswerJson(record: AnswerRecord) {
	const {id, evidence, probe, diagnosis, answer, times} = record;
	const [lead] = diagnosis.causes;
	return {
		id,
		verdict: answer.verdict,
		cause: lead?.id ?? null,
		confidence: lead === undefined ? 0 : rounded(lead.confidence),
		causes: diagnosis.causes.map(({id, confidence, reasons}) => ({
			id,
			confidence: rounded(confidence),
			because: reasons.map(({because}) => because),
		})),
		domain: diagnosis.domain,
		refused: diagnosis.refused,
		ask: diagnosis.ask,
		language: evidence.language,
		evidence: {
			failures: unique(evidence.failures.map(({code}) => code)),
			statuses: unique(evidence.statuses.map(({status}) => status)),
			close_codes: unique(evidence.closes.map(({code}) => code)),
			service_codes: unique(evidence.serviceCodes.map(({code}) => code)),
			request_ids: evidence.requestIds,
			client: evidence.clients[0]?.id ?? null,
			programming_language: evidence.programmingLanguage ?? null,
			facts: unique(evidence.facts.map(({name}) => name)),
			target: evidence.target ?? null,
			secrets: unique(evidence.secrets.map(({kind}) => kind)),
		},
		probe: probe === undefined ? null : toProbeJson(probe),
		comparison: diagnosis.comparison.kind === 'nothing_to_compare' ? null : diagnosis.comparison,
		citations: answer.citations,
		text: answer.text,
		messages: answer.messages,
		writer: answer.writer,
		elapsed_ms: times.elapsedMs,
	};
}

function unique<T>(items: readonly T[]): readonly T[] {
	return [...new Set(items)];
}

function rounded(share: number): number {
	return Math.round(share * 1000) / 1000;
}
