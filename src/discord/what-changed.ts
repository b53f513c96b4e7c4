import type {ProbeReport} from '../probe/probe-report.ts';
import {describeProbe} from './progress-text.ts';

/** What a second test of the line found that the first had not; undefined where there is nothing to say. */
export function whatChanged(
	before: ProbeReport | undefined,
	after: ProbeReport | undefined,
): string | undefined {
	if (!after) return undefined;
	if (!before) return `Tested now: ${describeProbe(after)}.`;
	// Discord shows this as "5 minutes ago", in the reader's own language.
	const then = `<t:${Math.floor(before.at.getTime() / 1000)}:R>`;
	if (isSame(before, after))
		return `Nothing has changed since the last test, ${then}: ${describeProbe(after)}.`;
	return `Something has changed. The last test, ${then}: ${describeProbe(before)}. Now: ${describeProbe(after)}.`;
}

function isSame(before: ProbeReport, after: ProbeReport): boolean {
	return (
		before.verdict === after.verdict &&
		before.failedPhase === after.failedPhase &&
		before.failure === after.failure &&
		before.status === after.status
	);
}
