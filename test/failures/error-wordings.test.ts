import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {failureOfText, failuresInText} from '../../src/failures/error-wordings.ts';
import type {FailureCode} from '../../src/failures/failure-codes.ts';

const rows: readonly (readonly [failure: FailureCode, text: string])[] = [
	// Node.js
	['dns_not_found', 'Error: getaddrinfo ENOTFOUND api.example.com'],
	['dns_resolver_failed', 'getaddrinfo EAI_AGAIN api.example.com'],
	['tcp_refused', 'connect ECONNREFUSED 127.0.0.1:8080'],
	['tcp_timeout', 'connect ETIMEDOUT 203.0.113.9:443'],
	['tcp_unreachable', 'connect ENETUNREACH 2001:db8::1:443 - Local (:::0)'],
	['tcp_unreachable', 'connect EHOSTUNREACH 10.0.0.1:443'],
	['tcp_reset', 'Error: socket hang up { code: "ECONNRESET" }'],
	['tcp_reset', 'SocketError: other side closed { code: "UND_ERR_SOCKET" }'],
	['tls_reset', 'Client network socket disconnected before secure TLS connection was established'],
	[
		'tls_unknown_authority',
		'Error: unable to verify the first certificate; code UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	],
	['tls_unknown_authority', 'self signed certificate in certificate chain'],
	['tls_self_signed', 'DEPTH_ZERO_SELF_SIGNED_CERT self-signed certificate'],
	['tls_expired', 'CERT_HAS_EXPIRED certificate has expired'],
	[
		'tls_wrong_name',
		"Hostname/IP does not match certificate's altnames: Host: x. is not in the cert's altnames",
	],
	[
		'tls_not_spoken',
		'write EPROTO 8008:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:',
	],
	['upgrade_not_http', 'Parse Error: Expected HTTP/, RTSP/ or ICE/'],
	['upgrade_not_http', "code: 'HPE_INVALID_CONSTANT'"],
	['upgrade_timeout', 'Error: Opening handshake has timed out'],
	['upgrade_subprotocol', 'Error: Server sent no subprotocol'],
	['upgrade_subprotocol', 'Protocol was not set in the opening handshake.'],
	['upgrade_bad_accept', 'Error: Invalid Sec-WebSocket-Accept header'],
	['upgrade_bad_accept', 'Incorrect hash received in Sec-WebSocket-Accept header.'],
	['upgrade_redirected', 'Error: Maximum redirects exceeded'],
	['upgrade_failed', 'Received network error or non-101 status code.'],
	['open_protocol_error', 'RangeError: Invalid WebSocket frame: RSV1 must be clear'],
	['proxy_auth_required', 'tunneling socket could not be established, statusCode=407'],
	['request_timeout', 'AxiosError: timeout of 10000ms exceeded code: ECONNABORTED'],
	// Browsers
	[
		'dns_not_found',
		"WebSocket connection to 'wss://x.example/' failed: Error in connection establishment: net::ERR_NAME_NOT_RESOLVED",
	],
	['tcp_refused', 'net::ERR_CONNECTION_REFUSED'],
	['tls_expired', 'net::ERR_CERT_DATE_INVALID'],
	['tls_unknown_authority', 'net::ERR_CERT_AUTHORITY_INVALID'],
	['offline', 'net::ERR_INTERNET_DISCONNECTED'],
	['proxy_refused', 'failed: Establishing a tunnel via proxy server failed.'],
	['proxy_auth_required', 'failed: Proxy authentication failed'],
	['proxy_unreachable', 'net::ERR_PROXY_CONNECTION_FAILED'],
	['upgrade_timeout', "WebSocket connection to 'wss://x/' failed: WebSocket opening handshake timed out"],
	[
		'upgrade_reset',
		"WebSocket connection to 'wss://x/' failed: Connection closed before receiving a handshake response",
	],
	['upgrade_failed', "Firefox can't establish a connection to the server at wss://x.example/."],
	['upgrade_failed', "WebSocket connection to 'wss://x.example/v1' failed: "],
	['upgrade_failed', "WebSocket connection to 'wss://x/' failed: There was a bad response from the server."],
	[
		'cors_blocked',
		"Access to fetch at 'https://x' from origin 'http://localhost' has been blocked by CORS policy",
	],
	['cors_blocked', "No 'Access-Control-Allow-Origin' header is present on the requested resource."],
	// Python
	['dns_not_found', 'socket.gaierror: [Errno -2] Name or service not known'],
	['dns_resolver_failed', 'socket.gaierror: [Errno -3] Temporary failure in name resolution'],
	['dns_not_found', 'socket.gaierror: [Errno 8] nodename nor servname provided, or not known'],
	['dns_not_found', 'socket.gaierror: [Errno 11001] getaddrinfo failed'],
	['tcp_refused', "ConnectionRefusedError: [Errno 111] Connect call failed ('203.0.113.1', 443)"],
	['tcp_timeout', "[Errno 110] Connect call failed ('203.0.113.1', 443)"],
	['tcp_unreachable', 'OSError: [Errno 101] Network is unreachable'],
	['tcp_reset', 'ConnectionResetError: [Errno 104] Connection reset by peer'],
	['tcp_timeout', 'httpx.ConnectTimeout'],
	[
		'tls_unknown_authority',
		'ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1000)',
	],
	[
		'tls_expired',
		'[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1129)',
	],
	[
		'tls_self_signed',
		'[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)',
	],
	[
		'tls_unknown_authority',
		'certificate verify failed: self-signed certificate in certificate chain (_ssl.c:1006)',
	],
	[
		'tls_wrong_name',
		"certificate verify failed: Hostname mismatch, certificate is not valid for 'x.example'. (_ssl.c:1006)",
	],
	['tls_unknown_authority', '[SSL: CERTIFICATE_VERIFY_FAILED]'],
	['tls_not_spoken', '[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)'],
	['tls_protocol_too_old', '[SSL: UNSUPPORTED_PROTOCOL] unsupported protocol (_ssl.c:997)'],
	['tls_reset', 'ssl.SSLEOFError: EOF occurred in violation of protocol (_ssl.c:2427)'],
	['upgrade_not_http', 'websockets.exceptions.InvalidMessage: did not receive a valid HTTP response'],
	['upgrade_timeout', 'TimeoutError: timed out during opening handshake'],
	['proxy_auth_required', 'proxy rejected connection: HTTP 407'],
	['proxy_refused', 'proxy rejected connection: HTTP 403'],
	['open_cut', 'websockets.exceptions.ConnectionClosedError: no close frame received or sent'],
	['open_silent', 'sent 1011 (internal error) keepalive ping timeout; no close frame received'],
	[
		'open_cut',
		'websocket._exceptions.WebSocketConnectionClosedException: Connection to remote host was lost.',
	],
	['upgrade_reset', 'aiohttp.client_exceptions.ServerDisconnectedError: Server disconnected'],
	['upgrade_reset', 'httpx.RemoteProtocolError: Server disconnected without sending a response.'],
	['tcp_timeout', 'Connection timeout to host wss://api.example.com/v1/listen'],
	[
		'request_timeout',
		'requests.exceptions.ReadTimeout: HTTPSConnectionPool: Read timed out. (read timeout=30)',
	],
	// Go
	['dns_not_found', 'dial tcp: lookup api.example.com: no such host'],
	[
		'dns_timeout',
		'dial tcp: lookup api.example.com on 10.0.0.2:53: read udp 10.0.0.3:4444->10.0.0.2:53: i/o timeout',
	],
	['dns_resolver_failed', 'lookup api.example.com on 127.0.0.11:53: server misbehaving'],
	['tcp_refused', 'dial tcp 203.0.113.7:443: connect: connection refused'],
	['tcp_timeout', 'dial tcp 203.0.113.7:443: i/o timeout'],
	['tls_unknown_authority', 'x509: certificate signed by unknown authority'],
	[
		'tls_expired',
		'x509: certificate has expired or is not yet valid: current time 2026-01-01T00:00:00Z is after 2025-12-01T00:00:00Z',
	],
	[
		'tls_not_yet_valid',
		'x509: certificate has expired or is not yet valid: current time 2001-01-01T00:00:00Z is before 2025-12-01T00:00:00Z',
	],
	['tls_wrong_name', 'x509: certificate is valid for *.example.net, not api.example.com'],
	['tls_not_spoken', 'tls: first record does not look like a TLS handshake'],
	['tls_timeout', 'net/http: TLS handshake timeout'],
	['upgrade_failed', 'websocket: bad handshake'],
	['proxy_unreachable', 'proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused'],
	// .NET
	['dns_not_found', 'System.Net.Http.HttpRequestException: No such host is known. (api.example.com:443)'],
	['tcp_refused', 'No connection could be made because the target machine actively refused it.'],
	[
		'tcp_timeout',
		'A connection attempt failed because the connected party did not properly respond after a period of time',
	],
	['tcp_reset', 'An existing connection was forcibly closed by the remote host.'],
	['tcp_blocked', 'An attempt was made to access a socket in a way forbidden by its access permissions'],
	['open_cut', 'The remote party closed the WebSocket connection without completing the close handshake.'],
	['tls_handshake_failed', 'The SSL connection could not be established, see inner exception.'],
	[
		'tls_unknown_authority',
		'AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: PartialChain',
	],
	['tls_reset', 'IOException: Received an unexpected EOF or 0 bytes from the transport stream.'],
	// JVM and Android
	['dns_not_found', 'java.net.UnknownHostException: api.example.com'],
	['dns_not_found', 'Unable to resolve host "api.example.com": No address associated with hostname'],
	[
		'tls_unknown_authority',
		'PKIX path building failed: unable to find valid certification path to requested target',
	],
	[
		'tls_unknown_authority',
		'java.security.cert.CertPathValidatorException: Trust anchor for certification path not found.',
	],
	['tls_reset', 'javax.net.ssl.SSLHandshakeException: Remote host terminated the handshake'],
	['upgrade_reset', 'java.io.IOException: HTTP/1.1 header parser received no bytes'],
	['tcp_refused', 'java.net.ConnectException: Connection refused'],
	['tcp_timeout', 'java.net.SocketTimeoutException: connect timed out'],
	['tcp_blocked', 'CLEARTEXT communication to 10.0.2.2 not permitted by network security policy'],
	['upgrade_bad_accept', "Expected 'Connection' header value 'Upgrade' but was 'close'"],
	['open_silent', "sent ping but didn't receive pong within 20000ms (after 3 successful ping/pongs)"],
	// Rust
	['dns_not_found', 'IO error: failed to lookup address information: Name or service not known'],
	['tls_unknown_authority', 'invalid peer certificate: UnknownIssuer'],
	['tls_expired', 'invalid peer certificate: Expired'],
	['open_cut', 'WebSocket protocol error: Connection reset without closing handshake'],
	// Apple
	['tcp_timeout', 'Error Domain=NSURLErrorDomain Code=-1001 "The request timed out."'],
	[
		'dns_not_found',
		'Error Domain=NSURLErrorDomain Code=-1003 "A server with the specified hostname could not be found."',
	],
	['tcp_refused', 'Error Domain=NSURLErrorDomain Code=-1004 "Could not connect to the server."'],
	['tcp_reset', 'NSURLErrorDomain Code=-1005 "The network connection was lost."'],
	['offline', 'Error Domain=NSURLErrorDomain Code=-1009 "The Internet connection appears to be offline."'],
	['upgrade_failed', 'Error Domain=NSURLErrorDomain Code=-1011 "There was a bad response from the server."'],
	['tls_handshake_failed', 'Error Domain=NSURLErrorDomain Code=-1200 "An SSL error has occurred"'],
	['tls_unknown_authority', 'Error Domain=NSURLErrorDomain Code=-1202'],
	['open_cut', 'Error Domain=NSPOSIXErrorDomain Code=57 "Socket is not connected"'],
	// Dart, C++, curl, devices
	[
		'dns_not_found',
		"SocketException: Failed host lookup: 'api.example.com' (OS Error: No address associated with hostname, errno = 7)",
	],
	[
		'tls_unknown_authority',
		'HandshakeException: Handshake error in client (OS Error: CERTIFICATE_VERIFY_FAILED: unable to get local issuer certificate(handshake.cc:393))',
	],
	[
		'upgrade_failed',
		"WebSocketException: Connection to 'https://x:0/v1/listen#' was not upgraded to websocket",
	],
	['upgrade_failed', 'The WebSocket handshake was declined by the remote peer'],
	['dns_not_found', 'curl: (6) Could not resolve host: api.example.com'],
	[
		'tcp_refused',
		"curl: (7) Failed to connect to api.example.com port 443 after 21 ms: Couldn't connect to server",
	],
	['tcp_timeout', 'curl: (28) Connection timed out after 10001 milliseconds'],
	['tls_not_spoken', 'curl: (35) error:0A00010B:SSL routines::wrong version number'],
	['upgrade_reset', 'curl: (52) Empty reply from server'],
	['proxy_auth_required', 'curl: (56) CONNECT tunnel failed, response 407'],
	['proxy_refused', 'curl: (56) CONNECT tunnel failed, response 403'],
	['tls_unknown_authority', 'curl: (60) SSL certificate problem: unable to get local issuer certificate'],
	['tls_wrong_name', "curl: (60) SSL: no alternative certificate subject name matches target host name 'x'"],
	['tls_unknown_authority', 'E (1234) esp-tls-mbedtls: mbedtls_ssl_handshake returned -0x2700'],
	// Other languages of the operating system
	['tcp_refused', 'curl: (7) Connexion refusée'],
];

describe('an error message stands for its failure', () => {
	for (const [failure, text] of rows)
		test(text.slice(0, 110), () => assert.equal(failureOfText(text), failure));
});

const harmless: readonly string[] = [
	'it does not work',
	'EACCES: permission denied, open "/etc/app.conf"',
	'EXAMPLE_KEY and EVENT_NAME are set',
	'SyntaxError: unexpected EOF while parsing',
	'bash: unexpected EOF while looking for matching quote',
	'the call ended and the connection was closed',
	'we handle timeouts with a retry',
	'how do I refuse a connection?',
	'ERR_MODULE_NOT_FOUND: Cannot find package',
	'handshake',
];

describe('no failure of a connection', () => {
	for (const text of harmless) test(text, () => assert.equal(failureOfText(text), 'unknown'));
});

test('two failures of one text are both found, in the order of the text', () => {
	const text =
		'first: connect ECONNREFUSED 127.0.0.1:80. Then, on the other machine, after long tests of all kinds and a night of sleep and a change of the router and of the cable and of the firewall: getaddrinfo ENOTFOUND x';
	assert.deepEqual(
		failuresInText(text).map(({code}) => code),
		['tcp_refused', 'dns_not_found'],
	);
});

test('a text of two hundred thousand characters is read at once', () => {
	const started = performance.now();
	for (const part of [
		'certificate ',
		'NSURLErrorDomain ',
		'dial tcp ',
		'lookup a:',
		'E_',
		'A_A_A_',
		'connect ',
		'websocket connection to ',
		'x509: certificate is valid for ',
	]) {
		failuresInText(part.repeat(200_000 / part.length));
	}
	assert.ok(performance.now() - started < 8_000);
});
