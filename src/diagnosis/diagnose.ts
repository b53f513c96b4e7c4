import type {Evidence} from '../evidence/evidence.ts';
import type {ModelFinding} from '../probe/model-list.ts';
import type {ProbeReport} from '../probe/probe-report.ts';
import type {PastedReport} from '../probe/read-report.ts';
import type {Cause} from '../retrieval/knowledge.ts';
import type {Resemblance} from '../retrieval/learn-wordings.ts';
import type {FoundSection} from '../retrieval/section.ts';
import {compare} from './compare.ts';
import type {Diagnosis, RankedCause} from './diagnosis.ts';
import {type Arithmetic, rankCauses} from './rank-causes.ts';
import {candidatesAmong, isUncertain, type Opinion} from './second-opinion.ts';

/** The cause that stands for "too little is known": named where no other is sure enough. */
export const insufficientInfo = 'diagnosis.insufficient_info';

/** Below this confidence no cause is named. */
export const refusalThreshold = 0.2;

const mostCauses = 5;
const mostAsked = 2;

/** What it means: the causes in order, how sure, on whose side, and what would decide where nothing does yet. */
export function diagnose(given: Facts): Diagnosis {
	const {evidence, probe, earlierProbe, causes, opinion} = given;
	const ranked = rank(given);
	const lead = ranked[0];
	const sure = lead !== undefined && lead.confidence >= refusalThreshold && lead.id !== insufficientInfo;
	const shown = sure ? ranked : withDoubtFirst(ranked, causes);
	return {
		refused: !sure || lead.kind === 'aside',
		causes: shown.slice(0, mostCauses),
		domain: sure ? lead.domain : domainOfDoubt(probe),
		comparison: compare({evidence, probe, earlierProbe, pasted: given.pasted}),
		...(opinion && {opinion}),
		ask: sure && lead.kind === 'aside' ? [] : questionsFor(shown, causes, evidence),
	};
}

/**
 * The causes to choose from where a second opinion may help; none where the diagnosis is sure enough without, or the
 * question is not for us to diagnose.
 */
export function causesInDoubt(given: Facts): readonly RankedCause[] {
	const ranked = rank(given);
	const candidates = candidatesAmong(ranked);
	const isOurs = ranked[0]?.kind === 'failure' || ranked[0]?.id === insufficientInfo;
	return isOurs && candidates.length > 1 && isUncertain({causes: ranked}) ? candidates : [];
}

/** What a diagnosis is made from. */
export type Facts = {
	readonly evidence: Evidence;
	readonly probe?: ProbeReport;
	/** The newest measurement of the same conversation before this one. */
	readonly earlierProbe?: ProbeReport;
	readonly models?: ModelFinding;
	/** The service's error codes in its answer to the probe, where that is no sound answer to a request without a key. */
	readonly measuredCodes?: readonly string[];
	/** What the member measured on their own machine. */
	readonly pasted?: PastedReport;
	readonly sections: readonly FoundSection[];
	/** What the question's words alone speak for. */
	readonly resemblances?: readonly Resemblance[];
	readonly causes: readonly Cause[];
	/** What somebody else chose among the causes in doubt. */
	readonly opinion?: Opinion;
	/** Other numbers than the usual ones, for whoever measures which are best. */
	readonly arithmetic?: Arithmetic;
};

function rank({evidence, probe, models, measuredCodes, sections, resemblances = [], ...given}: Facts) {
	const known = {
		evidence,
		...(probe && {probe}),
		...(models && {models}),
		...(measuredCodes && {measuredCodes}),
	};
	const found = {sections, resemblances, ...(given.opinion && {opinion: given.opinion})};
	return rankCauses(known, given.causes, found, given.arithmetic);
}

/** Nothing is sure: "too little is known" leads, with what the other causes leave over. */
function withDoubtFirst(ranked: readonly RankedCause[], causes: readonly Cause[]): readonly RankedCause[] {
	const others = ranked.filter(({id}) => id !== insufficientInfo);
	const own = ranked.find(({id}) => id === insufficientInfo);
	const page = causes.find(({id}) => id === insufficientInfo);
	const rest = 1 - others.reduce((sum, {confidence}) => sum + confidence, 0);
	const doubt: RankedCause = {
		id: insufficientInfo,
		title: page?.title ?? 'Too little is known',
		kind: 'aside',
		domain: 'unknown',
		confidence: Math.max(0, rest),
		score: own?.score ?? 0,
		reasons: own?.reasons ?? [],
	};
	return [doubt, ...others];
}

/** With nothing sure, only a measurement can say whose side it is. */
function domainOfDoubt(probe: ProbeReport | undefined): Diagnosis['domain'] {
	return probe?.domain ?? 'unknown';
}

/** The facts that would decide between the likeliest causes, without those that are already there. */
function questionsFor(
	ranked: readonly RankedCause[],
	causes: readonly Cause[],
	evidence: Evidence,
): readonly string[] {
	const pages = ranked.slice(0, 3).flatMap(({id}) => causes.find(cause => cause.id === id) ?? []);
	const asked = pages.flatMap(({ask}) => ask).filter(question => !isKnown(question, evidence));
	const different = asked.filter(
		(question, index) => !asked.slice(0, index).some(before => asksTheSame(before, question)),
	);
	return different.slice(0, mostAsked);
}

/** Whether two pages ask for the same in other words: half of what the shorter one names stands in the other. */
function asksTheSame(one: string, other: string): boolean {
	const [shorter, longer] = [thingsIn(one), thingsIn(other)].sort((a, b) => a.size - b.size);
	if (shorter === undefined || longer === undefined || shorter.size === 0) return one === other;
	return [...shorter].filter(thing => longer.has(thing)).length >= shorter.size / 2;
}

function thingsIn(question: string): ReadonlySet<string> {
	const words = question.toLowerCase().match(/[a-z][\w-]{2,}/g) ?? [];
	return new Set(
		words.filter(
			word =>
				!/^(?:the|and|with|without|your|its|that|which|whether|for|from|how|what|out|left|does|are|you)$/.test(
					word,
				),
		),
	);
}

function isKnown(question: string, evidence: Evidence): boolean {
	if (/request[- ]id/i.test(question)) return evidence.requestIds.length > 0;
	if (/close code|\bstatus\b/i.test(question))
		return evidence.closes.length > 0 || evidence.statuses.length > 0;
	if (/\blibrary\b|\bSDK\b/i.test(question)) return evidence.clients.some(({how}) => how === 'sure');
	return false;
}
