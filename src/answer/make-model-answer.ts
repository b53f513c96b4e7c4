import type {Answer} from './answer.ts';
import {composeModelAnswer} from './compose-model-answer.ts';
import type {Judged} from './ground-text.ts';
import {composeReply, type Part} from './reply-parts.ts';
import {type Lines, translatedPart, translatedText} from './translated-lines.ts';
import type {Writing} from './writing.ts';
import type {WritingTask} from './writing-task.ts';

/** An answer in the words of a model that stood. */
export function makeAnswer(given: {
	readonly task: WritingTask;
	readonly sentences: readonly Judged[];
	readonly lines: Lines;
	readonly builtIn: Pick<Answer, 'verdict' | 'refused'>;
	readonly model: Writing;
}): Answer {
	const {task, lines, builtIn, model} = given;
	return {
		...verdictIn(lines, builtIn),
		...composeModelAnswer(given),
		refused: builtIn.refused,
		language: task.language,
		writer: 'model',
		model,
	};
}

/** The built-in answer in another language. */
export function translateAnswer(given: {
	readonly parts: readonly Part[];
	readonly lines: Lines;
	readonly language: string;
	readonly builtIn: Pick<Answer, 'verdict' | 'refused' | 'citations'>;
	readonly model: Writing;
}): Answer {
	const {parts, lines, language, builtIn, model} = given;
	return {
		...verdictIn(lines, builtIn),
		...composeReply(parts.map(part => translatedPart(part, lines))),
		citations: builtIn.citations,
		refused: builtIn.refused,
		language,
		writer: 'model',
		model,
	};
}

function verdictIn(lines: Lines, {verdict}: Pick<Answer, 'verdict'>): Pick<Answer, 'verdict' | 'gloss'> {
	const translated = translatedText(verdict, lines);
	return translated === verdict ? {verdict} : {verdict: translated, gloss: verdict};
}
