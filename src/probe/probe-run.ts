import {connect, type Socket} from 'node:net';
import type {FailureCode, Phase} from '../failures/failure-codes.ts';
import {cleanUrl} from './clean-url.ts';
import type {Families} from './connect-tcp.ts';
import {guardTarget} from './guard.ts';
import {type Answered, cleanHeaders, type Headers, otherHost, readBodyStart} from './http-answer.ts';
import {isFromService} from './judge-answer.ts';
import {type Deadlines, type ProbeOptions, usualDeadlines} from './probe-options.ts';
import type {Observation, ServiceMarks, Target} from './probe-report.ts';
import type {Step} from './run-phase.ts';
import type {Secured} from './secure-tls.ts';
import type {Dial} from './tcp-attempt.ts';
import type {Watched} from './watch-open.ts';

/** One probe under way. `observations` and `seen` grow from phase to phase and become the report. */
export type Run = {
	readonly target: Target;
	readonly url: URL;
	readonly options: ProbeOptions;
	readonly marks: ServiceMarks;
	readonly signal: AbortSignal;
	readonly startedAt: Date;
	readonly elapsedMs: () => number;
	/** What a phase may still take: its own deadline, or what is left of the whole. */
	readonly leftMs: (phase: keyof Deadlines) => number;
	readonly dial: Dial;
	/** Closes every socket that was opened. */
	readonly close: () => void;
	readonly observations: Observation[];
	readonly seen: Seen;
};

export type Seen = {
	failedPhase?: Phase;
	failure?: FailureCode;
	families?: (withinMs: number) => Promise<Families>;
	secured?: Secured;
	status?: number;
	headers?: Headers;
	fromService?: boolean;
	body?: string;
	/** The WebSocket opened, and this is what came of it. */
	opened?: Watched;
	/** A redirect leads to another host. */
	leadsElsewhere?: boolean;
	clockAheadMs?: number;
};

/** What we say of ourselves to whoever answers. */
export const ourHeaders = {'user-agent': 'lineman (connection test)', accept: '*/*'} as const;

/** Throws where the guard does not allow the target. */
export function startRun(target: Target, options: ProbeOptions): Run {
	const url = allowedUrl(target, options);
	const startedMs = performance.now();
	const deadlines = {...usualDeadlines, ...options.deadlines};
	const elapsedMs = () => performance.now() - startedMs;
	const sockets = new Set<Socket>();
	const dial = options.dial ?? dialSystem;
	return {
		target,
		url,
		options,
		marks: target.foreign ? {...options.marks, issuers: []} : options.marks,
		signal: options.signal ?? new AbortController().signal,
		startedAt: options.now(),
		elapsedMs,
		leftMs: phase => Math.max(0, Math.min(deadlines[phase], deadlines.wholeMs - elapsedMs())),
		dial: where => {
			const socket = dial(where);
			sockets.add(socket);
			socket.on('error', () => {}); // Whoever waits for it listens too; later it means nothing any more.
			return socket;
		},
		close: () => {
			for (const socket of sockets) socket.destroy();
		},
		observations: [],
		seen: {},
	};
}

function allowedUrl({url}: Target, {guard}: ProbeOptions): URL {
	const cleaned = cleanUrl(url);
	const verdict = guard ? guardTarget(cleaned.href, guard) : undefined;
	if (verdict?.allowed !== false) return cleaned;
	throw new Error(`Cannot probe "${cleaned.host}": found ${verdict.reason}, want a public host on the list`);
}

/** One address, connected to as it is: which one comes next is our own race's to say. */
function dialSystem({address, port}: {readonly address: string; readonly port: number}): Socket {
	return connect({host: address, port, noDelay: true, autoSelectFamily: false});
}

/** Notes how a phase ended and says so. The first failure is the report's. */
export function observe(run: Run, phase: Phase, step: Step<unknown>): void {
	const {tookMs} = step;
	if (step.outcome === 'passed') {
		note(run, {phase, tookMs, outcome: 'passed'});
		return;
	}
	run.seen.failedPhase ??= phase;
	run.seen.failure ??= step.failure;
	note(run, {phase, tookMs, outcome: 'failed', failure: step.failure});
}

export function skip(run: Run, phase: Phase, because: string): void {
	note(run, {phase, tookMs: 0, outcome: 'skipped', because});
}

function note(run: Run, observation: Observation): void {
	run.observations.push(observation);
	run.options.onObservation?.(observation);
}

/** Keeps what an answer says: status, headers, the first bytes of its body, the other side's time. */
export async function noteAnswer(run: Run, {status, response}: Answered): Promise<void> {
	const {seen, marks, url, signal} = run;
	const headers = cleanHeaders(response);
	seen.status = status;
	seen.headers = headers;
	const fromService = isFromService(headers, marks);
	if (fromService !== undefined) seen.fromService = fromService;
	seen.leadsElsewhere = otherHost(headers.location, url) !== undefined;
	noteClock(run, headers);
	if (status !== 101) seen.body = await readBodyStart(response, {withinMs: run.leftMs('bodyMs'), signal});
}

/** A Date header counts whole seconds and travels: less than this is no difference. */
const clockToleranceMs = 30_000;

/** Keeps how far our clock is ahead of theirs, where that is worth telling; gives theirs. */
export function noteClock(run: Run, headers: Headers): Date | undefined {
	const theirs = new Date(headers.date ?? '');
	if (Number.isNaN(theirs.getTime())) return undefined;
	const aheadMs = run.options.now().getTime() - theirs.getTime();
	if (Math.abs(aheadMs) > clockToleranceMs) run.seen.clockAheadMs = aheadMs;
	return theirs;
}
