import {isIP} from 'node:net';
import {classifyErrorCode} from '../failures/classify-error.ts';
import {type FailureCode, failures} from '../failures/failure-codes.ts';
import {blockReasonOfAddress, type GuardRules, isSinkhole} from './guard.ts';
import {failed, type Outcome, passed, runPhase, type Step} from './run-phase.ts';
import {bareHost} from './url-parts.ts';

export type Address = {readonly address: string; readonly family: 4 | 6};

/** Host name → addresses, best first; rejects with an error that has a `code`. */
export type Resolve = (host: string) => Promise<readonly Address[]>;

type ResolveRequest = {
	/** As in a URL: an IPv6 address stands in brackets. */
	readonly hostname: string;
	readonly resolve: Resolve;
	readonly guard?: GuardRules;
	readonly withinMs: number;
	readonly signal: AbortSignal;
};

/** dns: the addresses that may be connected to. Resolved once; nobody asks again for this probe. */
export function resolveHost(request: ResolveRequest): Promise<Step<readonly Address[]>> {
	const limits = {
		withinMs: request.withinMs,
		late: failed<readonly Address[]>('dns_timeout'),
		signal: request.signal,
	};
	return runPhase(limits, async () => {
		try {
			return allowedOf(await request.resolve(request.hostname), request.guard);
		} catch (error) {
			return failed(failureOfResolver(error));
		}
	});
}

/** The address that a URL's host is, where it is no name. */
export function literalAddress(hostname: string): Address | undefined {
	const address = bareHost(hostname);
	const family = isIP(address);
	return family === 4 || family === 6 ? {address, family} : undefined;
}

function allowedOf(
	addresses: readonly Address[],
	guard: GuardRules | undefined,
): Outcome<readonly Address[]> {
	if (addresses.length === 0) return failed('dns_not_found');
	const real = addresses.filter(({address}) => !isSinkhole(address, guard));
	if (real.length === 0) return failed('dns_sinkhole');
	if (guard === undefined) return passed(real);
	const allowed = real.filter(({address}) => blockReasonOfAddress(address, guard) === undefined);
	return allowed.length > 0 ? passed(allowed) : failed('dns_private_address');
}

/** A resolver that cannot be reached reports the errors of its own connection. */
function failureOfResolver(error: unknown): FailureCode {
	const code = error instanceof Error && 'code' in error ? String(error.code) : '';
	if (code === '') throw error;
	const failure = classifyErrorCode(code);
	if (failure === 'unknown' || failures[failure].phase === 'dns') return failure;
	return 'dns_resolver_failed';
}
