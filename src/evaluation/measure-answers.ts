import type {Question} from '../evidence/question.ts';
import type {AnswerRecord} from '../log/answer-record.ts';
import type {AnswerCase} from './cases.ts';
import {quantile, share} from './figures.ts';
import {pageOf} from './page-of.ts';

/** Labels for which a right reply names no cause. */
const refusedLabels: readonly string[] = [
	'diagnosis.insufficient_info',
	'billing.account_question',
	'handoff.human',
	'injection',
	'off_topic',
];
const unsure = 'diagnosis.insufficient_info';

/** One bin of the reliability table: of the answers given with about this confidence, how many were right. */
export type ReliabilityBin = {
	readonly from: number;
	readonly to: number;
	readonly answers: number;
	readonly confidence: number;
	readonly right: number;
};

/** Shares from 0 to 1; the names are those of the `evaluate` command's JSON. */
export type AnswerFigures = {
	readonly cases: number;
	readonly cause_top1: number;
	readonly cause_top3: number;
	readonly docs_hit_at_1: number;
	readonly docs_hit_at_3: number;
	readonly refused_right: number;
	readonly refused_wrong: number;
	readonly links_valid: number;
	readonly one_message: number;
	readonly p50_ms: number;
	readonly p99_ms: number;
	/** Expected calibration error over the answers that name a cause. */
	readonly calibration_error: number;
	readonly reliability: readonly ReliabilityBin[];
	readonly per_cause: Readonly<
		Record<string, {readonly cases: number; readonly top1: number; readonly top3: number}>
	>;
};

export type AnsweredCase = {readonly case: AnswerCase; readonly record: AnswerRecord};

/** Measures answers to labelled cases. `isKnownLink`: whether a link stands in the knowledge. */
export function measureAnswers(
	answered: readonly AnsweredCase[],
	isKnownLink: (url: string) => boolean,
): AnswerFigures {
	const documented = answered.filter(({case: {expect_docs}}) => expect_docs.length > 0);
	const mustRefuse = answered.filter(({case: {cause}}) => refusedLabels.includes(cause));
	const mustAnswer = answered.filter(
		({case: {cause, cause_confidence}}) => !refusedLabels.includes(cause) && cause_confidence !== 'low',
	);
	const elapsed = answered.map(({record}) => record.times.elapsedMs);
	const reliability = reliabilityOf(answered);
	return {
		cases: answered.length,
		cause_top1: share(answered, given => isRight(given, 1)),
		cause_top3: share(answered, given => isRight(given, 3)),
		docs_hit_at_1: share(documented, given => hitsDocs(given, 1)),
		docs_hit_at_3: share(documented, given => hitsDocs(given, 3)),
		refused_right: share(mustRefuse, ({record}) => record.answer.refused),
		refused_wrong: share(mustAnswer, ({record}) => record.answer.refused),
		links_valid: share(answered, ({record}) => record.answer.citations.every(({url}) => isKnownLink(url))),
		one_message: share(answered, ({record}) => record.answer.messages.length === 1),
		p50_ms: quantile(elapsed, 0.5),
		p99_ms: quantile(elapsed, 0.99),
		calibration_error: calibrationError(reliability),
		reliability,
		per_cause: perCause(answered),
	};
}

/** A case as the question that its member asks. */
export function questionOfCase(
	given: Pick<AnswerCase, 'message'> & Partial<Pick<AnswerCase, 'attachments' | 'history'>>,
	id: string,
	askedAt: Date,
): Question {
	return {
		id,
		conversationId: id,
		askedAt,
		door: 'terminal',
		text: given.message,
		attachments: given.attachments === undefined ? [] : [{name: 'attachment.txt', text: given.attachments}],
		earlier: (given.history ?? []).map(({role, content}) => ({role, text: content})),
		hints: {},
	};
}

/**
 * Whether the label is among the first causes. Where the thread itself leaves the label uncertain, saying
 * that one is not sure is as right as naming it.
 */
export function isRight({case: labelled, record}: AnsweredCase, among: number): boolean {
	const named = record.diagnosis.causes.slice(0, among).map(({id}) => id);
	return named.includes(labelled.cause) || (labelled.cause_confidence === 'low' && named[0] === unsure);
}

function hitsDocs({case: labelled, record}: AnsweredCase, among: number): boolean {
	const wanted = labelled.expect_docs.map(pageOf);
	return record.answer.citations.slice(0, among).some(({url}) => wanted.includes(pageOf(url)));
}

function perCause(answered: readonly AnsweredCase[]): AnswerFigures['per_cause'] {
	const labels = [...new Set(answered.map(({case: {cause}}) => cause))].sort();
	return Object.fromEntries(
		labels.map(label => {
			const own = answered.filter(({case: {cause}}) => cause === label);
			return [
				label,
				{
					cases: own.length,
					top1: share(own, given => isRight(given, 1)),
					top3: share(own, given => isRight(given, 3)),
				},
			];
		}),
	);
}

const bins = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01] as const;

function reliabilityOf(answered: readonly AnsweredCase[]): readonly ReliabilityBin[] {
	const named = answered.flatMap(given => {
		const lead = given.record.diagnosis.causes[0];
		return lead === undefined || lead.id === unsure
			? []
			: [{confidence: lead.confidence, right: isRight(given, 1)}];
	});
	return bins.slice(0, -1).map((from, index) => {
		const to = bins[index + 1] ?? 1;
		const own = named.filter(({confidence}) => confidence >= from && confidence < to);
		const sum = own.reduce((total, {confidence}) => total + confidence, 0);
		return {
			from,
			to: Math.min(1, to),
			answers: own.length,
			confidence: own.length === 0 ? 0 : sum / own.length,
			right: share(own, ({right}) => right),
		};
	});
}

/** The mean distance of confidence and share of right answers, weighted by the answers in each bin. */
function calibrationError(reliability: readonly ReliabilityBin[]): number {
	const all = reliability.reduce((total, {answers}) => total + answers, 0);
	if (all === 0) return 0;
	return reliability.reduce(
		(total, {answers, confidence, right}) => total + (answers / all) * Math.abs(confidence - right),
		0,
	);
}
