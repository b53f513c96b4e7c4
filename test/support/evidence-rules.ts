import type {ClientFingerprint, EvidenceRules} from '../../src/evidence/evidence.ts';
import type {Question} from '../../src/evidence/question.ts';

type Mark = readonly [pattern: RegExp, rest?: Partial<ClientFingerprint>];

const client = (
	clientId: string,
	programmingLanguage: string,
	...marks: readonly Mark[]
): ClientFingerprint[] =>
	marks.map(([pattern, rest]) => ({clientId, programmingLanguage, pattern, how: 'sure', ...rest}));
const named = {how: 'named'} as const;
const failed = {failure: 'upgrade_failed'} as const;

/** A made-up service, and clients that exist. */
export const evidenceRules: EvidenceRules = {
	hosts: ['api.acme.example', '.api.acme.example', 'agent.acme.example'],
	targets: [
		{
			name: 'listen',
			url: 'wss://api.acme.example/v1/listen?model=sonic-3',
			words: [/\/v1\/listen\b/i, /\bspeech[ -]to[ -]text\b/i, /\bstt\b/i, /\bsonic-\d\b/i],
		},
		{name: 'speak', url: 'wss://api.acme.example/v1/speak', words: [/\btext[ -]to[ -]speech\b/i, /\btts\b/i]},
		{name: 'agent', url: 'wss://agent.acme.example/v1/agent/converse', words: [/\bvoice[ -]agents?\b/i]},
		{name: 'eu', url: 'wss://eu.api.acme.example/v1/listen?model=sonic-3', words: [/\bEU endpoint\b/i]},
		{name: 'rest', url: 'https://api.acme.example/v1/auth/token', words: [/\bREST\b/]},
	],
	errorHeader: 'acme-error',
	requestIdHeader: 'acme-request-id',
	keyPatterns: [/\b[0-9a-f]{40}\b/i],
	requestIdPattern: /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/,
	codes: [
		{code: 'INVALID_AUTH', says: [/\binvalid credentials\b/i]},
		{code: 'NET-0000', says: [/\bacme\.link\/net0000\b/i]},
		{code: 'NET-0001', says: [/\bacme\.link\/net0001\b/i, /did not receive audio data/i]},
		{code: 'DATA-0000', says: []},
		{code: 'INVALID_QUERY_PARAMETER', says: [/failed to deserialize query/i]},
		{code: 'FORBIDDEN', says: []},
		{code: 'Bad Request', says: []},
		{code: 'UNPARSABLE_CLIENT_MESSAGE', says: []},
	],
	parameterNames: [
		'model',
		'language',
		'encoding',
		'sample_rate',
		'channels',
		'interim_results',
		'smart_format',
		'keyterm',
		'endpointing',
		'utterance_end_ms',
		'token',
	],
	clients: [
		...client(
			'undici',
			'javascript',
			[/network error or non-101 status code/i, failed],
			[/\bundici\b/i, named],
		),
		...client(
			'ws-npm',
			'javascript',
			[/Unexpected server response: (?<status>\d{3})/i],
			[/\brequire\(['"]ws['"]\)/i, named],
		),
		...client('websocket-npm', 'javascript', [/Server responded with a non-101 status: (?<status>\d{3})/i]),
		...client(
			'chrome',
			'javascript',
			[/Error during WebSocket handshake: Unexpected response code: (?<status>\d{3})/i],
			[/\bchrome\b/i, named],
		),
		...client('firefox', 'javascript', [
			/Firefox can.t establish a connection to the server at wss?:/i,
			failed,
		]),
		...client(
			'bun',
			'javascript',
			[/Expected 101 status code: (?<status>\d{3})/i],
			[/Expected 101 status code(?!:)/i, failed],
		),
		...client('deno', 'javascript', [
			/failed to connect to WebSocket: Invalid status code: (?<status>\d{3})/i,
		]),
		...client('workers', 'javascript', [/\(switching protocols\), but received (?<status>\d{3}) instead/i]),
		...client(
			'py-websockets',
			'python',
			[/server rejected WebSocket connection: HTTP (?<status>\d{3})/i],
			[/received (?<close>1\d{3}) \([^)\n]{1,40}\) (?<reason>[^;\n]{1,200})/i],
			[/\bwebsockets==/i, named],
		),
		...client('py-websocket-client', 'python', [/Handshake status (?<status>\d{3})\b/i]),
		...client(
			'py-aiohttp',
			'python',
			[/\b(?<status>\d{3}), message='Invalid response status'/i],
			[/\baiohttp\b/i, named],
		),
		...client('py-httpx', 'python', [/(?:Client|Server) error '(?<status>\d{3}) [^'\n]{0,60}' for url/i]),
		...client('go-gorilla', 'go', [/websocket: bad handshake/i, failed]),
		...client('go-coder', 'go', [/expected handshake response status code 101 but got (?<status>\d{3})/i]),
		...client('dotnet', 'csharp', [
			/server returned status code '(?<status>\d{3})' when status code '101' was expected/i,
		]),
		...client('okhttp', 'java', [/Expected HTTP 101 response but was '(?<status>\d{3})/i]),
		...client('java-websocket', 'java', [/Invalid status code received: (?<status>\d{3})/i]),
		...client('jdk-httpclient', 'java', [/Unexpected HTTP response status code (?<status>\d{3})/i]),
		...client('tungstenite', 'rust', [/HTTP error: (?<status>\d{3})/i]),
		...client(
			'dart',
			'dart',
			[/was not upgraded to websocket, HTTP status code: (?<status>\d{3})/i],
			[/was not upgraded to websocket(?!,)/i, failed],
		),
		...client('starscream', 'swift', [/notAnUpgrade\((?<status>\d{3})/i]),
		...client('urlsession', 'swift', [/NSURLErrorDomain Code=-1011/i, failed]),
		...client('socketrocket', 'swift', [/received bad response code from server:? (?<status>\d{3})/i]),
		...client('curl', 'shell', [/Refused WebSockets? upgrade: (?<status>\d{3})/i], [/\bcurl\b/i, named]),
	],
};

/** A question of which only the given parts matter. */
export function questionOf(parts: Partial<Question> | string): Question {
	return {
		id: '01990000-0000-7000-8000-000000000001',
		conversationId: '01990000-0000-7000-8000-000000000001',
		askedAt: new Date('2026-01-02T03:04:05Z'),
		door: 'console',
		text: '',
		attachments: [],
		earlier: [],
		hints: {},
		...(typeof parts === 'string' ? {text: parts} : parts),
	};
}
