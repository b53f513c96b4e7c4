import {type Findings, writeAnswer} from '../../src/answer/write-answer.ts';
import {diagnose} from '../../src/diagnosis/diagnose.ts';
import type {Evidence} from '../../src/evidence/evidence.ts';
import type {ProbeReport} from '../../src/probe/probe-report.ts';
import type {Knowledge} from '../../src/retrieval/knowledge.ts';
import type {FoundSection} from '../../src/retrieval/section.ts';
import {causeOf, causes, knowledge, signal} from './causes.ts';
import {evidenceOf, probeOf} from './records.ts';

/** A cause with a page that a model can put into other words, in place of the test causes' placeholders. */
const refusedKeyPage = causeOf({
	id: 'auth.invalid_key',
	title: 'The API key was refused',
	verdict: 'the API key was refused (HTTP 401, "Invalid credentials")',
	for: [signal({failure: 'http_401'}, 3, 'the service answered 401')],
	docs: [
		{title: 'Authenticating', url: 'https://docs.example.com/authenticating'},
		{title: 'Creating API keys', url: 'https://docs.example.com/keys'},
		{title: 'Errors', url: 'https://docs.example.com/errors'},
	],
	meaning:
		'The service was reached and [answered 401](https://docs.example.com/errors): it received a credential and does not know it. The network, the URL and the audio are not the reason. A misspelt, truncated, deleted or expired key all look like this.',
	steps: [
		'Test the key alone: `curl -i https://voice.example/v1/auth -H "Authorization: Token YOUR_KEY"` ([Authenticating](https://docs.example.com/authenticating)).',
		'If that is a 401 too: [create a key](https://docs.example.com/keys) and copy the *secret*, which is shown once.',
		'If it passes: your program sends something else. Print the length of what it sends.',
	],
	nextStep: 'Run the line of step 1 and paste back the status and the body, never the key.',
});

export const modelKnowledge: Knowledge = {
	...knowledge,
	causes: causes.map(cause => (cause.id === refusedKeyPage.id ? refusedKeyPage : cause)),
};

export const interimResults: FoundSection = {
	page: 'interim.md',
	kind: 'documentation',
	pageTitle: 'Interim results',
	headings: ['Interim results', 'Enable'],
	anchor: 'enable',
	url: 'https://docs.example.com/interim#enable',
	text: 'Interim results arrive while somebody still speaks. To enable them, add the parameter `interim_results` with the value `true` to the URL. They come about every second.',
	score: 5,
};

/** What the road hands to a writer; without more, a refused key on a line that is fine. */
export function modelFindings(
	given: {
		evidence?: Partial<Evidence>;
		probe?: Partial<ProbeReport>;
		sections?: readonly FoundSection[];
	} = {},
): Findings {
	const evidence = evidenceOf({
		text: 'I get HTTP 401 on connect, the key is in .env',
		failures: [{code: 'http_401', turn: 0, excerpt: 'HTTP 401'}],
		statuses: [{status: 401, of: 'upgrade', turn: 0, excerpt: 'HTTP 401'}],
		...given.evidence,
	});
	const probe = probeOf(given.probe);
	const sections = given.sections ?? [];
	const {causes: pages, service} = modelKnowledge;
	const [target] = service.targets;
	if (target === undefined) throw new Error('the test knowledge has no target');
	return {
		evidence,
		target,
		sections,
		knowledge: modelKnowledge,
		probe,
		diagnosis: diagnose({evidence, sections, causes: pages, probe}),
	};
}

/** The findings as a writer is given them. */
export function writingOf(findings: Findings) {
	return {findings, builtIn: writeAnswer(findings), conversation: [], elapsedMs: 0};
}

/** A reply to the refused key of which every sentence stands. */
export const soundReply = `## meaning
Your key reached the service and was refused. [D] The answer was HTTP 401, so the network and the URL are not the reason. [3][D]
## steps
1. Test the key alone: \`curl -i https://voice.example/v1/auth -H "Authorization: Token YOUR_KEY"\`. [1]
2. If that is a 401 too, create a key and copy the secret, which is shown once. [2]
3. Test the line without your program: {{test}} [D]
## next
Run step 1 and paste back the status and the body, never the key. [D]
`;
