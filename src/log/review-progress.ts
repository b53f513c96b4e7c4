import {type Kysely, sql} from 'kysely';
import type {AttentionReason, Judgement} from './moderation.ts';
import type {Schema} from './schema.ts';

/** The servers that are looked at; undefined: all that is here. */
type Scope = {readonly servers?: readonly string[]};

/** How far the moderators have come. */
export type ReviewProgress = {
	/** Cases that wait, by what they wait for; a case may wait for several things. */
	open(scope: Scope): Promise<{
		readonly count: number;
		readonly reasons: ReadonlyMap<AttentionReason, number>;
		/** When the one was opened that waits longest. */
		readonly oldest?: Date;
	}>;
	/** Cases that were closed since then, by who closed them. */
	closed(request: Scope & {readonly since: Date}): Promise<ReadonlyMap<string, number>>;
	/**
	 * Of every answer that several judged, and somebody since then, how many judged it how: what their agreement is
	 * measured by.
	 */
	tallies(request: Scope & {readonly since: Date}): Promise<readonly Tally[]>;
};

/** How many judged an answer how. */
export type Tally = Readonly<Partial<Record<Judgement, number>>>;

export function reviewProgressOver(db: Kysely<Schema>): ReviewProgress {
	return {
		async open({servers}) {
			const rows = await db
				.selectFrom('standing')
				.select(({fn}) => [
					'reasons_json',
					fn.countAll<number>().as('count'),
					fn.min('opened_at').as('oldest'),
				])
				.where('state', '=', 'open')
				.$if(servers !== undefined, query => query.where('guild_id', 'in', orNone(servers)))
				.groupBy('reasons_json')
				.execute();
			const reasons = new Map<AttentionReason, number>();
			for (const {reasons_json, count} of rows) {
				for (const reason of JSON.parse(reasons_json) as AttentionReason[]) {
					reasons.set(reason, (reasons.get(reason) ?? 0) + Number(count));
				}
			}
			const oldest = rows.map(row => row.oldest).toSorted()[0];
			return {
				count: rows.reduce((sum, {count}) => sum + Number(count), 0),
				reasons,
				...(oldest !== undefined && {oldest: new Date(oldest)}),
			};
		},

		async closed({servers, since}) {
			const rows = await db
				.selectFrom('standing')
				.select(({fn}) => ['closed_by', fn.countAll<number>().as('count')])
				.where('closed_at', '>=', since.toISOString())
				.where('state', '=', 'done')
				.$if(servers !== undefined, query => query.where('guild_id', 'in', orNone(servers)))
				.groupBy('closed_by')
				.execute();
			return new Map(rows.map(({closed_by, count}) => [closed_by ?? '', Number(count)]));
		},

		async tallies({servers, since}) {
			const several = db
				.selectFrom('review')
				.select('review.question_id')
				.$if(servers !== undefined, query =>
					query
						.innerJoin('answer', 'answer.id', 'review.question_id')
						.where('answer.guild_id', 'in', orNone(servers)),
				)
				.groupBy('review.question_id')
				.having(sql<number>`count(*)`, '>', 1)
				.having(sql<string>`max(review.at)`, '>=', since.toISOString());
			const rows = await db
				.selectFrom('review')
				.select(({fn}) => ['question_id', 'judgement', fn.countAll<number>().as('count')])
				.where('question_id', 'in', several)
				.groupBy(['question_id', 'judgement'])
				.execute();
			const byQuestion = Map.groupBy(rows, ({question_id}) => question_id);
			return [...byQuestion.values()].map(judged =>
				Object.fromEntries(judged.map(({judgement, count}) => [judgement, Number(count)])),
			);
		},
	};
}

/** A list that SQL takes where nothing may be seen. */
function orNone(servers: readonly string[] | undefined): readonly string[] {
	return servers === undefined || servers.length === 0 ? [''] : servers;
}
