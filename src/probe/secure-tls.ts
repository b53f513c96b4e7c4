import {X509Certificate} from 'node:crypto';
import {isIP, type Socket} from 'node:net';
import {
	type ConnectionOptions,
	checkServerIdentity,
	connect,
	createSecureContext,
	type DetailedPeerCertificate,
	rootCertificates,
	type SecureContext,
	type TLSSocket,
} from 'node:tls';
import {classifyErrorCode} from '../failures/classify-error.ts';
import type {FailureCode} from '../failures/failure-codes.ts';
import type {ProbeReport} from './probe-report.ts';
import {failed, type Outcome, passed, runPhase, type Step} from './run-phase.ts';
import {bareHost} from './url-parts.ts';

type SecureRequest = {
	readonly socket: Socket;
	/** As in a URL: an IPv6 address stands in brackets. */
	readonly hostname: string;
	/** Names of the issuers that the service is known to use; empty where unknown. */
	readonly issuers: readonly string[];
	/** Authorities (PEM) to trust in place of those that Node brings along. */
	readonly ca?: readonly string[];
	readonly now: () => Date;
	readonly withinMs: number;
	readonly signal: AbortSignal;
};

/** A finished handshake. Where the phase failed, the certificate was not accepted and nothing secret may follow. */
export type Secured = {
	readonly socket: TLSSocket;
	readonly details: NonNullable<ProbeReport['tls']>;
	readonly validFrom: Date;
	readonly validTo: Date;
	readonly certificate: DetailedPeerCertificate;
	/** The issuer beside those that the service is known to use; `unknown` where none are known. */
	readonly issuer: 'usual' | 'strange' | 'unknown';
};

/** tls: the handshake, and what the certificate says about who answers. */
export function secureTls(request: SecureRequest): Promise<Step<Secured>> {
	const limits = {withinMs: request.withinMs, late: failed<Secured>('tls_timeout'), signal: request.signal};
	return runPhase(limits, () => shakeHands(request));
}

function shakeHands(request: SecureRequest): Promise<Outcome<Secured>> {
	const {socket} = request;
	if (socket.destroyed) return Promise.resolve(failed('tls_reset'));
	return new Promise(resolve => {
		const secure = connect(connectionOptions(request));
		secure.once('secureConnect', () => resolve(judgeCertificate(secure, request)));
		secure.on('error', error => resolve(failed(failureOfHandshake(error))));
		secure.once('close', () => resolve(failed('tls_reset')));
	});
}

function connectionOptions({socket, hostname, ca}: SecureRequest): ConnectionOptions {
	const host = bareHost(hostname);
	return {
		socket,
		host,
		servername: isIP(host) ? '' : host,
		secureContext: contextFor(ca),
		ALPNProtocols: ['http/1.1'],
		// The certificate is judged below: refused here, its details would be lost.
		rejectUnauthorized: false,
		checkServerIdentity: (_, certificate) => checkServerIdentity(host, certificate),
	};
}

let usualContext: SecureContext | undefined;
const otherContexts = new WeakMap<readonly string[], SecureContext>();

/** Made once for the authorities that are trusted: making it takes a good part of a fast handshake's time. */
function contextFor(ca: readonly string[] | undefined): SecureContext {
	if (ca === undefined) {
		usualContext ??= createSecureContext();
		return usualContext;
	}
	const context = otherContexts.get(ca) ?? createSecureContext({ca: [...ca]});
	otherContexts.set(ca, context);
	return context;
}

function failureOfHandshake(error: Error): FailureCode {
	const code = 'code' in error ? String(error.code) : '';
	const failure = classifyErrorCode(code === 'EPROTO' ? codeOfReason(error) : code);
	if (failure === 'tcp_reset') return 'tls_reset';
	if (failure !== 'unknown') return failure;
	return code.startsWith('ERR_SSL_') || code === 'EPROTO' ? 'tls_handshake_failed' : 'unknown';
}

/** The name that OpenSSL's own words have elsewhere: Node gives the code only for what it read. */
function codeOfReason(error: Error): string {
	const reason = 'reason' in error ? String(error.reason) : '';
	return `ERR_SSL_${reason.toUpperCase().replaceAll(' ', '_')}`;
}

function judgeCertificate(socket: TLSSocket, {issuers, now}: SecureRequest): Outcome<Secured> {
	const certificate = socket.getPeerCertificate(true);
	const names = issuerNames(certificate);
	const usual = issuers.some(issuer => names.some(name => name.toLowerCase() === issuer.toLowerCase()));
	const issuer = issuers.length === 0 ? 'unknown' : usual ? 'usual' : 'strange';
	const validTo = new Date(certificate.valid_to);
	const seen: Secured = {
		socket,
		issuer,
		details: {
			protocol: socket.getProtocol() ?? 'unknown',
			issuer: [...new Set(names)].join(', ') || 'unknown',
			daysLeft: Math.floor((validTo.getTime() - now().getTime()) / 86_400_000),
		},
		validFrom: new Date(certificate.valid_from),
		validTo,
		certificate,
	};
	if (socket.authorized) {
		return passed(seen);
	}
	const failure = failureOfCertificate(socket.authorizationError);
	const replaced = issuer === 'strange' && failure === 'tls_unknown_authority';
	return failed(replaced ? 'tls_intercepted' : failure, seen);
}

/** Organisation and common name of who signed the certificate. */
function issuerNames(certificate: DetailedPeerCertificate): readonly string[] {
	const {O: organisation, CN: commonName} = certificate.issuer ?? {};
	return [organisation, commonName]
		.flat()
		.filter(name => typeof name === 'string' && name !== '') as string[];
}

/** Node types the error as an Error and gives the code as a string. */
function failureOfCertificate(error: unknown): FailureCode {
	const failure = classifyErrorCode(String(error instanceof Error && 'code' in error ? error.code : error));
	return failure === 'unknown' ? 'tls_unknown_authority' : failure;
}

let publicRoots: ReadonlySet<string> | undefined;

/**
 * Whether a verified chain leads to an authority that Node itself brings along, and not only to one that was added
 * on this machine. Reads all of them the first time (some 20 ms), so not while anything is timed.
 */
export function endsAtPublicRoot(certificate: DetailedPeerCertificate): boolean {
	publicRoots ??= new Set(rootCertificates.map(pem => publicKeyOf(pem)));
	const roots = publicRoots;
	return chainOf(certificate).some(({raw}) => roots.has(publicKeyOf(raw)));
}

function publicKeyOf(certificate: string | Buffer): string {
	return new X509Certificate(certificate).publicKey.export({type: 'spki', format: 'der'}).toString('base64');
}

/** A root is its own issuer. */
function chainOf(certificate: DetailedPeerCertificate): readonly DetailedPeerCertificate[] {
	const chain: DetailedPeerCertificate[] = [];
	let next: DetailedPeerCertificate | undefined = certificate;
	while (next && !chain.includes(next)) {
		chain.push(next);
		next = next.issuerCertificate;
	}
	return chain;
}
