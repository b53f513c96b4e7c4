import type {Evidence, ReportedFailure} from '../evidence/evidence.ts';
import {type FailureCode, failures, phaseNames} from '../failures/failure-codes.ts';
import {capitalised} from '../lib/capitalised.ts';
import type {ProbeReport} from '../probe/probe-report.ts';
import type {PastedReport} from '../probe/read-report.ts';
import type {Comparison} from './diagnosis.ts';

const nothing: Comparison = {kind: 'nothing_to_compare'};

/** Statuses that a request without a key gets whatever the member's own would get. */
const keylessStatuses: readonly FailureCode[] = ['http_401', 'http_403'];

/** Statuses that speak of who asks and how much, not of what is asked. RFC 9110 section 15.5.3, RFC 6585 section 4. */
const usageStatuses: readonly FailureCode[] = ['http_402', 'http_429'];

/** Failures that say no more than that it failed. */
const vague: readonly FailureCode[] = ['upgrade_failed', 'close_1006', 'close_1005', 'close_1000', 'unknown'];

/** Where what the member pasted and what we measured agree or disagree; and what changed since we last measured. */
export function compare(given: {
	readonly evidence: Evidence;
	readonly probe: ProbeReport | undefined;
	readonly earlierProbe: ProbeReport | undefined;
	readonly pasted: PastedReport | undefined;
}): Comparison {
	const {evidence, probe, earlierProbe, pasted} = given;
	if (probe === undefined || probe.domain === 'our_probe') return nothing;
	if (pasted !== undefined) return compareWithPasted(pasted, probe);
	const changed = compareInTime(probe, earlierProbe);
	if (changed !== undefined) return changed;
	const reported =
		evidence.failures.find(({turn, code}) => turn === 0 && !vague.includes(code)) ?? evidence.failures[0];
	if (reported === undefined) return nothing;
	return healthy(probe)
		? compareWithHealthy(reported, probe.replayed === true)
		: compareWithFailed(reported, probe);
}

/** Two measurements of the same line, from the member's machine and from here. */
function compareWithPasted(pasted: PastedReport, probe: ProbeReport): Comparison {
	const there = failures[pasted.failure ?? 'unknown'].meaning;
	if (healthy(pasted) && healthy(probe)) {
		return {
			kind: 'agrees',
			sentence: 'The line is fine on your machine and from here, so what fails is the request or the key',
		};
	}
	if (healthy(pasted)) return {kind: 'disagrees', sentence: 'It works on your machine and fails from here'};
	if (healthy(probe)) {
		const phase = pasted.failedPhase === undefined ? 'It' : phaseNames[pasted.failedPhase];
		return {
			kind: 'disagrees',
			sentence: `${capitalised(phase)} fails on your machine and works here: ${there}`,
		};
	}
	if (pasted.failure === probe.failure)
		return {kind: 'agrees', sentence: `It fails on your machine and from here: ${there}`};
	return {
		kind: 'disagrees',
		sentence: `Your machine sees ${there}; from here I see ${failures[probe.failure ?? 'unknown'].meaning}`,
	};
}

function compareInTime(probe: ProbeReport, earlier: ProbeReport | undefined): Comparison | undefined {
	if (earlier === undefined || earlier.domain === 'our_probe' || earlier.target !== probe.target)
		return undefined;
	if (healthy(earlier) === healthy(probe)) return undefined;
	const at = `${earlier.at.toISOString().slice(11, 16)} UTC`;
	return healthy(probe)
		? {kind: 'disagrees', sentence: `It failed when I tested at ${at} and works now`}
		: {kind: 'disagrees', sentence: `It worked when I tested at ${at} and fails now`};
}

function compareWithHealthy({code}: ReportedFailure, replayed: boolean): Comparison {
	const {phase, meaning} = failures[code];
	if (vague.includes(code)) {
		return {
			kind: 'disagrees',
			sentence: 'The line is fine from here, so what fails is your request, your key or the way between',
		};
	}
	if (keylessStatuses.includes(code)) {
		return {
			kind: 'agrees',
			sentence: `The line is fine; I test without a key, so I cannot see why yours gets ${meaning}`,
		};
	}
	if (phase === 'open') {
		return {
			kind: 'agrees',
			sentence: `The way in is fine; ${meaning} comes after the upgrade, from what is or is not sent`,
		};
	}
	if (code.startsWith('http_5')) {
		return {
			kind: 'disagrees',
			sentence: `You report ${meaning}; from here the service answers as it should right now`,
		};
	}
	if (usageStatuses.includes(code)) {
		return {
			kind: 'agrees',
			sentence: `The line is fine; ${meaning} is about your account or how much it uses at once`,
		};
	}
	if (phase === 'upgrade' || phase === 'request') {
		const parameters = replayed
			? ', and your own parameters got no complaint without a key; some are only checked after the key'
			: '';
		return {
			kind: 'agrees',
			sentence: `The line is fine, so ${meaning} is about the request itself${parameters}`,
		};
	}
	return {
		kind: 'disagrees',
		sentence: `You report ${meaning}; from here the same endpoint answers, so the fault is between you and the service`,
	};
}

function compareWithFailed({code}: ReportedFailure, probe: ProbeReport): Comparison {
	const measured = probe.failure ?? 'unknown';
	if (measured === code || (vague.includes(code) && failures[measured].phase !== 'open')) {
		return {kind: 'agrees', sentence: `It fails from here too: ${failures[measured].meaning}`};
	}
	return {
		kind: 'disagrees',
		sentence: `You report ${failures[code].meaning}; from here I see ${failures[measured].meaning}`,
	};
}

function healthy({verdict}: Pick<ProbeReport, 'verdict'>): boolean {
	return verdict === 'open' || verdict === 'reachable';
}
