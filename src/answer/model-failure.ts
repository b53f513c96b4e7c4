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

export function isServersOwn(error: unknown): boolean {
	return error instanceof ModelFailure && serversOwn.includes(error.reason);
}
