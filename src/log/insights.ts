import {type Kysely, type RawBuilder, sql} from 'kysely';
import type {Door} from '../evidence/question.ts';
import {begins} from './answer-list.ts';
import type {FeedbackKind} from './answer-record.ts';
import {isPostgres} from './column-types.ts';
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
	/** All in one pass. `settledBefore`: answers after that may still be followed by a question. */
	days(request: Span & {readonly settledBefore: Date}): Promise<{
		readonly counts: readonly DayCount[];
		readonly times: readonly DayTimes[];
	}>;
	opinions(
		request: Span & {readonly settledBefore: Date; readonly asides: readonly string[]},
	): Promise<readonly DayOpinion[]>;
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
	/** How many there are for each reason. */
	countGaps(request: Span & {readonly lowConfidence: number}): Promise<Readonly<Record<GapReason, number>>>;
	causes(span: Span): Promise<readonly CauseUse[]>;
	/** What was written beside votes and judgements and speaks of a link, newest first. */
	remarksOnLinks(request: Span & {readonly limit: number}): Promise<readonly Remark[]>;
};

const excerptLength = 600;

export function insightsOver(db: Kysely<Schema>): Insights {
	return {
		async days({settledBefore, ...span}) {
			const list = listed(db);
			const {rows} = await sql<{
				day: string;
				door: string;
				refused: number;
				cause: string | null;
				answers: number;
				left_alone: number;
				elapsed: string | null;
				first_reply: string | null;
			}>`
				select a.day, a.door, a.refused, a.cause, count(*) as answers,
					sum(case when ${isLeftAlone(settledBefore)} then 1 else 0 end) as left_alone,
					${list(sql`a.elapsed_ms`)} as elapsed, ${list(sql`a.first_reply_ms`)} as first_reply
				from answer as a where ${within(span)}
				group by a.day, a.door, a.refused, a.cause
			`.execute(db);
			const byDay = Map.groupBy(rows, ({day}) => day);
			return {
				counts: rows.map(({day, door, refused, cause, answers, left_alone}) => ({
					day,
					door: door as Door,
					refused: refused === 1,
					...(cause !== null && {cause}),
					answers: Number(answers),
					leftAlone: Number(left_alone),
				})),
				times: [...byDay].flatMap(([day, own]) => [
					...timesOf(
						{day, of: 'first_reply'},
						own.map(row => row.first_reply),
					),
					...timesOf(
						{day, of: 'answer'},
						own.map(row => row.elapsed),
					),
				]),
			};
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
					select f.question_id as id, max(a.day) as day, ${of('solved')} as solved, ${of('not_helpful')} as not_helpful,
						${of('ask_human')} as asked_human, max(${wasToSolve}) as left_alone
					from feedback as f cross join answer as a where ${saidOf(sql`f.question_id`, span)}
					group by f.question_id
					union all
					select r.question_id, max(a.day), 0, 0, 0, max(${wasToSolve})
					from review as r cross join answer as a
					where ${saidOf(sql`r.question_id`, span)} and r.judgement in ('wrong', 'unsafe')
						and not exists (select 1 from feedback as f where f.question_id = a.id)
					group by r.question_id
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
					from feedback as f cross join answer as a
					where ${saidOf(sql`f.question_id`, span)} and f.kind = 'not_helpful' and f.note is not null
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

		async countGaps({lowConfidence, ...span}) {
			const of = (condition: Sql) => sql`sum(case when ${condition} then 1 else 0 end)`;
			const count = (said: Sql) => sql`
				select count(*) from (
					select distinct a.id from ${said} as s cross join answer as a
					where ${saidOf(sql`s.question_id`, span)} and a.text_gone is null
				) as found
			`;
			const {rows} = await sql<Record<GapReason, number | null>>`
				select ${of(sql`(a.refused + 0) = 1`)} as refused,
					${of(sql`${isNamed} and a.confidence < ${lowConfidence}`)} as low_confidence,
					(${count(disliked)}) as not_helpful, (${count(judgedWrong)}) as judged_wrong
				from answer as a where ${withinIds(span)} and a.text_gone is null
			`.execute(db);
			return Object.fromEntries(gapReasons.map(reason => [reason, Number(rows[0]?.[reason] ?? 0)])) as Record<
				GapReason,
				number
			>;
		},

		async causes(span) {
			const said = (table: 'feedback' | 'review', kind: Sql) => sql<{
				cause: string;
				kind: string;
				count: number;
			}>`
				select cause, kind, count(*) as count from (
					select distinct a.id, a.cause, ${kind} as kind
					from ${sql.table(table)} as s cross join answer as a
					where ${saidOf(sql`s.question_id`, span)} and ${isNamed} and a.cause is not null
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

/** All values of a group in one text, as whole tenths: a row for each would cost more than to count them. */
function listed(db: Kysely<Schema>): (value: Sql) => Sql {
	return isPostgres(db)
		? value => sql`string_agg(cast(floor(${value} * 10 + 0.5) as text), ',')`
		: value => sql`group_concat(cast(${value} * 10 + 0.5 as integer))`;
}

/** How often each step of time stands in such texts. */
function timesOf(
	{day, of}: Pick<DayTimes, 'day' | 'of'>,
	lists: readonly (string | null)[],
): readonly DayTimes[] {
	const answers = new Map<string, number>();
	for (const list of lists) {
		for (const tenths of list?.split(',') ?? []) answers.set(tenths, (answers.get(tenths) ?? 0) + 1);
	}
	const steps = new Map<number, number>();
	for (const [tenths, count] of answers) {
		const step = Math.floor(Math.log(Math.max(1, Number(tenths) / 10)) * stepsPerE);
		steps.set(step, (steps.get(step) ?? 0) + count);
	}
	return [...steps].map(([step, count]) => ({
		day,
		of,
		ms: Math.exp((step + 0.5) / stepsPerE),
		answers: count,
	}));
}

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

/**
 * For what was said of answers: read first, since most answers have nothing said of them. The range stands for both,
 * so that either side is found by it.
 */
function saidOf(questionId: Sql, {since, until, ...scope}: Span): Sql {
	return sql`${questionId} >= ${idsFrom(since)} and ${questionId} < ${idsFrom(until)}
		and a.id >= ${questionId} and a.id <= ${questionId}${inScope(scope)}`;
}

const disliked = sql`(select question_id from feedback where kind = 'not_helpful')`;
const judgedWrong = sql`(select question_id from review where judgement in ('wrong', 'unsafe'))`;

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
			select distinct a.id from ${disliked} as s cross join answer as a
			where ${saidOf(sql`s.question_id`, span)} and a.text_gone is null ${newest}
		`,
		judged_wrong: sql`
			select distinct a.id from ${judgedWrong} as s cross join answer as a
			where ${saidOf(sql`s.question_id`, span)} and a.text_gone is null ${newest}
		`,
	};
	const ids = new Map<string, Set<GapReason>>();
	for (const reason of gapReasons) {
		const {rows} = await sql<{id: string}>`${found[reason]}`.execute(db);
		for (const {id} of rows) ids.set(id, (ids.get(id) ?? new Set()).add(reason));
	}
	return ids;
}
