import type {Answer} from '../answer/answer.ts';
import type {Diagnosis} from '../diagnosis/diagnosis.ts';
import type {Evidence} from '../evidence/evidence.ts';
import type {ProbeReport} from '../probe/probe-report.ts';
import type {AnswerRecord, TextGone} from './answer-record.ts';

/**
 * A record of which only figures are left: what kind of failure it was, how sure we were, how long it took. Every
 * field that stays is named here, so that what is added to a record later goes too until somebody decides.
 */
export function withoutText(record: AnswerRecord, textGone: TextGone): AnswerRecord {
	const {id, conversationId, askedAt, door, askerId, authorId, place, times} = record;
	return {
		id,
		conversationId,
		askedAt,
		door,
		...(askerId !== undefined && {askerId}),
		...(authorId !== undefined && {authorId}),
		...(place && {place}),
		evidence: evidenceFigures(record.evidence),
		...(record.probe && {probe: probeFigures(record.probe)}),
		sections: [],
		diagnosis: diagnosisFigures(record.diagnosis),
		answer: answerFigures(record.answer),
		times,
		textGone,
	};
}

/** In place of every excerpt. */
const nothing = '';

/** Codes of closed lists, and names that stand in the knowledge. */
function evidenceFigures(evidence: Evidence): Evidence {
	const {failures, statuses, closes, serviceCodes, clients, facts, secrets} = evidence;
	const {language, programmingLanguage, target} = evidence;
	return {
		text: nothing,
		earlierTexts: [],
		language,
		failures: failures.map(({code, turn, elsewhere}) => ({
			code,
			turn,
			excerpt: nothing,
			...(elsewhere !== undefined && {elsewhere}),
		})),
		statuses: statuses.map(({status, of, turn, elsewhere}) => ({
			status,
			of,
			turn,
			excerpt: nothing,
			...(elsewhere !== undefined && {elsewhere}),
		})),
		closes: closes.map(({code, turn}) => ({code, turn, excerpt: nothing})),
		serviceCodes: serviceCodes.map(({code, turn}) => ({code, turn, excerpt: nothing})),
		serviceErrors: [],
		requestIds: [],
		urls: [],
		parameters: [],
		clients: clients.map(({id, how, turn}) => ({id, how, turn, excerpt: nothing})),
		...(programmingLanguage !== undefined && {programmingLanguage}),
		facts: facts.map(({name, turn}) => ({name, turn, excerpt: nothing})),
		secrets: secrets.map(({kind, turn}) => ({kind, turn})),
		// In place of a target's name it may be an address that the member has pasted.
		...(target !== undefined && !URL.canParse(target) && {target}),
	};
}

/** What was measured, without addresses, and without what the other side answered. */
function probeFigures(probe: ProbeReport): ProbeReport {
	const {targetName, verdict, failedPhase, failure, domain, alsoSeen, observations} = probe;
	const {status, fromService, closeCode, elapsedMs, measuredFrom, at} = probe;
	return {
		target: nothing,
		...(targetName !== undefined && {targetName}),
		verdict,
		...(failedPhase !== undefined && {failedPhase}),
		...(failure !== undefined && {failure}),
		...(domain !== undefined && {domain}),
		...(alsoSeen !== undefined && {alsoSeen}),
		observations,
		families: [],
		...(status !== undefined && {status}),
		...(fromService !== undefined && {fromService}),
		headers: {},
		...(closeCode !== undefined && {closeCode}),
		elapsedMs,
		measuredFrom,
		at,
	};
}

function diagnosisFigures({refused, causes, domain}: Diagnosis): Diagnosis {
	return {
		refused,
		causes: causes.map(({id, title, kind, domain, confidence, score}) => ({
			id,
			title,
			kind,
			domain,
			confidence,
			score,
			reasons: [],
		})),
		domain,
		comparison: {kind: 'nothing_to_compare'},
		ask: [],
	};
}

function answerFigures({refused, language, writer, model, modelUses}: Answer): Answer {
	return {
		verdict: nothing,
		messages: [],
		text: nothing,
		citations: [],
		refused,
		language,
		writer,
		...(model && {model: modelFigures(model)}),
		...(modelUses && {modelUses}),
	};
}

function modelFigures(model: NonNullable<Answer['model']>): NonNullable<Answer['model']> {
	const {name, promptVersion, tokens, cost, cut, firstTokenMs, totalMs, kept, fallback} = model;
	return {
		name,
		promptVersion,
		tokens,
		...(cost !== undefined && {cost}),
		cut,
		...(firstTokenMs !== undefined && {firstTokenMs}),
		totalMs,
		...(kept !== undefined && {kept}),
		...(fallback !== undefined && {fallback}),
	};
}
