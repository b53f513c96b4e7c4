import type {Observation, ProbeReport} from './probe-report.ts';

/** The line that a pasted report begins with; `readReport` looks for it. */
export const reportTitle = 'lineman-report v1';

/**
 * A report to paste back: one fact a line, no secrets, no headers, no names of the network it was made in.
 * Whoever reads it may be a person or `readReport`.
 */
export function formatReport(report: ProbeReport): string {
	const {failure, failedPhase, status, fromService, vendorError, requestId, tls, alsoSeen = []} = report;
	const lines: readonly (readonly [name: string, value: string | undefined])[] = [
		['target', report.target],
		['verdict', report.verdict],
		['failed', failure && `${failedPhase ?? 'unknown'} ${failure}`],
		['side', report.domain],
		['also', alsoSeen.length > 0 ? alsoSeen.join(' ') : undefined],
		['phases', report.observations.map(phaseWords).join(', ')],
		['families', report.families.map(familyWords).join(', ')],
		['proxy', report.proxy && 'yes'],
		['tls', tls && `${tls.protocol}, ${tls.daysLeft} days left, issuer ${tls.issuer}`],
		['status', status === undefined ? undefined : String(status)],
		['from service', fromService === undefined ? undefined : fromService ? 'yes' : 'no'],
		['close code', report.closeCode === undefined ? undefined : String(report.closeCode)],
		['error', vendorError],
		['request id', requestId],
		[
			'clock ahead',
			report.clockAheadMs === undefined ? undefined : `${Math.round(report.clockAheadMs / 1000)} s`,
		],
		['round trip', report.roundTripMs === undefined ? undefined : milliseconds(report.roundTripMs)],
		['elapsed', milliseconds(report.elapsedMs)],
		['from', report.measuredFrom],
		['at', report.at.toISOString()],
	];
	const written = lines.flatMap(([name, value]) => (value ? [`${name}: ${oneLine(value, name)}`] : []));
	return [reportTitle, ...written, 'end of report'].join('\n');
}

function phaseWords(observation: Observation): string {
	const {phase, outcome, tookMs} = observation;
	if (outcome === 'skipped') return `${phase} skipped`;
	const took = `${phase} ${outcome} ${milliseconds(tookMs)}`;
	return outcome === 'failed' ? `${took} ${observation.failure}` : took;
}

function familyWords({family, outcome, failure}: ProbeReport['families'][number]): string {
	return [`IPv${family}`, outcome, failure].filter(Boolean).join(' ');
}

function milliseconds(ms: number): string {
	return `${Math.round(ms * 10) / 10} ms`;
}

/** A target cut short would be another one; words may be. */
const mostCharacters = {target: 2_000, words: 300} as const;

/** What a server said stays on its line, and cannot end the code block that the report is pasted in. */
function oneLine(text: string, name: string): string {
	return text
		.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
		.replaceAll('`', "'")
		.slice(0, name === 'target' ? mostCharacters.target : mostCharacters.words)
		.trim();
}
