import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {readEvidence} from '../../src/evidence/read-evidence.ts';
import {evidenceRules, questionOf} from '../support/evidence-rules.ts';

const statusesOf = (text: string) => readEvidence(questionOf(text), evidenceRules).statuses;
const numbersOf = (text: string) => statusesOf(text).map(({status}) => status);

const fromClients: readonly (readonly [status: number, text: string])[] = [
	[401, 'Error: Unexpected server response: 401'],
	[401, 'pasted my key into the app and it throws: **Unexpected server response: 401**. macOS 15.7.3'],
	[
		402,
		'Error: Server responded with a non-101 status: 402 Payment Required\nResponse Headers Follow:\ndate: x',
	],
	[
		403,
		"WebSocket connection to 'wss://api.acme.example/v1/listen' failed: Error during WebSocket handshake: Unexpected response code: 403",
	],
	[401, "WebSocket connection to 'wss://x/' failed: Expected 101 status code: 401"],
	[404, 'NetworkError: failed to connect to WebSocket: Invalid status code: 404'],
	[
		401,
		'expected server to reply with HTTP status code 101 (switching protocols), but received 401 instead.',
	],
	[400, 'websockets.exceptions.InvalidStatus: server rejected WebSocket connection: HTTP 400'],
	[401, "Handshake status 401 Unauthorized -+-+- {'acme-error': 'Invalid credentials.'} -+-+- b''"],
	[
		429,
		"aiohttp.client_exceptions.WSServerHandshakeError: 429, message='Invalid response status', url='wss://api.acme.example/v1/listen'",
	],
	[400, 'failed to WebSocket dial: expected handshake response status code 101 but got 400'],
	[
		405,
		"System.Net.WebSockets.WebSocketException: The server returned status code '405' when status code '101' was expected.",
	],
	[401, "java.net.ProtocolException: Expected HTTP 101 response but was '401 Unauthorized'"],
	[503, 'onClose(1002): Invalid status code received: 503 Status line: HTTP/1.1 503 Service Unavailable'],
	[401, 'CheckFailedException: Unexpected HTTP response status code 401'],
	[401, 'Something went wrong with WS: HTTP error: 401 Unauthorized'],
	[
		400,
		"WebSocketException: Connection to 'https://api.acme.example:0/v1/listen#' was not upgraded to websocket, HTTP status code: 400",
	],
	[401, 'notAnUpgrade(401, ["acme-error": "Invalid credentials."])'],
	[401, 'Received bad response code from server: 401.'],
	[402, 'curl: (22) Refused WebSocket upgrade: 402'],
	[404, 'E (2345) transport_ws: esp_ws_handshake_status_code=404'],
	[
		401,
		'Expecting status 101 (Switching Protocol), got 401 status connecting to wss://x, HTTP Status line: HTTP/1.1 401',
	],
	[401, "Connection to 'ssl://x' failed: Server sent invalid upgrade response: HTTP/1.1 401 Unauthorized"],
];

describe('an upgrade that was refused with a status', () => {
	for (const [status, text] of fromClients) {
		test(text.slice(0, 100), () => {
			const found = statusesOf(text);
			assert.deepEqual(
				found.map(one => one.status),
				[status],
			);
			assert.equal(found[0]?.of, 'upgrade');
		});
	}
});

const requests: readonly (readonly [status: number, text: string])[] = [
	[
		401,
		"httpx.HTTPStatusError: Client error '401 Unauthorized' for url 'https://api.acme.example/v1/projects'",
	],
	[400, 'POST https://api.acme.example/v1/listen?model=sonic 400 (Bad Request)'],
	[402, 'our transcribeFile call fails with status code 402'],
	[
		504,
		'requests.exceptions.HTTPError: 504 Server Error: Gateway Time-out for url: https://api.acme.example/v1/listen',
	],
	[413, 'uploading a long text by REST gives 413 Payload Too Large'],
	[403, 'axios: Request failed with status code 403'],
];

describe('an ordinary request that was answered with a status', () => {
	for (const [status, text] of requests) {
		test(text.slice(0, 100), () => {
			const found = statusesOf(text);
			assert.deepEqual(
				found.map(one => [one.status, one.of]),
				[[status, 'request']],
			);
		});
	}
});

const said: readonly (readonly [statuses: readonly number[], text: string])[] = [
	[[401], '401'],
	[[401], 'why 401??'],
	[[401], '401 when connecting'],
	[[401], 'I get a 401'],
	[[401], 'i keep getting 401 no matter what'],
	[[401], 'it just returns 401'],
	[[401], 'Got HTTP 401 from the socket'],
	[[401], 'http401 again'],
	[[401], '401 Unauthorized'],
	[[401], 'Error 401 on wss://api.acme.example/v1/listen when my agent starts'],
	[[401], 'Error: 401'],
	[[401], 'error code 401'],
	[[401], 'every tool returns 401 too'],
	[[429], 'our backend gets 429 errors when it opens new connections'],
	[[429], 'hitting 429s all day'],
	[[400, 401], 'sometimes 400, sometimes 401'],
	[[401, 403], 'it answers 401/403'],
	[[400, 403, 429], 'I have seen 400, 403 and 429'],
	[[401], 'so is 401 a model error??'],
	[[402], 'the console says 402 - Payment Required'],
	[[504], 'Gateway Timeout (504) on a large recording'],
	[[502], 'Bad Gateway: 502'],
	[[402], "statusCode: 402,\nstatusMessage: 'Payment Required',"],
	[[401], '{"status": 401, "error": "Unauthorized"}'],
	[[401], 'status_code: 401, body: Websocket initialized with invalid credentials.'],
	[[500], 'response status: 500'],
	[[403], 'I get "TTS error 403"'],
	[[405], 'the websocket gives me 405??'],
	[[400], 'it is not a 401, it is a 400'],
	[[401], 'expected 200 but got 401'],
	[[400], 'where 101 was expected I get 400'],
	[[101], 'handshake is 101 Switching Protocols'],
	[[200], 'my own server answers with status 200'],
	[[429], 'currently 429 for 5% of the calls'],
	[[401], '401 INVALID_AUTH although the key is new'],
	[[415], 'Error: Network response was not OK: 415'],
	[[200], 'why does it return 200 and an empty transcript?'],
	[[401], 'me da error 401'],
	[[401], 'recibo un 401 al conectar'],
	[[401], 'recebo erro 401'],
	[[401], 'bekomme immer Fehler 401'],
	[[401], "j'ai une erreur 401"],
	[[401], '连接时报错 401'],
	[[401], '返回401错误'],
	[[401], '401エラーが出ます'],
	[[401], 'ошибка 401 при подключении'],
	[[401], 'me responde 401'],
	[[400], 'Die Verbindung: → 400'],
	[[401], 'der Server antwortet 401'],
	[[401], 'le serveur répond 401'],
	[[401], 'o websocket me devolve 401'],
	[[402], 'me tira 402 al conectar'],
	[[401], 'сервер отвечает 401'],
	[[400], 'выдаёт 400'],
	[[401], 'il server restituisce 401'],
	[[401], '401 bekommen wir seit heute'],
	[[401], 'the job 401s every time'],
	[[401], 'HTTP：４０１'],
	[[503], 'HTTP/2 503'],
	[[401], '< HTTP/1.1 401 Unauthorized\n< acme-error: Invalid credentials.'],
	[
		[401],
		'* Connected to api.acme.example (203.0.113.7) port 443 (#0)\n> GET /v1/listen HTTP/1.1\n> Host: api.acme.example\n>\n< HTTP/1.1 401 Unauthorized\n< content-length: 404\n',
	],
	[[401], '\u001b[31m✖\u001b[0m Unexpected server response: \u001b[1m401\u001b[0m'],
];

describe('a status in people’s words, dumps and bodies', () => {
	for (const [statuses, text] of said) {
		test(text.slice(0, 100), () => assert.deepEqual(numbersOf(text).toSorted(), [...statuses].toSorted()));
	}
});

const decoys: readonly string[] = [
	'I have 401 files to transcribe',
	'transcribing 401 files takes long',
	'we make 400 requests per minute',
	'File "client.py", line 401, in connect',
	'at connect (client.ts:401:17)',
	'client.py:401',
	'it listens on port 4040, or port 404',
	'localhost:500 is my dev server',
	'with 500 ms of silence it stops',
	'it stops after 400s',
	'wir haben 401 Dateien',
	'utterance_end_ms: "500"',
	'endpointing=500&model=sonic-3',
	'{"endpointing": 400, "utterance_end_ms": 503}',
	'a file of 404 KB, 16000 Hz, 500 kbps',
	'about 500 users speak at once',
	'we have 500 concurrent streams',
	'I paid $400 and got 500 credits',
	'model aura-500 and sonic-401',
	'issue #404 in your repository',
	'version 4.0.1 or v401',
	'on 2024-04-03 at 04:01, 50.3 seconds in',
	'timeout=500',
	'setTimeout(retry, 500)',
	'the buffer holds 429 samples',
	'Content-Length: 401',
	'room 404 at the conference',
	'my 401(k) plan',
	'process exited with exit code 137, pid 4031',
	'up to 500 or 600 people may call',
	'chunk 400 of 503',
	'no 401 here, and never a 403',
	'I would expect 101',
	'uid 500',
	'we use 2 keys and 401 agents',
	'billed $402 this month',
	'took 401ms',
	'1401 characters',
	'the year 2004 and 5000 euros',
];

describe('a number that only looks like a status is none', () => {
	for (const text of decoys) test(text, () => assert.deepEqual(statusesOf(text), []));
});

const elsewhere: readonly string[] = [
	"WSServerHandshakeError: 401, message='Invalid response status', url='wss://demo.livekit.example/agent'",
	'Error 401 on wss://agent-gateway.vendor.example/v1/stt when my agent starts',
	'The remote server hosting the media returned a client error: 401 Unauthorized.',
	'INFO: 127.0.0.1:51234 - "POST /token HTTP/1.1" 500 Internal Server Error',
	"Client error '403 Forbidden' for url 'https://api.openai.example/v1/chat'",
];

describe('a status that another server sent says so', () => {
	for (const text of elsewhere) {
		test(text.slice(0, 90), () =>
			assert.deepEqual(
				statusesOf(text).map(one => one.elsewhere),
				[true],
			),
		);
	}
});

test('a status of the service is not said to be another server’s', () => {
	for (const text of [
		'I get a 401, see https://github.com/acme/sdk/issues/12',
		'"GET /v1/listen HTTP/1.1" 401',
		'HTTP 401 at ws://localhost:8080/v1/listen',
	]) {
		assert.equal(statusesOf(text)[0]?.elsewhere, undefined, text);
	}
});

test('one status of one message is named once, with what it belongs to where that is told', () => {
	const [only, ...more] = statusesOf(
		'I get 401.\nFull log: server rejected WebSocket connection: HTTP 401\nagain: HTTP 401',
	);
	assert.deepEqual(more, []);
	assert.equal(only?.of, 'upgrade');
});
