import type {Domain} from '../failures/failure-codes.ts';
import type {CauseKind} from '../retrieval/knowledge.ts';
import type {Opinion} from './second-opinion.ts';

/** A reason that counted, with its weight in nats of log-odds; below zero it speaks against the cause. */
export type Reason = {
	readonly because: string;
	readonly weight: number;
	/** Whose words they are, where not ours. */
	readonly by?: 'model';
};

/** A cause of `knowledge/causes/` with its place among the others. */
export type RankedCause = {
	readonly id: string;
	readonly title: string;
	readonly kind: CauseKind;
	readonly domain: Domain;
	/** From 0 to 1: how often an answer with such a lead is right. */
	readonly confidence: number;
	readonly score: number;
	/** Strongest first. */
	readonly reasons: readonly Reason[];
};

/** Where what the member pasted and what we measured agree or disagree. */
export type Comparison =
	| {readonly kind: 'agrees'; readonly sentence: string}
	| {readonly kind: 'disagrees'; readonly sentence: string}
	| {readonly kind: 'nothing_to_compare'};

/** What it means. Refused: no cause is named, and `ask` holds the one or two facts that would decide. */
export type Diagnosis = {
	readonly refused: boolean;
	/** Best first, at most five; empty only where nothing at all speaks for any cause. */
	readonly causes: readonly RankedCause[];
	/** On whose side the leading cause is. */
	readonly domain: Domain;
	readonly comparison: Comparison;
	readonly ask: readonly string[];
	/** A second opinion that was asked for, whether it changed anything or not. */
	readonly opinion?: Opinion;
};
