import {html} from 'hono/html';
import type {Evidence} from '../../evidence/evidence.ts';
import type {Html} from '../page.ts';

/** The question with the words marked from which something was read. */
export function markEvidence(evidence: Evidence): Html {
	const {text} = evidence;
	const ranges = rangesOf(evidence);
	const parts = ranges.map(({start, end}, index) => {
		const before = text.slice(ranges[index - 1]?.end ?? 0, start);
		return html`${before}<mark>${text.slice(start, end)}</mark>`;
	});
	return html`${parts}${text.slice(ranges.at(-1)?.end ?? 0)}`;
}

type Range = {readonly start: number; readonly end: number};

/** Where the excerpts of the question stand in it, those that overlap as one. */
export function rangesOf(evidence: Evidence): readonly Range[] {
	const {text, failures, statuses, closes, serviceCodes, urls, parameters, clients, facts} = evidence;
	const excerpts = [failures, statuses, closes, serviceCodes, urls, parameters, clients, facts]
		.flat()
		.filter(({turn}) => turn === 0)
		.map(({excerpt}) => excerpt);
	const found = [...new Set(excerpts)]
		.map(excerpt => ({start: excerpt === '' ? -1 : text.indexOf(excerpt), length: excerpt.length}))
		.filter(({start}) => start >= 0)
		.map(({start, length}) => ({start, end: start + length}))
		.toSorted((a, b) => a.start - b.start || b.end - a.end);
	const ranges: Range[] = [];
	for (const range of found) {
		const last = ranges.at(-1);
		if (last === undefined || range.start > last.end) ranges.push(range);
		else ranges[ranges.length - 1] = {start: last.start, end: Math.max(last.end, range.end)};
	}
	return ranges;
}
