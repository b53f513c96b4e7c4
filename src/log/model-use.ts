import type {Kysely, Transaction} from 'kysely';
import {dayOf} from './id-time.ts';
import type {Pseudonym} from './pseudonym.ts';
import type {Schema} from './schema.ts';

/** Whose tokens are counted: everybody's, a server's, a member's. */
export const budgetScopes = ['day', 'server', 'member'] as const;
export type BudgetScope = (typeof budgetScopes)[number];

/** Who asks; undefined: not from Discord. */
export type TokenUser = {readonly serverId?: string; readonly memberId?: string};

/** The tokens of a model that were used on each day (UTC), for limits that hold after a restart and for several processes. */
export type ModelUse = {
	/**
	 * Takes tokens before they are used; where that would exceed a limit, nothing is taken and the limit is named.
	 * Two that ask at once cannot both take the last ones.
	 */
	take(request: {
		readonly at: Date;
		readonly tokens: number;
		readonly user: TokenUser;
		/** In tokens of a day; undefined: no limit. */
		readonly limits: Readonly<Partial<Record<BudgetScope, number>>>;
	}): Promise<BudgetScope | undefined>;
	/** Corrects what was taken by this many tokens, up or down. */
	correct(request: {readonly at: Date; readonly tokens: number; readonly user: TokenUser}): Promise<void>;
	/** What was used on the day. */
	usedOn(day: Date, user?: TokenUser): Promise<Readonly<Record<BudgetScope, number>>>;
};

export function modelUseOver(db: Kysely<Schema>, pseudonym: Pseudonym): ModelUse {
	const rowsOf = (user: TokenUser) => rowsFor(user, pseudonym);
	return {
		async take({at, tokens, user, limits}) {
			const day = nameOf(at);
			try {
				await db.transaction().execute(async step => {
					// Always in the same order, so that nobody waits for one who waits for them.
					for (const {scope, subject} of rowsOf(user)) {
						const used = await add(step, {day, scope, subject, tokens});
						if (used > (limits[scope] ?? Number.POSITIVE_INFINITY)) throw new Exceeded(scope);
						if (scope === 'day' && used === tokens) await forgetBefore(step, at);
					}
				});
				return undefined;
			} catch (error) {
				if (error instanceof Exceeded) return error.scope;
				throw error;
			}
		},

		async correct({at, tokens, user}) {
			const day = nameOf(at);
			await db.transaction().execute(async step => {
				for (const {scope, subject} of rowsOf(user)) await add(step, {day, scope, subject, tokens});
			});
		},

		async usedOn(day, user = {}) {
			const rows = await db.selectFrom('model_use').selectAll().where('day', '=', nameOf(day)).execute();
			const used = (of: BudgetScope) => {
				const wanted = rowsOf(user).find(({scope}) => scope === of);
				return Number(rows.find(row => row.scope === of && row.subject === wanted?.subject)?.tokens ?? 0);
			};
			return {day: used('day'), server: used('server'), member: used('member')};
		},
	};
}

/** Rolls back what was taken already. */
class Exceeded extends Error {
	override readonly name = 'Exceeded';
	readonly scope: BudgetScope;

	constructor(scope: BudgetScope) {
		super(`the budget of the ${scope} is used up`);
		this.scope = scope;
	}
}

type Row = {readonly scope: BudgetScope; readonly subject: string};

/** A member stands there under a pseudonym: nobody has to be forgotten in a count. */
function rowsFor({serverId, memberId}: TokenUser, pseudonym: Pseudonym): readonly Row[] {
	return [
		{scope: 'day', subject: ''},
		...(serverId === undefined ? [] : [{scope: 'server' as const, subject: serverId}]),
		...(memberId === undefined ? [] : [{scope: 'member' as const, subject: pseudonym(memberId)}]),
	];
}

/** What the row comes to. */
async function add(db: Transaction<Schema>, row: Row & {day: string; tokens: number}): Promise<number> {
	const {tokens} = await db
		.insertInto('model_use')
		.values(row)
		.onConflict(conflict =>
			conflict
				.columns(['day', 'scope', 'subject'])
				.doUpdateSet(({eb, ref}) => ({tokens: eb('model_use.tokens', '+', ref('excluded.tokens'))})),
		)
		.returning('tokens')
		.executeTakeFirstOrThrow();
	return Number(tokens);
}

const keptDays = 2;

/** Once a day: what was used before yesterday limits nobody any more; the answers themselves keep their figures. */
async function forgetBefore(db: Transaction<Schema>, at: Date): Promise<void> {
	const first = new Date(dayOf(at).getTime() - keptDays * 24 * 60 * 60_000);
	await db.deleteFrom('model_use').where('day', '<', nameOf(first)).execute();
}

function nameOf(at: Date): string {
	return at.toISOString().slice(0, 10);
}
