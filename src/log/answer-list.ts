import {type Kysely, type RawBuilder, sql} from 'kysely';
import type {Writer} from '../answer/answer.ts';
import type {Door} from '../evidence/question.ts';
import type {AnswerRecord, Feedback, FeedbackKind, TextGone} from './answer-record.ts';
import {searchFor} from './answer-search.ts';
import {isPostgres} from './column-types.ts';
import {idsFrom} from './id-time.ts';
import {
	type AttentionReason,
	type Correction,
	type Judgement,
	type Publication,
	type Review,
	type Standing,
	toCorrection,
	toReview,
	toStanding,
} from './moderation.ts';
import {fromRow, textGoneOf} from './row.ts';
import type {Schema} from './schema.ts';
import {sayTextGone} from './text-gone.ts';

/** Which answers; all that is given has to hold. */
export type AnswerFilter = {
	/** Those of these servers alone; undefined: of every server, and of questions from outside Discord. */
	readonly servers?: readonly string[];
	/** Words in the question or in the answer. */
	readonly words?: string;
	readonly channel?: string;
	/** The leading cause. */
	readonly cause?: string;
	/** Whether no cause was named. */
	readonly refused?: boolean;
	readonly writer?: Writer;
	readonly door?: Door;
	/** The leading cause's confidence, from 0 to 1, both ends included. */
	readonly leastConfidence?: number;
	readonly mostConfidence?: number;
	/** The leading cause is less sure than that. */
	readonly belowConfidence?: number;
	/**
	 * A cause other than `asides` was named, nobody said anything, nobody judged it wrong or unsafe, and the conversation
	 * did not go on; asked before that time.
	 */
	readonly assumedSolved?: {readonly askedBefore: Date; readonly asides: readonly string[]};
	/** The model that took part. */
	readonly model?: string;
	/** It is known when the first reply stood below the question. */
	readonly timed?: 'first_reply';
	/** Its texts are still kept. */
	readonly text?: 'kept';
	/** A member said that it was not helpful, and why: in these words, or in none of `otherThan`. */
	readonly complaint?: Complaint;
	readonly feedback?: FeedbackKind;
	/** Of their case with the moderators. */
	readonly state?: Standing['state'];
	readonly publication?: Publication;
	/** Somebody judged so. */
	readonly judgement?: Judgement | 'wrong or unsafe';
	/** Asked at this time or later, and before that one. */
	readonly since?: Date;
	readonly until?: Date;
};

/** A note begins with the reason that was chosen, in its words. */
export type Complaint = {readonly reason: string} | {readonly otherThan: readonly string[]};

/** Where in the list: behind an answer, or directly in front of one. */
export type AnswerPage = {
	readonly filter: AnswerFilter;
	readonly limit: number;
	readonly before?: string;
	readonly after?: string;
};

/** As much of an answer as a list shows. */
export type AnswerLine = {
	readonly id: string;
	readonly askedAt: Date;
	readonly door: Door;
	readonly guildId?: string;
	readonly channelId?: string;
	/** How the question begins. */
	readonly excerpt: string;
	readonly verdict: string;
	readonly cause?: string;
	readonly confidence?: number;
	readonly refused: boolean;
	readonly writer: Writer;
	readonly elapsedMs: number;
	readonly textGone?: TextGone;
	readonly feedback: readonly FeedbackKind[];
	readonly judgements: readonly Judgement[];
	/** Undefined where nobody has put it before the moderators. */
	readonly standing?: {
		readonly state: Standing['state'];
		readonly publication: Publication;
		readonly reasons: readonly AttentionReason[];
	};
};

/** An answer with all that was said and done about it. */
export type WholeAnswer = {
	readonly record: AnswerRecord;
	readonly standing?: Standing;
	readonly feedback: readonly Feedback[];
	readonly reviews: readonly Review[];
	/** Oldest first: the last one stands. */
	readonly corrections: readonly Correction[];
};

/** Answers as those who review them look through them: newest first. */
export type AnswerList = {
	ids(page: AnswerPage): Promise<readonly string[]>;
	lines(page: AnswerPage): Promise<readonly AnswerLine[]>;
	whole(page: AnswerPage): Promise<readonly WholeAnswer[]>;
	/** How many there are, counted no further than `most`. */
	count(filter: AnswerFilter, most: number): Promise<number>;
	/** The servers in which anything was asked. */
	servers(): Promise<readonly string[]>;
	/** The channels in which anything was asked, each with its server. */
	channels(): Promise<readonly {readonly id: string; readonly serverId: string}[]>;
};

const excerptLength = 400;
const mostServers = 200;
const mostChannels = 500;

export function answerListOver(db: Kysely<Schema>): AnswerList {
	const ids = (page: AnswerPage) => idsOn(db, page);
	return {
		ids,

		async lines(page) {
			const found = await ids(page);
			if (found.length === 0) return [];
			const [rows, about] = await Promise.all([
				db
					.selectFrom('answer')
					.select([
						'id',
						'asked_at',
						'door',
						'guild_id',
						'channel_id',
						sql<string>`substr(question, 1, ${sql.lit(excerptLength)})`.as('excerpt'),
						'verdict',
						'cause',
						'confidence',
						'refused',
						'writer',
						'elapsed_ms',
						'text_gone',
						'kept_days',
					])
					.where('id', 'in', found)
					.execute(),
				readAbout(db, found),
			]);
			const lines = new Map(rows.map(row => [row.id, toLine(row, about)]));
			return found.flatMap(id => lines.get(id) ?? []);
		},

		async whole(page) {
			const found = await ids(page);
			if (found.length === 0) return [];
			const [rows, about, corrections] = await Promise.all([
				db.selectFrom('answer').selectAll().where('id', 'in', found).execute(),
				readAbout(db, found),
				db.selectFrom('correction').selectAll().where('question_id', 'in', found).orderBy('id').execute(),
			]);
			const records = new Map(rows.map(row => [row.id, fromRow(row)]));
			return found.flatMap(id => {
				const record = records.get(id);
				if (record === undefined) return [];
				const standing = about.standings.get(id);
				return {
					record,
					...(standing && {standing}),
					feedback: about.feedback.get(id) ?? [],
					reviews: about.reviews.get(id) ?? [],
					corrections: corrections.filter(({question_id}) => question_id === id).map(toCorrection),
				};
			});
		},

		async count(filter, most) {
			const {select, from, key, conditions} = ways(db, filter);
			const {rows} = await sql<{count: number}>`
				select count(*) as count from (
					${select} ${key} as id from ${from} where ${allOf(conditions)} limit ${most}
				) as found
			`.execute(db);
			return Number(rows[0]?.count ?? 0);
		},

		async servers() {
			const found: string[] = [];
			// From one to the next along the index: there are many answers and few servers.
			while (found.length < mostServers) {
				const row = await db
					.selectFrom('answer')
					.select('guild_id')
					.where('guild_id', '>', found.at(-1) ?? '')
					.orderBy('guild_id')
					.limit(1)
					.executeTakeFirst();
				if (row?.guild_id == null) break;
				found.push(row.guild_id);
			}
			return found;
		},

		async channels() {
			// Along the index again, in one statement: there may be hundreds of channels.
			const {rows} = await sql<{id: string; guild_id: string}>`
				with recursive channel (id) as (
					select min(channel_id) from answer
					union all
					select (select min(a.channel_id) from answer as a where a.channel_id > channel.id)
					from channel where channel.id is not null
				), placed as (
					select id, (select a.guild_id from answer as a where a.channel_id = channel.id limit 1) as guild_id
					from channel where id is not null
				)
				select id, guild_id from placed where guild_id is not null order by guild_id, id
				limit ${sql.lit(mostChannels)}
			`.execute(db);
			return rows.map(({id, guild_id}) => ({id, serverId: guild_id}));
		},
	};
}

async function idsOn(db: Kysely<Schema>, page: AnswerPage): Promise<readonly string[]> {
	const all = ways(db, page.filter);
	if (all.near !== undefined) {
		const near = await walk(db, all.near(page), page);
		if (near.length === page.limit) return near;
	}
	return walk(db, all, page);
}

async function walk(
	db: Kysely<Schema>,
	{select, from, key, conditions, order, cursor}: Ways,
	{limit, before, after}: AnswerPage,
): Promise<readonly string[]> {
	const within = [
		...conditions,
		...(before === undefined ? [] : [sql`${order} < ${cursor(before)}`]),
		...(after === undefined ? [] : [sql`${order} > ${cursor(after)}`]),
	];
	const isUpwards = after !== undefined && before === undefined;
	const {rows} = await sql<{id: string}>`
		${select} ${key} as id from ${from} where ${allOf(within)}
		order by ${order} ${isUpwards ? sql`asc` : sql`desc`} limit ${limit}
	`.execute(db);
	const found = rows.map(({id}) => id);
	return isUpwards ? found.toReversed() : found;
}

type Sql = RawBuilder<unknown>;

/** Which tables are walked, in which order, and what has to hold of what is met. */
type Ways = {
	/** Whether an answer may be met more than once. */
	readonly select: Sql;
	readonly from: Sql;
	/** The answer's id. */
	readonly key: Sql;
	readonly conditions: readonly Sql[];
	/** What the list is ordered by. */
	readonly order: Sql;
	/** Where in that order an answer stands. */
	readonly cursor: (id: string) => Sql;
	/** The same among the answers that are nearest to where a page begins: as a rule it is full with them. */
	readonly near?: (page: AnswerPage) => Ways;
};

/**
 * Walks the table that the rarest condition is about, along an index in the order of the list, so that a page is full
 * after few steps; `cross join` keeps SQLite from starting at the other end.
 */
function ways(db: Kysely<Schema>, filter: AnswerFilter): Ways {
	const search = filter.words === undefined ? undefined : searchFor(db, filter.words, filter.servers);
	if (filter.words !== undefined && search === undefined) return nothing;
	const conditions = [
		...ofAnswer(filter),
		...Object.values(besides).flatMap(({holds, exists}) => (holds(filter) ? [exists(filter)] : [])),
	];
	if (search !== undefined) return isPostgres(db) ? byVector(search, conditions) : byFts(search, conditions);
	const driver = Object.values(besides).find(({holds}) => holds(filter));
	if (driver === undefined) {
		const key = sql`a.id`;
		return {select: once, from: sql`answer as a`, key, conditions, order: key, cursor: plainly};
	}
	const {table, matches} = driver;
	const key = sql`d.question_id`;
	return {
		select: sql`select distinct`,
		from: sql`${table} as d cross join answer as a`,
		key,
		conditions: [
			sql`a.id = d.question_id`,
			matches(filter),
			...ofAnswer(filter),
			...Object.values(besides).flatMap(each =>
				each !== driver && each.holds(filter) ? [each.exists(filter)] : [],
			),
		],
		order: key,
		cursor: plainly,
	};
}

const once = sql`select`;
const plainly = (id: string): Sql => sql`${id}`;

const nothing: Ways = {
	select: once,
	from: sql`answer as a`,
	key: sql`a.id`,
	conditions: [sql`1 = 0`],
	order: sql`a.id`,
	cursor: plainly,
};

/** How many answers are looked through before the index is asked where the others are. */
const nearEnough = 1000;

/**
 * A common word is found soon by looking through the newest answers, a rare one by its index; Postgres cannot tell
 * them apart where a word is only begun. So both are tried, and the index is kept from being passed over by an order
 * that no other index has.
 */
function byVector(search: Sql, conditions: readonly Sql[]): Ways {
	const matches = sql`w.words @@ ${search}`;
	return {
		select: once,
		from: sql`answer_fts_words as w cross join answer as a`,
		key: sql`w.question_id`,
		conditions: [matches, sql`a.id = w.question_id`, ...conditions],
		order: sql`(w.question_id || '')`,
		cursor: plainly,
		near: ({before, after}) => {
			const beyond = [
				...conditions,
				...(before === undefined ? [] : [sql`a.id < ${before}`]),
				...(after === undefined ? [] : [sql`a.id > ${after}`]),
			];
			const direction = after !== undefined && before === undefined ? sql`asc` : sql`desc`;
			const nearest = sql`
				select a.id from answer as a where ${allOf(beyond)}
				order by a.id ${direction} limit ${sql.lit(nearEnough)}
			`;
			return {
				select: once,
				from: sql`(${nearest}) as a`,
				key: sql`a.id`,
				// Asked of one answer after the other: a join would be made with all of them first.
				conditions: [sql`(select ${matches} from answer_fts_words as w where w.question_id = a.id)`],
				order: sql`a.id`,
				cursor: plainly,
			};
		},
	};
}

/** The index gives what it finds in the order of recording, which is that of asking but for questions at one time. */
function byFts(search: Sql, conditions: readonly Sql[]): Ways {
	return {
		select: once,
		from: sql`answer_fts as f cross join answer_fts_words as w cross join answer as a`,
		key: sql`w.question_id`,
		conditions: [
			sql`f.answer_fts match ${search}`,
			sql`w.id = f.rowid`,
			sql`a.id = w.question_id`,
			...conditions,
		],
		order: sql`f.rowid`,
		cursor: id => sql`coalesce(
			(select id from answer_fts_words where question_id = ${id}),
			(select id from answer_fts_words where question_id < ${id} order by question_id desc limit 1) + 1,
			0
		)`,
	};
}

/** Conditions on other tables: the first that is asked for is walked along, the others are looked up. */
const besides = {
	judgement: {
		table: sql`review`,
		holds: ({judgement}: AnswerFilter) => judgement !== undefined,
		matches: ({judgement}: AnswerFilter): Sql => sql`d.judgement in (${judgedAs(judgement)})`,
		exists: ({judgement}: AnswerFilter): Sql =>
			sql`exists (select 1 from review as r where r.question_id = a.id and r.judgement in (${judgedAs(judgement)}))`,
	},
	feedback: {
		table: sql`feedback`,
		holds: ({feedback}: AnswerFilter) => feedback !== undefined,
		matches: ({feedback}: AnswerFilter): Sql => sql`d.kind = ${feedback}`,
		exists: ({feedback}: AnswerFilter): Sql =>
			sql`exists (select 1 from feedback as b where b.question_id = a.id and b.kind = ${feedback})`,
	},
	standing: {
		table: sql`standing`,
		holds: ({state, publication}: AnswerFilter) => state !== undefined || publication !== undefined,
		matches: (filter: AnswerFilter): Sql => allOf(standingConditions('d', filter)),
		exists: (filter: AnswerFilter): Sql =>
			sql`exists (select 1 from standing as s where s.question_id = a.id and ${allOf(standingConditions('s', filter))})`,
	},
} as const;

function judgedAs(judgement: AnswerFilter['judgement']): Sql {
	return judgement === 'wrong or unsafe' ? sql`'wrong', 'unsafe'` : sql`${judgement}`;
}

function standingConditions(alias: string, {state, publication}: AnswerFilter): readonly Sql[] {
	return [
		...(state === undefined ? [] : [sql`${sql.ref(`${alias}.state`)} = ${state}`]),
		...(publication === undefined ? [] : [sql`${sql.ref(`${alias}.publication`)} = ${publication}`]),
	];
}

function ofAnswer(filter: AnswerFilter): readonly Sql[] {
	const {servers, channel, cause, refused, writer, door, leastConfidence, mostConfidence, since, until} =
		filter;
	const {belowConfidence, assumedSolved, model, timed, text, complaint} = filter;
	return [
		...(servers === undefined ? [] : [servers.length === 0 ? sql`1 = 0` : ofServers(servers)]),
		...(channel === undefined ? [] : [sql`a.channel_id = ${channel}`]),
		...(cause === undefined ? [] : [sql`a.cause = ${cause}`]),
		...(refused === undefined ? [] : [sql`a.refused = ${refused ? 1 : 0}`]),
		...(writer === undefined ? [] : [sql`a.writer = ${writer}`]),
		...(door === undefined ? [] : [sql`a.door = ${door}`]),
		...(leastConfidence === undefined ? [] : [sql`a.confidence >= ${leastConfidence}`]),
		...(mostConfidence === undefined ? [] : [sql`a.confidence <= ${mostConfidence}`]),
		...(belowConfidence === undefined ? [] : [sql`a.confidence < ${belowConfidence}`]),
		...(assumedSolved === undefined ? [] : [isAssumedSolved(assumedSolved)]),
		...(model === undefined ? [] : [sql`a.model = ${model}`]),
		...(timed === undefined ? [] : [sql`a.first_reply_ms is not null`]),
		...(text === undefined ? [] : [sql`a.text_gone is null`]),
		...(complaint === undefined ? [] : [isComplainedOf(complaint)]),
		...(since === undefined ? [] : [sql`a.id >= ${idsFrom(since)}`]),
		...(until === undefined ? [] : [sql`a.id < ${idsFrom(until)}`]),
	];
}

function isAssumedSolved({askedBefore, asides}: NonNullable<AnswerFilter['assumedSolved']>): Sql {
	return sql`a.refused = 0 and a.followed = 0 and a.id < ${idsFrom(askedBefore)} and a.cause is not null
		and a.cause not in (${sql.join(['', ...asides])})
		and not exists (select 1 from feedback as b where b.question_id = a.id)
		and not exists (
			select 1 from review as r where r.question_id = a.id and r.judgement in ('wrong', 'unsafe')
		)`;
}

function isComplainedOf(complaint: Complaint): Sql {
	const says =
		'reason' in complaint
			? begins(sql`b.note`, complaint.reason)
			: allOf(complaint.otherThan.map(reason => sql`not ${begins(sql`b.note`, reason)}`));
	return sql`exists (
		select 1 from feedback as b
		where b.question_id = a.id and b.kind = 'not_helpful' and b.note is not null and ${says}
	)`;
}

/** Whether a note is a reason that was chosen, or begins with one. */
export function begins(note: Sql, reason: string): Sql {
	return sql`(${note} = ${reason} or substr(${note}, 1, ${sql.lit(reason.length + 2)}) = ${`${reason}: `})`;
}

function ofServers(servers: readonly string[]): Sql {
	return servers.length === 1 ? sql`a.guild_id = ${servers[0]}` : sql`a.guild_id in (${sql.join(servers)})`;
}

function allOf(conditions: readonly Sql[]): Sql {
	return conditions.length === 0 ? sql`1 = 1` : sql.join(conditions, sql` and `);
}

type About = {
	readonly standings: ReadonlyMap<string, Standing>;
	readonly feedback: ReadonlyMap<string, readonly Feedback[]>;
	readonly reviews: ReadonlyMap<string, readonly Review[]>;
};

async function readAbout(db: Kysely<Schema>, ids: readonly string[]): Promise<About> {
	const [standings, feedback, reviews] = await Promise.all([
		db.selectFrom('standing').selectAll().where('question_id', 'in', ids).execute(),
		db.selectFrom('feedback').selectAll().where('question_id', 'in', ids).orderBy('id').execute(),
		db
			.selectFrom('review')
			.selectAll()
			.where('question_id', 'in', ids)
			.orderBy('at')
			.orderBy('by_id')
			.execute(),
	]);
	return {
		standings: new Map(standings.map(row => [row.question_id, toStanding(row)])),
		feedback: Map.groupBy(feedback.map(toFeedback), ({questionId}) => questionId),
		reviews: Map.groupBy(reviews.map(toReview), ({questionId}) => questionId),
	};
}

type LineRow = {
	readonly id: string;
	readonly asked_at: string;
	readonly door: string;
	readonly guild_id: string | null;
	readonly channel_id: string | null;
	readonly excerpt: string;
	readonly verdict: string;
	readonly cause: string | null;
	readonly confidence: number | null;
	readonly refused: number;
	readonly writer: string;
	readonly elapsed_ms: number;
	readonly text_gone: string | null;
	readonly kept_days: number | null;
};

function toLine(row: LineRow, {standings, feedback, reviews}: About): AnswerLine {
	const {id, asked_at, door, guild_id, channel_id, excerpt, verdict, cause, confidence, refused} = row;
	const textGone = textGoneOf(row);
	const standing = standings.get(id);
	return {
		id,
		askedAt: new Date(asked_at),
		door: door as Door,
		...(guild_id !== null && {guildId: guild_id}),
		...(channel_id !== null && {channelId: channel_id}),
		excerpt,
		verdict: textGone ? `This answer was ${sayTextGone(textGone)}.` : verdict,
		...(cause !== null && {cause}),
		...(confidence !== null && {confidence}),
		refused: refused === 1,
		writer: row.writer as Writer,
		elapsedMs: row.elapsed_ms,
		...(textGone && {textGone}),
		feedback: [...new Set((feedback.get(id) ?? []).map(({kind}) => kind))],
		judgements: (reviews.get(id) ?? []).map(({judgement}) => judgement),
		...(standing && {
			standing: {
				state: standing.state,
				publication: standing.publication,
				reasons: standing.reasons,
			},
		}),
	};
}

function toFeedback(row: {
	question_id: string;
	by_id: string;
	kind: string;
	note: string | null;
	at: string;
}): Feedback {
	return {
		questionId: row.question_id,
		byId: row.by_id,
		kind: row.kind as FeedbackKind,
		...(row.note !== null && {note: row.note}),
		at: new Date(row.at),
	};
}
