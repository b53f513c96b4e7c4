import type {Evidence, ReportedFailure, ReportedStatus} from '../evidence/evidence.ts';
import {cleanUrl} from './clean-url.ts';
import {reportTitle} from './format-report.ts';
import type {Target} from './probe-report.ts';
import {type PastedReport, readReport} from './read-report.ts';

/**
 * A text and the report that stands in it, apart: what a test without a key saw (a 401, say) is not what the
 * member's own program saw. Of a refusal the service's own words stay in the text.
 */
export function setReportAside(text: string): {readonly text: string; readonly report?: PastedReport} {
	const report = readReport(text);
	if (report === undefined) return {text};
	const said =
		report.verdict === 'refused' && report.vendorError !== undefined ? `error: ${report.vendorError}` : '';
	return {text: `${withoutReport(text)}\n${said}`.trim(), report};
}

/** The evidence with what the pasted report claims: its failure leads, its lines stand below the words. */
export function withPastedReport(
	evidence: Evidence,
	report: PastedReport,
	targets: readonly Target[],
): Evidence {
	const works = report.verdict === 'open' || report.verdict === 'reachable';
	const excerpt = `${reportTitle}: ${report.verdict}${report.failure === undefined ? '' : ` ${report.failure}`}`;
	const failures: readonly ReportedFailure[] =
		works || report.failure === undefined ? [] : [{code: report.failure, turn: 0, excerpt}];
	const statuses: readonly ReportedStatus[] =
		works || report.status === undefined ? [] : [{status: report.status, of: 'upgrade', turn: 0, excerpt}];
	const target = evidence.target ?? targetOf(report.target, targets);
	return {
		...evidence,
		text: `${evidence.text}\n\n${linesOf(report).join('\n')}`.trim(),
		failures: [...failures, ...evidence.failures],
		statuses: [...statuses, ...evidence.statuses],
		...(target !== undefined && {target}),
	};
}

/** Every line that belongs to the first report of a text, quoted or in a code block or not. */
function withoutReport(text: string): string {
	const lines = text.split(/\r\n|\r|\n/);
	const plain = lines.map(line => line.replace(/^[\s>`]{0,16}/, '').trimEnd());
	const start = plain.indexOf(reportTitle);
	const rest = plain.slice(start + 1);
	const length = rest.findIndex(line => !/^[a-z][a-z ]{0,20}: ./.test(line));
	const end = start + 1 + (length === -1 ? rest.length : length);
	return [...lines.slice(0, start), ...lines.slice(plain[end] === 'end of report' ? end + 1 : end)].join(
		'\n',
	);
}

/** What was understood of it, and nothing else: the member may have changed a line. */
function linesOf(report: PastedReport): readonly string[] {
	const {failure, failedPhase, status, requestId} = report;
	const facts = [
		['target', cleanUrl(report.target).href],
		['verdict', report.verdict],
		['failed', failure && `${failedPhase ?? 'unknown'} ${failure}`],
		['status', status === undefined ? undefined : String(status)],
		['request id', requestId !== undefined && /^[\w-]{1,80}$/.test(requestId) ? requestId : undefined],
	] as const;
	return [
		reportTitle,
		...facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`])),
	];
}

function targetOf(href: string, targets: readonly Target[]): string | undefined {
	const place = (url: string) => {
		const {host, pathname} = new URL(url);
		return `${host}${pathname}`;
	};
	return targets.find(({url}) => place(url) === place(href))?.name;
}
