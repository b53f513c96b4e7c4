import {randomUUID} from 'node:crypto';
import {type Kysely, sql, type Transaction} from 'kysely';
import type {TextGone} from './answer-record.ts';
import {isPostgres} from './column-types.ts';
import {dayOf, idOnDay, idsFrom} from './id-time.ts';
import {keepAnswer} from './keep-answer.ts';
import {type Pseudonym, pseudonymMark} from './pseudonym.ts';
import {fromRow} from './row.ts';
import type {Schema} from './schema.ts';
import {withoutText} from './without-text.ts';

/** A message of ours about a member's question. */
export type PostedMessage = {
	readonly questionId: string;
	readonly channelId: string;
	readonly messageId: string;
	readonly guildId?: string;
};

/** What is kept of a member. */
export type MemberTrace = {
	/** Questions that they asked or wrote the text of, oldest first. */
	readonly questionIds: readonly string[];
	/** How many of these still have their text. */
	readonly withText: number;
	/** Replies, cards, and other messages of ours that quote these questions. */
	readonly messages: readonly PostedMessage[];
	/** Questions of theirs that wait for an answer. */
	readonly pendingIds: readonly string[];
};

/** Removes what was promised not to be kept; figures stay. Every call is made of small transactions. */
export type PrivacyLog = {
	/**
	 * Removes the texts of questions asked before, and puts pseudonyms in the place of people's ids there. At most
	 * `limit` questions at a time; says how many it were.
	 */
	removeOldTexts(request: {
		readonly before: Date;
		readonly keptDays: number;
		readonly limit: number;
	}): Promise<number>;
	/** Puts pseudonyms in the place of the ids of those who did something before; says how many rows it were. */
	hidePeople(request: {readonly before: Date; readonly limit: number}): Promise<number>;
	traceOf(memberId: string): Promise<MemberTrace>;
	/** Removes the texts of a member's questions, and of answers to others that went on from these. */
	removeTextsOf(memberId: string): Promise<void>;
	/** Remembers a message of ours, besides replies and cards, that quotes a question. */
	rememberQuotation(message: Omit<PostedMessage, 'guildId'>): Promise<void>;
	/** Messages of ours, besides replies and cards, that quote a question. */
	quotationsOf(questionId: string): Promise<readonly PostedMessage[]>;
	/**
	 * Cards and other messages of ours that quote questions whose texts are gone by now, at most of `limit` questions in
	 * the order of their ids. `after`: only of questions behind the one with this id.
	 */
	quotedStill(request: {readonly after?: string; readonly limit: number}): Promise<readonly PostedMessage[]>;
	/** The message of ours is gone. */
	forgetMessage(messageId: string): Promise<void>;
	/**
	 * Cuts every tie between a member and the figures that stay: of a question, its day, its server and what kind of
	 * failure it was; of what they said of answers, that somebody said it.
	 */
	forgetMember(memberId: string): Promise<void>;
	/** Sees to it that nothing of what was removed is left in the files of the database. */
	wipe(): Promise<void>;
};

export function privacyOver(db: Kysely<Schema>, pseudonym: Pseudonym): PrivacyLog {
	return {
		async removeOldTexts({before, keptDays, limit}) {
			await db.deleteFrom('pending').where('asked_at', '<', before.toISOString()).execute();
			const rows = await db
				.selectFrom('answer')
				.select('id')
				.where('text_gone', 'is', null)
				.where('id', '<', idsFrom(before))
				.orderBy('id')
				.limit(limit)
				.execute();
			for (const {id} of rows) {
				await db.transaction().execute(async step => {
					await removeText(step, id, {because: 'retention', keptDays});
					await hideAsker(step, id, pseudonym);
					await hideJudges(step, id, pseudonym);
				});
			}
			return rows.length;
		},

		async hidePeople({before, limit}) {
			let hidden = 0;
			for (const table of actTables) {
				const people = await db
					.selectFrom(table)
					.select('by_id')
					// Discord's ids are digits alone.
					.where('by_id', '>=', '0')
					.where('by_id', '<', ':')
					.where('at', '<', before.toISOString())
					.distinct()
					.limit(limit)
					.execute();
				for (const {by_id} of people) {
					await db
						.transaction()
						.execute(step => renamePerson(step, {table, from: by_id, to: pseudonym(by_id), before}));
				}
				hidden += people.length;
			}
			return hidden;
		},

		async traceOf(memberId) {
			const people = [memberId, pseudonym(memberId)];
			const asked = await db
				.selectFrom('answer')
				.select(['id', 'guild_id', 'text_gone'])
				.where(({or, eb}) => or([eb('asker_id', 'in', people), eb('author_id', 'in', people)]))
				.orderBy('id')
				.execute();
			const pending = await db
				.selectFrom('pending')
				.select(['question_id', 'reply_channel_id', 'reply_message_id', 'guild_id'])
				.where('asker_id', '=', memberId)
				.orderBy('question_id')
				.execute();
			const guilds = new Map([
				...asked.map(({id, guild_id}) => [id, guild_id] as const),
				...pending.map(({question_id, guild_id}) => [question_id, guild_id] as const),
			]);
			const messages = await messagesAbout(db, [...guilds.keys()]);
			return {
				questionIds: asked.map(({id}) => id),
				withText: asked.filter(({text_gone}) => text_gone === null).length,
				messages: messages.map(message => {
					const guildId = guilds.get(message.questionId);
					return guildId == null ? message : {...message, guildId};
				}),
				pendingIds: pending.map(({question_id}) => question_id),
			};
		},

		async removeTextsOf(memberId) {
			const people = [memberId, pseudonym(memberId)];
			await db.deleteFrom('pending').where('asker_id', '=', memberId).execute();
			const own = await db
				.selectFrom('answer')
				.select(['id', 'conversation_id'])
				.where(({or, eb}) => or([eb('asker_id', 'in', people), eb('author_id', 'in', people)]))
				.orderBy('id')
				.execute();
			const firstOf = new Map<string, string>();
			for (const {id, conversation_id} of own) {
				if (!firstOf.has(conversation_id)) firstOf.set(conversation_id, id);
			}
			for (const [conversationId, firstId] of firstOf) {
				const later = await db
					.selectFrom('answer')
					.select('id')
					.where('conversation_id', '=', conversationId)
					.where('id', '>=', firstId)
					.where('text_gone', 'is', null)
					.execute();
				for (const {id} of later) {
					await db.transaction().execute(step => removeText(step, id, {because: 'request'}));
				}
			}
		},

		async rememberQuotation({questionId, channelId, messageId}) {
			await db
				.insertInto('quotation')
				.values({question_id: questionId, channel_id: channelId, message_id: messageId})
				.onConflict(conflict => conflict.column('message_id').doNothing())
				.execute();
		},

		async forgetMessage(messageId) {
			await db.deleteFrom('reply').where('message_id', '=', messageId).execute();
			await db.deleteFrom('quotation').where('message_id', '=', messageId).execute();
			await db
				.updateTable('standing')
				.set({card_channel_id: null, card_message_id: null})
				.where('card_message_id', '=', messageId)
				.execute();
		},

		async quotationsOf(questionId) {
			const rows = await db
				.selectFrom('quotation')
				.select(['channel_id', 'message_id'])
				.where('question_id', '=', questionId)
				.orderBy('message_id')
				.execute();
			return rows.map(({channel_id, message_id}) => ({
				questionId,
				channelId: channel_id,
				messageId: message_id,
			}));
		},

		async quotedStill({after = '', limit}) {
			const rows = await db
				.selectFrom('answer')
				.select('id')
				.where('text_gone', 'is not', null)
				.where('id', '>', after)
				.where(({or, exists, selectFrom}) =>
					or([
						exists(
							selectFrom('quotation')
								.select('quotation.message_id')
								.whereRef('quotation.question_id', '=', 'answer.id'),
						),
						exists(
							selectFrom('standing')
								.select('standing.question_id')
								.whereRef('standing.question_id', '=', 'answer.id')
								.where('standing.card_message_id', 'is not', null),
						),
					]),
				)
				.orderBy('id')
				.limit(limit)
				.execute();
			return messagesAbout(
				db,
				rows.map(({id}) => id),
				['quotation'],
			);
		},

		async forgetMember(memberId) {
			const people = [memberId, pseudonym(memberId)];
			const own = await db
				.selectFrom('answer')
				.select(['id', 'asked_at', 'asker_id'])
				.where(({or, eb}) => or([eb('asker_id', 'in', people), eb('author_id', 'in', people)]))
				.execute();
			for (const {id, asked_at, asker_id} of own) {
				await db.transaction().execute(async step => {
					if (asker_id !== null && people.includes(asker_id))
						await makeAnonymous(step, id, new Date(asked_at));
					else await step.updateTable('answer').set({author_id: null}).where('id', '=', id).execute();
				});
			}
			await forgetActs(db, people);
		},

		async wipe() {
			// In SQLite what was removed is overwritten at once (`secure_delete`), but for the write-ahead log. In
			// Postgres a vacuum frees the room for others to write in.
			await (isPostgres(db)
				? sql`vacuum answer, answer_fts_words, feedback, review, correction, pending, session`
				: sql`pragma wal_checkpoint(truncate)`
			).execute(db);
		},
	};
}

type Step = Transaction<Schema>;

/** Who did what, with its time. */
const actTables = ['feedback', 'review', 'correction', 'audit'] as const;

async function removeText(step: Step, id: string, textGone: TextGone): Promise<void> {
	const row = await step.selectFrom('answer').selectAll().where('id', '=', id).executeTakeFirst();
	if (!row) return;
	await keepAnswer(step, withoutText(fromRow(row), textGone));
	await step.updateTable('feedback').set({note: null}).where('question_id', '=', id).execute();
	await step.updateTable('review').set({note: null}).where('question_id', '=', id).execute();
	await step.deleteFrom('pending').where('question_id', '=', id).execute();
}

/** The asker, the author and the message that asked; in a direct message the channel stands for a person too. */
async function hideAsker(step: Step, id: string, pseudonym: Pseudonym): Promise<void> {
	const row = await step
		.selectFrom('answer')
		.select(['asker_id', 'author_id', 'message_id', 'guild_id'])
		.where('id', '=', id)
		.executeTakeFirstOrThrow();
	const hidden = (value: string | null) => (value === null ? null : pseudonym(value));
	await step
		.updateTable('answer')
		.set({
			asker_id: hidden(row.asker_id),
			author_id: hidden(row.author_id),
			message_id: hidden(row.message_id),
			...(row.guild_id === null && {channel_id: null}),
		})
		.where('id', '=', id)
		.execute();
}

async function hideJudges(step: Step, questionId: string, pseudonym: Pseudonym): Promise<void> {
	for (const table of ['feedback', 'review', 'correction'] as const) {
		const rows = await step
			.selectFrom(table)
			.select('by_id')
			.where('question_id', '=', questionId)
			.distinct()
			.execute();
		for (const {by_id} of rows.filter(({by_id}) => isDiscordId(by_id))) {
			await renamePerson(step, {table, from: by_id, to: pseudonym(by_id), questionId});
		}
	}
	const standing = await step
		.selectFrom('standing')
		.select('closed_by')
		.where('question_id', '=', questionId)
		.executeTakeFirst();
	if (standing?.closed_by != null && isDiscordId(standing.closed_by)) {
		await step
			.updateTable('standing')
			.set({closed_by: pseudonym(standing.closed_by)})
			.where('question_id', '=', questionId)
			.execute();
	}
}

function isDiscordId(by: string): boolean {
	return /^\d+$/.test(by);
}

/** Gives what somebody did another name; where the same was done under that name already, it is told once. */
async function renamePerson(
	step: Step,
	{
		table,
		from,
		to,
		questionId,
		before,
	}: {
		readonly table: (typeof actTables)[number];
		readonly from: string;
		readonly to: string;
		readonly questionId?: string;
		/** Only what was done before. */
		readonly before?: Date;
	},
): Promise<void> {
	await dropDoubles(step, {from, to});
	let change = step.updateTable(table).set({by_id: to}).where('by_id', '=', from);
	if (questionId !== undefined) change = change.where('question_id', '=', questionId);
	if (before !== undefined) change = change.where('at', '<', before.toISOString());
	await change.execute();
}

/** Of two judgements of one person the first stands where they are the same, and else the last. */
async function dropDoubles(
	step: Step,
	{from, to}: {readonly from: string; readonly to: string},
): Promise<void> {
	await step
		.deleteFrom('feedback')
		.where('by_id', '=', from)
		.where(({exists, selectFrom}) =>
			exists(
				selectFrom('feedback as known')
					.select('known.id')
					.whereRef('known.question_id', '=', 'feedback.question_id')
					.whereRef('known.kind', '=', 'feedback.kind')
					.where('known.by_id', '=', to),
			),
		)
		.execute();
	await step
		.deleteFrom('review')
		.where('by_id', '=', to)
		.where(({exists, selectFrom}) =>
			exists(
				selectFrom('review as newer')
					.select('newer.question_id')
					.whereRef('newer.question_id', '=', 'review.question_id')
					.where('newer.by_id', '=', from),
			),
		)
		.execute();
}

/** Our cards about some questions, and what else of ours the tables hold about them. */
async function messagesAbout(
	db: Kysely<Schema>,
	questionIds: readonly string[],
	tables: readonly ('reply' | 'quotation')[] = ['reply', 'quotation'],
): Promise<readonly PostedMessage[]> {
	const found: PostedMessage[] = [];
	// SQLite takes a limited number of values at a time.
	for (let start = 0; start < questionIds.length; start += 500) {
		const some = questionIds.slice(start, start + 500);
		for (const table of tables) {
			const rows = await db
				.selectFrom(table)
				.select(['question_id', 'channel_id', 'message_id'])
				.where('question_id', 'in', some)
				.orderBy('message_id')
				.execute();
			for (const {question_id, channel_id, message_id} of rows) {
				found.push({questionId: question_id, channelId: channel_id, messageId: message_id});
			}
		}
		const cards = await db
			.selectFrom('standing')
			.select(['question_id', 'card_channel_id', 'card_message_id'])
			.where('question_id', 'in', some)
			.execute();
		for (const {question_id, card_channel_id, card_message_id} of cards) {
			if (card_channel_id !== null && card_message_id !== null) {
				found.push({questionId: question_id, channelId: card_channel_id, messageId: card_message_id});
			}
		}
	}
	return found;
}

/**
 * Leaves a row that counts and leads to nobody: an id of its own and the day alone for a time, since a time to the
 * millisecond finds the message in Discord.
 */
async function makeAnonymous(step: Step, id: string, askedAt: Date): Promise<void> {
	const day = dayOf(askedAt);
	const newId = idOnDay(day);
	await step
		.updateTable('answer')
		.set({
			id: newId,
			conversation_id: newId,
			asked_at: day.toISOString(),
			asker_id: null,
			author_id: null,
			channel_id: null,
			message_id: null,
		})
		.where('id', '=', id)
		.execute();
	await step
		.updateTable('feedback')
		.set({question_id: newId, note: null})
		.where('question_id', '=', id)
		.execute();
	for (const table of ['reply', 'quotation', 'standing', 'review', 'correction', 'pending'] as const) {
		await step.deleteFrom(table).where('question_id', '=', id).execute();
	}
}

/** What a member said of answers, and did as a moderator, is now by somebody of whom nothing else is known. */
async function forgetActs(db: Kysely<Schema>, people: readonly string[]): Promise<void> {
	const somebody = `${pseudonymMark}${randomUUID()}`;
	await db.transaction().execute(async step => {
		for (const table of ['feedback', 'review'] as const) {
			await step.updateTable(table).set({note: null}).where('by_id', 'in', people).execute();
		}
		for (const from of people) {
			for (const table of actTables) await renamePerson(step, {table, from, to: somebody});
		}
		await step.deleteFrom('session').where('person_id', 'in', people).execute();
		await step.updateTable('standing').set({closed_by: somebody}).where('closed_by', 'in', people).execute();
		await step
			.updateTable('server_settings')
			.set({changed_by: somebody})
			.where('changed_by', 'in', people)
			.execute();
	});
}
