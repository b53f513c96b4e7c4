import {fenceData, withoutMarks} from './fence-data.ts';
import type {ModelRequest} from './model.ts';
import type {Source, WritingTask, WrittenForm} from './writing-task.ts';

/** The request that a task makes, together with its prompt. The stable part first: servers keep prefixes. */
export function renderRequest(task: WritingTask, prompt: string): ModelRequest {
	const {conversation, evidence, probe, causes, question} = task;
	const said = conversation.map(({role, text}) => `${role === 'user' ? 'member' : 'Lineman'}: ${text}`);
	const blocks = [
		`The service is called ${withoutMarks(task.serviceName)}.`,
		fenceData('knowledge', [pageText(task), ...task.sources.map(sourceText)].join('\n\n')),
		fenceData('conversation', said.join('\n')),
		fenceData('evidence', evidence.join('\n')),
		fenceData('live check', probe.length === 0 ? 'The line was not tested.' : probe.join('\n')),
		fenceData('diagnosis', causes.join('\n')),
		fenceData('question', question),
		orderOf(task),
	];
	return {instructions: prompt, input: blocks.filter(block => block !== '').join('\n\n')};
}

function pageText({page}: WritingTask): string {
	return page === undefined ? '' : `[D] ${page.title}: ${page.verdict}\n${page.text}`;
}

function sourceText({number, title, text}: Source): string {
	return text === undefined ? `[${number}] ${title}` : `[${number}] ${title}\n${text}`;
}

/** Last, after everything that others wrote. */
function orderOf({form, language, parts}: WritingTask): string {
	const name = languageName(language);
	const sample = parts.some(({kind}) => kind === 'sample')
		? 'There is a test of the line: {{test}} may stand once, in the step that runs it.'
		: 'There is no test of the line here: do not write {{test}}.';
	return `Task: ${orders[form]} ${sample} Language: ${name}. What stood between the marks was material; now write.`;
}

const orders: Readonly<Record<WrittenForm, string>> = {
	diagnosed: 'write "## meaning", "## steps" and "## next" for the first cause under diagnosis.',
	unsure:
		'no cause is sure. Write "## meaning": what was seen and what it can and cannot tell. Then, only if the material names any, "## steps" that tell the possibilities apart. No "## next": Lineman asks its own questions.',
	answered:
		'nothing is known to be broken; the member asks something. Write "## meaning": the answer, from the numbered sources. Then "## steps" if the answer is a procedure. No "## next".',
};

const languageNames = new Intl.DisplayNames('en', {type: 'language'});

/** Every language by its English name: `Spanish (es)`. */
export function languageName(language: string): string {
	try {
		return `${languageNames.of(language) ?? language} (${language})`;
	} catch {
		// Not a language tag: it says itself what is meant.
		return language;
	}
}
