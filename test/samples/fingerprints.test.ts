import assert from 'node:assert/strict';
import {join} from 'node:path';
import test from 'node:test';
import type {ClientFingerprint} from '../../src/evidence/evidence.ts';
import {failureOfStatus} from '../../src/failures/failure-codes.ts';
import {readKnowledge} from '../../src/retrieval/read-knowledge.ts';

const {knowledge, problems} = readKnowledge(join(import.meta.dirname, '../../knowledge'));
const fingerprints = knowledge.service.evidence.clients;

/** What one client's text says. */
type Reading = {
	readonly status?: number;
	readonly close?: number;
	readonly reason?: string;
	readonly failure?: string;
};

/** The clients that recognise a text as theirs, in the order of the pages, each by its first fingerprint that fits. */
function recognise(text: string, how: ClientFingerprint['how']): Map<string, Reading> {
	const found = new Map<string, Reading>();
	for (const fingerprint of fingerprints) {
		const match = fingerprint.how === how ? fingerprint.pattern.exec(text) : null;
		if (match !== null && !found.has(fingerprint.clientId))
			found.set(fingerprint.clientId, read(fingerprint, match));
	}
	return found;
}

function read({failure}: ClientFingerprint, {groups = {}}: RegExpExecArray): Reading {
	return {
		...(groups.status !== undefined && {status: Number(groups.status)}),
		...(groups.close !== undefined && {close: Number(groups.close)}),
		...(groups.reason !== undefined && {reason: groups.reason}),
		...(failure !== undefined && {failure}),
	};
}

const url = 'wss://api.deepgram.com/v1/listen?model=nova-3';
const inConsole = `WebSocket connection to '${url}' failed: `;
const net0001 =
	'Deepgram did not receive audio data or a text message within the timeout window. See https://dpgr.am/net0001';

/** Texts that only one client writes: client, text, what it says. */
const sure: readonly (readonly [string, string, Reading])[] = [
	['undici', 'Received network error or non-101 status code.', {failure: 'upgrade_failed'}],
	['undici', 'received network error or non-101 status code', {failure: 'upgrade_failed'}],
	['undici', 'Received network error or non-200 status code.', {failure: 'upgrade_failed'}],
	['undici', 'Server did not respond with sent protocols.', {failure: 'upgrade_subprotocol'}],
	['undici', 'Protocol was not set in the opening handshake.', {failure: 'upgrade_subprotocol'}],
	['undici', 'Incorrect hash received in Sec-WebSocket-Accept header.', {failure: 'upgrade_bad_accept'}],
	['undici', 'Server did not set Upgrade header to "websocket".', {failure: 'upgrade_failed'}],
	['undici', 'Server did not set Connection header to "upgrade".', {failure: 'upgrade_failed'}],
	['undici', 'Sec-WebSocket-Extensions header does not match.', {failure: 'upgrade_failed'}],

	[
		'deepgram-js-v4',
		`Received network error or non-101 status code. (Ready State: CONNECTING, URL: ${url})`,
		{failure: 'upgrade_failed'},
	],
	[
		'deepgram-js-v4',
		`WebSocket connection error (Ready State: CLOSED, URL: ${url})`,
		{failure: 'upgrade_failed'},
	],
	[
		'deepgram-js-v4',
		`Unexpected server response: 401 (Status: 401, Request ID: 0199, Ready State: CLOSING, URL: ${url})`,
		{status: 401},
	],
	[
		'deepgram-js-v4',
		'You are attempting to use an old format for a newer SDK version. Read more here: https://dpgr.am/js-v3',
		{},
	],
	['deepgram-js-v5', 'Sec-WebSocket-Protocol: token, [removed], x-deepgram-session-id,0199', {}],
	[
		'deepgram-py-v3',
		'WebSocketException in AbstractSyncWebSocketClient.start: server rejected WebSocket connection: HTTP 401',
		{status: 401},
	],
	[
		'deepgram-py-v3',
		'WebSocketException in LiveClient.start: server rejected WebSocket connection: HTTP 400',
		{status: 400},
	],
	[
		'deepgram-py-v3',
		`ConnectionClosed in AbstractAsyncWebSocketClient._listening with code 1011: ${net0001}`,
		{close: 1011, reason: net0001},
	],
	[
		'deepgram-py-v5',
		"headers: {'Authorization': '[removed]'}, status_code: 401, body: Websocket initialized with invalid credentials.",
		{status: 401},
	],
	[
		'deepgram-py-v5',
		'headers: {}, status_code: 400, body: Unexpected error when initializing websocket connection.',
		{status: 400},
	],
	[
		'deepgram-py-v5',
		'headers: {}, status_code: None, body: Unexpected error when initializing websocket connection.',
		{failure: 'upgrade_failed'},
	],
	['deepgram-go', 'Cannot connect to websocket: api.deepgram.com', {failure: 'upgrade_failed'}],
	['deepgram-go', 'Dialer failed. Err: websocket: bad handshake', {failure: 'upgrade_failed'}],
	[
		'deepgram-dotnet',
		"[Error] Connect: System.Net.WebSockets.WebSocketException thrown The server returned status code '401' when status code '101' was expected.",
		{status: 401},
	],
	['deepgram-rust', 'Something went wrong with WS: HTTP error: 401 Unauthorized', {status: 401}],
	[
		'deepgram-rust',
		`websocket close frame received with error content: code: 1011, reason: ${net0001}`,
		{close: 1011, reason: net0001},
	],
	[
		'deepgram-java',
		"WebSocket connection failed after 3 seconds with HTTP 401 Unauthorized: ProtocolException: Expected HTTP 101 response but was '401 Unauthorized'",
		{status: 401},
	],
	[
		'deepgram-java',
		"WebSocket connection failed: ProtocolException: Expected HTTP 101 response but was '401 Unauthorized'",
		{status: 401},
	],
	['livekit', 'deepgram connection failed, retrying in 10s', {failure: 'upgrade_failed'}],
	['livekit', 'deepgram connection closed unexpectedly', {failure: 'open_cut'}],
	[
		'livekit',
		'failed to connect to provider nova-2: Provider deepgram error (status 401): websocket: bad handshake',
		{status: 401},
	],
	['livekit', 'failed to connect to provider nova-2: deadline exceeded', {failure: 'upgrade_failed'}],
	['pipecat', 'Unable to connect to Deepgram', {failure: 'upgrade_failed'}],

	['ws-npm', 'Error: Unexpected server response: 401', {status: 401}],
	['ws-npm', 'Opening handshake has timed out', {failure: 'upgrade_timeout'}],
	['ws-npm', 'Server sent no subprotocol', {failure: 'upgrade_subprotocol'}],
	['ws-npm', 'Server sent an invalid subprotocol', {failure: 'upgrade_subprotocol'}],
	['ws-npm', 'Server sent a subprotocol but none was requested', {failure: 'upgrade_subprotocol'}],
	['ws-npm', 'Invalid Sec-WebSocket-Accept header', {failure: 'upgrade_bad_accept'}],
	['ws-npm', 'Invalid Upgrade header', {failure: 'upgrade_bad_accept'}],
	['ws-npm', 'Maximum redirects exceeded', {failure: 'upgrade_redirected'}],
	['ws-npm', 'WebSocket was closed before the connection was established', {}],
	['ws-npm', 'Invalid WebSocket frame: RSV1 must be clear', {failure: 'open_protocol_error'}],
	['ws-npm', 'RangeError: Max payload size exceeded', {}],
	[
		'websocket-npm',
		'Error: Server responded with a non-101 status: 401 Unauthorized\nResponse Headers Follow:\ndg-error: Invalid credentials.',
		{status: 401},
	],

	['chrome', `${inConsole}Error during WebSocket handshake: Unexpected response code: 403`, {status: 403}],
	['chrome', `${inConsole}HTTP Authentication failed; no valid credentials available`, {failure: 'http_401'}],
	[
		'chrome',
		`${inConsole}Error in connection establishment: net::ERR_NAME_NOT_RESOLVED`,
		{failure: 'dns_not_found'},
	],
	[
		'chrome',
		`${inConsole}Error in connection establishment: net::ERR_CONNECTION_REFUSED`,
		{failure: 'tcp_refused'},
	],
	[
		'chrome',
		`${inConsole}Error in connection establishment: net::ERR_CONNECTION_TIMED_OUT`,
		{failure: 'tcp_timeout'},
	],
	[
		'chrome',
		`${inConsole}Error in connection establishment: net::ERR_CERT_AUTHORITY_INVALID`,
		{failure: 'tls_unknown_authority'},
	],
	[
		'chrome',
		`${inConsole}Error in connection establishment: net::ERR_CERT_DATE_INVALID`,
		{failure: 'tls_expired'},
	],
	[
		'chrome',
		`${inConsole}Error in connection establishment: net::ERR_INTERNET_DISCONNECTED`,
		{failure: 'offline'},
	],
	['chrome', `${inConsole}Error in connection establishment: net::ERR_UNSAFE_PORT`, {}],
	['chrome', `${inConsole}Proxy authentication failed`, {failure: 'proxy_auth_required'}],
	['chrome', `${inConsole}Establishing a tunnel via proxy server failed.`, {failure: 'proxy_refused'}],
	['chrome', `${inConsole}WebSocket opening handshake timed out`, {failure: 'upgrade_timeout'}],
	[
		'chrome',
		`${inConsole}Connection closed before receiving a handshake response`,
		{failure: 'upgrade_reset'},
	],
	['chrome', `${inConsole}Insufficient resources`, {}],
	['chrome', `${inConsole}WebSocket opening handshake was canceled`, {}],
	[
		'chrome',
		`${inConsole}Error during WebSocket handshake: 'Sec-WebSocket-Protocol' header must not appear more than once in a response`,
		{failure: 'upgrade_subprotocol'},
	],
	[
		'chrome',
		`${inConsole}Error during WebSocket handshake: Sent non-empty 'Sec-WebSocket-Protocol' header but no response was received`,
		{failure: 'upgrade_subprotocol'},
	],
	['chrome', inConsole, {failure: 'upgrade_failed'}],
	['chrome', 'WebSocket is already in CLOSING or CLOSED state.', {}],
	[
		'chrome',
		"Uncaught InvalidStateError: Failed to execute 'send' on 'WebSocket': Still in CONNECTING state.",
		{},
	],
	['firefox', `Firefox can’t establish a connection to the server at ${url}.`, {failure: 'upgrade_failed'}],
	['firefox', `Firefox can't establish a connection to the server at ${url}.`, {failure: 'upgrade_failed'}],
	['firefox', `The connection to ${url} was interrupted while the page was loading.`, {}],
	['safari', `${inConsole}There was a bad response from the server.`, {failure: 'upgrade_failed'}],
	['safari', `${inConsole}Could not connect to the server.`, {failure: 'tcp_refused'}],
	[
		'safari',
		`${inConsole}The operation couldn’t be completed. Socket is not connected`,
		{failure: 'open_cut'},
	],
	['bun', `${inConsole}Expected 101 status code: 401`, {status: 401}],
	['bun', `${inConsole}Expected 101 status code`, {failure: 'upgrade_failed'}],
	['bun', `${inConsole}Failed to connect`, {}],
	['bun', `${inConsole}TLS handshake failed`, {failure: 'tls_handshake_failed'}],
	['bun', `${inConsole}Missing client protocol`, {failure: 'upgrade_subprotocol'}],
	['bun', `${inConsole}Mismatch client protocol`, {failure: 'upgrade_subprotocol'}],
	['bun', `${inConsole}Mismatch websocket accept header`, {failure: 'upgrade_bad_accept'}],
	['bun', `${inConsole}Connection ended`, {failure: 'upgrade_reset'}],
	['deno', 'NetworkError: failed to connect to WebSocket: Invalid status code: 401', {status: 401}],
	['deno', 'NetworkError: failed to connect to WebSocket: tcp connect error', {failure: 'tcp_refused'}],
	['deno', 'NetworkError: failed to connect to WebSocket: dns error', {failure: 'dns_not_found'}],
	[
		'deno',
		'NetworkError: failed to connect to WebSocket: invalid peer certificate: UnknownIssuer',
		{failure: 'tls_unknown_authority'},
	],
	[
		'deno',
		'NetworkError: failed to connect to WebSocket: connection closed before message completed',
		{failure: 'upgrade_reset'},
	],
	['deno', 'NetworkError: failed to connect to WebSocket: Unexpected EOF', {failure: 'upgrade_reset'}],
	[
		'cf-workers',
		'Failed to establish the WebSocket connection: expected server to reply with HTTP status code 101 (switching protocols), but received 401 instead.',
		{status: 401},
	],
	['cf-workers', 'Failed to establish websocket connection', {failure: 'upgrade_failed'}],
	[
		'react-native',
		'{"isTrusted": false, "message": "Received bad response code from server: 401."}',
		{status: 401},
	],
	[
		'react-native',
		`{"isTrusted": false, "message": "Expected HTTP 101 response but was '401 Unauthorized'"}`,
		{status: 401},
	],
	[
		'react-native',
		`close code: 1006 reason: Expected HTTP 101 response but was '400 Bad Request'`,
		{status: 400},
	],
	['faye', `Network error: ${url}: unable to connect`, {}],

	['py-websockets', 'server rejected WebSocket connection: HTTP 401', {status: 401}],
	[
		'py-websockets',
		'websockets.exceptions.InvalidStatus: server rejected WebSocket connection: HTTP 402',
		{status: 402},
	],
	['py-websockets', 'did not receive a valid HTTP response', {failure: 'upgrade_not_http'}],
	['py-websockets', 'timed out during opening handshake', {failure: 'upgrade_timeout'}],
	['py-websockets', 'timed out while waiting for handshake response', {failure: 'upgrade_timeout'}],
	['py-websockets', 'proxy rejected connection: HTTP 407', {failure: 'proxy_auth_required'}],
	['py-websockets', 'proxy rejected connection: HTTP 403', {failure: 'proxy_refused'}],
	['py-websockets', 'invalid Sec-WebSocket-Accept header: x', {failure: 'upgrade_bad_accept'}],
	[
		'py-websockets',
		`received 1011 (internal error) ${net0001}; then sent 1011 (internal error) ${net0001}`,
		{close: 1011, reason: net0001},
	],
	['py-websockets', 'received 1000 (OK); then sent 1000 (OK)', {close: 1000}],
	[
		'py-websockets',
		'sent 1011 (internal error) keepalive ping timeout; no close frame received',
		{failure: 'open_silent'},
	],
	['py-websockets', 'no close frame received or sent', {failure: 'open_cut'}],
	['py-websockets', "create_connection() got an unexpected keyword argument 'extra_headers'", {}],
	[
		'py-websocket-client',
		"Handshake status 401 Unauthorized -+-+- {'dg-error': 'Invalid credentials.'} -+-+- b'{}'",
		{status: 401},
	],
	['py-websocket-client', 'failed CONNECT via proxy status: 407', {failure: 'proxy_auth_required'}],
	['py-websocket-client', 'Connection to remote host was lost.', {failure: 'open_cut'}],
	['py-websocket-client', 'Invalid WebSocket Header', {failure: 'upgrade_bad_accept'}],
	['py-websocket-client', 'socket is already closed.', {}],
	[
		'py-websocket-client',
		'websocket._exceptions.WebSocketTimeoutException: Connection timed out',
		{failure: 'tcp_timeout'},
	],
	['py-aiohttp', `401, message='Invalid response status', url='${url}'`, {status: 401}],
	[
		'py-aiohttp',
		"Cannot connect to host api.deepgram.com:443 ssl:default [Connect call failed ('203.0.113.9', 443)]",
		{failure: 'tcp_refused'},
	],
	[
		'py-aiohttp',
		'Cannot connect to host api.deepgram.com:443 ssl:default [Name or service not known]',
		{failure: 'dns_not_found'},
	],
	[
		'py-aiohttp',
		'Cannot connect to host api.deepgram.com:443 ssl:<ssl.SSLContext object at 0x7f> [Temporary failure in name resolution]',
		{failure: 'dns_resolver_failed'},
	],
	[
		'py-aiohttp',
		"Cannot connect to host api.deepgram.com:443 ssl:True [SSLCertVerificationError: (1, 'certificate verify failed')]",
		{failure: 'tls_unknown_authority'},
	],
	['py-aiohttp', 'ServerDisconnectedError: Server disconnected', {failure: 'upgrade_reset'}],
	['py-aiohttp', `Connection timeout to host ${url}`, {failure: 'tcp_timeout'}],
	[
		'py-httpx',
		"Client error '401 Unauthorized' for url 'https://api.deepgram.com/v1/projects'",
		{status: 401},
	],
	['py-httpx', 'Server disconnected without sending a response.', {failure: 'upgrade_reset'}],
	['python', 'urllib.error.HTTPError: HTTP Error 401: Unauthorized', {status: 401}],
	['python', '<urlopen error timed out>', {}],

	['go-gorilla', 'websocket: bad handshake', {failure: 'upgrade_failed'}],
	['go-gorilla', `websocket: close 1011 (internal server error): ${net0001}`, {close: 1011, reason: net0001}],
	['go-gorilla', 'websocket: close 1008 (policy violation): DATA-0000', {close: 1008, reason: 'DATA-0000'}],
	[
		'go-gorilla',
		'websocket: close 1006 (abnormal closure): unexpected EOF',
		{close: 1006, reason: 'unexpected EOF'},
	],
	['go-gorilla', 'malformed ws or wss URL', {}],
	[
		'go-coder',
		'failed to WebSocket dial: expected handshake response status code 101 but got 401',
		{status: 401},
	],
	[
		'go-coder',
		'failed to WebSocket dial: failed to send handshake request: Get "https://api.deepgram.com": EOF',
		{failure: 'upgrade_failed'},
	],
	[
		'go-coder',
		`received close frame: status = StatusInternalError and reason = "${net0001}"`,
		{reason: net0001, failure: 'close_1011'},
	],
	[
		'go-coder',
		'received close frame: status = StatusPolicyViolation and reason = "DATA-0000"',
		{reason: 'DATA-0000', failure: 'close_1008'},
	],
	[
		'dotnet',
		"System.Net.WebSockets.WebSocketException (0x80004005): The server returned status code '401' when status code '101' was expected.",
		{status: 401},
	],
	['dotnet', 'Unable to connect to the remote server', {failure: 'upgrade_failed'}],
	[
		'dotnet',
		'The remote party closed the WebSocket connection without completing the close handshake.',
		{failure: 'open_cut'},
	],
	[
		'dotnet',
		'The SSL connection could not be established, see inner exception.',
		{failure: 'tls_handshake_failed'},
	],
	[
		'dotnet',
		'The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot',
		{failure: 'tls_unknown_authority'},
	],
	[
		'okhttp',
		"java.net.ProtocolException: Expected HTTP 101 response but was '401 Unauthorized'",
		{status: 401},
	],
	['okhttp', "Expected HTTP 101 response but was '401 '", {status: 401}],
	[
		'okhttp',
		"Expected 'Connection' header value 'Upgrade' but was 'keep-alive'",
		{failure: 'upgrade_bad_accept'},
	],
	[
		'okhttp',
		"sent ping but didn't receive pong within 10000ms (after 3 successful ping/pongs)",
		{failure: 'open_silent'},
	],
	[
		'java-websocket',
		'Invalid status code received: 401 Status line: HTTP/1.1 401 Unauthorized',
		{status: 401},
	],
	[
		'java-websocket',
		'draft Draft_6455 extension: DefaultExtension max frame size: 2147483647 refuses handshake',
		{failure: 'upgrade_failed'},
	],
	['jdk-httpclient', 'java.net.http.WebSocketHandshakeException', {failure: 'upgrade_failed'}],
	[
		'jdk-httpclient',
		'Caused by: jdk.internal.net.http.websocket.CheckFailedException: Unexpected HTTP response status code 401',
		{status: 401},
	],
	['jdk-httpclient', 'java.nio.channels.UnresolvedAddressException', {failure: 'dns_not_found'}],
	['jdk-httpclient', 'HTTP/1.1 header parser received no bytes', {failure: 'upgrade_reset'}],
	[
		'tungstenite',
		'WebSocket protocol error: Connection reset without closing handshake',
		{failure: 'open_cut'},
	],
	['tungstenite', 'URL error: TLS support not compiled in', {}],
	['tungstenite', 'SubProtocol error: Server sent no subprotocol', {failure: 'upgrade_subprotocol'}],
	['tungstenite', 'Error: Http(Response { status: 401, version: HTTP/1.1, headers: {} })', {status: 401}],

	[
		'urlsession',
		'Error Domain=NSURLErrorDomain Code=-1011 "There was a bad response from the server."',
		{failure: 'upgrade_failed'},
	],
	[
		'urlsession',
		'Error Domain=NSURLErrorDomain Code=-1001 "The request timed out."',
		{failure: 'tcp_timeout'},
	],
	['urlsession', 'Error Domain=NSURLErrorDomain Code=-1003', {failure: 'dns_not_found'}],
	['urlsession', 'Error Domain=NSURLErrorDomain Code=-1004', {failure: 'tcp_refused'}],
	['urlsession', 'Error Domain=NSURLErrorDomain Code=-1005', {failure: 'open_cut'}],
	['urlsession', 'Error Domain=NSURLErrorDomain Code=-1009', {failure: 'offline'}],
	['urlsession', 'Error Domain=NSURLErrorDomain Code=-1200', {failure: 'tls_handshake_failed'}],
	['urlsession', 'Error Domain=NSURLErrorDomain Code=-1202', {failure: 'tls_unknown_authority'}],
	['urlsession', 'Error Domain=NSPOSIXErrorDomain Code=57 "Socket is not connected"', {failure: 'open_cut'}],
	['urlsession', 'Error Domain=NSURLErrorDomain Code=-1002 "WebSockets not supported by libcurl"', {}],
	[
		'starscream',
		'error(Starscream.HTTPUpgradeError.notAnUpgrade(401, ["dg-error": "Invalid credentials."]))',
		{status: 401},
	],
	[
		'socketrocket',
		'Error Domain=SRWebSocketErrorDomain Code=2132 "received bad response code from server 401"',
		{status: 401},
	],
	['socketrocket', 'Invalid Sec-WebSocket-Accept response.', {failure: 'upgrade_bad_accept'}],
	[
		'dart',
		"WebSocketException: Connection to 'https://api.deepgram.com:0/v1/listen?model=nova-3#' was not upgraded to websocket",
		{failure: 'upgrade_failed'},
	],
	[
		'dart',
		"WebSocketChannelException: WebSocketException: Connection to 'https://api.deepgram.com:0/v1/listen#' was not upgraded to websocket, HTTP status code: 401",
		{status: 401},
	],
	['dart', "Response did not contain a 'Sec-WebSocket-Accept' header", {failure: 'upgrade_bad_accept'}],
	['dart', "Bad response 'Sec-WebSocket-Accept' header", {failure: 'upgrade_bad_accept'}],
	['dart', "Unsupported URL scheme 'https'", {}],
	['dart', "SocketException: Failed host lookup: 'api.deepgram.com'", {failure: 'dns_not_found'}],
	[
		'dart',
		'HandshakeException: Handshake error in client (OS Error: CERTIFICATE_VERIFY_FAILED: unable to get local issuer certificate)',
		{failure: 'tls_unknown_authority'},
	],
	[
		'php-pawl',
		'Uncaught DomainException: HTTP/1.1 401 Unauthorized\r\ndg-error: Invalid credentials.',
		{status: 401},
	],
	['php-pawl', 'Could not connect: HTTP/1.1 401 Unauthorized', {status: 401}],
	['php-pawl', 'Connection closed before handshake', {failure: 'upgrade_reset'}],
	[
		'php-pawl',
		'Server did not respond with an expected Sec-WebSocket-Protocol',
		{failure: 'upgrade_subprotocol'},
	],
	[
		'php-textalk',
		`Connection to '${url}' failed: Server sent invalid upgrade response: HTTP/1.1 401 Unauthorized`,
		{status: 401},
	],
	['php-textalk', 'Could not open socket to "api.deepgram.com:443": timed out', {}],
	['php-textalk', 'Client handshake error', {failure: 'upgrade_failed'}],
	['php-phrity', 'WebSocket\\Exception\\HandshakeException: Invalid status code 401.', {status: 401}],
	['ruby-simple', 'WebSocket::Error::Handshake::InvalidStatusCode', {failure: 'upgrade_failed'}],
	['boost-beast', 'The WebSocket handshake was declined by the remote peer', {failure: 'upgrade_failed'}],
	[
		'ixwebsocket',
		`Expecting status 101 (Switching Protocol), got 401 status connecting to ${url}, HTTP Status line: HTTP/1.1 401 Unauthorized`,
		{status: 401},
	],
	['ixwebsocket', 'Unable to connect to api.deepgram.com on port 443, error: timed out', {}],
	['websocketpp', 'Invalid HTTP status.', {failure: 'upgrade_failed'}],
	['websocketpp', 'The opening handshake timed out', {failure: 'upgrade_timeout'}],
	['websocketpp', 'Underlying Transport Error', {}],
	['esp-idf', 'E (5123) transport_ws: Sec-WebSocket-Accept not found', {failure: 'upgrade_failed'}],
	[
		'esp-idf',
		'esp_transport_connect() failed with -1, transport_error=ESP_OK, tls_error_code=0, esp_ws_handshake_status_code=404, errno=119',
		{status: 404},
	],
	['curl', 'curl: (22) Refused WebSocket upgrade: 401', {status: 401}],
	['curl', 'curl: (22) Refused WebSockets upgrade: 401', {status: 401}],
	['curl', 'curl: (22) The requested URL returned error: 403', {status: 403}],
	['curl', '> GET /v1/listen HTTP/1.1\n< HTTP/1.1 401 Unauthorized\n< dg-error: x', {status: 401}],
	['curl', 'curl: (1) Protocol "wss" not supported', {}],
	['curl', 'curl: (6) Could not resolve host: api.deepgram.com', {failure: 'dns_not_found'}],
	[
		'curl',
		"curl: (7) Failed to connect to api.deepgram.com port 443 after 21 ms: Couldn't connect to server",
		{failure: 'tcp_refused'},
	],
	['curl', 'curl: (28) Connection timed out after 10001 milliseconds', {failure: 'tcp_timeout'}],
	[
		'curl',
		'curl: (35) error:1408F10B:SSL routines:ssl3_get_record:wrong version number',
		{failure: 'tls_not_spoken'},
	],
	['curl', 'curl: (52) Empty reply from server', {failure: 'upgrade_reset'}],
	['curl', 'curl: (56) CONNECT tunnel failed, response 407', {failure: 'proxy_auth_required'}],
	['curl', 'curl: (56) CONNECT tunnel failed, response 403', {failure: 'proxy_refused'}],
	[
		'curl',
		'curl: (60) SSL certificate problem: unable to get local issuer certificate',
		{failure: 'tls_unknown_authority'},
	],
	['curl', 'curl: (60) SSL certificate problem: self-signed certificate', {failure: 'tls_self_signed'}],
];

/** Texts that several clients write, and platforms rather than clients: none is sure, the one named is among them. */
const shared: readonly (readonly [string, string, Reading])[] = [
	['faye', 'Error during WebSocket handshake: Unexpected response code: 401', {status: 401}],
	['chrome', 'Error during WebSocket handshake: Unexpected response code: 401', {status: 401}],
	['react-native', 'Received bad response code from server: 401.', {status: 401}],
	['socketrocket', 'Received bad response code from server: 401.', {status: 401}],
	['socketrocket', 'received bad response code from server 401', {status: 401}],
	['deepgram-go', 'HTTP Response: 401 Unauthorized', {status: 401}],
	['tungstenite', 'HTTP error: 401 Unauthorized', {status: 401}],
	['tungstenite', 'IO error: Connection refused (os error 111)', {}],
	['tungstenite', 'TLS error: native-tls error', {failure: 'tls_handshake_failed'}],
	['py-aiohttp', 'Server disconnected', {failure: 'upgrade_reset'}],
	['javascript', 'getaddrinfo ENOTFOUND api.deepgram.com', {failure: 'dns_not_found'}],
	['javascript', 'getaddrinfo EAI_AGAIN api.deepgram.com', {failure: 'dns_resolver_failed'}],
	['javascript', 'connect ECONNREFUSED 127.0.0.1:8080', {failure: 'tcp_refused'}],
	['javascript', 'connect ETIMEDOUT 203.0.113.9:443', {failure: 'tcp_timeout'}],
	['javascript', 'connect ENETUNREACH 2001:db8::1:443 - Local (:::0)', {failure: 'tcp_unreachable'}],
	['javascript', 'Error: socket hang up', {failure: 'upgrade_reset'}],
	[
		'javascript',
		'Client network socket disconnected before secure TLS connection was established',
		{failure: 'tls_reset'},
	],
	['javascript', 'Parse Error: Expected HTTP/, RTSP/ or ICE/', {failure: 'upgrade_not_http'}],
	['python', '[Errno -2] Name or service not known', {failure: 'dns_not_found'}],
	['python', '[Errno -3] Temporary failure in name resolution', {failure: 'dns_resolver_failed'}],
	['python', '[Errno 8] nodename nor servname provided, or not known', {failure: 'dns_not_found'}],
	['python', '[Errno 11001] getaddrinfo failed', {failure: 'dns_not_found'}],
	['python', "[Errno 111] Connect call failed ('203.0.113.9', 443)", {failure: 'tcp_refused'}],
	['python', '[Errno 101] Network is unreachable', {failure: 'tcp_unreachable'}],
	['python', '[Errno 110] Connection timed out', {failure: 'tcp_timeout'}],
	['python', '[Errno 104] Connection reset by peer', {failure: 'tcp_reset'}],
	[
		'python',
		'[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1000)',
		{failure: 'tls_unknown_authority'},
	],
	[
		'python',
		'[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in certificate chain',
		{failure: 'tls_unknown_authority'},
	],
	[
		'python',
		'[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate',
		{failure: 'tls_self_signed'},
	],
	[
		'python',
		'[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired',
		{failure: 'tls_expired'},
	],
	[
		'python',
		"[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch, certificate is not valid for 'x'.",
		{failure: 'tls_wrong_name'},
	],
	['python', '[SSL: WRONG_VERSION_NUMBER] wrong version number', {failure: 'tls_not_spoken'}],
	['go', 'dial tcp: lookup api.deepgram.com: no such host', {failure: 'dns_not_found'}],
	['go', 'dial tcp: lookup api.deepgram.com on 10.0.0.2:53: no such host', {failure: 'dns_not_found'}],
	['go', 'dial tcp 203.0.113.9:443: connect: connection refused', {failure: 'tcp_refused'}],
	['go', 'dial tcp 203.0.113.9:443: i/o timeout', {failure: 'tcp_timeout'}],
	['go', 'x509: certificate signed by unknown authority', {failure: 'tls_unknown_authority'}],
	['go', 'x509: certificate has expired or is not yet valid: current time', {failure: 'tls_expired'}],
	['go', 'x509: certificate is valid for a.example, not b.example', {failure: 'tls_wrong_name'}],
	['go', 'tls: first record does not look like a TLS handshake', {failure: 'tls_not_spoken'}],
	[
		'java',
		'PKIX path building failed: unable to find valid certification path to requested target',
		{failure: 'tls_unknown_authority'},
	],
	['java', 'java.net.UnknownHostException: api.deepgram.com', {failure: 'dns_not_found'}],
	[
		'java',
		'javax.net.ssl.SSLHandshakeException: Remote host terminated the handshake',
		{failure: 'tls_reset'},
	],
	[
		'android',
		'java.net.UnknownHostException: Unable to resolve host "api.deepgram.com": No address associated with hostname',
		{failure: 'dns_not_found'},
	],
	['android', 'Trust anchor for certification path not found.', {failure: 'tls_unknown_authority'}],
	[
		'android',
		'CLEARTEXT communication to api.deepgram.com not permitted by network security policy',
		{failure: 'tcp_blocked'},
	],
];

/** Words that name a client without an error of its own. */
const mentions: readonly (readonly [string, string])[] = [
	['undici', 'I use the native WebSocket of node, undici I think'],
	['ws-npm', "const WebSocket = require('ws')"],
	['ws-npm', 'import WebSocket from "ws";'],
	['ws-npm', '"ws": "^8.18.0"'],
	['ws-npm', 'ws ^8.18.0, Node 22'],
	['websocket-npm', "const W3CWebSocket = require('websocket').w3cwebsocket"],
	['bun', 'works in node but not in bun'],
	['deno', 'Supabase edge function on Deno'],
	['cf-workers', 'deployed on Cloudflare Workers with wrangler'],
	['react-native', 'my react-native app'],
	['react-native', 'Expo Go on Android'],
	['chrome', 'happens in Chrome 126'],
	['firefox', 'only in Firefox'],
	['safari', 'iOS Safari'],
	['deepgram-js-v4', '@deepgram/sdk 4.11.2'],
	['deepgram-js-v4', '"@deepgram/sdk": "^3.9.0"'],
	['deepgram-js-v4', 'const live = deepgram.listen.live({model})'],
	['deepgram-js-v5', '@deepgram/sdk@5.0.0'],
	['deepgram-js-v5', "import {DeepgramClient} from '@deepgram/sdk'"],
	['deepgram-js-v5', 'client.listen.v1.createConnection({model})'],
	['deepgram-py-v3', 'deepgram-sdk==3.7.6'],
	['deepgram-py-v3', 'dg_connection = deepgram.listen.websocket.v("1")'],
	['deepgram-py-v5', 'deepgram-sdk 5.3.0'],
	['deepgram-py-v5', 'pip install deepgram-sdk'],
	['deepgram-go', 'github.com/deepgram/deepgram-go-sdk'],
	['deepgram-dotnet', 'using Deepgram.Models.Listen.v2.WebSocket;'],
	['deepgram-rust', 'use deepgram::Deepgram;'],
	['deepgram-java', 'import com.deepgram.DeepgramClient;'],
	['livekit', 'livekit-plugins-deepgram 1.4.3'],
	['pipecat', 'pipecat 0.0.63'],
	['py-websockets', 'import websockets'],
	['py-websockets', 'async with websockets.connect(url) as ws:'],
	['py-websockets', 'websockets 14.0'],
	['py-websocket-client', 'import websocket\nws = websocket.WebSocketApp(url)'],
	['py-websocket-client', 'pip install websocket-client'],
	['py-aiohttp', 'aiohttp 3.9'],
	['py-httpx', 'httpx.post(url)'],
	['python', 'requests.post(url, headers=headers)'],
	['go-gorilla', 'github.com/gorilla/websocket'],
	['go-coder', 'nhooyr.io/websocket'],
	['dotnet', 'var ws = new ClientWebSocket();'],
	['okhttp', 'okhttp 4.12'],
	['java-websocket', 'import org.java_websocket.client.WebSocketClient;'],
	['jdk-httpclient', 'import java.net.http.HttpClient;'],
	['tungstenite', 'tokio-tungstenite = "0.24"'],
	['urlsession', 'URLSessionWebSocketTask'],
	['starscream', 'import Starscream'],
	['socketrocket', 'SRWebSocket *socket'],
	['dart', 'flutter app with web_socket_channel'],
	['php-pawl', 'composer require ratchet/pawl'],
	['php-textalk', 'textalk/websocket'],
	['php-phrity', 'phrity/websocket'],
	['ruby', 'Net::HTTP.start'],
	['ruby-simple', "gem 'websocket-client-simple'"],
	['faye', "require 'faye/websocket'"],
	['boost-beast', 'boost::beast::websocket::stream'],
	['ixwebsocket', 'ix::WebSocket ws;'],
	['websocketpp', '#include <websocketpp/client.hpp>'],
	['esp-idf', 'ESP32 with esp_websocket_client'],
	['curl', "curl -X POST 'https://api.deepgram.com/v1/listen'"],
	['android', 'on Android 14'],
];

const namesNoClient = [
	'my websocket closes after ten seconds',
	'the websockets in my app fail, ws and wss alike',
	'too many requests, how many requests per minute may I send?',
	'I go get coffee and run the build, then it works',
	'the connection timed out, got a 401 and then 1006',
	'HTTP/1.1 401 Unauthorized\ndg-error: Invalid credentials.',
	'how do I rest my key? it is at the edge of my patience',
	'the server sent no transcript; the socket is connected',
	'close code 1011 (internal error)',
];

test('every client page is whole', () => {
	assert.deepEqual(
		problems.filter(({file}) => file.startsWith('clients/')),
		[],
	);
});

test('an error text is known as that of its client alone, with what it says', async t => {
	for (const [client, text, reading] of sure) {
		await t.test(`${client}: ${text.slice(0, 90)}`, () => {
			assert.deepEqual([...recognise(text, 'sure')], [[client, reading]]);
		});
	}
});

test('a text that several clients share names each of them and is sure of none', async t => {
	for (const [client, text, reading] of shared) {
		await t.test(`${client}: ${text.slice(0, 90)}`, () => {
			assert.deepEqual([...recognise(text, 'sure')], []);
			assert.deepEqual(recognise(text, 'named').get(client), reading);
		});
	}
});

test('no other fingerprint reads another failure from the same text', async t => {
	for (const [client, text, {failure}] of [...sure, ...shared]) {
		await t.test(`${client}: ${text.slice(0, 90)}`, () => {
			const failures = fingerprints
				.flatMap(fingerprint => {
					const match = fingerprint.pattern.exec(text);
					return match === null ? [] : [read(fingerprint, match)];
				})
				.flatMap(reading =>
					'status' in reading || 'close' in reading || reading.failure === undefined ? [] : [reading.failure],
				);
			assert.deepEqual([...new Set(failures)], failure === undefined ? [] : [failure]);
		});
	}
});

test('a mere mention names its client and is sure of none', async t => {
	for (const [client, text] of mentions) {
		await t.test(`${client}: ${text}`, () => {
			assert.deepEqual([...recognise(text, 'sure')], []);
			assert.ok(recognise(text, 'named').has(client));
		});
	}
});

test('common words name no client', async t => {
	for (const text of namesNoClient) {
		await t.test(text, () => {
			assert.deepEqual([...recognise(text, 'sure').keys(), ...recognise(text, 'named').keys()], []);
		});
	}
});

test('the version of an SDK decides between its pages', () => {
	const named = (text: string) =>
		[...recognise(text, 'named').keys()].filter(id => id.startsWith('deepgram-'));
	assert.deepEqual(named('@deepgram/sdk 3.x node'), ['deepgram-js-v4']);
	assert.deepEqual(named('@deepgram/sdk v5'), ['deepgram-js-v5']);
	assert.deepEqual(named('deepgram-sdk 3.4+'), ['deepgram-py-v3']);
	assert.deepEqual(named('deepgram-sdk 6.0.1'), ['deepgram-py-v5']);
});

test('the modules of one SDK are not taken for those of another', () => {
	assert.deepEqual([...recognise('deepgram.clients.common.v1 | INFO', 'sure').keys()], ['deepgram-py-v3']);
	assert.ok(!recognise('deepgram.clients.common.v1 | INFO', 'named').has('deepgram-dotnet'));
});

test('what a stack trace passes through is known', () => {
	const sureOf = (text: string) => [...recognise(text, 'sure').keys()];
	assert.deepEqual(sureOf('at emitErrorAndClose (/app/node_modules/ws/lib/websocket.js:1041:13)'), [
		'ws-npm',
	]);
	assert.deepEqual(sureOf('at fireEvent (node:internal/deps/undici/undici:14438:14)'), ['undici']);
	assert.deepEqual(
		sureOf(
			'File "/venv/lib/python3.12/site-packages/websockets/asyncio/client.py", line 543, in __await_impl__',
		),
		['py-websockets'],
	);
	assert.deepEqual(
		sureOf(
			'at V1Socket (/app/node_modules/@deepgram/sdk/dist/cjs/api/resources/listen/client/Socket.js:51:29)',
		),
		['deepgram-js-v5'],
	);
	assert.deepEqual(
		sureOf('at (/app/node_modules/@deepgram/sdk/dist/main/packages/AbstractLiveClient.js:417)'),
		['deepgram-js-v4'],
	);
});

test('every client has a text or a mention here', () => {
	const covered = new Set([...sure, ...shared, ...mentions].map(([client]) => client));
	assert.deepEqual(
		knowledge.clients.map(({id}) => id).filter(id => !covered.has(id)),
		[],
	);
});

test('a status that a fingerprint reads is one that stands for a failure', () => {
	for (const [, text, {status}] of [...sure, ...shared]) {
		if (status !== undefined) assert.notEqual(failureOfStatus(status), undefined, text);
	}
});

test('no fingerprint takes long on a hostile text', () => {
	const hostile = [
		'a'.repeat(50_000),
		'WebSocket connection to '.repeat(3_000),
		'Cannot connect to host x ssl:x '.repeat(2_000),
		'dial tcp: lookup '.repeat(4_000),
		' '.repeat(50_000),
		'@deepgram/sdk: '.repeat(4_000),
	];
	const started = performance.now();
	for (const text of hostile) for (const {pattern} of fingerprints) pattern.exec(text);
	assert.ok(performance.now() - started < 5_000);
});
