import type {Kysely} from 'kysely';
import {isPostgres} from './column-types.ts';
import type {Schema} from './schema.ts';

/** Why a moderator should look at an answer. */
export const attentionReasons = [
	'refused',
	'low_confidence',
	'not_helpful',
	'secret_found',
	'injection_suspected',
	'new_cause',
	'model_cut',
	'draft',
	'every_answer',
] as const;
export type AttentionReason = (typeof attentionReasons)[number];

export const judgements = ['right', 'partly', 'wrong', 'unsafe'] as const;
export type Judgement = (typeof judgements)[number];

/** What one moderator says of an answer; their last word counts. */
export type Review = {
	readonly questionId: string;
	readonly byId: string;
	readonly judgement: Judgement;
	readonly note?: string;
	readonly at: Date;
};

/** What a moderator puts in an answer's place. The newest one stands; the original stays in the record. */
export type Correction = {
	readonly questionId: string;
	readonly byId: string;
	readonly at: Date;
	/** The cause that it really was. */
	readonly cause?: string;
	/** Discord Markdown, without secrets. */
	readonly text: string;
	readonly link?: string;
};

/** Whether members see the answer. */
export type Publication = 'published' | 'draft' | 'retracted' | 'corrected';

/** Where an answer stands with the moderators. */
export type Standing = {
	readonly questionId: string;
	readonly guildId?: string;
	readonly reasons: readonly AttentionReason[];
	readonly state: 'open' | 'done';
	readonly publication: Publication;
	/** The card in the review channel. */
	readonly card?: {readonly channelId: string; readonly messageId: string};
	readonly openedAt: Date;
	readonly closedBy?: string;
	readonly closedAt?: Date;
};

/** One thing that somebody did; nothing is ever changed in this list but by the retention of its time. */
export type AuditEntry = {
	readonly at: Date;
	/** A Discord id, or `console` and `lineman` for what nobody in Discord did. */
	readonly byId: string;
	readonly guildId?: string;
	/** A verb and its object, such as `change_settings`, `retract_answer`. */
	readonly action: string;
	/** What it was done to: a question's id, a setting's name. */
	readonly subject?: string;
	/** Plain data, without secrets or members' text. */
	readonly detail?: Readonly<Record<string, unknown>>;
};

/** What moderators did, and what waits for them. */
export type ModerationLog = {
	/** Puts an answer before the moderators, or adds reasons to one that is there; says whether it is new. */
	raise(request: {
		readonly questionId: string;
		readonly guildId?: string;
		readonly reasons: readonly AttentionReason[];
		readonly publication?: Publication;
		readonly at: Date;
	}): Promise<{readonly standing: Standing; readonly isNew: boolean}>;
	standing(questionId: string): Promise<Standing | undefined>;
	/** The newest first; `before`: only questions asked before the one with this id. */
	open(request: {
		readonly guildId?: string;
		readonly limit: number;
		readonly before?: string;
	}): Promise<readonly Standing[]>;
	countOpen(guildId?: string): Promise<number>;
	/** Answers that no member sees until a moderator has, the longest waiting first. */
	drafts(request?: {readonly guildId?: string; readonly openedBefore?: Date}): Promise<readonly Standing[]>;
	/** Open cases of servers that were opened since then and have no card, oldest first. */
	withoutCard(since: Date): Promise<readonly Standing[]>;
	rememberCard(questionId: string, card: NonNullable<Standing['card']>): Promise<void>;
	/** The question that a card in a review channel is about. */
	questionOfCard(messageId: string): Promise<string | undefined>;
	close(request: {readonly questionId: string; readonly byId: string; readonly at: Date}): Promise<void>;
	publish(questionId: string, publication: Publication): Promise<void>;
	review(review: Review): Promise<void>;
	/** Oldest first, one of each moderator. */
	reviewsOf(questionId: string): Promise<readonly Review[]>;
	correct(correction: Correction): Promise<void>;
	/** Oldest first: the last one stands. */
	correctionsOf(questionId: string): Promise<readonly Correction[]>;
	/** The standing correction of each question, oldest question first. */
	corrections(request?: {readonly guildId?: string}): Promise<readonly Correction[]>;
	note(entry: AuditEntry): Promise<void>;
	/** Newest first. */
	history(request: {
		readonly subject?: string;
		readonly guildId?: string;
		readonly limit: number;
	}): Promise<readonly AuditEntry[]>;
	/** Forgets what was said and done about a question: cards, reviews, corrections. The audit keeps that it happened. */
	forgetQuestion(questionId: string): Promise<void>;
};

export function moderationOver(db: Kysely<Schema>): ModerationLog {
	const standing = async (questionId: string): Promise<Standing | undefined> => {
		const row = await db
			.selectFrom('standing')
			.selectAll()
			.where('question_id', '=', questionId)
			.executeTakeFirst();
		return row && toStanding(row);
	};

	return {
		standing,

		raise: ({questionId, guildId, reasons, publication = 'published', at}) =>
			db.transaction().execute(async step => {
				// First a place for it: another process may raise the same question at this moment.
				const {numInsertedOrUpdatedRows} = await step
					.insertInto('standing')
					.values({
						question_id: questionId,
						guild_id: guildId ?? null,
						reasons_json: '[]',
						state: 'open',
						publication,
						opened_at: at.toISOString(),
					})
					.onConflict(conflict => conflict.column('question_id').doNothing())
					.executeTakeFirstOrThrow();
				const before = await step
					.selectFrom('standing')
					.selectAll()
					.where('question_id', '=', questionId)
					.$if(isPostgres(db), query => query.forUpdate())
					.executeTakeFirstOrThrow();
				const known = toStanding(before).reasons;
				const all = attentionReasons.filter(reason => known.includes(reason) || reasons.includes(reason));
				const change = {
					publication: before.publication === 'published' ? publication : before.publication,
					reasons_json: JSON.stringify(all),
					// A new reason opens a case that was closed.
					...(all.length > known.length && {state: 'open', closed_by: null, closed_at: null}),
				};
				await step.updateTable('standing').set(change).where('question_id', '=', questionId).execute();
				return {
					standing: toStanding({...before, ...change}),
					isNew: numInsertedOrUpdatedRows === 1n,
				};
			}),

		async open({guildId, limit, before}) {
			let query = db
				.selectFrom('standing')
				.selectAll()
				.where('state', '=', 'open')
				.orderBy('question_id', 'desc')
				.limit(limit);
			if (guildId !== undefined) query = query.where('guild_id', '=', guildId);
			if (before !== undefined) query = query.where('question_id', '<', before);
			return (await query.execute()).map(toStanding);
		},

		async countOpen(guildId) {
			let query = db
				.selectFrom('standing')
				.select(({fn}) => fn.countAll<number>().as('count'))
				.where('state', '=', 'open');
			if (guildId !== undefined) query = query.where('guild_id', '=', guildId);
			return Number((await query.executeTakeFirstOrThrow()).count);
		},

		async drafts({guildId, openedBefore} = {}) {
			let query = db
				.selectFrom('standing')
				.selectAll()
				.where('state', '=', 'open')
				.where('publication', '=', 'draft')
				.orderBy('opened_at')
				.orderBy('question_id');
			if (guildId !== undefined) query = query.where('guild_id', '=', guildId);
			if (openedBefore !== undefined) query = query.where('opened_at', '<', openedBefore.toISOString());
			return (await query.execute()).map(toStanding);
		},

		async withoutCard(since) {
			const rows = await db
				.selectFrom('standing')
				.selectAll()
				.where('state', '=', 'open')
				.where('opened_at', '>=', since.toISOString())
				.where('guild_id', 'is not', null)
				.where('card_message_id', 'is', null)
				.orderBy('question_id')
				.execute();
			return rows.map(toStanding);
		},

		async rememberCard(questionId, {channelId, messageId}) {
			await db
				.updateTable('standing')
				.set({card_channel_id: channelId, card_message_id: messageId})
				.where('question_id', '=', questionId)
				.execute();
		},

		async questionOfCard(messageId) {
			const row = await db
				.selectFrom('standing')
				.select('question_id')
				.where('card_message_id', '=', messageId)
				.executeTakeFirst();
			return row?.question_id;
		},

		async close({questionId, byId, at}) {
			await db
				.updateTable('standing')
				.set({state: 'done', closed_by: byId, closed_at: at.toISOString()})
				.where('question_id', '=', questionId)
				.where('state', '=', 'open')
				.execute();
		},

		async publish(questionId, publication) {
			await db.updateTable('standing').set({publication}).where('question_id', '=', questionId).execute();
		},

		async review({questionId, byId, judgement, note, at}) {
			const row = {
				question_id: questionId,
				by_id: byId,
				judgement,
				note: note ?? null,
				at: at.toISOString(),
			};
			await db
				.insertInto('review')
				.values(row)
				.onConflict(conflict => conflict.columns(['question_id', 'by_id']).doUpdateSet(row))
				.execute();
		},

		async reviewsOf(questionId) {
			const rows = await db
				.selectFrom('review')
				.selectAll()
				.where('question_id', '=', questionId)
				.orderBy('at')
				.orderBy('by_id')
				.execute();
			return rows.map(toReview);
		},

		async correct({questionId, byId, at, cause, text, link}) {
			await db
				.insertInto('correction')
				.values({
					question_id: questionId,
					by_id: byId,
					at: at.toISOString(),
					cause: cause ?? null,
					text,
					link: link ?? null,
				})
				.execute();
		},

		async correctionsOf(questionId) {
			const rows = await db
				.selectFrom('correction')
				.selectAll()
				.where('question_id', '=', questionId)
				.orderBy('id')
				.execute();
			return rows.map(toCorrection);
		},

		async corrections({guildId} = {}) {
			let query = db
				.selectFrom('correction')
				.selectAll('correction')
				.where(({eb, selectFrom}) =>
					eb(
						'correction.id',
						'in',
						selectFrom('correction as each')
							.select(({fn}) => fn.max<number>('each.id').as('newest'))
							.groupBy('each.question_id'),
					),
				)
				.orderBy('correction.question_id');
			if (guildId !== undefined) {
				query = query
					.innerJoin('answer', 'answer.id', 'correction.question_id')
					.where('answer.guild_id', '=', guildId);
			}
			return (await query.execute()).map(toCorrection);
		},

		async note({at, byId, guildId, action, subject, detail}) {
			await db
				.insertInto('audit')
				.values({
					at: at.toISOString(),
					by_id: byId,
					guild_id: guildId ?? null,
					action,
					subject: subject ?? null,
					detail_json: detail === undefined ? null : JSON.stringify(detail),
				})
				.execute();
		},

		async history({subject, guildId, limit}) {
			let query = db.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(limit);
			if (subject !== undefined) query = query.where('subject', '=', subject);
			if (guildId !== undefined) query = query.where('guild_id', '=', guildId);
			return (await query.execute()).map(row => ({
				at: new Date(row.at),
				byId: row.by_id,
				...(row.guild_id !== null && {guildId: row.guild_id}),
				action: row.action,
				...(row.subject !== null && {subject: row.subject}),
				...(row.detail_json !== null && {detail: JSON.parse(row.detail_json)}),
			}));
		},

		forgetQuestion: questionId =>
			db.transaction().execute(async step => {
				await step.deleteFrom('standing').where('question_id', '=', questionId).execute();
				await step.deleteFrom('review').where('question_id', '=', questionId).execute();
				await step.deleteFrom('correction').where('question_id', '=', questionId).execute();
			}),
	};
}

export function toStanding(row: Schema['standing']): Standing {
	return {
		questionId: row.question_id,
		...(row.guild_id !== null && {guildId: row.guild_id}),
		reasons: JSON.parse(row.reasons_json),
		state: row.state as Standing['state'],
		publication: row.publication as Publication,
		...(row.card_channel_id !== null &&
			row.card_message_id !== null && {
				card: {channelId: row.card_channel_id, messageId: row.card_message_id},
			}),
		openedAt: new Date(row.opened_at),
		...(row.closed_by !== null && {closedBy: row.closed_by}),
		...(row.closed_at !== null && {closedAt: new Date(row.closed_at)}),
	};
}

export function toReview({question_id, by_id, judgement, note, at}: Schema['review']): Review {
	return {
		questionId: question_id,
		byId: by_id,
		judgement: judgement as Judgement,
		...(note !== null && {note}),
		at: new Date(at),
	};
}

export function toCorrection(row: {
	question_id: string;
	by_id: string;
	at: string;
	cause: string | null;
	text: string;
	link: string | null;
}): Correction {
	return {
		questionId: row.question_id,
		byId: row.by_id,
		at: new Date(row.at),
		...(row.cause !== null && {cause: row.cause}),
		text: row.text,
		...(row.link !== null && {link: row.link}),
	};
}
