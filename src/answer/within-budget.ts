import type {ModelWriter, ModelWriterOptions} from './open-model-writer.ts';
import type {WriteWithModel} from './write-with-model.ts';
import type {TokenUse} from './writing.ts';

/** What a model may use in a day; tokens are taken before they are used. */
export type Budget = {
	/** Takes tokens for who asks, unless a limit is reached: then says whose. */
	readonly take: (user: Asker, tokens: number) => Promise<Scope | undefined>;
	/** Corrects what was taken. */
	readonly correct: (user: Asker, tokens: number) => Promise<void>;
};

type Asker = NonNullable<Parameters<WriteWithModel>[0]['asker']>;
type Scope = 'day' | 'server' | 'member';

/** The most that one answer usually takes: a whole prompt, a long text, our own lines in another language. */
export const tokensOfAnswer = 8000;

/**
 * A writer that stays within a budget: where nothing is left of it, the built-in answer stands. `onSpent` hears once
 * on each day (UTC) that a limit was reached, of each kind of limit.
 */
export function withinBudget(
	open: (options: Pick<ModelWriterOptions, 'mayAsk'>) => ModelWriter,
	given: {
		readonly budget: Budget;
		readonly now: () => Date;
		readonly onSpent: (whose: Scope) => void;
		/** Hears that the tokens of an answer could not be counted. */
		readonly onError: (error: unknown) => void;
	},
): ModelWriter {
	const {budget, now, onSpent, onError} = given;
	const taken = new WeakSet<object>();
	const today = () => now().toISOString().slice(0, 10);
	const spent = new Map<Scope, string>();
	const writer = open({
		async mayAsk(request) {
			const whose = await budget.take(request.asker ?? {}, tokensOfAnswer);
			if (whose === undefined) {
				taken.add(request);
				spent.delete('day');
				return undefined;
			}
			if (spent.get(whose) !== today()) onSpent(whose);
			spent.set(whose, today());
			return 'over_budget';
		},
	});
	return {
		...writer,
		state() {
			const state = writer.state();
			return spent.get('day') === today() ? {...state, writer: 'built-in', budget: 'used_up'} : state;
		},
		async write(request) {
			const answer = await writer.write(request);
			if (!taken.has(request)) return answer;
			try {
				await budget.correct(request.asker ?? {}, totalOf(answer.model?.tokens) - tokensOfAnswer);
			} catch (error) {
				// The answer is there, and more was counted than was used: that errs on the right side.
				onError(error);
			}
			return answer;
		},
	};
}

function totalOf(tokens: TokenUse | undefined): number {
	return tokens === undefined ? 0 : tokens.input + tokens.output;
}
