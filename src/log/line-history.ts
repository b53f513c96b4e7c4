import {type Kysely, type Selectable, sql} from 'kysely';
import type {FailureCode, Phase} from '../failures/failure-codes.ts';
import type {ProbeReport} from '../probe/probe-report.ts';
import type {Pseudonym} from './pseudonym.ts';
import type {Schema} from './schema.ts';

/** One measurement of the watch, as it is remembered. */
export type LineCheck = {
	readonly target: string;
	readonly at: Date;
	readonly healthy: boolean;
	readonly failedPhase?: Phase;
	readonly failure?: FailureCode;
};

/** A target that fails for more than one: it is opened once, and closes by itself. */
export type Incident = {
	readonly id: number;
	readonly target: string;
	readonly openedAt: Date;
	readonly failure: FailureCode;
	readonly seenBy: 'watch' | 'reports';
	readonly closedAt?: Date;
};

/** A failure that a member saw; who it was is a pseudonym once it is kept. */
export type FailureReport = {
	readonly target: string;
	readonly failure: FailureCode;
	readonly askerId: string;
	readonly at: Date;
};

/** What the watch remembers of the line. */
export type LineHistory = {
	recordCheck(target: string, report: ProbeReport): Promise<void>;
	/** Checks of a target, newest first. */
	checks(request: {
		readonly target: string;
		readonly since: Date;
		readonly limit?: number;
	}): Promise<readonly LineCheck[]>;
	/** Drops what is too old, and thins out what is not new: see `keepAllForMs`. */
	thinChecks(now: Date): Promise<void>;
	/** Keeps what a member saw, for all processes to count. */
	recordReport(report: FailureReport): Promise<void>;
	/** What members saw of a target, oldest first. */
	reports(request: {readonly target: string; readonly since: Date}): Promise<readonly FailureReport[]>;
	/** Undefined, and nothing is opened, where one of the target's is open: another process was quicker. */
	openIncident(incident: Omit<Incident, 'id' | 'closedAt'>): Promise<Incident | undefined>;
	closeIncident(id: number, at: Date): Promise<void>;
	/** Open incidents, oldest first. */
	openIncidents(): Promise<readonly Incident[]>;
	/** What the checks of each day (UTC) came to, for each target, oldest first. */
	days(time: TimeSpan): Promise<readonly LineDay[]>;
	/** Incidents that were open at any time of these, oldest first. */
	incidents(time: TimeSpan): Promise<readonly Incident[]>;
};

/** From then on, and before that. */
export type TimeSpan = {readonly since: Date; readonly until: Date};

/** The checks of a target on one day; those that were thinned out are counted too. */
export type LineDay = {
	readonly target: string;
	readonly day: string;
	readonly checks: number;
	readonly healthy: number;
	/** Of the healthy ones, the mean of each phase in milliseconds. */
	readonly phases: Readonly<Partial<Record<MeasuredPhase, number>>>;
};

export const measuredPhases = ['dns', 'tcp', 'tls', 'upgrade'] as const satisfies readonly Phase[];
export type MeasuredPhase = (typeof measuredPhases)[number];

const dayMs = 86_400_000;

/** Every check is kept so long; then, of the healthy ones, the first of every ten minutes. */
export const keepAllForMs = 2 * dayMs;
/** No check is kept longer. */
export const keepForMs = 30 * dayMs;

export function lineHistoryOver(db: Kysely<Schema>, pseudonym: Pseudonym): LineHistory {
	return {
		async recordCheck(target, report) {
			const times = timesOf(report);
			await db
				.insertInto('line_check')
				.values({
					target,
					at: report.at.toISOString(),
					healthy: report.verdict === 'open' || report.verdict === 'reachable' ? 1 : 0,
					verdict: report.verdict,
					failed_phase: report.failedPhase ?? null,
					failure: report.failure ?? null,
					domain: report.domain ?? null,
					elapsed_ms: report.elapsedMs,
					phases_json: JSON.stringify(times),
					...Object.fromEntries(measuredPhases.map(phase => [`${phase}_ms`, times[phase] ?? null])),
				})
				.execute();
		},

		async checks({target, since, limit = 100_000}) {
			const rows = await db
				.selectFrom('line_check')
				.select(['target', 'at', 'healthy', 'failed_phase', 'failure'])
				.where('target', '=', target)
				.where('at', '>=', since.toISOString())
				// Whether our own network was down says nothing of the line.
				.where(where => where.or([where('domain', 'is', null), where('domain', '!=', 'our_probe')]))
				.orderBy('at', 'desc')
				.orderBy('id', 'desc')
				.limit(limit)
				.execute();
			return rows.map(({target, at, healthy, failed_phase, failure}) => ({
				target,
				at: new Date(at),
				healthy: healthy === 1,
				...(failed_phase !== null && {failedPhase: failed_phase as Phase}),
				...(failure !== null && {failure: failure as FailureCode}),
			}));
		},

		async thinChecks(now) {
			const before = (ms: number) => new Date(now.getTime() - ms).toISOString();
			await db.deleteFrom('line_check').where('at', '<', before(keepForMs)).execute();
			await db.deleteFrom('failure_report').where('at', '<', before(dayMs)).execute();
			// Whole ten minutes: to the tenth of the minute, the fifteenth character of an ISO 8601 time.
			const slot = sql`substr(at, 1, 15)`;
			const old = sql`healthy = 1 and at < ${before(keepAllForMs).slice(0, 15)}`;
			await db.transaction().execute(async step => {
				await sql`
					with kept as (
						select min(id) as id, sum(checks) as checks from line_check where ${old}
						group by target, ${slot} having count(*) > 1
					)
					update line_check set checks = (select kept.checks from kept where kept.id = line_check.id)
					where id in (select id from kept)
				`.execute(step);
				await sql`
					delete from line_check where ${old}
					and id not in (select min(id) from line_check where ${old} group by target, ${slot})
				`.execute(step);
			});
		},

		async recordReport({target, failure, askerId, at}) {
			await db
				.insertInto('failure_report')
				.values({target, failure, asker: pseudonym(askerId), at: at.toISOString()})
				.execute();
		},

		async reports({target, since}) {
			const rows = await db
				.selectFrom('failure_report')
				.selectAll()
				.where('target', '=', target)
				.where('at', '>=', since.toISOString())
				.orderBy('at')
				.orderBy('id')
				.execute();
			return rows.map(({target, failure, asker, at}) => ({
				target,
				failure: failure as FailureCode,
				askerId: asker,
				at: new Date(at),
			}));
		},

		async openIncident({target, openedAt, failure, seenBy}) {
			const row = await db
				.insertInto('incident')
				.values({target, opened_at: openedAt.toISOString(), closed_at: null, failure, seen_by: seenBy})
				.onConflict(conflict => conflict.column('target').where('closed_at', 'is', null).doNothing())
				.returning('id')
				.executeTakeFirst();
			return row && {id: row.id, target, openedAt, failure, seenBy};
		},

		async closeIncident(id, at) {
			await db.updateTable('incident').set({closed_at: at.toISOString()}).where('id', '=', id).execute();
		},

		async openIncidents() {
			const rows = await db
				.selectFrom('incident')
				.selectAll()
				.where('closed_at', 'is', null)
				.orderBy('id')
				.execute();
			return rows.map(toIncident);
		},

		async days({since, until}) {
			const {rows} = await sql<{
				target: string;
				day: string;
				checks: number;
				healthy: number;
				dns: number | null;
				tcp: number | null;
				tls: number | null;
				upgrade: number | null;
			}>`
				select target, substr(at, 1, 10) as day, sum(checks) as checks, sum(healthy * checks) as healthy,
					avg(case when healthy = 1 then dns_ms end) as dns, avg(case when healthy = 1 then tcp_ms end) as tcp,
					avg(case when healthy = 1 then tls_ms end) as tls,
					avg(case when healthy = 1 then upgrade_ms end) as upgrade
				from line_check
				where at >= ${since.toISOString()} and at < ${until.toISOString()}
					and (domain is null or domain <> 'our_probe')
				group by target, substr(at, 1, 10) order by target, day
			`.execute(db);
			return rows.map(({target, day, checks, healthy, ...phases}) => ({
				target,
				day,
				checks: Number(checks),
				healthy: Number(healthy),
				phases: Object.fromEntries(
					measuredPhases.flatMap(phase => (phases[phase] === null ? [] : [[phase, phases[phase]]])),
				),
			}));
		},

		async incidents({since, until}) {
			const rows = await db
				.selectFrom('incident')
				.selectAll()
				.where('opened_at', '<', until.toISOString())
				.where(where =>
					where.or([where('closed_at', 'is', null), where('closed_at', '>=', since.toISOString())]),
				)
				.orderBy('opened_at')
				.orderBy('id')
				.execute();
			return rows.map(toIncident);
		},
	};
}

function toIncident(row: Selectable<Schema['incident']>): Incident {
	const {id, target, opened_at, closed_at, failure, seen_by} = row;
	return {
		id,
		target,
		openedAt: new Date(opened_at),
		failure: failure as FailureCode,
		seenBy: seen_by as Incident['seenBy'],
		...(closed_at !== null && {closedAt: new Date(closed_at)}),
	};
}

function timesOf({observations}: ProbeReport): Readonly<Record<string, number>> {
	return Object.fromEntries(
		observations
			.filter(({outcome}) => outcome !== 'skipped')
			.map(({phase, tookMs}) => [phase, Math.round(tookMs * 10) / 10]),
	);
}
