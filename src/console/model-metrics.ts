import {Counter, Histogram, type Registry} from 'prom-client';
import type {ModelUse} from '../answer/model-use.ts';
import type {Writing} from '../answer/writing.ts';

const buckets = [0.1, 0.25, 0.5, 1, 2, 3, 4, 6, 8, 10, 15, 20];

/** What of the answers was worded by a model, and what that and all else that models were asked for took. */
export function countModel(
	registers: Registry[],
): (model: Writing | undefined, uses?: readonly ModelUse[]) => void {
	const answers = new Counter({
		name: 'lineman_model_answers_total',
		help: 'Answers that a model was asked for: written, kept (its text from an identical question), or why the built-in answer stands',
		labelNames: ['outcome'],
		registers,
	});
	const tokens = new Counter({
		name: 'lineman_model_tokens_total',
		help: 'Tokens sent to models and written by them, as their server counts them, else estimated, by what they were asked for',
		labelNames: ['direction', 'purpose'],
		registers,
	});
	const cost = new Counter({
		name: 'lineman_model_cost_total',
		help: 'What the tokens cost, in the currency of MODEL_PRICES, by what the model was asked for',
		labelNames: ['purpose'],
		registers,
	});
	const sentences = new Counter({
		name: 'lineman_model_sentences_total',
		help: "Sentences of the model's that stood, or why they were cut",
		labelNames: ['outcome'],
		registers,
	});
	const firstToken = new Histogram({
		name: 'lineman_model_first_token_seconds',
		help: "Time from the request to the model's first token",
		buckets,
		registers,
	});
	const whole = new Histogram({
		name: 'lineman_model_duration_seconds',
		help: 'Time that wording an answer took, where a model was asked',
		buckets,
		registers,
	});
	const spend = ({tokens: used, cost: spent}: Pick<ModelUse, 'tokens' | 'cost'>, purpose: string) => {
		tokens.inc({direction: 'input', purpose}, used.input);
		tokens.inc({direction: 'output', purpose}, used.output);
		if (spent !== undefined) cost.inc({purpose}, spent);
	};
	return (model, uses = []) => {
		for (const use of uses) spend(use, use.purpose);
		if (model === undefined) return;
		const {fallback, kept, cut, firstTokenMs, totalMs} = model;
		spend(model, 'answer');
		answers.inc({outcome: fallback ?? (kept === true ? 'kept' : 'written')});
		sentences.inc({outcome: 'stood'}, cut.of - cut.sentences);
		for (const [because, count] of Object.entries(cut.because)) sentences.inc({outcome: because}, count);
		if (firstTokenMs !== undefined) firstToken.observe(firstTokenMs / 1000);
		whole.observe(totalMs / 1000);
	};
}
