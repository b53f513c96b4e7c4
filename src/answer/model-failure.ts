import type {FallbackReason} from './writing.ts';

/** A model did not give a text that can be used. */
export class ModelFailure extends Error {
	override readonly name = 'ModelFailure';
	readonly reason: FallbackReason;

	constructor(reason: FallbackReason, message: string = reason, options?: ErrorOptions) {
		super(message, options);
		this.reason = reason;
	}
}

/** The server's doing, not this one question's: asking it again at once is no use. */
const serversOwn: readonly FallbackReason[] = [
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
	'cut_stream',
	'empty',
	'malformed',
];

export function isServersOwn(reason: FallbackReason): boolean {
	return serversOwn.includes(reason);
}

/** The server had begun to work on the text, and will have counted it. */
export function tookTokens(reason: FallbackReason): boolean {
	return begun.includes(reason);
}

const begun: readonly FallbackReason[] = [
	'stalled',
	'content_filter',
	'refusal',
	'cut_stream',
	'empty',
	'too_long',
	'wrong_language',
	'ungrounded',
];
