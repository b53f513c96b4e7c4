import type {Answer} from './answer.ts';
import {groundText} from './ground-text.ts';
import {makeGrounds} from './grounds.ts';
import type {LanguageOf} from './is-other-language.ts';
import {makeAnswer, translateAnswer} from './make-model-answer.ts';
import type {ModelRequest} from './model.ts';
import {readPrompt} from './prompts.ts';
import {renderRequest} from './render-request.ts';

export type ReplayTools = {readonly languageOf: LanguageOf; readonly redact: (text: string) => string};

/** What a model was asked, and the answer made of its text once more, without it. */
export type Replay = {
	/** Undefined where it was asked to translate alone. */
	readonly request?: ModelRequest;
	readonly raw?: string;
	readonly answer: Answer;
};

/**
 * Makes an answer again from what its record keeps: the same text held against the same knowledge. Undefined where
 * no model took part, or its text was not what stood.
 */
export function replayAnswer(answer: Answer, {languageOf, redact}: ReplayTools): Replay | undefined {
	const {model} = answer;
	if (model === undefined || answer.writer !== 'model') return undefined;
	const {task, raw, lines = {}, parts} = model;
	const builtIn = {...answer, verdict: answer.gloss ?? answer.verdict};
	if (parts !== undefined) {
		return {answer: translateAnswer({parts, lines, language: answer.language, builtIn, model})};
	}
	if (task === undefined || raw === undefined) return undefined;
	const prompt = readPrompt(task.promptVersion);
	const grounds = makeGrounds({task, prompt, holdsSecret: text => redact(text) !== text});
	const {sentences, cut} = groundText(raw, grounds, languageOf);
	return {
		request: renderRequest(task, prompt),
		raw,
		answer: makeAnswer({task, sentences, lines, builtIn, model: {...model, cut}}),
	};
}
