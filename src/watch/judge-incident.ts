import {type FailureCode, failures} from '../failures/failure-codes.ts';
import type {Incident, LineCheck} from '../log/line-history.ts';

/** A failure that a member reported of a target. */
export type Report = {
	readonly target: string;
	readonly failure: FailureCode;
	readonly askerId: string;
	readonly at: Date;
};

/** So many failed checks in a row open an incident, and so many healthy ones close it. */
export const checksToOpen = 2;
export const checksToClose = 3;
/** So many members, within so long, open one too. */
export const membersToOpen = 3;
export const reportsWithinMs = 15 * 60_000;
/** What members alone saw is over when none has reported it for so long. */
export const quietMs = 30 * 60_000;

const answeredFailures: readonly FailureCode[] = [
	'upgrade_timeout',
	'upgrade_reset',
	'http_500',
	'http_502',
	'http_503',
	'http_504',
	'http_5xx',
	'close_1012',
	'close_1013',
	'close_1014',
];

/** Whether a failure can be everybody's: a refused key or a wrong parameter is always the member's own. */
export function canBeShared(failure: FailureCode): boolean {
	const {phase} = failures[failure];
	if (phase === 'dns' || phase === 'tcp' || phase === 'tls')
		return failure !== 'offline' && failure !== 'tls_clock_wrong';
	return answeredFailures.includes(failure);
}

/** What the newest checks (newest first) say of a target without an open incident. */
export function opensByChecks(checks: readonly LineCheck[]): FailureCode | undefined {
	const newest = checks.slice(0, checksToOpen);
	if (newest.length < checksToOpen || newest.some(({healthy}) => healthy)) return undefined;
	return newest[0]?.failure ?? 'unknown';
}

/** Whether enough members reported the same of the same target, the given report being the newest. */
export function opensByReports(newest: Report, earlier: readonly Report[]): boolean {
	const same = [...earlier, newest].filter(
		({target, failure, at}) =>
			target === newest.target &&
			failure === newest.failure &&
			newest.at.getTime() - at.getTime() <= reportsWithinMs,
	);
	return canBeShared(newest.failure) && new Set(same.map(({askerId}) => askerId)).size >= membersToOpen;
}

/** Whether an open incident is over. */
export function isOver(
	incident: Pick<Incident, 'seenBy' | 'openedAt'>,
	seen: {readonly checks: readonly LineCheck[]; readonly lastReportAt: Date | undefined; readonly now: Date},
): boolean {
	const {checks, lastReportAt, now} = seen;
	const newest = checks.slice(0, checksToClose);
	const works = newest.length === checksToClose && newest.every(({healthy}) => healthy);
	if (incident.seenBy === 'watch') return works;
	const quietSince = Math.max(incident.openedAt.getTime(), lastReportAt?.getTime() ?? 0);
	return works && now.getTime() - quietSince >= quietMs;
}
