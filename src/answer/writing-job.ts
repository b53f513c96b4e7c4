import type {Answer} from './answer.ts';
import {costOf} from './model-use.ts';
import {promptVersions} from './prompts.ts';
import type {WriteWithModel} from './write-with-model.ts';
import type {CutCount, FallbackReason, Prices, TokenUse, Writing} from './writing.ts';

/** One answer under way: how much time it has, and what it has taken so far. */
export type Job = Pick<Parameters<WriteWithModel>[0], 'findings' | 'builtIn' | 'onText' | 'signal'> & {
	readonly leftMs: () => number;
	/** Adds tokens that were used. */
	readonly use: (tokens: TokenUse) => void;
	readonly firstToken: (ms: number) => void;
	/** What a model's part in the answer was. */
	readonly writing: (more: Partial<Writing>) => Writing;
	/** The built-in answer, and why it stands. */
	readonly fallBack: (reason: FallbackReason, more?: Partial<Writing>) => Answer;
};

/** Nobody waits longer than 20 seconds; what is left of them is for the door. */
const waitAtMostMs = 19_500;

const nothingCut: CutCount = {of: 0, sentences: 0, because: {}};

export function openJob(
	given: Parameters<WriteWithModel>[0] & {readonly modelName: string; readonly prices?: Prices},
): Job {
	const {findings, builtIn, elapsedMs, onText, signal, modelName, prices} = given;
	const startedAt = performance.now();
	const tookMs = () => performance.now() - startedAt;
	let tokens: TokenUse = {input: 0, output: 0};
	let firstTokenMs: number | undefined;
	const writing = (more: Partial<Writing>): Writing => ({
		name: modelName,
		promptVersion: more.task?.promptVersion ?? promptVersions.translate,
		tokens,
		...(prices && {cost: costOf(tokens, prices)}),
		cut: nothingCut,
		...(firstTokenMs !== undefined && {firstTokenMs}),
		totalMs: Math.round(tookMs() * 10) / 10,
		...more,
	});
	return {
		findings,
		builtIn,
		...(onText && {onText}),
		...(signal && {signal}),
		leftMs: () => waitAtMostMs - elapsedMs - tookMs(),
		use(more) {
			const cached = (tokens.cached ?? 0) + (more.cached ?? 0);
			const estimated = tokens.estimated === true || more.estimated === true;
			tokens = {
				input: tokens.input + more.input,
				output: tokens.output + more.output,
				...(cached > 0 && {cached}),
				...(estimated && {estimated}),
			};
		},
		firstToken(ms) {
			firstTokenMs ??= ms;
		},
		writing,
		fallBack: (reason, more) => ({...builtIn, model: writing({...more, fallback: reason})}),
	};
}
