import assert from 'node:assert/strict';
import test from 'node:test';
import {countTokens} from '../../src/answer/count-tokens.ts';
import {makeWritingTask, mostPromptTokens} from '../../src/answer/make-writing-task.ts';
import {promptVersions, readPrompt} from '../../src/answer/prompts.ts';
import {renderRequest} from '../../src/answer/render-request.ts';
import type {Turn} from '../../src/evidence/question.ts';
import type {FoundSection} from '../../src/retrieval/section.ts';
import {interimResults, modelFindings} from '../support/model-findings.ts';

const version = promptVersions.answer;
const prompt = {version, text: readPrompt(version)};

/** Everything at once that makes a prompt long. */
function hugeFindings() {
	const line = '2026-01-02T03:04:05Z ws: frame 17 of 20, HTTP 401, {"a":[1,2,3]}\n';
	const sections = Array.from({length: 40}, (_, index): FoundSection => {
		const text = `${interimResults.text} `.repeat(1 + ((index * 7) % 23));
		return {...interimResults, page: `${index}.md`, url: `https://docs.example.com/${index}`, text};
	});
	const parameters = Array.from({length: 300}, (_, index) => ({
		name: `parameter_${index}`,
		value: 'v'.repeat(300),
		turn: 0,
		excerpt: '',
	}));
	const evidence = {text: line.repeat(4000), parameters, serviceErrors: Array(50).fill('e'.repeat(5000))};
	return modelFindings({evidence, sections});
}

const conversation = Array.from(
	{length: 30},
	(_, index): Turn => ({role: index % 2 === 0 ? 'user' : 'assistant', text: 'it still fails. '.repeat(400)}),
);

function requestFor(findings: ReturnType<typeof modelFindings>) {
	const task = makeWritingTask({findings, conversation, prompt});
	assert.ok(task);
	return {task, request: renderRequest(task, prompt.text)};
}

test('a prompt has at most 6,000 tokens, however much was pasted, said and found', () => {
	assert.equal(mostPromptTokens, 6000);
	const {request} = requestFor(hugeFindings());
	const tokens = countTokens(request.instructions) + countTokens(request.input);
	assert.ok(tokens <= 6000, `${tokens}`);
	assert.ok(tokens > 5000, `only ${tokens}: room was left for a section`);
});

test('a section is in the prompt as a whole or not at all, the best that fit', () => {
	const findings = hugeFindings();
	const {task, request} = requestFor(findings);
	const included = task.sources.filter(({text}) => text !== undefined);
	assert.ok(included.length >= 2 && included.length < findings.sections.length);
	for (const {url, text = ''} of included) {
		assert.equal(text, findings.sections.find(section => section.url === url)?.text);
		assert.ok(request.input.includes(text.trim()));
	}
	assert.equal(included[0]?.url, findings.sections[0]?.url);
});

test('what comes first is the same for every question, byte for byte', () => {
	const first = requestFor(hugeFindings()).request;
	const other = requestFor(modelFindings({evidence: {text: 'why 401?', language: 'es'}})).request;
	assert.deepEqual(Buffer.from(first.instructions), Buffer.from(other.instructions));
	assert.ok(countTokens(first.instructions) > 700);
	const service = 'The service is called Voice.\n\n⟦knowledge⟧\n[D] The API key was refused';
	assert.ok([first, other].every(({input}) => input.startsWith(service)));
});
