import type {Span} from '../../log/insights.ts';
import type {Person} from '../../log/sessions.ts';
import {listPath, type Wanted} from '../desk/wanted.ts';
import {scopeOf} from '../sign-in/viewer.ts';

/** The days that are looked at, both ends included (UTC), and the server, as an address says it. */
export type WantedSpan = {readonly from: string; readonly to: string; readonly server?: string};

const dayMs = 86_400_000;
const usualDays = 30;
const mostDays = 400;

/** Reads an address's fields; what is missing or cannot be understood is the last thirty days of every server. */
export function readWantedSpan(given: URLSearchParams, now: Date): WantedSpan {
	const today = dayOf(now.getTime());
	const to = readDay(given.get('to')) ?? today;
	const usualFrom = dayOf(startOf(to) - (usualDays - 1) * dayMs);
	const from = readDay(given.get('from')) ?? usualFrom;
	const server = given.get('server') ?? '';
	const days = (startOf(to) - startOf(from)) / dayMs + 1;
	return {
		from: days < 1 ? usualFrom : days > mostDays ? dayOf(startOf(to) - (mostDays - 1) * dayMs) : from,
		to,
		...(/^\d{1,20}$/.test(server) && {server}),
	};
}

/** The answers of that time, as far as somebody may see them. */
export function spanFor({from, to, server}: WantedSpan, person: Person): Span {
	const {servers} = scopeOf(person);
	const isForeign = server !== undefined && servers !== undefined && !servers.includes(server);
	const chosen = isForeign ? [] : server === undefined ? servers : [server];
	return {
		...(chosen && {servers: chosen}),
		since: new Date(startOf(from)),
		until: new Date(startOf(to) + dayMs),
	};
}

/** The address of a page of insights. */
export function spanPath(path: string, {from, to, server}: WantedSpan): string {
	const query = new URLSearchParams({from, to, ...(server !== undefined && {server})});
	return `${path}?${query}`;
}

/** The list of the answers that a figure counts. */
export function answersPath(span: WantedSpan, narrower: Wanted = {}): string {
	const {from, to, server} = span;
	return listPath('/answers', {...(server !== undefined && {server}), since: from, until: to, ...narrower});
}

/** Days that are counted together. */
export type Bin = {readonly from: string; readonly to: string};

/** The bins of a time: its days, or so many days together that there are not too many bins to look at. */
export function binsOf({from, to}: WantedSpan): readonly Bin[] {
	const days = (startOf(to) - startOf(from)) / dayMs + 1;
	const step = days <= 45 ? 1 : days <= 315 ? 7 : 28;
	return Array.from({length: Math.ceil(days / step)}, (_, index) => {
		const start = startOf(from) + index * step * dayMs;
		return {from: dayOf(start), to: dayOf(Math.min(start + (step - 1) * dayMs, startOf(to)))};
	});
}

/** The place of a day's bin. */
export function binOf(day: string, bins: readonly Bin[]): number {
	return bins.findIndex(({from, to}) => from <= day && day <= to);
}

function readDay(given: string | null): string | undefined {
	if (given === null || !/^\d{4}-\d{2}-\d{2}$/.test(given)) return undefined;
	const ms = startOf(given);
	return Number.isNaN(ms) || dayOf(ms) !== given ? undefined : given;
}

function startOf(day: string): number {
	return Date.parse(`${day}T00:00:00Z`);
}

function dayOf(ms: number): string {
	return new Date(ms).toISOString().slice(0, 10);
}
