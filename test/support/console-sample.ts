import type {Progress, Walk} from '../../src/answer-question.ts';
import type {Evidence} from '../../src/evidence/evidence.ts';
import type {Question} from '../../src/evidence/question.ts';
import type {AnswerRecord} from '../../src/log/answer-record.ts';
import type {Observation, ProbeReport, Target} from '../../src/probe/probe-report.ts';
import type {Knowledge} from '../../src/retrieval/knowledge.ts';
import type {FoundSection} from '../../src/retrieval/section.ts';
import {causes} from './causes.ts';
import {evidenceOf} from './records.ts';

const docs = 'https://docs.voice.example';

const target: Target & {readonly docs: readonly []; readonly default: boolean} = {
	name: 'listen',
	title: 'Speech to text (/v1/listen)',
	url: 'wss://api.voice.example/v1/listen?model=alto-2',
	keyless: {statuses: [401]},
	subprotocols: [],
	docs: [],
	default: true,
};

export const sampleKnowledge: Knowledge = {
	service: {
		name: 'Voice Example',
		documentation: docs,
		targets: [target],
		marks: {errorHeader: 'ev-error', requestIdHeader: 'ev-request-id', issuers: []},
		evidence: {
			hosts: ['api.voice.example'],
			targets: [],
			keyPatterns: [],
			requestIdPattern: /x^/,
			codes: [],
			parameterNames: [],
			clients: [],
		},
		modelLists: [],
		controls: [],
		synonyms: [],
	},
	causes,
	clients: [],
};

const observations: readonly Observation[] = [
	{phase: 'dns', tookMs: 3.4, outcome: 'passed'},
	{phase: 'tcp', tookMs: 18.2, outcome: 'passed'},
	{phase: 'tls', tookMs: 41.7, outcome: 'passed'},
	{phase: 'upgrade', tookMs: 66.1, outcome: 'passed'},
];

export const sampleProbe: ProbeReport = {
	target: target.url,
	targetName: target.name,
	verdict: 'reachable',
	observations,
	families: [
		{family: 4, address: '192.0.2.10', outcome: 'connected', tookMs: 18.2},
		{family: 6, address: '2001:db8::10', outcome: 'not_tried', tookMs: 0},
	],
	tls: {protocol: 'TLSv1.3', issuer: 'Example Trust', daysLeft: 61},
	status: 401,
	fromService: true,
	vendorError: 'Invalid credentials.',
	requestId: '0197f2aa-52c1-7d30-9d0a-6f5b1e4c2a77',
	headers: {'ev-error': 'Invalid credentials.', 'content-type': 'application/json'},
	body: '{"err_code":"INVALID_AUTH"}',
	elapsedMs: 129.4,
	measuredFrom: "Lineman's host",
	at: new Date('2026-03-04T17:05:06Z'),
};

/** A line that fails while TLS is agreed on. */
export const brokenProbe: ProbeReport = {
	target: target.url,
	targetName: target.name,
	verdict: 'unreachable',
	failedPhase: 'tls',
	failure: 'tls_intercepted',
	domain: 'your_network',
	observations: [
		{phase: 'dns', tookMs: 3.4, outcome: 'passed'},
		{phase: 'tcp', tookMs: 18.2, outcome: 'passed'},
		{phase: 'tls', tookMs: 1204.3, outcome: 'failed', failure: 'tls_intercepted'},
		{phase: 'upgrade', tookMs: 0, outcome: 'skipped', because: 'TLS failed'},
	],
	families: [
		{family: 4, address: '192.0.2.10', outcome: 'connected', tookMs: 18.2},
		{family: 6, address: '2001:db8::10', outcome: 'failed', failure: 'tcp_unreachable', tookMs: 2},
	],
	headers: {},
	elapsedMs: 1225.9,
	measuredFrom: "Lineman's host",
	at: new Date('2026-03-04T17:05:06Z'),
};

const sections: readonly FoundSection[] = [
	{
		page: 'causes/auth.invalid_key.md',
		kind: 'cause',
		subject: 'auth.invalid_key',
		pageTitle: 'The API key is refused',
		headings: ['The API key is refused'],
		anchor: '',
		text: 'A key was sent and refused.',
		score: 9.41,
	},
	{
		page: 'docs/websocket-errors.mdx',
		kind: 'documentation',
		pageTitle: 'Common WebSocket errors',
		headings: ['Common WebSocket errors', 'Failed to connect'],
		anchor: 'failed-to-connect',
		url: `${docs}/websocket-errors#failed-to-connect`,
		text: 'The upgrade was refused.',
		score: 7.88,
	},
	{
		page: 'docs/authenticating.mdx',
		kind: 'documentation',
		pageTitle: 'Authenticating',
		headings: ['Authenticating'],
		anchor: '',
		url: `${docs}/authenticating`,
		text: 'Send the key in a header.',
		score: 6.12,
	},
];

const reply = `**Most likely: the API key was refused** · on your side · 93 % sure

The line is fine: the server answered and turned the key away, see [STT WebSocket errors](<${docs}/websocket-errors#failed-to-connect>). Your client hides that answer behind *network error or non-101 status code*.

**Live check** of \`api.voice.example/v1/listen\` without a key, from Lineman's host at 17:05 UTC: Voice Example answers and asks for a key, as it should, request id \`0197f2aa-52c1-7d30-9d0a-6f5b1e4c2a77\`.
✅ DNS 3 ms → ✅ TCP 18 ms → ✅ TLS 42 ms → ✅ upgrade 66 ms **401**
This agrees with the 401 that you pasted.

**To debug**
1. Compare the key's last four characters with the list of keys in [the console](<${docs}/authenticating>): a key of another project is refused in the same way.
2. Look for a stray quote or line end: \`console.log(JSON.stringify(process.env.VOICE_KEY))\`.
3. Send it as \`Token\`, not as \`Bearer\`: [Authenticating](<${docs}/authenticating>).

**Test the line without a key** (Node.js ws): a 401 means that the line is fine
\`\`\`js
import WebSocket from 'ws';
const socket = new WebSocket('wss://api.voice.example/v1/listen?model=alto-2');
socket.on('unexpected-response', (_, response) => {
  console.log(response.statusCode, response.headers['ev-error']);
});
\`\`\`

**Next step**: run it with your key and paste the status, \`ev-error\` and \`ev-request-id\` here.

----------------------
Note: you can ask me a follow up question by @ mentioning me again 💬
----------------------`;

/** What a key of the fictional service looks like. */
const key = /\bvk_[a-z0-9]{8,64}\b/g;

export function sampleEvidence(question: Question): Evidence {
	const whole = [question.text, ...question.attachments.map(({name, text}) => `${name}:\n${text}`)].join(
		'\n\n',
	);
	const keys = [...whole.matchAll(key)];
	return evidenceOf({
		text: whole.replaceAll(key, '[removed: api_key]'),
		failures: [
			{code: 'upgrade_failed', turn: 0, excerpt: 'Received network error or non-101 status code.'},
			{code: 'http_401', turn: 0, excerpt: 'HTTP/1.1 401 Unauthorized'},
		],
		statuses: [{status: 401, of: 'upgrade', turn: 0, excerpt: 'HTTP/1.1 401 Unauthorized'}],
		serviceCodes: [{code: 'INVALID_AUTH', turn: 0, excerpt: '{"err_code":"INVALID_AUTH"}'}],
		serviceErrors: ['Invalid credentials.'],
		requestIds: ['0197f2aa-52c1-7d30-9d0a-6f5b1e4c2a76'],
		urls: [
			{
				href: 'wss://api.voice.example/v1/listen?model=alto-2',
				host: 'api.voice.example',
				path: '/v1/listen',
				parameters: [['model', 'alto-2']],
				target: 'listen',
				ours: true,
				turn: 0,
				excerpt: 'wss://api.voice.example/v1/listen?model=alto-2',
			},
		],
		clients: [
			{id: 'undici', how: 'sure', turn: 0, excerpt: 'Received network error or non-101 status code.'},
		],
		programmingLanguage: 'javascript',
		facts: [{name: 'never_connects', turn: 0, excerpt: 'it never connects'}],
		secrets: keys.map(() => ({kind: 'api_key' as const, turn: 0})),
		target: 'listen',
	});
}

/** The record that the sample walk ends with, but for what a test gives. */
export function sampleRecord(question: Question, given: Partial<AnswerRecord> = {}): AnswerRecord {
	const {id, conversationId, askedAt, door} = question;
	return {
		id,
		conversationId,
		askedAt,
		door,
		evidence: sampleEvidence(question),
		probe: sampleProbe,
		sections,
		diagnosis: {
			refused: false,
			causes: [
				{
					id: 'auth.invalid_key',
					title: 'The API key is refused',
					kind: 'failure',
					domain: 'you',
					confidence: 0.93,
					score: 6.2,
					reasons: [
						{because: 'the service answered the upgrade with 401', weight: 2.5},
						{because: 'the service said INVALID_AUTH', weight: 2.2},
						{because: 'the line is fine without a key', weight: 1.5},
					],
				},
				{
					id: 'auth.wrong_scheme',
					title: 'The key is sent under the wrong scheme',
					kind: 'failure',
					domain: 'you',
					confidence: 0.05,
					score: 2.1,
					reasons: [
						{because: 'the service answered the upgrade with 401', weight: 1},
						{because: 'the message shows no Bearer', weight: -0.8},
					],
				},
			],
			domain: 'you',
			comparison: {kind: 'agrees', sentence: 'Both the message and the test saw a 401'},
			ask: [],
		},
		answer: {
			verdict: 'Most likely: the API key was refused (93 % sure)',
			messages: [reply],
			text: reply,
			citations: [{title: 'Authenticating', url: `${docs}/authenticating`}],
			refused: false,
			language: 'en',
			writer: 'built-in',
		},
		times: {
			evidenceMs: 1.2,
			retrievalMs: 4.8,
			probeMs: 130.2,
			diagnosisMs: 0.6,
			answerMs: 0.4,
			elapsedMs: 137.5,
		},
		...given,
	};
}

/** Everything that is told on the way to a record, in order. */
export function progressOf(record: AnswerRecord): readonly Progress[] {
	const {evidence, probe, diagnosis, answer} = record;
	const line: readonly Progress[] =
		probe === undefined
			? []
			: [
					{stage: 'probe_started', target},
					...probe.observations.map(observation => ({stage: 'observation' as const, target, observation})),
					{stage: 'probe', report: probe},
				];
	return [
		{stage: 'evidence', evidence},
		{stage: 'retrieval', sections: record.sections},
		...line,
		{stage: 'diagnosis', diagnosis},
		{stage: 'answer', answer},
	];
}

/** Walks to the sample record and tells the stages; `before` may hold each of them up. */
export async function sampleWalk(
	question: Question,
	{onProgress, signal}: Walk,
	before: (event: Progress) => Promise<void> = async () => {},
): Promise<AnswerRecord> {
	const record = sampleRecord(question);
	for (const event of progressOf(record)) {
		await before(event);
		signal?.throwIfAborted();
		onProgress?.(event);
	}
	return record;
}
