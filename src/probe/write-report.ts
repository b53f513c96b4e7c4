import type {FailureCode} from '../failures/failure-codes.ts';
import {proxyName} from './connect-proxy.ts';
import type {Families} from './connect-tcp.ts';
import {faultDomain} from './fault-domain.ts';
import {isKeylessClose} from './judge-answer.ts';
import type {OwnNetwork} from './own-network.ts';
import type {ProbeKey} from './probe-options.ts';
import type {ProbeReport, ProbeVerdict} from './probe-report.ts';
import type {Run} from './probe-run.ts';
import {endsAtPublicRoot} from './secure-tls.ts';

type Findings = {
	readonly run: Run;
	readonly families: Families | undefined;
	readonly ownNetwork: OwnNetwork;
	/** Of the line alone, without what was measured beside it. */
	readonly elapsedMs: number;
};

/** What a walked probe comes to. */
export function writeReport(findings: Findings): ProbeReport {
	const {run, families} = findings;
	const {seen, target, url, options} = run;
	const alsoSeen = readAlsoSeen(findings);
	return withoutKey(options.key, {
		target: url.href,
		...(target.foreign ? {} : {targetName: target.name}),
		...(target.replayed ? {replayed: true as const} : {}),
		verdict: verdictOf(run),
		...(seen.failedPhase ? {failedPhase: seen.failedPhase} : {}),
		...(seen.failure ? {failure: seen.failure, domain: domainOf(findings, seen.failure)} : {}),
		...(alsoSeen.length > 0 ? {alsoSeen} : {}),
		observations: run.observations,
		families: families?.observations ?? [],
		...(options.proxy ? {proxy: proxyName(options.proxy)} : {}),
		...(seen.secured ? {tls: seen.secured.details} : {}),
		...readAnswer(run),
		elapsedMs: findings.elapsedMs,
		measuredFrom: options.measuredFrom,
		at: run.startedAt,
	});
}

/** Failures in which something answered, though not as HTTP or not as a WebSocket. */
const answeredOtherwise: readonly FailureCode[] = [
	'upgrade_not_http',
	'upgrade_bad_accept',
	'upgrade_subprotocol',
	'upgrade_headers_too_large',
];

function verdictOf({seen, target}: Run): ProbeVerdict {
	const {failure, failedPhase} = seen;
	if (failure === undefined) {
		return seen.opened && !isKeylessClose(seen.opened.end, target) ? 'open' : 'reachable';
	}
	if (failedPhase === 'proxy') return 'unreachable';
	const answered =
		seen.status !== undefined || seen.opened !== undefined || answeredOtherwise.includes(failure);
	return answered ? 'refused' : 'unreachable';
}

function domainOf({run, ownNetwork}: Findings, failure: FailureCode) {
	const {seen, options} = run;
	const issuer = seen.secured?.issuer ?? 'unknown';
	const verified = run.observations.some(({phase, outcome}) => phase === 'tls' && outcome === 'passed');
	return faultDomain({
		failure,
		vantage: options.vantage ?? 'asker',
		ownNetworkFails: ownNetwork === 'fails',
		fromService: seen.fromService === true,
		issuer,
		vouched: verified && issuer === 'usual',
		leadsElsewhere: seen.leadsElsewhere === true,
	});
}

/** A clock this far off is a danger to certificates, and to tokens that live for minutes. */
const wrongClockMs = 24 * 3_600_000;

function readAlsoSeen({run, families, ownNetwork}: Findings): readonly FailureCode[] {
	const {failure, opened, clockAheadMs = 0} = run.seen;
	const also: readonly (FailureCode | undefined)[] = [
		ownNetwork === 'fails' ? 'offline' : undefined,
		families?.broken,
		isInspected(run) ? 'tls_intercepted' : undefined,
		Math.abs(clockAheadMs) > wrongClockMs ? 'tls_clock_wrong' : undefined,
		opened && !opened.heard ? 'open_silent' : undefined,
	];
	return also.filter(code => code !== undefined && code !== failure) as FailureCode[];
}

/** Verified, but by an authority that only this machine trusts: something here looks inside. */
function isInspected({seen, target, observations}: Run): boolean {
	const verified = observations.some(({phase, outcome}) => phase === 'tls' && outcome === 'passed');
	if (!verified || !seen.secured || seen.secured.issuer === 'usual' || target.foreign) return false;
	return !endsAtPublicRoot(seen.secured.certificate);
}

type AnswerPart = Pick<
	ProbeReport,
	| 'status'
	| 'fromService'
	| 'vendorError'
	| 'requestId'
	| 'headers'
	| 'body'
	| 'closeCode'
	| 'clockAheadMs'
	| 'roundTripMs'
>;

function readAnswer({seen, marks}: Run): AnswerPart {
	const {status, fromService, headers = {}, opened, clockAheadMs} = seen;
	const end = opened?.end?.kind === 'closed' ? opened.end : undefined;
	const vendorError = headerOf(headers, marks.errorHeader) ?? end?.reason;
	const requestId = headerOf(headers, marks.requestIdHeader);
	const body = opened?.firstMessage ?? seen.body;
	return {
		headers,
		...(status === undefined ? {} : {status}),
		...(fromService === undefined ? {} : {fromService}),
		...(vendorError ? {vendorError} : {}),
		...(requestId ? {requestId} : {}),
		...(body ? {body} : {}),
		...(end ? {closeCode: end.code} : {}),
		...(clockAheadMs === undefined ? {} : {clockAheadMs}),
		...(opened?.roundTripMs === undefined ? {} : {roundTripMs: opened.roundTripMs}),
	};
}

function headerOf(headers: Readonly<Record<string, string>>, name: string | undefined): string | undefined {
	return name === undefined ? undefined : headers[name];
}

/** Should an answer repeat the key, in whole or in part, the report does not. */
function withoutKey(key: ProbeKey | undefined, report: ProbeReport): ProbeReport {
	if (!key) return report;
	const secrets = Object.values(key.headers)
		.flatMap(value => [value, ...value.split(/[\s,]+/)])
		.filter(({length}) => length >= 8)
		.sort((a, b) => b.length - a.length);
	const clean = (text: string) => secrets.reduce(withoutSecret, text);
	return {
		...report,
		target: clean(report.target),
		headers: Object.fromEntries(Object.entries(report.headers).map(([name, value]) => [name, clean(value)])),
		...(report.vendorError ? {vendorError: clean(report.vendorError)} : {}),
		...(report.requestId ? {requestId: clean(report.requestId)} : {}),
		...(report.body ? {body: clean(report.body)} : {}),
	};
}

/** Also where a text was cut in the middle of the secret. */
function withoutSecret(text: string, secret: string): string {
	const whole = text.replaceAll(secret, '[removed]');
	for (let length = secret.length - 1; length >= 4; length -= 1) {
		if (whole.endsWith(secret.slice(0, length))) return `${whole.slice(0, -length)}[removed]`;
	}
	return whole;
}
