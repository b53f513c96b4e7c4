import {classifyErrorCode} from './classify-error.ts';
import type {FailureCode} from './failure-codes.ts';

/** Where a text shows a failure. */
export type FoundFailure = {readonly code: FailureCode; readonly index: number; readonly length: number};

/**
 * How operating systems, runtimes and libraries put a failure into words, from special to general. The sentences are
 * theirs, collected from their sources and by running them; each pattern takes linear time.
 */
const wordings: readonly (readonly [FailureCode, string])[] = [
	// Proxy
	['proxy_auth_required', 'proxy authentication (?:failed|required)'],
	['proxy_auth_required', 'proxy (?:rejected|refused) (?:the )?connection: HTTP 407'],
	['proxy_auth_required', 'CONNECT (?:tunnel failed, response|via proxy status:?) 407'],
	['proxy_auth_required', 'tunneling socket could not be established, statusCode=407'],
	['proxy_auth_required', '\\b407\\b[ :,-]{0,3}proxy auth'],
	['proxy_refused', 'proxy (?:rejected|refused) (?:the )?connection: HTTP (?!407)\\d{3}'],
	['proxy_refused', 'CONNECT tunnel failed, response (?!407)\\d{3}'],
	['proxy_refused', 'failed CONNECT via proxy status:? (?!407)\\d{3}'],
	['proxy_refused', 'establishing a tunnel via proxy server failed'],
	['proxy_refused', 'tunneling socket could not be established(?!, statusCode=407)'],
	['proxy_refused', 'received http code \\d{3} from proxy after connect'],
	[
		'proxy_unreachable',
		'could not resolve proxy|cannot connect to proxy|unable to connect to proxy|ProxyConnectionError|proxyconnect tcp:',
	],

	// DNS
	['dns_resolver_failed', 'temporary failure in name resolution'],
	['dns_resolver_failed', 'server misbehaving'],
	['dns_resolver_failed', 'the requested name is valid, but no data of the requested type'],
	[
		'dns_resolver_failed',
		'resolver (?:error|failure)|dns server (?:failed|is not responding|did not respond)',
	],
	['dns_timeout', 'lookup [^\\s:]{1,253}(?: on [^\\s]{1,60})?:[^\\n]{0,80}i/o timeout'],
	['dns_timeout', 'resolving timed out|dns (?:lookup|query|resolution) timed out'],
	['dns_not_found', 'name or service not known'],
	['dns_not_found', 'nodename nor servname provided'],
	['dns_not_found', 'getaddrinfo failed|failed to lookup address information'],
	['dns_not_found', 'no such host(?: is known)?\\b'],
	[
		'dns_not_found',
		"could not resolve host(?!s? file)|could not be resolved|couldn't resolve host|cannot resolve host",
	],
	[
		'dns_not_found',
		'unable to resolve (?:host|the (?:host|server))|failed host lookup|no address associated with hostname',
	],
	[
		'dns_not_found',
		'UnknownHostException|UnresolvedAddressException|NameResolutionError|\\bNXDOMAIN\\b|DNSNotFound',
	],
	['dns_not_found', 'a server with the specified hostname could not be found'],
	['dns_not_found', '(?:NSURLErrorDomain|kCFErrorDomainCFNetwork)[^\\n]{0,20}?(?:code=|\\()-1003\\b'],
	['dns_not_found', "php_network_getaddresses|couldn't get hostname for"],
	[
		'dns_not_found',
		'der remotename konnte nicht aufgelöst werden|nom ou service inconnu|nombre o servicio desconocido|nome ou serviço desconhecido',
	],

	// TLS
	[
		'tls_not_spoken',
		'wrong[ _]version[ _]number|first record does not look like a TLS handshake|packet length too long',
	],
	[
		'tls_not_spoken',
		'unrecogni[sz]ed SSL message, plaintext connection|http request was sent to https port|server gave HTTP response to HTTPS client',
	],
	['tls_not_spoken', 'received record with (?:unexpected )?version|InvalidContentType'],
	[
		'tls_protocol_too_old',
		'unsupported[ _]protocol(?! scheme)|alert[ _]protocol[ _]version|protocol version not supported|no protocols available|version_too_low',
	],
	[
		'tls_not_yet_valid',
		'certificate is not yet valid|CertificateNotYetValid|is before \\d{4}-\\d\\d-\\d\\d|NSURLErrorDomain[^\\n]{0,20}?(?:code=|\\()-1204\\b',
	],
	[
		'tls_expired',
		'certificate has expired(?! or is not yet valid: current time [^\\n]{1,40}is before)|certificate expired|CertificateExpired|invalid peer certificate: Expired|\\bNotTimeValid\\b',
	],
	['tls_expired', 'NSURLErrorDomain[^\\n]{0,20}?(?:code=|\\()-1201\\b'],
	[
		'tls_wrong_name',
		"hostname mismatch|does not match certificate's altnames|certificate is valid for [^\\n]{1,300}, not ",
	],
	[
		'tls_wrong_name',
		"no alternative certificate subject name|subject name does not match|doesn't match either of|CertificateNameMismatch|NotValidForName",
	],
	[
		'tls_wrong_name',
		"hostname [^\\s]{1,253} (?:not verified|doesn't match)|No subject alternative (?:DNS )?names? matching",
	],
	['tls_unknown_authority', 'self[- ]signed certificate in (?:the )?certificate chain'],
	[
		'tls_unknown_authority',
		'unable to get (?:local )?issuer certificate|unable to verify the first certificate|unable to verify leaf signature',
	],
	[
		'tls_unknown_authority',
		'signed by unknown authority|PKIX path building failed|unable to find valid certification path',
	],
	[
		'tls_unknown_authority',
		'trust anchor for certification path not found|UnknownIssuer|UntrustedRoot|certificate is not trusted|the certificate for this server is invalid',
	],
	[
		'tls_unknown_authority',
		'remote certificate (?:is|was) (?:invalid|rejected)|RemoteCertificateChainErrors|certificate authority is invalid or incorrect',
	],
	[
		'tls_unknown_authority',
		'NSURLErrorDomain[^\\n]{0,20}?(?:code=|\\()-120[23]\\b|mbedtls_ssl_handshake returned -0x2700',
	],
	['tls_self_signed', 'self[- ]signed certificate(?! in)'],
	['tls_unknown_authority', 'certificate[ _]verify[ _]failed'],
	[
		'tls_timeout',
		'TLS handshake timeout|SSL connection timeout|ssl handshake (?:has )?timed out|TLS handshake timed out|handshake operation timed out',
	],
	[
		'tls_reset',
		'before secure TLS connection was established|remote host terminated the handshake|remote host closed connection during handshake',
	],
	[
		'tls_reset',
		'unexpected[ _]eof[ _]while[ _]reading|EOF occurred in violation of protocol|unexpected EOF or 0 bytes from the transport',
	],
	[
		'tls_reset',
		'remote party has closed the transport stream|SSL_ERROR_SYSCALL|ssl_handshake:[^\\n]{0,40}eof',
	],
	[
		'tls_handshake_failed',
		'alert handshake failure|handshake[ _]failure|TLS handshake failed|SSL handshake (?:failed|error)|SSLHandshakeException',
	],
	[
		'tls_handshake_failed',
		'SSL connection could not be established|HandshakeException: Handshake error|schannel: [^\\n]{0,60}failed',
	],
	[
		'tls_handshake_failed',
		'(?:NSURLErrorDomain|kCFErrorDomainCFNetwork)[^\\n]{0,20}?(?:code=|\\()-1200\\b|an SSL error has occurred',
	],

	// TCP
	[
		'tcp_refused',
		"connection refused|actively refused|(?<!\\] )connect call failed|couldn't connect to server|could not connect to the server",
	],
	[
		'tcp_refused',
		'conexión (?:rehusada|rechazada)|conexão recusada|connexion refusée|verbindungsaufbau abgelehnt|verbindung (?:wurde )?verweigert|connessione rifiutata|拒绝连接|接続を拒否',
	],
	[
		'tcp_refused',
		'(?:NSURLErrorDomain|kCFErrorDomainCFNetwork)[^\\n]{0,20}?(?:code=|\\()-1004\\b|\\[(?:Errno|WinError) (?:111|61|10061)\\]',
	],
	[
		'tcp_unreachable',
		'network is unreachable|no route to host|NoRouteToHost|network unreachable|host is (?:down|unreachable)|unreachable (?:network|host)',
	],
	[
		'tcp_unreachable',
		'\\[(?:Errno|WinError) (?:101|113|51|65|10051|10065)\\]|red (?:es )?inaccesible|netz(?:werk)? ist nicht erreichbar',
	],
	[
		'tcp_blocked',
		'forbidden by its access permissions|CLEARTEXT communication|App Transport Security|\\[WinError 10013\\]|connect(?:ion)?[^\\n]{0,40}(?:operation not permitted|permission denied)',
	],
	[
		'tcp_timeout',
		'connect(?:ion)? ?timed ?out(?! (?:after|waiting for) (?:reading|response))|dial tcp[^\\n]{0,120}i/o timeout|ConnectTimeout|connection timeout to host',
	],
	[
		'tcp_timeout',
		'connected party did not properly respond|operation timed out|\\[(?:Errno|WinError) (?:110|60|10060)\\]|timed out (?:trying to connect|while connecting)|failed to connect[^\\n]{0,80}timed out',
	],
	[
		'tcp_timeout',
		'NSURLErrorDomain[^\\n]{0,20}?(?:code=|\\()-1001\\b|connexion expirée|tiempo de conexión agotado|connect timeout|connection attempt timed out|连接超时|接続がタイムアウト',
	],
	[
		'tcp_reset',
		'socket hang up|connection (?:was )?reset(?! without closing)|forcibly closed by the remote host|connection aborted|software caused connection abort|broken pipe|other side closed',
	],
	[
		'tcp_reset',
		'NSURLErrorDomain[^\\n]{0,20}?(?:code=|\\()-1005\\b|\\[(?:Errno|WinError) (?:104|54|10054|10053)\\]|the network connection was lost',
	],
	[
		'offline',
		'NSURLErrorDomain[^\\n]{0,20}?(?:code=|\\()-1009\\b|internet connection appears to be offline|no internet connection',
	],

	// Upgrade
	[
		'upgrade_timeout',
		'opening handshake (?:has )?timed out|timed out during (?:the )?(?:opening )?handshake|timed out while waiting for (?:the )?handshake|handshake timeout(?! period)',
	],
	[
		'upgrade_subprotocol',
		'server sent (?:no|an invalid) subprotocol|sent a subprotocol but none was requested|did not respond with (?:sent protocols|an expected sec-websocket-protocol)',
	],
	[
		'upgrade_subprotocol',
		"protocol was not set in the opening handshake|(?:missing|mismatch) client protocol|'sec-websocket-protocol' header[^\\n]{0,60}(?:no response was received|must not appear more than once)",
	],
	[
		'upgrade_bad_accept',
		"invalid (?:sec-)?websocket-accept|incorrect hash received in sec-websocket-accept|incorrect 'sec-websocket-accept'|mismatch websocket accept|bad response 'sec-websocket-accept'|did not contain a 'sec-websocket-accept'",
	],
	[
		'upgrade_bad_accept',
		"invalid upgrade header|invalid websocket header|expected '(?:connection|upgrade)' header value|invalid sec-websocket-accept",
	],
	['upgrade_redirected', 'maximum redirects exceeded|too many redirects|exceeded \\d{1,3} redirects'],
	[
		'upgrade_not_http',
		'did not receive a valid HTTP response|Parse Error: Expected HTTP|malformed HTTP response|received HTTP/0\\.9|invalid HTTP status line|BadStatusLine',
	],
	[
		'upgrade_reset',
		'empty reply from server|connection closed before (?:receiving a handshake|handshake|message completed)|ServerDisconnected|server disconnected\\.?$|server disconnected without|header parser received no bytes|RemoteProtocolError|remote end closed connection without response',
	],
	[
		'upgrade_failed',
		'non-101 status|websocket: bad handshake|handshake was declined by the remote peer|bad response from the server(?! returned)|(?:NSURLErrorDomain)[^\\n]{0,20}?(?:code=|\\()-1011\\b',
	],
	[
		'upgrade_failed',
		"can't establish a connection to the server at wss?:|was not upgraded to websocket|expected 101 status code|sec-websocket-accept not found|failed to establish (?:the )?websocket connection",
	],
	[
		'upgrade_failed',
		'refuses handshake|client handshake error|InvalidHandshake|websocket (?:connection|handshake) (?:to \\S{1,2000} )?failed(?::? ?$|:? (?!error in connection))',
	],

	// The open connection
	[
		'open_silent',
		"keepalive ping timeout|didn't receive pong|ping timed? ?out|pong timeout|no pong received|heartbeat timeout",
	],
	[
		'open_cut',
		'no close frame received|without completing the close handshake|connection reset without closing handshake|connection to remote host was lost|(?:websocket|read|connect|close|tls|http)[^\\n]{0,80}unexpected EOF(?! while)|socket is not connected|close frame was not received',
	],
	[
		'open_protocol_error',
		'invalid websocket frame|max payload size exceeded|protocol error: (?:reserved|control|invalid|unexpected)|invalid frame header|could not decode a text frame|reserved bits',
	],

	// Ordinary requests
	[
		'cors_blocked',
		"blocked by CORS|CORS policy|no 'access-control-allow-origin'|cross-origin request blocked|CORS (?:error|request did not succeed|failed)|not allowed by access-control-allow-origin",
	],
	[
		'request_timeout',
		'read timed? ?out|ReadTimeout|request timed? ?out|the read operation timed out|timeout of \\d{1,7} ?ms exceeded|HttpClient\\.Timeout|aborted due to timeout|response timeout|server did not receive a timely response',
	],
];

const wordingPatterns = wordings.map(([code, source]) => ({code, pattern: new RegExp(source, 'gim')}));

/** How much a failure says; where two stand for one error, the one that says more is meant. */
const telling: Readonly<Partial<Record<FailureCode, number>>> = {
	upgrade_failed: 0,
	tls_handshake_failed: 1,
	tcp_reset: 1,
	tls_unknown_authority: 2,
	tcp_refused: 2,
	tcp_timeout: 2,
	open_cut: 2,
};
const tellingMost = 3;

/** Which failures can be another's vague wording. */
const meansAlso: Readonly<Partial<Record<FailureCode, RegExp>>> = {
	upgrade_failed: /./,
	tls_handshake_failed: /^tls_/,
	tls_unknown_authority: /^tls_/,
	tcp_reset: /^(?:tls_reset|upgrade_|open_)/,
	tcp_refused: /^(?:dns_|tls_|proxy_)/,
	tcp_timeout: /^(?:dns_|tls_timeout|upgrade_timeout|proxy_)/,
	open_cut: /^open_silent/,
};
const mostOfOne = 5;
const near = 160;

/** Every failure that a text shows in an error code or in somebody's words for it, in the order of the text. */
export function failuresInText(text: string): FoundFailure[] {
	return mostTelling([...failuresInCodes(text), ...failuresInWords(text)]);
}

/** In the order of the text, without those whose neighbour says the same better. */
export function mostTelling(found: readonly FoundFailure[]): FoundFailure[] {
	return found
		.filter(one => !found.some(other => saysMore(other, one)))
		.toSorted((a, b) => a.index - b.index);
}

/** The failure that one error message stands for; `unknown` where nothing here words it like that. */
export function failureOfText(text: string): FailureCode {
	return failuresInText(text)[0]?.code ?? 'unknown';
}

const codeWord = /(?<![A-Za-z0-9_])(?:E[A-Z]{3,20}|[A-Z0-9]{2,24}(?:_[A-Z0-9]{1,24}){1,8})(?![A-Za-z0-9_])/g;

function failuresInCodes(text: string): FoundFailure[] {
	const counts = new Map<FailureCode, number>();
	return [...text.matchAll(codeWord)].flatMap(({0: word, index}) => {
		const code = failureOfCode(word, text.slice(Math.max(0, index - near), index + near));
		const count = counts.get(code) ?? 0;
		counts.set(code, count + 1);
		return code === 'unknown' || count >= mostOfOne ? [] : [{code, index, length: word.length}];
	});
}

/** Some codes mean a connection only where the text around them speaks of one. */
function failureOfCode(word: string, around: string): FailureCode {
	if (/^(?:EACCES|EPERM|ENODATA)$/.test(word) && !/connect|socket|getaddrinfo|query/i.test(around))
		return 'unknown';
	if (word === 'ECONNABORTED' && /timeout/i.test(around)) return 'request_timeout';
	return classifyErrorCode(word);
}

function failuresInWords(text: string): FoundFailure[] {
	return wordingPatterns.flatMap(({code, pattern}) =>
		firstMatches(text, pattern).map(({0: words, index}) => ({code, index, length: words.length})),
	);
}

function firstMatches(text: string, pattern: RegExp): RegExpExecArray[] {
	const matches: RegExpExecArray[] = [];
	for (const match of text.matchAll(pattern)) {
		matches.push(match);
		if (matches.length === mostOfOne) break;
	}
	return matches;
}

/** Whether another failure near by says the same better: `certificate verify failed: certificate has expired`. */
function saysMore(other: FoundFailure, one: FoundFailure): boolean {
	return (
		Math.abs(other.index - one.index) <= near &&
		meansAlso[one.code]?.test(other.code) === true &&
		(telling[other.code] ?? tellingMost) > (telling[one.code] ?? tellingMost)
	);
}
