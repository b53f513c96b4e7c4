/** Where on the way a connection can fail, in the order in which a connection is made. */
export const phases = ['dns', 'proxy', 'tcp', 'tls', 'upgrade', 'request', 'open'] as const;
export type Phase = (typeof phases)[number];

/** Each phase as a person reads it within a sentence. */
export const phaseNames: Readonly<Record<Phase, string>> = {
	dns: 'DNS',
	proxy: 'proxy',
	tcp: 'TCP',
	tls: 'TLS',
	upgrade: 'upgrade',
	request: 'request',
	open: 'open',
};

/** Whose side a fault is on. `our_probe`: the place where Lineman itself runs. */
export const domains = ['you', 'your_network', 'service', 'our_probe', 'unknown'] as const;
export type Domain = (typeof domains)[number];

type Failure = {
	/** The phase that shows it. */
	readonly phase: Phase;
	/** What was seen, for a person: a noun phrase that completes "The line showed …". */
	readonly meaning: string;
};

/**
 * Everything that can be seen to fail, vendor-neutral and closed: what fits none of these is `unknown`.
 * HTTP: RFC 9110 section 15. Close codes: RFC 6455 section 7.4.1 and the IANA WebSocket Close Code registry.
 */
export const failures = {
	dns_not_found: {phase: 'dns', meaning: 'a host name that does not exist for this resolver'},
	dns_resolver_failed: {phase: 'dns', meaning: 'a resolver that does not answer properly'},
	dns_timeout: {phase: 'dns', meaning: 'a resolver that does not answer in time'},
	dns_private_address: {phase: 'dns', meaning: 'a name that resolves to a private or reserved address'},
	dns_sinkhole: {phase: 'dns', meaning: 'a name that a filter resolves to nowhere'},

	proxy_auth_required: {phase: 'proxy', meaning: 'a proxy that asks for its own credentials (407)'},
	proxy_refused: {phase: 'proxy', meaning: 'a proxy that refuses to open the tunnel'},
	proxy_unreachable: {phase: 'proxy', meaning: 'a proxy that cannot be reached'},

	tcp_refused: {phase: 'tcp', meaning: 'a refused TCP connection'},
	tcp_timeout: {phase: 'tcp', meaning: 'a TCP connection that nobody answers'},
	tcp_reset: {phase: 'tcp', meaning: 'a TCP connection that is reset'},
	tcp_unreachable: {phase: 'tcp', meaning: 'no route to the address'},
	tcp_blocked: {phase: 'tcp', meaning: 'a connection that this machine does not permit'},
	ipv6_broken: {phase: 'tcp', meaning: 'IPv6 that fails where IPv4 works'},
	ipv4_broken: {phase: 'tcp', meaning: 'IPv4 that fails where IPv6 works'},

	tls_not_spoken: {phase: 'tls', meaning: 'a port that does not speak TLS'},
	tls_protocol_too_old: {phase: 'tls', meaning: 'a TLS version that is too old'},
	tls_expired: {phase: 'tls', meaning: 'an expired certificate'},
	tls_not_yet_valid: {phase: 'tls', meaning: 'a certificate that is not valid yet'},
	tls_wrong_name: {phase: 'tls', meaning: 'a certificate for another host name'},
	tls_self_signed: {phase: 'tls', meaning: 'a self-signed certificate'},
	tls_unknown_authority: {phase: 'tls', meaning: 'a certificate from an authority that is not trusted here'},
	tls_intercepted: {
		phase: 'tls',
		meaning: 'a certificate that an inspecting proxy put in place of the real one',
	},
	tls_clock_wrong: {phase: 'tls', meaning: 'a clock too wrong for certificates to be checked'},
	tls_timeout: {phase: 'tls', meaning: 'a TLS handshake that does not finish'},
	tls_reset: {phase: 'tls', meaning: 'a TLS handshake that is cut off'},
	tls_handshake_failed: {phase: 'tls', meaning: 'a TLS handshake that is refused'},

	upgrade_failed: {phase: 'upgrade', meaning: 'a WebSocket upgrade that failed without a status'},
	upgrade_timeout: {phase: 'upgrade', meaning: 'an upgrade that is never answered'},
	upgrade_reset: {phase: 'upgrade', meaning: 'a connection that is cut off during the upgrade'},
	upgrade_not_http: {phase: 'upgrade', meaning: 'an answer that is not HTTP'},
	upgrade_redirected: {phase: 'upgrade', meaning: 'a redirect in place of the upgrade'},
	upgrade_not_switched: {
		phase: 'upgrade',
		meaning: 'a successful ordinary answer (2xx) in place of the upgrade',
	},
	upgrade_captive_portal: {
		phase: 'upgrade',
		meaning: 'a web page in place of the upgrade, as a login portal sends it',
	},
	upgrade_bad_accept: {
		phase: 'upgrade',
		meaning: 'a wrong Sec-WebSocket-Accept, as something in between sends it',
	},
	upgrade_subprotocol: {phase: 'upgrade', meaning: 'a subprotocol that was dropped or not agreed on'},
	upgrade_headers_too_large: {phase: 'upgrade', meaning: 'an answer whose headers never end'},

	http_400: {phase: 'upgrade', meaning: 'HTTP 400 Bad Request'},
	http_401: {phase: 'upgrade', meaning: 'HTTP 401 Unauthorized'},
	http_402: {phase: 'upgrade', meaning: 'HTTP 402 Payment Required'},
	http_403: {phase: 'upgrade', meaning: 'HTTP 403 Forbidden'},
	http_404: {phase: 'upgrade', meaning: 'HTTP 404 Not Found'},
	http_405: {phase: 'upgrade', meaning: 'HTTP 405 Method Not Allowed'},
	http_407: {phase: 'upgrade', meaning: 'HTTP 407 Proxy Authentication Required'},
	http_408: {phase: 'upgrade', meaning: 'HTTP 408 Request Timeout'},
	http_409: {phase: 'upgrade', meaning: 'HTTP 409 Conflict'},
	http_411: {phase: 'upgrade', meaning: 'HTTP 411 Length Required'},
	http_413: {phase: 'upgrade', meaning: 'HTTP 413 Content Too Large'},
	http_414: {phase: 'upgrade', meaning: 'HTTP 414 URI Too Long'},
	http_415: {phase: 'upgrade', meaning: 'HTTP 415 Unsupported Media Type'},
	http_422: {phase: 'upgrade', meaning: 'HTTP 422 Unprocessable Content'},
	http_426: {phase: 'upgrade', meaning: 'HTTP 426 Upgrade Required'},
	http_429: {phase: 'upgrade', meaning: 'HTTP 429 Too Many Requests'},
	http_499: {phase: 'upgrade', meaning: 'HTTP 499: the client went away before the answer'},
	http_4xx: {phase: 'upgrade', meaning: 'an uncommon HTTP client error'},
	http_500: {phase: 'upgrade', meaning: 'HTTP 500 Internal Server Error'},
	http_502: {phase: 'upgrade', meaning: 'HTTP 502 Bad Gateway'},
	http_503: {phase: 'upgrade', meaning: 'HTTP 503 Service Unavailable'},
	http_504: {phase: 'upgrade', meaning: 'HTTP 504 Gateway Timeout'},
	http_5xx: {phase: 'upgrade', meaning: 'an uncommon HTTP server error'},

	open_closed: {phase: 'open', meaning: 'a connection closed as soon as it was open'},
	open_silent: {phase: 'open', meaning: 'an open connection on which nothing is said'},
	open_cut: {phase: 'open', meaning: 'an open connection that is cut without a close frame'},
	open_protocol_error: {phase: 'open', meaning: 'bytes on the open connection that are no WebSocket frames'},

	close_1000: {phase: 'open', meaning: 'close code 1000 (normal)'},
	close_1001: {phase: 'open', meaning: 'close code 1001 (going away)'},
	close_1002: {phase: 'open', meaning: 'close code 1002 (protocol error)'},
	close_1003: {phase: 'open', meaning: 'close code 1003 (unsupported data)'},
	close_1005: {phase: 'open', meaning: 'close code 1005 (no status in the close frame)'},
	close_1006: {phase: 'open', meaning: 'close code 1006 (no close frame at all)'},
	close_1007: {phase: 'open', meaning: 'close code 1007 (invalid payload)'},
	close_1008: {phase: 'open', meaning: 'close code 1008 (policy violation)'},
	close_1009: {phase: 'open', meaning: 'close code 1009 (message too big)'},
	close_1010: {phase: 'open', meaning: 'close code 1010 (extension missing)'},
	close_1011: {phase: 'open', meaning: 'close code 1011 (internal error)'},
	close_1012: {phase: 'open', meaning: 'close code 1012 (service restart)'},
	close_1013: {phase: 'open', meaning: 'close code 1013 (try again later)'},
	close_1014: {phase: 'open', meaning: 'close code 1014 (bad gateway)'},
	close_1015: {phase: 'open', meaning: 'close code 1015 (TLS failure)'},
	close_3xxx: {phase: 'open', meaning: 'a registered close code of an application (3000–3999)'},
	close_4xxx: {phase: 'open', meaning: 'a private close code of an application (4000–4999)'},

	cors_blocked: {phase: 'request', meaning: 'a request that the browser blocks (CORS)'},
	request_timeout: {phase: 'request', meaning: 'a request that is never answered'},
	offline: {phase: 'dns', meaning: 'no network at all'},
	unknown: {phase: 'open', meaning: 'a failure that has no name here'},
} as const satisfies Record<string, Failure>;

export type FailureCode = keyof typeof failures;

export function isFailureCode(text: string): text is FailureCode {
	return Object.hasOwn(failures, text);
}

/** The failure that an HTTP status stands for; undefined where the status is a success or no status. */
export function failureOfStatus(status: number): FailureCode | undefined {
	const exact = `http_${status}`;
	if (isFailureCode(exact)) return exact;
	if (status >= 300 && status < 400) return 'upgrade_redirected';
	if (status >= 400 && status < 500) return 'http_4xx';
	if (status >= 500 && status < 600) return 'http_5xx';
	return undefined;
}

/** The failure that a WebSocket close code stands for; undefined where the number is no close code. */
export function failureOfCloseCode(code: number): FailureCode | undefined {
	const exact = `close_${code}`;
	if (isFailureCode(exact)) return exact;
	if (code >= 3000 && code < 4000) return 'close_3xxx';
	if (code >= 4000 && code < 5000) return 'close_4xxx';
	return undefined;
}
