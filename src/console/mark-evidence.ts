import {html} from 'hono/html';
import type {Evidence} from '../evidence/evidence.ts';
import type {Html} from './page.ts';

/** The question with the words marked from which something was read, each with what that was. */
export function markEvidence(evidence: Evidence): Html {
	const {text} = evidence;
	const ranges = rangesOf(evidence).slice(0, mostMarks);
	const parts = ranges.map(({start, end, shows}, index) => {
		const before = text.slice(ranges[index - 1]?.end ?? 0, start);
		const place = index === 0 ? 'before' : 'between';
		return html`${shortened(before, place)}<mark>${text.slice(start, end)}<span class="shows">${shows.join(', ')}</span></mark>`;
	});
	return html`${parts}${shortened(text.slice(ranges.at(-1)?.end ?? 0), 'after')}`;
}

/** Words of the question, and what was read from them. */
export type Range = {readonly start: number; readonly end: number; readonly shows: readonly string[]};

/** Where the excerpts of the question stand in it, those that overlap as one. */
export function rangesOf(evidence: Evidence): readonly Range[] {
	const {find} = finderIn(evidence.text);
	const shownBy = Map.groupBy(sightingsIn(evidence), ({excerpt}) => excerpt);
	const found = [...shownBy]
		.flatMap(([excerpt, sightings]) => {
			const place = find(excerpt);
			return place === undefined ? [] : [{...place, shows: sightings.map(({shows}) => shows)}];
		})
		.toSorted((a, b) => a.start - b.start || b.end - a.end);
	const ranges: Range[] = [];
	for (const range of found) {
		const last = ranges.at(-1);
		if (last === undefined || range.start >= last.end) {
			ranges.push({...range, shows: [...new Set(range.shows)]});
			continue;
		}
		ranges[ranges.length - 1] = {
			start: last.start,
			end: Math.max(last.end, range.end),
			shows: [...new Set([...last.shows, ...range.shows])],
		};
	}
	return ranges;
}

type Sighting = {readonly excerpt: string; readonly shows: string};

/** Everything that was read from the question itself; earlier messages are not shown here. */
function sightingsIn(evidence: Evidence): readonly Sighting[] {
	const {failures, statuses, closes, serviceCodes, urls, parameters, clients, facts} = evidence;
	const numbered = /^(?:http|close)_\d/;
	return [
		...statuses.map(seen => ({...seen, shows: `HTTP ${seen.status}`})),
		...closes.map(seen => ({...seen, shows: `close code ${seen.code}`})),
		...serviceCodes.map(seen => ({...seen, shows: `error code ${seen.code}`})),
		...failures
			.filter(({code}) => !numbered.test(code))
			.map(seen => ({...seen, shows: seen.code.replaceAll('_', ' ')})),
		...urls.map(seen => ({...seen, shows: 'address'})),
		...parameters.map(seen => ({...seen, shows: `parameter ${seen.name}`})),
		...clients.map(seen => ({...seen, shows: `client ${seen.id}`})),
		...facts.map(seen => ({...seen, shows: seen.name.replaceAll('_', ' ')})),
	].filter(({turn, excerpt}) => turn === 0 && excerpt !== '');
}

/** Finds excerpts in the text that they come from: their white space is one space each. */
function finderIn(text: string) {
	let flat = '';
	const places: number[] = [];
	for (const {0: part, index} of text.matchAll(/\s+|\S+/g)) {
		const shown = part.trim() === '' ? ' ' : part;
		for (let unit = 0; unit < shown.length; unit += 1) places.push(index + unit);
		flat += shown;
	}
	places.push(text.length);
	return {
		find(excerpt: string): {readonly start: number; readonly end: number} | undefined {
			const at = flat.indexOf(excerpt);
			const start = places[at];
			const end = places[at + excerpt.length];
			return at === -1 || start === undefined || end === undefined ? undefined : {start, end};
		},
	};
}

const mostMarks = 60;
/** Characters that are shown on each side of a mark. */
const around = 240;

/** What nothing was read from, if it is long: its ends alone, where a mark is near. */
function shortened(text: string, place: 'before' | 'between' | 'after'): string {
	const most = place === 'between' ? around * 2 : around;
	if (text.length <= most + 80) return text;
	const start = place === 'before' ? '' : text.slice(0, around);
	const end = place === 'after' ? '' : text.slice(-around);
	return `${start} […] ${end}`;
}
