import type {Cause, Condition, Knowledge, Signal} from '../../src/retrieval/knowledge.ts';

export function signal(when: Condition, weight: number, because = 'a reason'): Signal {
	return {when, weight, because};
}

/** A cause that nothing speaks for, but for what a test gives. */
export function causeOf(given: Partial<Cause> & {readonly id: string}): Cause {
	return {
		title: `Title of ${given.id}`,
		kind: 'failure',
		domain: 'you',
		verdict: `verdict of ${given.id}`,
		for: [],
		against: [],
		docs: [{title: `Docs of ${given.id}`, url: `https://docs.example.com/${given.id}`}],
		ask: [`the fact that decides ${given.id}`],
		meaning: `What ${given.id} means, as [the page](https://docs.example.com/${given.id}) says.`,
		steps: ['Do the first thing.', 'Do the second thing.'],
		nextStep: 'Run it again and paste the output.',
		...given,
	};
}

/** Causes of a fictional service, as few as show how they are told apart. */
export const causes: readonly Cause[] = [
	causeOf({
		id: 'auth.invalid_key',
		for: [
			signal({failure: 'http_401'}, 2, 'the service answered 401'),
			signal({code: 'INVALID_AUTH'}, 2, 'the service said that the credentials are invalid'),
		],
		against: [signal({fact: 'works_in_other_client'}, 1.5, 'the same key works elsewhere')],
	}),
	causeOf({
		id: 'auth.wrong_scheme',
		for: [
			signal({failure: 'http_401'}, 1, 'the service answered 401'),
			signal({all: [{says: /\bbearer\b/iu}, {not: {secret: 'jwt'}}]}, 3, 'a key is sent as Bearer'),
		],
	}),
	causeOf({
		id: 'params.malformed',
		for: [signal({failure: 'http_400'}, 2.5, 'the service answered 400')],
	}),
	causeOf({
		id: 'net.dns',
		domain: 'your_network',
		for: [signal({failure: 'dns_not_found'}, 3, 'the name does not resolve')],
		against: [signal({probe: 'reachable'}, 0.5, 'it resolves from here')],
	}),
	causeOf({
		id: 'server.outage',
		domain: 'service',
		for: [
			signal({measured: 'http_503'}, 5, 'the service answers 503 to the live check'),
			signal({failure: 'http_503'}, 2, 'the service answered 503'),
		],
	}),
	causeOf({
		id: 'idle.net0001_no_audio',
		for: [
			signal({code: 'NET-0001'}, 4, 'the service closed with NET-0001'),
			signal({failure: 'close_1011'}, 0.5, 'the connection was closed with 1011'),
		],
	}),
	causeOf({
		id: 'injection',
		kind: 'aside',
		domain: 'unknown',
		verdict: 'that is not something I can do',
		for: [
			signal({says: /ignore (?:all |your )?(?:previous )?instructions/iu}, 6, 'it tells the bot what to be'),
		],
		meaning: 'I test connections and explain them; that is all I do.',
		steps: ['Tell me what fails and I will help.'],
	}),
	causeOf({
		id: 'not_a_connectivity_question',
		kind: 'question',
		domain: 'unknown',
		verdict: 'this is a question about a feature',
		for: [signal({says: /\bdoes it support\b/iu}, 4, 'it asks what is supported')],
		meaning: 'Nothing seems broken here.',
		steps: [],
	}),
	causeOf({
		id: 'diagnosis.insufficient_info',
		kind: 'aside',
		domain: 'unknown',
		verdict: 'I cannot tell the cause from this yet',
		meaning: 'A failed upgrade stands for many things.',
		steps: [],
		ask: ['the HTTP status or close code', 'the error header', 'the client library and its version'],
	}),
];

/** Knowledge of a fictional service. */
export const knowledge: Knowledge = {
	service: {
		name: 'Voice',
		documentation: 'https://docs.example.com/',
		keys: {title: 'Keys', url: 'https://docs.example.com/keys'},
		targets: [
			{
				name: 'listen',
				title: 'Listen',
				url: 'wss://voice.example/v1/listen?model=one',
				keyless: {statuses: [401]},
				subprotocols: [],
				docs: [],
				default: true,
			},
			{
				name: 'speak',
				title: 'Speak',
				url: 'wss://voice.example/v1/speak',
				keyless: {statuses: [401]},
				subprotocols: [],
				docs: [],
				default: false,
			},
		],
		marks: {errorHeader: 'x-error', requestIdHeader: 'x-request-id', headerPrefix: 'x-', issuers: []},
		evidence: {
			hosts: ['voice.example'],
			targets: [
				{name: 'listen', url: 'wss://voice.example/v1/listen?model=one', words: []},
				{name: 'speak', url: 'wss://voice.example/v1/speak', words: [/\bvoices?\b/iu]},
			],
			errorHeader: 'x-error',
			requestIdHeader: 'x-request-id',
			keyPatterns: [/\b[0-9a-f]{40}\b/giu],
			requestIdPattern: /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/giu,
			codes: [
				{code: 'INVALID_AUTH', says: [/invalid credentials/iu]},
				{code: 'NET-0001', says: [/did not receive audio/iu]},
			],
			parameterNames: ['model', 'language'],
			clients: [],
		},
		modelLists: [],
		controls: [],
		synonyms: [],
	},
	causes,
	clients: [
		{
			id: 'curl',
			title: 'curl',
			programmingLanguage: 'shell',
			fingerprints: [],
			docs: [],
			shows: 'It prints the status.',
			sample: {fence: 'sh', code: "curl -i '{https_url}'"},
		},
		{
			id: 'ws-npm',
			title: 'ws (Node.js)',
			programmingLanguage: 'javascript',
			fingerprints: [],
			docs: [],
			shows: 'It prints the status.',
			sample: {fence: 'js', code: "new WebSocket('{url}')"},
		},
	],
};
