import type {Prices, TokenUse} from './writing.ts';

/** What a model was asked for besides wording the answer, and what it took. */
export type ModelUse = {
	readonly purpose: 'picture' | 'opinion';
	/** The model's name, as the server knows it. */
	readonly name: string;
	readonly tokens: TokenUse;
	/** In the currency of the configured prices; undefined where there are none. */
	readonly cost?: number;
};

export function costOf({input, output, cached = 0}: TokenUse, prices: Prices): number {
	const before = cached * (prices.cached ?? prices.input);
	return ((input - cached) * prices.input + before + output * prices.output) / 1_000_000;
}
