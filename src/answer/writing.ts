import type {CutReason} from './cut-reason.ts';
import type {Part} from './reply-parts.ts';
import type {WritingTask} from './writing-task.ts';

/** Why the built-in answer stands although a model is there. Closed: logs and metrics count by it. */
export const fallbackReasons = [
	'connect_timeout',
	'first_token_timeout',
	'stalled',
	'total_timeout',
	'unreachable',
	'unauthorized',
	'not_found',
	'rate_limited',
	'server_error',
	'bad_request',
	'content_filter',
	'refusal',
	'cut_stream',
	'empty',
	'malformed',
	'too_long',
	'wrong_language',
	'ungrounded',
	'circuit_open',
	'too_late',
	'stopped',
	'over_budget',
	'failed',
] as const;
export type FallbackReason = (typeof fallbackReasons)[number];

/** Of a million tokens, in whatever currency the operator counts. */
export type Prices = {
	readonly input: number;
	readonly output: number;
	/** Of input that the server had kept from before; undefined: as any input. */
	readonly cached?: number;
};

/** Tokens of one answer, all its requests together. */
export type TokenUse = {
	readonly input: number;
	readonly output: number;
	/** Of the input, what the server had kept from before. */
	readonly cached?: number;
	/** Counted by us, since the server did not say. */
	readonly estimated?: true;
};

/** What was cut from the model's text. */
export type CutCount = {
	/** Sentences in all, and those of them that were cut. */
	readonly of: number;
	readonly sentences: number;
	readonly because: Readonly<Partial<Record<CutReason, number>>>;
};

/** How a model took part in an answer; enough to make the same answer again without it. Holds no secret. */
export type Writing = {
	/** The model's name, as the server knows it. */
	readonly name: string;
	/** The prompt's name and version, as in `answer.v1`. */
	readonly promptVersion: string;
	readonly tokens: TokenUse;
	/** In the currency of the configured prices; undefined where there are none. */
	readonly cost?: number;
	readonly cut: CutCount;
	/** From the request to the first token. */
	readonly firstTokenMs?: number;
	readonly totalMs: number;
	/** The model's text was kept from an identical question. */
	readonly kept?: true;
	/** Why the built-in answer stands; undefined where the model's does. */
	readonly fallback?: FallbackReason;
	/** What the model was asked to put into words; undefined where it was asked to translate alone. */
	readonly task?: WritingTask;
	/** What it wrote, as it wrote it. */
	readonly raw?: string;
	/** The built-in reply, where that is what was translated. */
	readonly parts?: readonly Part[];
	/** Our own lines in the member's language: what stood there, and what stands there now. */
	readonly lines?: Readonly<Record<string, string>>;
};
