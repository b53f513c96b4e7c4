import type {Diagnosis, RankedCause} from './diagnosis.ts';

/** What somebody else makes of the same facts: one more signal, never the decision. */
export type Opinion = {
	/** One of the causes that it was given to choose from; undefined: none of them. */
	readonly causeId?: string;
	/** In one sentence, plain text. */
	readonly because: string;
	/** Of its vote; undefined: the arithmetic's own. */
	readonly weight?: number;
};

/** From here on nobody is asked. */
const sureFrom = 0.6;
/** Two that are closer than this cannot be told apart. */
const close = 0.15;
/** Among so many is chosen. */
export const mostCandidates = 8;

/** Whether a second opinion can change anything: no cause is sure, or two are alike. */
export function isUncertain({causes}: Pick<Diagnosis, 'causes'>): boolean {
	const [first, second] = causes;
	if (first === undefined || second === undefined) return false;
	return first.confidence < sureFrom || first.confidence - second.confidence < close;
}

/** What may be chosen: why something fails, the likeliest first. Whether a question is for us at all nobody else decides. */
export function candidatesAmong(ranked: readonly RankedCause[]): readonly RankedCause[] {
	return ranked.filter(({kind}) => kind === 'failure').slice(0, mostCandidates);
}
