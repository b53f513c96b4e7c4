import {type Kysely, type RawBuilder, sql} from 'kysely';
import type {Door} from '../evidence/question.ts';
import {begins} from './answer-list.ts';
import type {FeedbackKind} from './answer-record.ts';
import {idsFrom} from './id-time.ts';
import type {Judgement} from './moderation.ts';
import type {Schema} from './schema.ts';

/** Which answers are counted: asked from that day on and before this one (UTC), in these servers (undefined: all that is here). */
export type Span = {
	readonly servers?: readonly string[];
	readonly since: Date;
	readonly until: Date;
};

/** Answers of one day (UTC), of one door and with one leading cause. */
export type DayCount = {
	readonly day: string;
	readonly door: Door;
	readonly refused: boolean;
	readonly cause?: string;
	readonly answers: number;
	/** Those of them after which the conversation did not go on, although there was time for it. */
	readonly leftAlone: number;
};

/** What was said of the answers of one day. An answer counts once under each of these. */
export type DayOpinion = {
	readonly day: string;
	readonly solved: number;
	readonly notHelpful: number;
	readonly askedHuman: number;
	/**
	 * Of the answers that `counts` takes for left alone and that name a cause other than `asides`, those of which
	 * somebody said anything or that were judged wrong or unsafe.
	 */
	readonly saidAndLeftAlone: number;
};

/** How many answers of a day took so long: times that differ by less than 4 % are one. */
export type DayTimes = {
	readonly day: string;
	readonly of: 'first_reply' | 'answer';
	readonly ms: number;
	readonly answers: number;
};

/** What a model did for the answers. */
export type ModelUse = {
	readonly model: string;
	readonly answers: number;
	/** Those in which the built-in answer stands nevertheless. */
	readonly fellBack: number;
	readonly inputTokens: number;
	readonly outputTokens: number;
	/** Undefined where no price was known for any of them. */
	readonly cost?: number;
};

export const gapReasons = ['refused', 'low_confidence', 'not_helpful', 'judged_wrong'] as const;
export type GapReason = (typeof gapReasons)[number];

/** A question without a good answer, of which the text is kept. */
export type Gap = {
	readonly id: string;
	/** How the question begins, without secrets. */
	readonly excerpt: string;
	readonly cause?: string;
	readonly because: readonly GapReason[];
};

/** How often a cause led, and what was said of these answers. */
export type CauseUse = {
	readonly cause: string;
	readonly answers: number;
	readonly feedback: Readonly<Partial<Record<FeedbackKind, number>>>;
	readonly judgements: Readonly<Partial<Record<Judgement, number>>>;
};

/** What a member or a moderator wrote beside a vote or a judgement. */
export type Remark = {
	readonly questionId: string;
	readonly cause?: string;
	readonly note: string;
	readonly at: Date;
};

/** What the answers of some time come to. Everything is counted by the database, over columns alone. */
export type Insights = {
	/** `settledBefore`: answers after that may still be followed by a question. */
	counts(request: Span & {readonly settledBefore: Date}): Promise<readonly DayCount[]>;
	opinions(
		request: Span & {readonly settledBefore: Date; readonly asides: readonly string[]},
	): Promise<readonly DayOpinion[]>;
	times(span: Span): Promise<readonly DayTimes[]>;
	models(span: Span): Promise<readonly ModelUse[]>;
	/**
	 * Of how many answers members said why they were not helpful, by the reasons that they chose; `undefined`: in words
	 * that begin with none of these.
	 */
	complaints(
		request: Span & {readonly reasons: readonly string[]},
	): Promise<ReadonlyMap<string | undefined, number>>;
	/** Newest first; `lowConfidence`: below that, a named cause is no good answer. */
	gaps(request: Span & {readonly lowConfidence: number; readonly limit: number}): Promise<readonly Gap[]>;
	causes(span: Span): Promise<readonly CauseUse[]>;
	/** What was written beside votes and judgements and speaks of a link, newest first. */
	remarksOnLinks(request: Span & {readonly limit: number}): Promise<readonly Remark[]>;
};

const excerptLength = 600;

export function insightsOver(db: Kysely<Schema>): Insights {
	return {
		async counts({settledBefore, ...span}) {
			const {rows} = await sql<{
				day: string;
				door: string;
				refused: number;
				cause: string | null;
				answers: number;
				left_alone: number;
			}>`
				select a.day, a.door, a.refused, a.cause, count(*) as answers,
					sum(case when ${isLeftAlone(settledBefore)} then 1 else 0 end) as left_alone
				from answer as a where ${within(span)}
				group by a.day, a.door, a.refused, a.cause 
			`.execute(db);
			return rows.map(({day, door, refused, cause, answers, left_alone}) => ({
				day,
				door: door as Door,
				refused: refused === 1,
				...(cause !== null && {cause}),
				answers: Number(answers),
				leftAlone: Number(left_alone),
			}));
		},

		async opinions({settledBefore, asides, ...span}) {
			const of = (kind: FeedbackKind) => sql`max(case when f.kind = ${sql.lit(kind)} then 1 else 0 end)`;
			const wasToSolve = sql`case when ${isNamed} and ${isLeftAlone(settledBefore)} and a.cause is not null
				and a.cause not in (${sql.join(['', ...asides])}) then 1 else 0 end`;
			const {rows} = await sql<{
				day: string;
				solved: number;
				not_helpful: number;
				asked_human: number;
				left_alone: number;
			}>`
				select day, sum(solved) as solved, sum(not_helpful) as not_helpful, sum(asked_human) as asked_human,
					sum(left_alone) as left_alone
				from (
					select a.id, a.day, ${of('solved')} as solved, ${of('not_helpful')} as not_helpful,
						${of('ask_human')} as asked_human, max(${wasToSolve}) as left_alone
					from answer as a cross join feedback as f where f.question_id = a.id and ${withinIds(span)}
					group by a.id, a.day
					union all
					select a.id, a.day, 0, 0, 0, max(${wasToSolve})
					from review as r cross join answer as a
					where a.id = r.question_id and r.judgement in ('wrong', 'unsafe') and ${withinIds(span)}
						and not exists (select 1 from feedback as f where f.question_id = a.id)
					group by a.id, a.day
				) as said
				group by day order by day
			`.execute(db);
			return rows.map(({day, solved, not_helpful, asked_human, left_alone}) => ({
				day,
				solved: Number(solved),
				notHelpful: Number(not_helpful),
				askedHuman: Number(asked_human),
				saidAndLeftAlone: Number(left_alone),
			}));
		},

		async times(span) {
			const of = async (name: DayTimes['of'], column: 'elapsed_ms' | 'first_reply_ms') => {
				const ms = sql.ref(`a.${column}`);
				const step = sql`cast(floor(ln(case when ${ms} < 1 then 1 else ${ms} end) * ${sql.lit(stepsPerE)}) as integer)`;
				const {rows} = await sql<{day: string; step: number; answers: number}>`
					select a.day, ${step} as step, count(*) as answers
					from answer as a where ${within(span)} and ${ms} is not null
					group by a.day, ${step} order by day, step
				`.execute(db);
				return rows.map(
					({day, step, answers}): DayTimes => ({
						day,
						of: name,
						ms: Math.exp((Number(step) + 0.5) / stepsPerE),
						answers: Number(answers),
					}),
				);
			};
			return [...(await of('first_reply', 'first_reply_ms')), ...(await of('answer', 'elapsed_ms'))];
		},

		async models(span) {
			const {rows} = await sql<{
				model: string;
				answers: number;
				fell_back: number;
				input: number;
				output: number;
				cost: number | null;
			}>`
				select a.model, count(*) as answers, sum(case when a.writer = 'model' then 0 else 1 end) as fell_back,
					sum(a.input_tokens) as input, sum(a.output_tokens) as output, sum(a.cost) as cost
				from answer as a where ${within(span)} and a.model is not null
				group by a.model order by answers desc, a.model
			`.execute(db);
			return rows.map(({model, answers, fell_back, input, output, cost}) => ({
				model,
				answers: Number(answers),
				fellBack: Number(fell_back),
				inputTokens: Number(input),
				outputTokens: Number(output),
				...(cost !== null && {cost: Number(cost)}),
			}));
		},

		async complaints({reasons, ...span}) {
			const chosen = reasons.map(reason => sql`when ${begins(sql`f.note`, reason)} then ${reason}`);
			const {rows} = await sql<{reason: string | null; count: number}>`
				select reason, count(*) as count from (
					select distinct f.question_id, case ${sql.join(chosen, sql` `)} end as reason
					from feedback as f inner join answer as a on a.id = f.question_id
					where f.kind = 'not_helpful' and f.note is not null and ${withinIds(span)}
				) as said
				group by reason
			`.execute(db);
			return new Map(rows.map(({reason, count}) => [reason ?? undefined, Number(count)]));
		},

		async gaps({lowConfidence, limit, ...span}) {
			const ids = await gapIds(db, {lowConfidence, limit, ...span});
			const found = [...ids.keys()].toSorted().toReversed().slice(0, limit);
			if (found.length === 0) return [];
			const rows = await db
				.selectFrom('answer')
				.select(['id', 'cause', sql<string>`substr(question, 1, ${sql.lit(excerptLength)})`.as('excerpt')])
				.where('id', 'in', found)
				.where('text_gone', 'is', null)
				.orderBy('id', 'desc')
				.execute();
			return rows.map(({id, cause, excerpt}) => ({
				id,
				excerpt,
				...(cause !== null && {cause}),
				because: gapReasons.filter(reason => ids.get(id)?.has(reason)),
			}));
		},

		async causes(span) {
			const said = (table: 'feedback' | 'review', kind: Sql) => sql<{
				cause: string;
				kind: string;
				count: number;
			}>`
				select cause, kind, count(*) as count from (
					select distinct a.id, a.cause, ${kind} as kind
					from answer as a cross join ${sql.table(table)} as s
					where s.question_id = a.id and ${withinIds(span)} and ${isNamed} and a.cause is not null
				) as said
				group by cause, kind
			`;
			const [led, felt, judged] = await Promise.all([
				sql<{cause: string; count: number}>`
					select a.cause, count(*) as count from answer as a
					where ${within(span)} and ${isNamed} and a.cause is not null
					group by a.day, a.door, a.refused, a.cause
				`.execute(db),
				said('feedback', sql`s.kind`).execute(db),
				said('review', sql`s.judgement`).execute(db),
			]);
			const of = (rows: typeof felt.rows, cause: string) =>
				Object.fromEntries(
					rows.filter(row => row.cause === cause).map(({kind, count}) => [kind, Number(count)]),
				);
			return [...Map.groupBy(led.rows, ({cause}) => cause)]
				.map(([cause, days]) => ({
					cause,
					answers: days.reduce((sum, {count}) => sum + Number(count), 0),
					feedback: of(felt.rows, cause),
					judgements: of(judged.rows, cause),
				}))
				.toSorted((a, b) => b.answers - a.answers || (a.cause < b.cause ? -1 : 1));
		},

		async remarksOnLinks({limit, ...span}) {
			const from = (table: 'feedback' | 'review') => sql`
				select n.question_id, a.cause, n.note, n.at
				from ${sql.table(table)} as n inner join answer as a on a.id = n.question_id
				where n.note is not null and lower(n.note) like '%link%' and ${withinIds(span)}
			`;
			const {rows} = await sql<{question_id: string; cause: string | null; note: string; at: string}>`
				select * from (${from('feedback')} union all ${from('review')}) as remarks
				order by at desc, question_id limit ${limit}
			`.execute(db);
			return rows.map(({question_id, cause, note, at}) => ({
				questionId: question_id,
				...(cause !== null && {cause}),
				note,
				at: new Date(at),
			}));
		},
	};
}

type Sql = RawBuilder<unknown>;

/** Of the logarithm: each step is 4 % longer than the one before. */
const stepsPerE = 25;

/** Not by the index of what was refused, for the same reason as the servers'. */
const isNamed = sql`(a.refused + 0) = 0`;

/** For what is counted in the order of days. */
function within({since, until, ...scope}: Span): Sql {
	return sql`a.day >= ${isoDay(since)} and a.day < ${isoDay(until)}${inScope(scope)}`;
}

/** For what is found by id: of what was said about answers, or the newest first. */
function withinIds({since, until, ...scope}: Span): Sql {
	return sql`a.id >= ${idsFrom(since)} and a.id < ${idsFrom(until)}${inScope(scope)}`;
}

/** Not by the index of servers, which leads to the long rows: `||` keeps both engines from it. */
function inScope({servers}: Pick<Span, 'servers'>): Sql {
	if (servers === undefined) return sql``;
	return sql` and (a.guild_id || '') in (${sql.join(servers.length === 0 ? [''] : servers)})`;
}

function isoDay(at: Date): string {
	return at.toISOString().slice(0, 10);
}

function isLeftAlone(settledBefore: Date): Sql {
	return sql`a.followed = 0 and a.id < ${idsFrom(settledBefore)}`;
}

/** The newest questions of each reason, with all their reasons. */
async function gapIds(
	db: Kysely<Schema>,
	{lowConfidence, limit, ...span}: Span & {readonly lowConfidence: number; readonly limit: number},
): Promise<ReadonlyMap<string, ReadonlySet<GapReason>>> {
	const answers = sql`answer as a where ${withinIds(span)} and a.text_gone is null`;
	const newest = sql`order by a.id desc limit ${limit}`;
	const found: Readonly<Record<GapReason, Sql>> = {
		refused: sql`select a.id from ${answers} and (a.refused + 0) = 1 ${newest}`,
		low_confidence: sql`select a.id from ${answers} and ${isNamed} and a.confidence < ${lowConfidence} ${newest}`,
		not_helpful: sql`
			select a.id from ${answers}
			and exists (select 1 from feedback as f where f.question_id = a.id and f.kind = 'not_helpful') ${newest}
		`,
		judged_wrong: sql`
			select a.id from ${answers} and exists (
				select 1 from review as r where r.question_id = a.id and r.judgement in ('wrong', 'unsafe')
			) ${newest}
		`,
	};
	const ids = new Map<string, Set<GapReason>>();
	for (const reason of gapReasons) {
		const {rows} = await sql<{id: string}>`${found[reason]}`.execute(db);
		for (const {id} of rows) ids.set(id, (ids.get(id) ?? new Set()).add(reason));
	}
	return ids;
}
