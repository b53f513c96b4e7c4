import type {Kysely} from 'kysely';
import type {FailureCode, Phase} from '../failures/failure-codes.ts';
import type {ProbeReport} from '../probe/probe-report.ts';
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
	openIncident(incident: Omit<Incident, 'id' | 'closedAt'>): Promise<Incident>;
	closeIncident(id: number, at: Date): Promise<void>;
	/** Open incidents, oldest first. */
	openIncidents(): Promise<readonly Incident[]>;
};

const dayMs = 86_400_000;

/** Every check is kept so long; then, of the healthy ones, those of every tenth minute. */
export const keepAllForMs = 2 * dayMs;
/** No check is kept longer. */
export const keepForMs = 30 * dayMs;

export function lineHistoryOver(db: Kysely<Schema>): LineHistory {
	return {
		async recordCheck(target, report) {
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
					phases_json: JSON.stringify(timesOf(report)),
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
			await db
				.deleteFrom('line_check')
				.where('at', '<', before(keepAllForMs))
				.where('healthy', '=', 1)
				// The last digit of the minute, the sixteenth character of an ISO 8601 time.
				.where(({fn, val}) => fn('substr', ['at', val(16), val(1)]), '!=', '0')
				.execute();
		},

		async openIncident({target, openedAt, failure, seenBy}) {
			const {id} = await db
				.insertInto('incident')
				.values({target, opened_at: openedAt.toISOString(), closed_at: null, failure, seen_by: seenBy})
				.returning('id')
				.executeTakeFirstOrThrow();
			return {id, target, openedAt, failure, seenBy};
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
			return rows.map(({id, target, opened_at, failure, seen_by}) => ({
				id,
				target,
				openedAt: new Date(opened_at),
				failure: failure as FailureCode,
				seenBy: seen_by as Incident['seenBy'],
			}));
		},
	};
}

function timesOf({observations}: ProbeReport): Readonly<Record<string, number>> {
	return Object.fromEntries(
		observations
			.filter(({outcome}) => outcome !== 'skipped')
			.map(({phase, tookMs}) => [phase, Math.round(tookMs * 10) / 10]),
	);
}
