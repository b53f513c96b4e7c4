import {type Kysely, type RawBuilder, sql} from 'kysely';
import type {Door} from '../evidence/question.ts';
import type {FeedbackKind} from './answer-record.ts';
import {idsFrom} from './id-time.ts';
import type {Judgement} from './moderation.ts';
import type {Schema} from './schema.ts';

/** Which answers are counted: asked from then on and before that, in these servers (undefined: all that is here). */
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
};

/** Answers after which the conversation did not go on, but of which somebody said something. */
export type SaidAndLeftAlone = {
	readonly day: string;
	readonly cause?: string;
	readonly answers: number;
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
	opinions(span: Span): Promise<readonly DayOpinion[]>;
	/**
	 * Of the answers that `counts` takes for left alone and that name a cause, those of which somebody said anything or
	 * that were judged wrong or unsafe.
	 */
	saidAndLeftAlone(request: Span & {readonly settledBefore: Date}): Promise<readonly SaidAndLeftAlone[]>;
	times(span: Span): Promise<readonly DayTimes[]>;
	models(span: Span): Promise<readonly ModelUse[]>;
	/** What members wrote beside "not helpful", newest first. */
	complaints(request: Span & {readonly limit: number}): Promise<readonly string[]>;
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
				select ${dayOf} as day, a.door, a.refused, a.cause, count(*) as answers,
					sum(case when ${isLeftAlone(settledBefore)} then 1 else 0 end) as left_alone
				from answer as a where ${within(span)}
				group by ${dayOf}, a.door, a.refused, a.cause order by day
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

		async opinions(span) {
			const of = (kind: FeedbackKind) =>
				sql`count(distinct case when f.kind = ${sql.lit(kind)} then f.question_id end)`;
			const {rows} = await sql<{
				day: string;
				solved: number;
				not_helpful: number;
				asked_human: number;
			}>`
				select ${dayOf} as day, ${of('solved')} as solved, ${of('not_helpful')} as not_helpful,
					${of('ask_human')} as asked_human
				from answer as a inner join feedback as f on f.question_id = a.id
				where ${within(span)} group by ${dayOf} order by day
			`.execute(db);
			return rows.map(({day, solved, not_helpful, asked_human}) => ({
				day,
				solved: Number(solved),
				notHelpful: Number(not_helpful),
				askedHuman: Number(asked_human),
			}));
		},

		async saidAndLeftAlone({settledBefore, ...span}) {
			const {rows} = await sql<{day: string; cause: string | null; answers: number}>`
				select ${dayOf} as day, a.cause, count(*) as answers from answer as a
				where ${within(span)} and a.refused = 0 and ${isLeftAlone(settledBefore)}
					and a.id in (
						select question_id from feedback
						where question_id >= ${idsFrom(span.since)} and question_id < ${idsFrom(span.until)}
						union
						select question_id from review
						where question_id >= ${idsFrom(span.since)} and question_id < ${idsFrom(span.until)}
							and judgement in ('wrong', 'unsafe')
					)
				group by ${dayOf}, a.cause
			`.execute(db);
			return rows.map(({day, cause, answers}) => ({
				day,
				...(cause !== null && {cause}),
				answers: Number(answers),
			}));
		},

		async times(span) {
			const of = async (name: DayTimes['of'], column: 'elapsed_ms' | 'first_reply_ms') => {
				const ms = sql.ref(`a.${column}`);
				const step = sql`cast(floor(ln(case when ${ms} < 1 then 1 else ${ms} end) * ${sql.lit(stepsPerE)}) as integer)`;
				const {rows} = await sql<{day: string; step: number; answers: number}>`
					select ${dayOf} as day, ${step} as step, count(*) as answers
					from answer as a where ${within(span)} and ${ms} is not null
					group by ${dayOf}, ${step} order by day, step
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

		async complaints({limit, ...span}) {
			const {rows} = await sql<{note: string}>`
				select f.note from feedback as f inner join answer as a on a.id = f.question_id
				where f.kind = 'not_helpful' and f.note is not null and ${within(span)} order by f.id desc limit ${limit}
			`.execute(db);
			return rows.map(({note}) => note);
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
			const [led, said, judged] = await Promise.all([
				sql<{cause: string; count: number}>`
					select a.cause, count(*) as count from answer as a
					where ${within(span)} and a.refused = 0 and a.cause is not null group by a.cause
				`.execute(db),
				sql<{cause: string; kind: string; count: number}>`
					select a.cause, f.kind, count(distinct f.question_id) as count
					from answer as a inner join feedback as f on f.question_id = a.id
					where ${within(span)} and a.refused = 0 and a.cause is not null group by a.cause, f.kind
				`.execute(db),
				sql<{cause: string; kind: string; count: number}>`
					select a.cause, r.judgement as kind, count(*) as count
					from answer as a inner join review as r on r.question_id = a.id
					where ${within(span)} and a.refused = 0 and a.cause is not null group by a.cause, r.judgement
				`.execute(db),
			]);
			const of = (rows: typeof said.rows, cause: string) =>
				Object.fromEntries(
					rows.filter(row => row.cause === cause).map(({kind, count}) => [kind, Number(count)]),
				);
			return led.rows
				.map(({cause, count}) => ({
					cause,
					answers: Number(count),
					feedback: of(said.rows, cause),
					judgements: of(judged.rows, cause),
				}))
				.toSorted((a, b) => b.answers - a.answers || (a.cause < b.cause ? -1 : 1));
		},

		async remarksOnLinks({limit, ...span}) {
			const from = (table: 'feedback' | 'review') => sql`
				select n.question_id, a.cause, n.note, n.at
				from ${sql.table(table)} as n inner join answer as a on a.id = n.question_id
				where n.note is not null and lower(n.note) like '%link%' and ${within(span)}
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

const dayOf = sql`substr(a.asked_at, 1, 10)`;
/** Of the logarithm: each step is 4 % longer than the one before. */
const stepsPerE = 25;

function within({servers, since, until}: Span): Sql {
	const inTime = sql`a.id >= ${idsFrom(since)} and a.id < ${idsFrom(until)}`;
	if (servers === undefined) return inTime;
	return sql`${inTime} and a.guild_id in (${sql.join(servers.length === 0 ? [''] : servers)})`;
}

function isLeftAlone(settledBefore: Date): Sql {
	return sql`a.followed = 0 and a.id < ${idsFrom(settledBefore)}`;
}

/** The newest questions of each reason, with all their reasons. */
async function gapIds(
	db: Kysely<Schema>,
	{lowConfidence, limit, ...span}: Span & {readonly lowConfidence: number; readonly limit: number},
): Promise<ReadonlyMap<string, ReadonlySet<GapReason>>> {
	const answers = sql`answer as a where ${within(span)} and a.text_gone is null`;
	const newest = sql`order by a.id desc limit ${limit}`;
	const found: Readonly<Record<GapReason, Sql>> = {
		refused: sql`select a.id from ${answers} and a.refused = 1 ${newest}`,
		low_confidence: sql`select a.id from ${answers} and a.refused = 0 and a.confidence < ${lowConfidence} ${newest}`,
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
