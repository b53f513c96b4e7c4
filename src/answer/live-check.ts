import type {Comparison} from '../diagnosis/diagnosis.ts';
import {failures, phaseNames} from '../failures/failure-codes.ts';
import type {LineNews} from '../probe/line-news.ts';
import type {Observation, ProbeReport, ServiceMarks} from '../probe/probe-report.ts';
import type {Service} from '../retrieval/knowledge.ts';
import {quote} from './quote.ts';

/** The live check as a reply shows it: what came of it, a picture of its phases, and how it compares with the report. */
export function liveCheck(given: {
	readonly probe: ProbeReport;
	readonly comparison: Comparison;
	readonly marks: ServiceMarks;
	readonly serviceName: string;
	readonly news?: LineNews;
}): string {
	const {probe, comparison, marks, serviceName, news} = given;
	if (probe.domain === 'our_probe') {
		return `**Live check**: not possible right now, ${probe.measuredFrom} has no network of its own. That says nothing about ${serviceName}.`;
	}
	const compared = comparison.kind === 'nothing_to_compare' ? [] : [`${comparison.sentence}.`];
	return [
		`**Live check** of \`${endpointOf(probe)}\`${probe.replayed === true ? ' with your own parameters,' : ''} without a key, from ${probe.measuredFrom} at ${timeOf(probe.at)}: ${outcomeOf({probe, marks, serviceName})}`,
		picture(probe.observations, probe.status),
		...compared,
		...historyOf(news),
	].join('\n');
}

/** What fails for more than one, to stand before all else. */
export function incidentNotice(
	{openedAt, failure, seenBy}: NonNullable<LineNews['incident']>,
	{name, statusPage}: Pick<Service, 'name' | 'statusPage'>,
): string {
	const who = seenBy === 'watch' ? 'My regular checks' : 'Several members';
	const page = statusPage === undefined ? '' : ` ([status page](<${statusPage}>))`;
	return `⚠️ **It is probably not only you.** ${who} see ${failures[failure].meaning} at ${name} since ${timeOf(openedAt)}${page}.`;
}

/** How the regular checks of the last day went, in a line. */
function historyOf(news: LineNews | undefined): readonly string[] {
	if (news?.failing !== undefined) {
		const {since, phase} = news.failing;
		return [
			`The regular checks fail${phase === undefined ? '' : ` at ${phaseNames[phase]}`} since ${timeOf(since)}.`,
		];
	}
	if (news?.lastDay === undefined) return [];
	const {passed, of} = news.lastDay;
	return [`${passed} of ${of} regular checks passed in the last 24 h.`];
}

/** The phases in a row, each with its outcome and time. */
export function picture(observations: readonly Observation[], status: number | undefined): string {
	return observations
		.filter(({outcome, phase}) => outcome !== 'skipped' || (phase !== 'proxy' && phase !== 'open'))
		.map(observation => drawn(observation, status))
		.join(' → ');
}

function drawn(observation: Observation, status: number | undefined): string {
	const name = phaseNames[observation.phase];
	if (observation.outcome === 'skipped') return `➖ ${name}`;
	const answered = observation.phase === 'upgrade' || observation.phase === 'request';
	const shown = answered && status !== undefined ? ` **${status}**` : '';
	return `${observation.outcome === 'passed' ? '✅' : '❌'} ${name} ${Math.round(observation.tookMs)} ms${shown}`;
}

function outcomeOf(given: {probe: ProbeReport; marks: ServiceMarks; serviceName: string}): string {
	const {probe, marks, serviceName} = given;
	const id = probe.requestId === undefined ? '' : `, request id ${quote(probe.requestId, 60)}`;
	if (probe.verdict === 'open') return `the connection opened${id}.`;
	if (probe.verdict === 'reachable') return `${serviceName} answers and asks for a key, as it should${id}.`;
	if (probe.verdict === 'unreachable') {
		const phase = probe.failedPhase === undefined ? '' : ` at ${phaseNames[probe.failedPhase]}`;
		return `**it fails${phase}**: ${failures[probe.failure ?? 'unknown'].meaning}.`;
	}
	const said =
		probe.vendorError === undefined
			? ''
			: `, ${marks.errorHeader ?? 'error'}: ${quote(probe.vendorError, 160)}`;
	const who = probe.fromService === false ? `something that is not ${serviceName}` : serviceName;
	const what =
		probe.status === undefined ? failures[probe.failure ?? 'unknown'].meaning : `**HTTP ${probe.status}**`;
	return `${who} answers with ${what}${said}${id}.`;
}

function endpointOf(probe: ProbeReport): string {
	const {host, pathname} = new URL(probe.target);
	return `${host}${pathname}`.replaceAll('`', '');
}

function timeOf(at: Date): string {
	return `${at.toISOString().slice(11, 16)} UTC`;
}
