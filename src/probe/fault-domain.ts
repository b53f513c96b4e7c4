import type {Domain, FailureCode} from '../failures/failure-codes.ts';

/** Where the probe runs: on the asker's own machine, or where the bot runs. */
export type Vantage = 'asker' | 'bot';

/** Everything about a failure that says on whose side it is. */
export type FaultFacts = {
	readonly failure: FailureCode;
	readonly vantage: Vantage;
	/** Hosts that have nothing to do with the service cannot be reached from here either. */
	readonly ownNetworkFails: boolean;
	/** The answer carries the service's own headers. */
	readonly fromService: boolean;
	/** TLS was verified up to an issuer that the service uses: nothing in between can have answered. */
	readonly vouched: boolean;
	/** The certificate's issuer beside those that the service is known to use; `unknown` where none are known. */
	readonly issuer: 'usual' | 'strange' | 'unknown';
	/** A redirect leads to another host than the one that was asked. */
	readonly leadsElsewhere: boolean;
};

/**
 * `machine`: the machine that probes. `between`: something on the way that is not the service. `request`: what
 * was asked for. `either`: one vantage point alone cannot tell.
 */
type Side = 'machine' | 'between' | 'request' | 'service' | 'either';

/**
 * On whose side a failure is, as far as one measurement can tell; what it cannot tell is `unknown`.
 *
 * | seen | domain |
 * |---|---|
 * | name not found, resolver failed or late; TCP refused, reset, late | unknown: a filter, the route or the service |
 * | private or sinkhole address; no route; anything of a proxy | your_network |
 * | not permitted on this machine; clock wrong | you |
 * | certificate not accepted: issuer strange to the service · usual and expired · otherwise | your_network · service · unknown |
 * | TLS not spoken, too old, refused, cut, late | unknown |
 * | 401, 403: with the service's headers · TLS vouched for · neither | you · unknown · your_network |
 * | 407, login page, wrong Sec-WebSocket-Accept, redirect to another host: vouched for · not | unknown · your_network |
 * | redirect within the host, other 4xx: with the service's headers · without | you · unknown |
 * | 5xx: with the service's headers or vouched for · neither | service · unknown |
 * | cut, late or no HTTP where an answer was due | unknown |
 * | opened, then closed with 1011–1014 · otherwise | service · unknown |
 *
 * Where nothing else can be reached either it is `our_probe`, whatever was seen; and what is on this side of the
 * line is `our_probe` too when the bot measured it, because the asker's side was not measured.
 */
export function faultDomain(facts: FaultFacts): Domain {
	if (facts.ownNetworkFails) return 'our_probe';
	const domainOfSide = {
		machine: facts.vantage === 'bot' ? 'our_probe' : 'you',
		between: facts.vantage === 'bot' ? 'our_probe' : 'your_network',
		request: 'you',
		service: 'service',
		either: 'unknown',
	} as const satisfies Record<Side, Domain>;
	return domainOfSide[sideOf(facts)];
}

function sideOf(facts: FaultFacts): Side {
	if (facts.fromService) return sideOfServiceAnswer(facts.failure);
	const side = sideOfFailure(facts);
	return facts.vouched && side === 'between' ? 'either' : side;
}

/** The service itself answered: a server error is its own, anything else is about what was asked. */
function sideOfServiceAnswer(failure: FailureCode): Side {
	if (isServerError(failure)) return 'service';
	if (failure.startsWith('http_') || failure === 'upgrade_redirected') return 'request';
	return sideOfClose[failure] ?? 'either';
}

function sideOfFailure({failure, vouched, issuer, leadsElsewhere}: FaultFacts): Side {
	if (certificateFailures.includes(failure)) return sideOfCertificate(failure, issuer);
	if (isServerError(failure)) return vouched ? 'service' : 'either';
	if (failure === 'upgrade_redirected') return leadsElsewhere ? 'between' : 'either';
	return sides[failure] ?? sideOfClose[failure] ?? 'either';
}

function isServerError(failure: FailureCode): boolean {
	return failure.startsWith('http_5');
}

const certificateFailures: readonly FailureCode[] = [
	'tls_expired',
	'tls_not_yet_valid',
	'tls_wrong_name',
	'tls_self_signed',
	'tls_unknown_authority',
];

function sideOfCertificate(failure: FailureCode, issuer: FaultFacts['issuer']): Side {
	if (issuer === 'strange') return 'between';
	return issuer === 'usual' && failure === 'tls_expired' ? 'service' : 'either';
}

const sides: Partial<Record<FailureCode, Side>> = {
	dns_private_address: 'between',
	dns_sinkhole: 'between',
	proxy_auth_required: 'between',
	proxy_refused: 'between',
	proxy_unreachable: 'between',
	tcp_unreachable: 'between',
	tcp_blocked: 'machine',
	tls_intercepted: 'between',
	tls_clock_wrong: 'machine',
	http_401: 'between',
	http_403: 'between',
	http_407: 'between',
	upgrade_captive_portal: 'between',
	upgrade_bad_accept: 'between',
};

/** The codes by which a server says that it, or what stands behind it, is not well. */
const sideOfClose: Partial<Record<FailureCode, Side>> = {
	close_1011: 'service',
	close_1012: 'service',
	close_1013: 'service',
	close_1014: 'service',
};
