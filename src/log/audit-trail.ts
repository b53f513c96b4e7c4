import type {Kysely} from 'kysely';
import type {AuditEntry} from './moderation.ts';
import type {Schema} from './schema.ts';

/** Which part of what was done. */
export type AuditRequest = {
	/** What was done in these servers, and by `orBy` anywhere; undefined: everything. */
	readonly servers?: readonly string[];
	readonly orBy?: string;
	readonly action?: string;
	readonly byId?: string;
	readonly limit: number;
	/** Only what was done before the entry of this number. */
	readonly before?: number;
};

/** Who did what, as a page shows it: newest first, each with its number. */
export type AuditTrail = (request: AuditRequest) => Promise<readonly NumberedEntry[]>;

export type NumberedEntry = AuditEntry & {readonly number: number};

export function auditTrailOver(db: Kysely<Schema>): AuditTrail {
	return async ({servers, orBy, action, byId, limit, before}) => {
		const rows = await db
			.selectFrom('audit')
			.selectAll()
			.$if(servers !== undefined, query =>
				query.where(({eb, or}) =>
					or([
						...(servers === undefined || servers.length === 0 ? [] : [eb('guild_id', 'in', servers)]),
						...(orBy === undefined ? [] : [eb('by_id', '=', orBy)]),
					]),
				),
			)
			.$if(action !== undefined, query => query.where('action', '=', action ?? ''))
			.$if(byId !== undefined, query => query.where('by_id', '=', byId ?? ''))
			.$if(before !== undefined, query => query.where('id', '<', before ?? 0))
			.orderBy('id', 'desc')
			.limit(limit)
			.execute();
		return rows.map(row => ({
			number: row.id,
			at: new Date(row.at),
			byId: row.by_id,
			...(row.guild_id !== null && {guildId: row.guild_id}),
			action: row.action,
			...(row.subject !== null && {subject: row.subject}),
			...(row.detail_json !== null && {detail: JSON.parse(row.detail_json)}),
		}));
	};
}
