import {failures} from '../failures/failure-codes.ts';
import type {Incident} from '../log/line-history.ts';

/** An incident in a sentence for moderators. */
export function incidentLine(
	{target, failure, openedAt, closedAt, seenBy}: Incident,
	targets: readonly {readonly name: string; readonly title: string}[],
): string {
	const title = targets.find(({name}) => name === target)?.title ?? target;
	const {meaning} = failures[failure];
	if (closedAt !== undefined) {
		const minutes = Math.max(1, Math.round((closedAt.getTime() - openedAt.getTime()) / 60_000));
		return `✅ ${title} works again, after ${minutes} min (it showed ${meaning})`;
	}
	const who = seenBy === 'watch' ? 'the regular checks' : 'several members';
	return `⚠️ ${title}: ${who} see ${meaning} since ${openedAt.toISOString().slice(11, 16)} UTC`;
}
