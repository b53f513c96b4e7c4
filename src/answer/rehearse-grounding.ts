import {groundText} from './ground-text.ts';
import {makeGrounds} from './grounds.ts';
import type {LanguageOf} from './is-other-language.ts';
import type {WritingTask} from './writing-task.ts';

const sentence =
	'If the service answers 401 within 10 seconds, **test** your key with `curl -i x` (HTTP, node.js, `a=b`), never "paste it here": it is most likely refused. [1][D]';

const task: WritingTask = {
	promptVersion: 'answer.v1',
	form: 'diagnosed',
	language: 'en',
	serviceName: 'Service',
	page: {title: 'The key was refused', verdict: 'the key was refused', text: sentence},
	sources: [{number: 1, title: 'Errors', url: 'https://localhost/', text: sentence}],
	conversation: [],
	evidence: [sentence],
	probe: [sentence],
	causes: [sentence],
	question: sentence,
	line: {tested: true, healthy: true, serviceFails: false},
	side: 'you',
	statuses: [401],
	parts: [{kind: 'meaning', text: sentence, spare: 0}],
};

/** Holds a text against itself a few times: patterns are compiled at their first use, and that takes a while. */
export function rehearseGrounding(languageOf: LanguageOf): void {
	for (let round = 0; round < 3; round += 1) {
		const grounds = makeGrounds({task, prompt: sentence, holdsSecret: () => false});
		groundText(`## meaning\n${sentence}\n## steps\n1. ${sentence}\n2. Wait. [D]\n`, grounds, languageOf);
	}
}
