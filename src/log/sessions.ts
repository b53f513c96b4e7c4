import {createHash, randomBytes} from 'node:crypto';
import type {Kysely} from 'kysely';
import type {Schema} from './schema.ts';

/** Who is signed in, and what they may see and act for. */
export type Person = {
	/** A Discord id, or `console` for the operator. */
	readonly id: string;
	readonly name: string;
	/** The servers that they moderate; undefined: all that is here, as the operator may. */
	readonly servers?: readonly ServerName[];
};

/** Whoever can run commands where Lineman runs. */
export const operator: Person = {id: 'console', name: 'Operator'};

export type ServerName = {readonly id: string; readonly name: string};

/** A sign-in that lasts. */
export type Session = {
	/** Names the session in lists; with it nobody is signed in. */
	readonly ref: string;
	readonly person: Person;
	/** What it was begun with, in a few words. */
	readonly browser: string;
	readonly createdAt: Date;
	/** When it was last asked what the person may do. */
	readonly checkedAt: Date;
	readonly seenAt: Date;
};

/** Who is signed in to the console. What cookies and links hold is kept as a hash alone. */
export type SessionStore = {
	/** Begins a session; gives what its cookie holds. */
	begin(request: {readonly person: Person; readonly browser: string; readonly at: Date}): Promise<string>;
	/** The session of a cookie, if it lasts still; its time of being seen goes on. */
	find(token: string, at: Date): Promise<Session | undefined>;
	/** Puts what the person may do now in the place of what they could before. */
	renew(request: {readonly token: string; readonly person: Person; readonly at: Date}): Promise<void>;
	/** Newest first. */
	of(personId: string, at: Date): Promise<readonly Session[]>;
	/** The names of those who are signed in. */
	names(at: Date): Promise<ReadonlyMap<string, string>>;
	end(token: string): Promise<void>;
	/** Ends a person's session by its name in lists; says whether there was one. */
	endOf(personId: string, ref: string): Promise<boolean>;
	/** Ends all sessions of a person; says how many there were. */
	endAll(personId: string): Promise<number>;
	/** Makes what a link holds that signs the operator in, once, until then. */
	makeLink(expiresAt: Date): Promise<string>;
	/** Whether the link was still good; it is used up by this. */
	useLink(token: string, at: Date): Promise<boolean>;
};

const hourMs = 3_600_000;
/** A session that nobody uses ends, and one that is used ends too some day. */
export const idleMs = 12 * hourMs;
export const longestMs = 7 * 24 * hourMs;
/** So exactly is known when a session was last used. */
const seenEveryMs = 60_000;
const longestName = 100;

export function sessionsOver(db: Kysely<Schema>): SessionStore {
	const lasting = (at: Date) =>
		db
			.selectFrom('session')
			.selectAll()
			.where('seen_at', '>', before(at, idleMs))
			.where('created_at', '>', before(at, longestMs));
	return {
		async begin({person, browser, at}) {
			await db
				.deleteFrom('session')
				.where(({eb, or}) =>
					or([eb('seen_at', '<=', before(at, idleMs)), eb('created_at', '<=', before(at, longestMs))]),
				)
				.execute();
			const token = newToken();
			const now = at.toISOString();
			await db
				.insertInto('session')
				.values({
					id_hash: hashOf(token),
					...columnsOf(person),
					browser: browser.slice(0, longestName),
					created_at: now,
					checked_at: now,
					seen_at: now,
				})
				.execute();
			return token;
		},

		async find(token, at) {
			const row = await lasting(at).where('id_hash', '=', hashOf(token)).executeTakeFirst();
			if (row === undefined) return undefined;
			if (row.seen_at < before(at, seenEveryMs)) {
				await db
					.updateTable('session')
					.set({seen_at: at.toISOString()})
					.where('id_hash', '=', row.id_hash)
					.execute();
			}
			return toSession(row);
		},

		async renew({token, person, at}) {
			await db
				.updateTable('session')
				.set({...columnsOf(person), checked_at: at.toISOString(), seen_at: at.toISOString()})
				.where('id_hash', '=', hashOf(token))
				.execute();
		},

		async of(personId, at) {
			const rows = await lasting(at)
				.where('person_id', '=', personId)
				.orderBy('created_at', 'desc')
				.orderBy('id_hash')
				.execute();
			return rows.map(toSession);
		},

		async names(at) {
			const rows = await lasting(at).orderBy('checked_at').execute();
			return new Map(rows.map(({person_id, name}) => [person_id, name]));
		},

		async end(token) {
			await db.deleteFrom('session').where('id_hash', '=', hashOf(token)).execute();
		},

		async endOf(personId, ref) {
			const {numDeletedRows} = await db
				.deleteFrom('session')
				.where('person_id', '=', personId)
				.where('id_hash', '=', ref)
				.executeTakeFirst();
			return numDeletedRows > 0n;
		},

		async endAll(personId) {
			const {numDeletedRows} = await db
				.deleteFrom('session')
				.where('person_id', '=', personId)
				.executeTakeFirst();
			return Number(numDeletedRows);
		},

		async makeLink(expiresAt) {
			const token = newToken();
			await db
				.insertInto('sign_in_link')
				.values({token_hash: hashOf(token), expires_at: expiresAt.toISOString()})
				.execute();
			return token;
		},

		async useLink(token, at) {
			// One statement takes the link away and says whether it was there: of two who come at once, one gets in.
			const used = await db
				.deleteFrom('sign_in_link')
				.where('token_hash', '=', hashOf(token))
				.where('expires_at', '>', at.toISOString())
				.executeTakeFirst();
			await db.deleteFrom('sign_in_link').where('expires_at', '<=', at.toISOString()).execute();
			return used.numDeletedRows > 0n;
		},
	};
}

function newToken(): string {
	return randomBytes(32).toString('base64url');
}

/** The token is random and long: a plain hash cannot be turned back. */
function hashOf(token: string): string {
	return createHash('sha256').update(token).digest('base64url');
}

function before(at: Date, ms: number): string {
	return new Date(at.getTime() - ms).toISOString();
}

function columnsOf({id, name, servers}: Person) {
	return {
		person_id: id,
		name: name.slice(0, longestName),
		servers_json: servers === undefined ? null : JSON.stringify(servers),
	};
}

function toSession(row: Schema['session']): Session {
	return {
		ref: row.id_hash,
		person: {
			id: row.person_id,
			name: row.name,
			...(row.servers_json !== null && {servers: JSON.parse(row.servers_json)}),
		},
		browser: row.browser,
		createdAt: new Date(row.created_at),
		checkedAt: new Date(row.checked_at),
		seenAt: new Date(row.seen_at),
	};
}
