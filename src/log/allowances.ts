import {type Kysely, sql} from 'kysely';
import type {Pseudonym} from './pseudonym.ts';
import type {Schema} from './schema.ts';

/** So many at once, and one more as often as said. */
type Allowance = {readonly atOnce: number; readonly oneMoreEveryMs: number};

export type AllowanceScope = 'member' | 'server';

/** Tests of the line that members and servers may still ask for, counted for all processes together. */
export type Allowances = {
	/** Asks for one; where either has none left, nothing is counted and it is said whose, and until when. */
	take(request: {
		readonly at: Date;
		readonly user: {readonly memberId?: string; readonly serverId?: string};
		readonly perMember: Allowance;
		readonly perServer: Allowance;
	}): Promise<
		| {readonly allowed: true}
		| {readonly allowed: false; readonly limit: AllowanceScope; readonly retryAfterMs: number}
	>;
	/** Forgets those of who has not asked since. */
	forgetBefore(time: Date): Promise<void>;
};

export function allowancesOver(db: Kysely<Schema>, pseudonym: Pseudonym): Allowances {
	return {
		async take({at, user, perMember, perServer}) {
			const {memberId, serverId} = user;
			try {
				await db.transaction().execute(async step => {
					// Always in the same order, so that nobody waits for one who waits for them.
					if (serverId !== undefined)
						await takeOne(step, {scope: 'server', subject: serverId, at, ...perServer});
					if (memberId !== undefined)
						await takeOne(step, {scope: 'member', subject: pseudonym(memberId), at, ...perMember});
				});
				return {allowed: true};
			} catch (error) {
				if (error instanceof NothingLeft) {
					return {allowed: false, limit: error.scope, retryAfterMs: error.retryAfterMs};
				}
				throw error;
			}
		},

		async forgetBefore(time) {
			await db.deleteFrom('allowance').where('filled_ms', '<', time.getTime()).execute();
		},
	};
}

/** Rolls back what was counted already. */
class NothingLeft extends Error {
	override readonly name = 'NothingLeft';
	readonly scope: AllowanceScope;
	readonly retryAfterMs: number;

	constructor(scope: AllowanceScope, retryAfterMs: number) {
		super(`nothing is left for the ${scope}`);
		this.scope = scope;
		this.retryAfterMs = retryAfterMs;
	}
}

/** Fills the bucket with what it has gained, and takes one: in one statement, so that two cannot both take the last. */
async function takeOne(
	step: Kysely<Schema>,
	{
		scope,
		subject,
		at,
		atOnce,
		oneMoreEveryMs,
	}: {readonly scope: AllowanceScope; readonly subject: string; readonly at: Date} & Allowance,
): Promise<void> {
	const nowMs = at.getTime();
	const since = sql<number>`(case when ${nowMs} > allowance.filled_ms then ${nowMs} - allowance.filled_ms else 0 end)`;
	const gained = sql<number>`allowance.tokens + ${since} * 1.0 / ${oneMoreEveryMs}`;
	const {tokens} = await step
		.insertInto('allowance')
		.values({scope, subject, tokens: atOnce - 1, filled_ms: nowMs})
		.onConflict(conflict =>
			conflict.columns(['scope', 'subject']).doUpdateSet({
				tokens: sql<number>`case when ${gained} > ${atOnce} then ${atOnce} else ${gained} end - 1`,
				filled_ms: nowMs,
			}),
		)
		.returning('tokens')
		.executeTakeFirstOrThrow();
	if (tokens < 0) throw new NothingLeft(scope, Math.ceil(-tokens * oneMoreEveryMs));
}
