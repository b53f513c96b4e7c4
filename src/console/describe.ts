import type {Diagnosis} from '../diagnosis/diagnosis.ts';
import type {Evidence} from '../evidence/evidence.ts';
import {
	type Domain,
	type FailureCode,
	failures,
	isFailureCode,
	phaseNames,
} from '../failures/failure-codes.ts';
import {capitalised} from '../lib/capitalised.ts';
import type {Observation, ProbeReport, ProbeVerdict} from '../probe/probe-report.ts';
import type {FoundSection} from '../retrieval/section.ts';

export const verdictNames: Readonly<Record<ProbeVerdict, string>> = {
	open: 'Open',
	reachable: 'Reachable',
	refused: 'Refused',
	unreachable: 'Unreachable',
};

export const domainNames: Readonly<Record<Domain, string>> = {
	you: "the member's side",
	your_network: "the member's network",
	service: "the service's side",
	our_probe: "Lineman's own side",
	unknown: 'side unknown',
};

/** What was read from the message, in a line. */
export function describeEvidence(evidence: Evidence): string {
	const {failures: reported, statuses, closes, serviceCodes, clients, requestIds, secrets} = evidence;
	const named = reported.map(({code}) => code).filter(code => !/^(?:http|close)_\d/.test(code));
	const parts = [
		...(secrets.length > 0 ? [`${counted(secrets.length, 'secret')} removed`] : []),
		...statuses.map(({status, of}) => `HTTP ${status}${of === 'upgrade' ? ' on the upgrade' : ''}`),
		...closes.map(({code}) => `close code ${code}`),
		...serviceCodes.map(({code}) => code),
		...clients.slice(0, 1).map(({id}) => `client ${id}`),
		...named.map(code => code.replaceAll('_', ' ')),
		...(requestIds.length > 0 ? [counted(requestIds.length, 'request id')] : []),
	];
	if (parts.length === 0) return 'no error, status or client named';
	return [...new Set(parts)].slice(0, 5).join(' · ');
}

export function describeSections(sections: readonly FoundSection[]): string {
	const [best] = sections;
	if (best === undefined) return 'nothing fits well enough';
	return `${counted(sections.length, 'section')}, first “${titleOf(best)}”`;
}

export function describeProbe(report: ProbeReport): string {
	const {verdict, failedPhase, failure, status, domain, elapsedMs} = report;
	const time = duration(elapsedMs);
	if (domain === 'our_probe') return 'not possible: the network here is down';
	if (verdict === 'open') return `opens, ${time}`;
	if (verdict === 'reachable') return `reachable without a key, HTTP ${status ?? 'answer'}, ${time}`;
	if (verdict === 'refused' && status !== undefined) return `refused with HTTP ${status}, ${time}`;
	const where = failedPhase === undefined ? '' : ` at ${phaseNames[failedPhase]}`;
	return `fails${where}: ${meaningOf(failure)}`;
}

export function describeObservation(observation: Observation): string {
	const name = capitalised(phaseNames[observation.phase]);
	if (observation.outcome === 'skipped') return `${name} not reached: ${observation.because}`;
	if (observation.outcome === 'passed') return `${name} passed in ${duration(observation.tookMs)}`;
	return `${name} failed after ${duration(observation.tookMs)}: ${meaningOf(observation.failure)}`;
}

export function describeDiagnosis({refused, causes}: Diagnosis): string {
	const [lead] = causes;
	if (lead === undefined) return 'nothing speaks for any cause';
	if (refused) return `not sure enough to name one (best: ${lead.title}, ${percent(lead.confidence)})`;
	return lead.kind === 'failure' ? `${lead.title}, ${percent(lead.confidence)} sure` : lead.title;
}

export function titleOf({pageTitle, headings}: FoundSection): string {
	const heading = headings.at(-1);
	return heading === undefined || heading === pageTitle ? pageTitle : `${pageTitle} › ${heading}`;
}

/** What a failure shows; a code of another version of Lineman, in an old record, has no meaning here. */
export function meaningOf(code: FailureCode | undefined): string {
	return failures[code !== undefined && isFailureCode(code) ? code : 'unknown'].meaning;
}

/** As replies say it: never certain, never nothing. */
export function percent(share: number): string {
	return `${Math.min(97, Math.max(1, Math.round(share * 100)))} %`;
}

export function duration(ms: number): string {
	if (ms >= 1000) return `${(ms / 1000).toFixed(ms >= 10_000 ? 0 : 1)} s`;
	return `${ms >= 10 ? Math.round(ms) : Math.round(ms * 10) / 10} ms`;
}

export function counted(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
