import type {FailureCode} from './failure-codes.ts';

/**
 * Error codes of Node.js (libuv's errno names, c-ares, OpenSSL's verify codes, llhttp, undici) and of
 * Chromium's `net::` list, each with the failure it stands for.
 * Sources: https://nodejs.org/api/errors.html, https://nodejs.org/api/tls.html#x509-certificate-error-codes.
 */
const failureOfErrorCode: Readonly<Record<string, FailureCode>> = {
	ENOTFOUND: 'dns_not_found',
	ENODATA: 'dns_not_found',
	EAI_NONAME: 'dns_not_found',
	ERR_NAME_NOT_RESOLVED: 'dns_not_found',
	EAI_AGAIN: 'dns_resolver_failed',
	EAI_FAIL: 'dns_resolver_failed',
	ESERVFAIL: 'dns_resolver_failed',
	EREFUSED: 'dns_resolver_failed',
	ETIMEOUT: 'dns_timeout',
	ECONNREFUSED: 'tcp_refused',
	ERR_CONNECTION_REFUSED: 'tcp_refused',
	ETIMEDOUT: 'tcp_timeout',
	ERR_CONNECTION_TIMED_OUT: 'tcp_timeout',
	ERR_TIMED_OUT: 'tcp_timeout',
	UND_ERR_CONNECT_TIMEOUT: 'tcp_timeout',
	ENETUNREACH: 'tcp_unreachable',
	EHOSTUNREACH: 'tcp_unreachable',
	EADDRNOTAVAIL: 'tcp_unreachable',
	ERR_ADDRESS_UNREACHABLE: 'tcp_unreachable',
	ERR_NETWORK_CHANGED: 'tcp_unreachable',
	ERR_INTERNET_DISCONNECTED: 'offline',
	ENETDOWN: 'offline',
	EACCES: 'tcp_blocked',
	EPERM: 'tcp_blocked',
	ERR_NETWORK_ACCESS_DENIED: 'tcp_blocked',
	ECONNRESET: 'tcp_reset',
	EPIPE: 'tcp_reset',
	ECONNABORTED: 'tcp_reset',
	UND_ERR_SOCKET: 'tcp_reset',
	ERR_CONNECTION_RESET: 'tcp_reset',
	ERR_CONNECTION_CLOSED: 'tcp_reset',
	ERR_PROXY_CONNECTION_FAILED: 'proxy_unreachable',
	ERR_TUNNEL_CONNECTION_FAILED: 'proxy_refused',
	ERR_PROXY_AUTH_REQUESTED: 'proxy_auth_required',

	CERT_HAS_EXPIRED: 'tls_expired',
	ERR_CERT_DATE_INVALID: 'tls_expired',
	CERT_NOT_YET_VALID: 'tls_not_yet_valid',
	ERR_TLS_CERT_ALTNAME_INVALID: 'tls_wrong_name',
	ERR_CERT_COMMON_NAME_INVALID: 'tls_wrong_name',
	HOSTNAME_MISMATCH: 'tls_wrong_name',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'tls_self_signed',
	SELF_SIGNED_CERT_IN_CHAIN: 'tls_unknown_authority',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls_unknown_authority',
	UNABLE_TO_GET_ISSUER_CERT: 'tls_unknown_authority',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls_unknown_authority',
	CERT_UNTRUSTED: 'tls_unknown_authority',
	ERR_CERT_AUTHORITY_INVALID: 'tls_unknown_authority',
	EPROTO: 'tls_handshake_failed',
	ERR_SSL_WRONG_VERSION_NUMBER: 'tls_not_spoken',
	ERR_SSL_PACKET_LENGTH_TOO_LONG: 'tls_not_spoken',
	ERR_SSL_HTTP_REQUEST: 'tls_not_spoken',
	ERR_SSL_UNSUPPORTED_PROTOCOL: 'tls_protocol_too_old',
	ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'tls_protocol_too_old',
	ERR_SSL_VERSION_OR_CIPHER_MISMATCH: 'tls_protocol_too_old',
	ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'tls_handshake_failed',
	ERR_SSL_SSL_TLS_ALERT_HANDSHAKE_FAILURE: 'tls_handshake_failed',
	ERR_SSL_PROTOCOL_ERROR: 'tls_handshake_failed',

	HPE_INVALID_CONSTANT: 'upgrade_not_http',
	HPE_INVALID_VERSION: 'upgrade_not_http',
	HPE_INVALID_STATUS: 'upgrade_not_http',
	HPE_HEADER_OVERFLOW: 'upgrade_headers_too_large',
	UND_ERR_HEADERS_OVERFLOW: 'upgrade_headers_too_large',
	UND_ERR_HEADERS_TIMEOUT: 'request_timeout',
};

/** The failure that an error code stands for. A code never seen before is `unknown`, not a guess. */
export function classifyErrorCode(code: string): FailureCode {
	return Object.hasOwn(failureOfErrorCode, code) ? (failureOfErrorCode[code] ?? 'unknown') : 'unknown';
}

/** All error codes that have a name here; evidence looks for them in pasted text. */
export const knownErrorCodes: readonly string[] = Object.keys(failureOfErrorCode);
