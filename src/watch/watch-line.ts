import type {Incident, LineHistory} from '../log/line-history.ts';
import type {LineNews} from '../probe/line-news.ts';
import type {ProbeReport, Target} from '../probe/probe-report.ts';
import {
	checksToClose,
	isOver,
	opensByChecks,
	opensByReports,
	type Report,
	reportsWithinMs,
} from './judge-incident.ts';

export type WatchOptions = {
	readonly targets: () => readonly Target[];
	readonly probe: (target: Target, call: {readonly signal: AbortSignal}) => Promise<ProbeReport>;
	readonly history: LineHistory;
	/** Hears once of each incident when it opens, and once when it is over. */
	readonly onIncident: (incident: Incident) => void;
	/** Hears of what went wrong with the watch itself; the watch goes on. */
	readonly onError: (error: unknown) => void;
	readonly now: () => Date;
	/** The mean time between two rounds; each waits a fifth more or less, so that many bots do not knock together. */
	readonly everyMs: number;
	/** From 0 to 1. */
	readonly random: () => number;
};

export type Watch = {
	/** Tests every target once; rounds do not overlap. */
	readonly round: () => Promise<void>;
	/** Tells of a failure that a member reported. */
	readonly report: (report: Report) => Promise<void>;
	readonly news: (target: string) => Promise<LineNews>;
	readonly close: () => Promise<void>;
};

const dayMs = 86_400_000;
const thinEveryMs = 3_600_000;

/** Tests every endpoint again and again while the bot runs, remembers what it saw, and knows of incidents. */
export function watchLine(options: WatchOptions): Watch {
	const {targets, probe, history, onIncident, onError, now, everyMs, random} = options;
	const stop = new AbortController();
	let thinnedAt = 0;
	let timer: NodeJS.Timeout | undefined;
	let work: Promise<void> = Promise.resolve();

	/** One thing after another: two rounds or a round and a report never judge the same incident at once. */
	function inTurn(step: () => Promise<void>): Promise<void> {
		const done = work.then(step);
		work = done.catch(() => {});
		return done;
	}

	async function testAll(): Promise<void> {
		await Promise.all(
			targets().map(async target => {
				const report = await probe(target, {signal: stop.signal});
				await history.recordCheck(target.name, report);
			}),
		);
		for (const {name} of targets()) await judge(name);
		if (now().getTime() - thinnedAt < thinEveryMs) return;
		thinnedAt = now().getTime();
		await history.thinChecks(now());
	}

	async function judge(target: string): Promise<void> {
		const checks = await history.checks({
			target,
			since: new Date(now().getTime() - dayMs),
			limit: checksToClose,
		});
		const open = (await history.openIncidents()).find(incident => incident.target === target);
		if (open === undefined) {
			const failure = opensByChecks(checks);
			if (failure !== undefined) await openIncident({target, openedAt: now(), failure, seenBy: 'watch'});
			return;
		}
		const reports = await reportsOf(target, now());
		const lastReportAt = reports.findLast(({failure}) => failure === open.failure)?.at;
		if (!isOver(open, {checks, lastReportAt, now: now()})) return;
		await history.closeIncident(open.id, now());
		onIncident({...open, closedAt: now()});
	}

	/** Those that may still count. */
	function reportsOf(target: string, at: Date) {
		return history.reports({target, since: new Date(at.getTime() - 2 * reportsWithinMs)});
	}

	async function openIncident(incident: Omit<Incident, 'id'>): Promise<void> {
		const opened = await history.openIncident(incident);
		if (opened) onIncident(opened);
	}

	async function takeReport(report: Report): Promise<void> {
		const {target, failure, at} = report;
		await history.recordReport(report);
		if ((await history.openIncidents()).some(incident => incident.target === target)) return;
		const same = (await reportsOf(target, at)).filter(each => each.failure === failure);
		const newest = same.at(-1);
		if (newest && opensByReports(newest, same.slice(0, -1))) {
			await openIncident({target, openedAt: at, failure, seenBy: 'reports'});
		}
	}

	function schedule(): void {
		if (stop.signal.aborted) return;
		const waitMs = everyMs * (0.8 + 0.4 * random());
		timer = setTimeout(() => {
			inTurn(testAll)
				.catch(error => {
					if (!stop.signal.aborted) onError(error);
				})
				.finally(schedule);
		}, waitMs);
		timer.unref();
	}

	if (everyMs > 0) schedule();
	return {
		round: () => inTurn(testAll),
		report: report => inTurn(() => takeReport(report)),
		news: target => newsOf(target, history, now()),
		async close() {
			stop.abort(new Error('The watch is closed'));
			clearTimeout(timer);
			await work;
		},
	};
}

/** What the history knows of a target, for an answer. */
async function newsOf(target: string, history: LineHistory, now: Date): Promise<LineNews> {
	const checks = await history.checks({target, since: new Date(now.getTime() - dayMs)});
	const incident = (await history.openIncidents()).find(open => open.target === target);
	const lastHealthy = checks.findIndex(({healthy}) => healthy);
	const failing = lastHealthy === -1 ? checks : checks.slice(0, lastHealthy);
	const first = failing.at(-1);
	return {
		...(checks.length > 0 && {
			lastDay: {passed: checks.filter(({healthy}) => healthy).length, of: checks.length},
		}),
		...(first && {
			failing: {
				since: first.at,
				...(first.failedPhase && {phase: first.failedPhase}),
				...(first.failure && {failure: first.failure}),
			},
		}),
		...(incident && {
			incident: {openedAt: incident.openedAt, failure: incident.failure, seenBy: incident.seenBy},
		}),
	};
}
