import type {Kysely} from 'kysely';
import type {Schema} from './schema.ts';

/** How much is asked, for limits that hold after a restart and for several processes. */
export type AskedLately = {
	/**
	 * When the `nth` newest question of a server, or of one member there, was asked, if that was after `since`:
	 * then there were at least so many.
	 */
	nthNewest(request: {
		readonly nth: number;
		readonly since: Date;
		readonly guildId: string;
		/** Undefined: everybody's. */
		readonly askerId?: string;
	}): Promise<Date | undefined>;
};

export function askedLatelyOver(db: Kysely<Schema>): AskedLately {
	return {
		async nthNewest({nth, since, guildId, askerId}) {
			const row = await db
				.selectFrom('answer')
				.select(['id', 'asked_at'])
				.where('guild_id', '=', guildId)
				.where('asked_at', '>', since.toISOString())
				.$if(askerId !== undefined, query => query.where('asker_id', '=', askerId ?? ''))
				// What waits for its answer is asked as well; a question that is just answered may be in both.
				.union(
					db
						.selectFrom('pending')
						.select(['question_id as id', 'asked_at'])
						.where('guild_id', '=', guildId)
						.where('asked_at', '>', since.toISOString())
						.$if(askerId !== undefined, query => query.where('asker_id', '=', askerId ?? '')),
				)
				.orderBy('asked_at', 'desc')
				.offset(nth - 1)
				.limit(1)
				.executeTakeFirst();
			return row && new Date(row.asked_at);
		},
	};
}
