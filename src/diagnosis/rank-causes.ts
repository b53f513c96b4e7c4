import type {Cause, Signal} from '../retrieval/knowledge.ts';
import type {Resemblance} from '../retrieval/learn-wordings.ts';
import type {FoundSection} from '../retrieval/section.ts';
import type {RankedCause, Reason} from './diagnosis.ts';
import {type Case, turnOf} from './meets.ts';
import {ownWords} from './own-words.ts';
import type {Opinion} from './second-opinion.ts';

/**
 * The arithmetic, all of it: a cause's score is the sum of the weights of its signals that hold (those
 * `against` count negative), each times `turnDecay` for every turn that it lies back, and up to
 * `searchWeight` for a page that the search found, and `wordWeight` times the log-odds, above chance, that the
 * question's words give it, and `opinionWeight` for a cause that a second opinion chose, where one was asked for. Where the newest message reports a failure of its own,
 * what was said before counts `overruled` times as much; and what is no failure (a question, thanks, an
 * attempt to steer) is judged by the newest message alone, and where it is nothing to diagnose at all, by the
 * member's own words in it, without files and code blocks. The confidence is the score's share of all
 * causes' scores after `exp(score / temperature)`, with `doubt` as the score of "none of these".
 */
export const arithmetic = {
	turnDecay: 0.6,
	overruled: 0.4,
	searchWeight: 0.7,
	wordWeight: 0.6,
	opinionWeight: 0.8,
	temperature: 0.85,
	doubt: 1.2,
} as const;

export type Arithmetic = Readonly<Record<keyof typeof arithmetic, number>>;

/** Every cause that anything speaks for, best first. Their confidences and that of "none of these" sum to 1. */
export function rankCauses(
	given: Case,
	causes: readonly Cause[],
	found: {
		readonly sections: readonly FoundSection[];
		readonly resemblances: readonly Resemblance[];
		readonly opinion?: Opinion;
	},
	numbers: Arithmetic = arithmetic,
): readonly RankedCause[] {
	const read = [
		...readReasons(found.sections, numbers),
		...wordReasons(found.resemblances, {among: causes.length, numbers}),
		...opinionReasons(found.opinion, numbers),
	];
	const scored = causes
		.map(cause => ({cause, reasons: reasonsFor(cause, given, {read, numbers})}))
		.map(({cause, reasons}) => ({cause, reasons, score: total(reasons)}))
		.filter(({reasons}) => reasons.some(({weight}) => weight > 0));
	const shares = softmax([numbers.doubt, ...scored.map(({score}) => score)], numbers.temperature);
	return scored
		.map(({cause, reasons, score}, index) => ({
			id: cause.id,
			title: cause.title,
			kind: cause.kind,
			domain: cause.domain,
			confidence: shares[index + 1] ?? 0,
			score,
			reasons,
		}))
		.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

function reasonsFor(
	cause: Cause,
	given: Case,
	{read, numbers}: {readonly read: readonly ReasonFor[]; readonly numbers: Arithmetic},
): readonly Reason[] {
	const judged = cause.kind === 'aside' ? inOwnWords(given) : given;
	const counted = (signals: readonly Signal[], sign: 1 | -1): Reason[] =>
		signals.flatMap(({when, weight, because}) => {
			const turn = turnOf(when, judged);
			if (turn === undefined || (turn > 0 && cause.kind !== 'failure')) return [];
			return [{because, weight: sign * weight * weightOfTurn(turn, given, numbers)}];
		});
	const ownRead = read.filter(({causeId}) => causeId === cause.id).map(({reason}) => reason);
	return [...counted(cause.for, 1), ...counted(cause.against, -1), ...ownRead].sort(
		(a, b) => Math.abs(b.weight) - Math.abs(a.weight),
	);
}

/** Nobody is turned away for what stands in their log. */
function inOwnWords(given: Case): Case {
	return {...given, evidence: {...given.evidence, text: ownWords(given.evidence.text)}};
}

function weightOfTurn(turn: number, {evidence}: Case, numbers: Arithmetic): number {
	if (turn === 0) return 1;
	const reportedAnew = [...evidence.failures, ...evidence.serviceCodes].some(sighting => sighting.turn === 0);
	return numbers.turnDecay ** turn * (reportedAnew ? numbers.overruled : 1);
}

type ReasonFor = {readonly causeId: string; readonly reason: Reason};

/** How well each cause's page was found, as a share of the best of them. */
function readReasons(sections: readonly FoundSection[], numbers: Arithmetic): ReasonFor[] {
	const best = new Map<string, number>();
	for (const {kind, subject, score} of sections) {
		if (kind !== 'cause' || subject === undefined) continue;
		best.set(subject, Math.max(best.get(subject) ?? 0, score));
	}
	const top = Math.max(0, ...best.values());
	return [...best].flatMap(([causeId, score]) =>
		score > 0
			? [
					{
						causeId,
						reason: {
							because: 'its page fits the words of the question',
							weight: (numbers.searchWeight * score) / top,
						},
					},
				]
			: [],
	);
}

/** What the words alone speak for, as log-odds above chance. */
function wordReasons(
	resemblances: readonly Resemblance[],
	{among, numbers}: {readonly among: number; readonly numbers: Arithmetic},
): ReasonFor[] {
	return resemblances.map(({causeId, share, example}) => ({
		causeId,
		reason: {
			because: `people put it like this: "${shortened(example)}"`,
			weight: numbers.wordWeight * Math.max(0, Math.log(share * among)),
		},
	}));
}

function opinionReasons(opinion: Opinion | undefined, numbers: Arithmetic): ReasonFor[] {
	if (opinion?.causeId === undefined) return [];
	const because = `a second opinion chose it: ${opinion.because}`;
	return [
		{
			causeId: opinion.causeId,
			reason: {because, weight: opinion.weight ?? numbers.opinionWeight, by: 'model'},
		},
	];
}

const longestExample = 90;

function shortened(example: string): string {
	const [first = ''] = example.split('\n');
	return first.length <= longestExample ? first : `${first.slice(0, longestExample).trimEnd()}…`;
}

function total(reasons: readonly Reason[]): number {
	return reasons.reduce((sum, {weight}) => sum + weight, 0);
}

function softmax(scores: readonly number[], temperature: number): readonly number[] {
	const top = Math.max(...scores);
	const powers = scores.map(score => Math.exp((score - top) / temperature));
	const sum = powers.reduce((a, b) => a + b, 0);
	return powers.map(power => power / sum);
}
