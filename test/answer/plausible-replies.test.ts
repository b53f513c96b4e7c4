import assert from 'node:assert/strict';
import test, {after} from 'node:test';
import {groundText} from '../../src/answer/ground-text.ts';
import {makeGrounds} from '../../src/answer/grounds.ts';
import {makeWritingTask} from '../../src/answer/make-writing-task.ts';
import {readPrompt} from '../../src/answer/prompts.ts';
import type {WritingTask} from '../../src/answer/writing-task.ts';
import {answerQuestion} from '../../src/answer-question.ts';
import {readConfig} from '../../src/config.ts';
import {naturalLanguage} from '../../src/evidence/natural-language.ts';
import {removeSecrets} from '../../src/evidence/remove-secrets.ts';
import {openTools} from '../../src/open-tools.ts';
import {questionOf} from '../support/records.ts';
import {plausibleReplies} from './plausible-replies.ts';

const docs = {dir: 'test/cases/docs', urlRoot: 'https://docs.example.com/'};
const tools = await openTools(
	{...readConfig({}), knowledgeDirs: [{dir: 'knowledge'}, docs]},
	{onWarning: () => {}, vantage: 'terminal', keep: 'memory'},
);
after(tools.close);
const prompt = {version: 'answer.v1', text: readPrompt('answer.v1')};
const {keyPatterns} = tools.knowledge().service.evidence;

async function taskOf(text: string): Promise<WritingTask> {
	let task: WritingTask | undefined;
	await answerQuestion(questionOf({text}), {
		knowledge: tools.knowledge,
		search: tools.search,
		writeWithModel: async given => {
			task = makeWritingTask({...given, prompt});
			return given.builtIn;
		},
	});
	return task ?? assert.fail('there is nothing to write');
}

for (const {question, reply} of plausibleReplies) {
	test(`a good reply stands: ${question.slice(0, 80)}`, async () => {
		const task = await taskOf(question);
		const grounds = makeGrounds({
			task,
			prompt: prompt.text,
			holdsSecret: text => removeSecrets(text, keyPatterns).text !== text,
		});
		const {sentences, fallback} = groundText(reply, grounds, naturalLanguage);
		const cut = sentences.flatMap(one => (one.kept ? [] : [`${one.because}: ${one.text}`]));
		assert.deepEqual([cut, fallback], [[], undefined]);
	});
}
