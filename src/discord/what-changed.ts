import type {AnswerRecord} from '../log/answer-record.ts';
import type {ProbeReport} from '../probe/probe-report.ts';
import {describeProbe} from './progress-text.ts';

/** A sentence or two on an answer. */
export type Remark = {
	readonly text: string;
	/** `alone`: the answer stands already, and need not be said again. */
	readonly stands: 'above' | 'alone';
};

type Tested = Pick<AnswerRecord, 'probe' | 'answer'>;

/** What a second test of the line found that the first had not; undefined where there is nothing to say. */
export function whatChanged(before: Tested, after: Tested): Remark | undefined {
	const text = describeChange(before.probe, after.probe);
	if (text === undefined) return undefined;
	const same = before.probe && after.probe && isSame(before.probe, after.probe);
	return same && beginning(before) === beginning(after)
		? {text: `${text} My answer above stands.`, stands: 'alone'}
		: {text, stands: 'above'};
}

/** Where the verdict is, and before it what fails for more than one; a little surer or less sure is the same. */
function beginning({answer}: Tested): string | undefined {
	return answer.text.split('\n', 1)[0]?.replaceAll(/\d{1,3}(?=\s?%)/g, '');
}

function describeChange(before: ProbeReport | undefined, after: ProbeReport | undefined): string | undefined {
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
