import type {CutReason} from './cut-reason.ts';
import type {Circuit, GuardedModel} from './guard-model.ts';
import type {FallbackReason, Writing} from './writing.ts';

/** How the writing goes, since the process began; for people and machines that ask. */
export type WriterState = {
	/** Who words answers now: the built-in writer while the model's server is left alone. */
	readonly writer: 'model' | 'built-in';
	readonly model: string;
	readonly circuit: Circuit;
	/** What may be used in a day is used up. */
	readonly budget?: 'used_up';
	/** The last time that the built-in answer stood in for the model's, and why. */
	readonly lastFallback?: {readonly reason: FallbackReason; readonly at: Date};
	/** Answers that a model was asked for: those that it worded, and those of them whose text was kept from before. */
	readonly asked: number;
	readonly written: number;
	readonly kept: number;
	readonly fallbacks: Readonly<Partial<Record<FallbackReason, number>>>;
	readonly tokens: {readonly input: number; readonly output: number};
	/** Undefined where no prices are configured. */
	readonly cost?: number;
	readonly sentences: {
		readonly of: number;
		readonly cut: number;
		readonly because: Readonly<Partial<Record<CutReason, number>>>;
	};
};

export type WriterCounts = {
	/** Counts what one answer took. */
	add(writing: Writing): void;
	state(): WriterState;
};

export function countWritings({model, now}: {model: GuardedModel; now: () => Date}): WriterCounts {
	let asked = 0;
	let written = 0;
	let kept = 0;
	let lastFallback: WriterState['lastFallback'];
	let cost: number | undefined;
	const tokens = {input: 0, output: 0};
	const fallbacks: Partial<Record<FallbackReason, number>> = {};
	const sentences = {of: 0, cut: 0, because: {} as Partial<Record<CutReason, number>>};
	return {
		add(writing) {
			asked += 1;
			tokens.input += writing.tokens.input;
			tokens.output += writing.tokens.output;
			if (writing.cost !== undefined) cost = (cost ?? 0) + writing.cost;
			sentences.of += writing.cut.of;
			sentences.cut += writing.cut.sentences;
			for (const [reason, count] of Object.entries(writing.cut.because) as [CutReason, number][])
				sentences.because[reason] = (sentences.because[reason] ?? 0) + count;
			if (writing.fallback === undefined) {
				written += 1;
				kept += writing.kept === true ? 1 : 0;
			} else {
				fallbacks[writing.fallback] = (fallbacks[writing.fallback] ?? 0) + 1;
				lastFallback = {reason: writing.fallback, at: now()};
			}
		},
		state: () => ({
			writer: model.circuit() === 'open' ? 'built-in' : 'model',
			model: model.name,
			circuit: model.circuit(),
			...(lastFallback && {lastFallback}),
			asked,
			written,
			kept,
			fallbacks: {...fallbacks},
			tokens: {...tokens},
			...(cost !== undefined && {cost}),
			sentences: {...sentences, because: {...sentences.because}},
		}),
	};
}
