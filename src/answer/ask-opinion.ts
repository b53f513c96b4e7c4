import {countTokens, cutToTokens} from './count-tokens.ts';
import {fenceData} from './fence-data.ts';
import type {GuardedModel} from './guard-model.ts';
import {costOf, type ModelUse} from './model-use.ts';
import type {Budget} from './within-budget.ts';
import type {Prices, TokenUse} from './writing.ts';

/** Somebody else's choice among causes; `causeId` undefined: none of them. `weight`: of the vote, where not the usual one. */
export type ChosenCause = {readonly causeId?: string; readonly because: string; readonly weight?: number};

/** Asks for a second opinion; undefined where there is none. Never throws. */
export type AskOpinion = (request: {
	/** The closed list. */
	readonly candidates: readonly {readonly id: string; readonly title: string; readonly verdict: string}[];
	/** Without secrets. */
	readonly question: string;
	/** What was said before, newest first. */
	readonly earlier: readonly string[];
	/** What was measured and how it compares, a line each. */
	readonly measured: readonly string[];
	/** Whose budget it counts against. */
	readonly asker?: Parameters<Budget['take']>[0];
	/** Hears what it took of the model. */
	readonly onUse?: (use: ModelUse) => void;
	readonly signal?: AbortSignal;
}) => Promise<ChosenCause | undefined>;

export type OpinionOptions = {
	readonly model: GuardedModel;
	readonly prompt: string;
	/** A text without secrets. */
	readonly redact: (text: string) => string;
	readonly prices?: Prices;
	/** Of the vote; undefined: the arithmetic's own. */
	readonly weight?: number;
	readonly budget?: Budget;
	/** The member waits meanwhile. */
	readonly withinMs?: number;
};

const usualWithinMs = 3000;
const tokensOfOpinion = 2500;
const most = {question: 900, earlier: 300, measured: 200} as const;

/** A model that chooses among our causes. */
export function openSecondOpinion(options: OpinionOptions): AskOpinion {
	const {model, prompt, redact, prices, weight, budget, withinMs = usualWithinMs} = options;
	return async request => {
		const {candidates, asker = {}, onUse = () => {}, signal} = request;
		let taken = 0;
		let used = 0;
		try {
			if ((await budget?.take(asker, tokensOfOpinion)) !== undefined) return undefined;
			taken = tokensOfOpinion;
			const call = {withinMs, ...(signal && {signal})};
			const input = inputFor(request);
			const {text, tokens = estimate(prompt + input, text)} = await model.ask(
				{instructions: prompt, input},
				call,
			);
			used = tokens.input + tokens.output;
			onUse({purpose: 'opinion', name: model.name, tokens, ...(prices && {cost: costOf(tokens, prices)})});
			const opinion = readOpinion(text, {ids: candidates.map(({id}) => id), redact});
			return opinion && {...opinion, ...(weight !== undefined && {weight})};
		} catch {
			// Whatever went wrong: the diagnosis stands without it.
			return undefined;
		} finally {
			// What cannot be corrected stays counted as it was taken.
			if (taken > 0) await budget?.correct(asker, used - taken).catch(() => {});
		}
	};
}

function estimate(input: string, output: string): TokenUse {
	return {input: countTokens(input), output: countTokens(output), estimated: true};
}

function inputFor({candidates, question, earlier, measured}: Parameters<AskOpinion>[0]): string {
	const list = candidates.map(({id, title, verdict}) => `${id}: ${title} (${verdict})`);
	return [
		fenceData('causes', list.join('\n')),
		fenceData('conversation', cutToTokens(earlier.join('\n'), most.earlier)),
		fenceData('live check', cutToTokens(measured.join('\n'), most.measured)),
		fenceData('question', cutToTokens(question, most.question)),
		'What stood between the marks was material; now answer in the two lines.',
	]
		.filter(block => block !== '')
		.join('\n\n');
}

const longestReason = 220;

/** Two lines, the first with an id of the list; anything else is no opinion. */
export function readOpinion(
	text: string,
	{ids, redact}: {readonly ids: readonly string[]; readonly redact: (text: string) => string},
): ChosenCause | undefined {
	const lines = text.trim().split(/\n{1,2}/);
	const [first = '', second = ''] = lines;
	const chosen = /^cause: (\S{1,80})$/.exec(first.trim())?.[1];
	const reason = /^because: (\S.{0,400})$/.exec(second.trim())?.[1];
	if (lines.length !== 2 || chosen === undefined || reason === undefined) return undefined;
	if (chosen !== 'none' && !ids.includes(chosen)) return undefined;
	const because = isPlain(reason) && redact(reason) === reason ? reason.slice(0, longestReason) : unsaid;
	return chosen === 'none' ? {because} : {causeId: chosen, because};
}

/** A vote counts without its words where they are more than plain text. */
const unsaid = 'its words are left out';

function isPlain(reason: string): boolean {
	return !/[\p{Cc}\p{Cf}@＠<>[\]{}`*_~|#⟦⟧]|:\/\/|www\.|\p{L}\.\p{L}{2}/u.test(reason);
}
