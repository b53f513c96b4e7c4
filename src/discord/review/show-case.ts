import {type Channel, DiscordAPIError} from 'discord.js';
import type {ServerSettings} from '../../log/server-settings.ts';
import type {Posted, Shown} from '../asked.ts';
import {editPayload, payload, write} from '../channel-reply.ts';
import {explainDiscordError, isGone, logDiscordError} from '../discord-errors.ts';
import type {DiscordTools} from '../discord-tools.ts';
import {withoutFileIfNeeded} from '../give-answer.ts';
import {linePicture} from '../line-picture.ts';
import {cardButtons} from './card-buttons.ts';
import {type Case, readCase} from './case.ts';
import {noticesFor, withNotices} from './keep-notices.ts';
import {publicReply, showsPicture} from './public-reply.ts';
import {writeCard} from './write-card.ts';

/** A case's card as it stands now. */
export function cardOf(given: Case): Shown {
	return {content: writeCard(given), buttons: cardButtons(given)};
}

/**
 * Brings the card of a case up to date, and posts it where an open case has none yet. Never rejects: where there is no
 * review channel, or nothing can be written in it, the case stays in the list of open ones.
 */
export async function showCard(questionId: string, tools: DiscordTools): Promise<void> {
	await tools.inTurn(cardTurn(questionId), async () => {
		try {
			const given = await readCase(questionId, tools.log);
			if (given?.standing.guildId === undefined) return;
			const settings = await tools.settings.of(given.standing.guildId);
			if (given.standing.card && (await editCard(given, given.standing.card, tools))) return;
			if (given.standing.state === 'open') await postCard(given, settings, tools);
		} catch (error) {
			logDiscordError(tools.logger, {action: 'show a review card', error, about: {questionId}});
		}
	});
}

/**
 * Forgets a question, and takes its card away and every other message of ours that quotes it; one that is gone already
 * is fine.
 */
export async function forgetCase(questionId: string, tools: DiscordTools): Promise<void> {
	const {log, inTurn} = tools;
	// A card that is being posted is waited for, and none is posted until the question is forgotten.
	await inTurn(cardTurn(questionId), async () => {
		const card = (await log.moderation.standing(questionId))?.card;
		const quotations = await log.privacy.quotationsOf(questionId);
		await log.forget(questionId);
		for (const message of [...(card ? [card] : []), ...quotations]) {
			await takeAway({channelId: message.channelId, messageId: message.messageId}, questionId, tools);
		}
	});
}

/** Deletes a message of ours about a question; never rejects. */
export async function takeAway(
	message: Posted,
	questionId: string,
	{client, logger}: DiscordTools,
): Promise<void> {
	try {
		const channel = await client.channels.fetch(message.channelId);
		if (channel?.isSendable()) {
			await inOpenThread(channel, () => channel.messages.delete(message.messageId));
		}
	} catch (error) {
		if (isGone(error)) return;
		const about = {questionId, ...message};
		logDiscordError(logger, {action: 'take away what quotes a question', error, about});
	}
}

function cardTurn(questionId: string): string {
	return `card/${questionId}`;
}

/** Whether the card is there; false where somebody has deleted it. */
async function editCard(given: Case, card: Posted, tools: DiscordTools): Promise<boolean> {
	try {
		const channel = await tools.client.channels.fetch(card.channelId);
		if (!channel?.isSendable()) return false;
		const shown = cardOf(given);
		await write(shown, () =>
			inOpenThread(channel, () => channel.messages.edit(card.messageId, editPayload(shown))),
		);
		return true;
	} catch (error) {
		if (isGone(error)) return false;
		complain(card.channelId, error, tools);
		return true;
	}
}

async function postCard(given: Case, {reviewChannel}: ServerSettings, tools: DiscordTools): Promise<void> {
	if (reviewChannel === null) return;
	const {questionId} = given.standing;
	try {
		const channel = await tools.client.channels.fetch(reviewChannel);
		if (!channel?.isSendable()) {
			complain(reviewChannel, new Error('it takes no messages, want a text channel'), tools);
			return;
		}
		const shown = cardOf(given);
		// Should we die before the card is remembered, Discord gives it again.
		const nonce = `c${questionId.replaceAll('-', '').slice(-24)}`;
		const messageId = await write(shown, async () => {
			const {id} = await channel.send({...payload(shown), nonce, enforceNonce: true});
			return id;
		});
		await tools.log.moderation.rememberCard(questionId, {channelId: channel.id, messageId});
		tools.deafChannels.delete(reviewChannel);
		tools.logger.info({questionId, channelId: channel.id, messageId}, 'put a card before the moderators');
	} catch (error) {
		complain(reviewChannel, error, tools);
	}
}

/** Says once what is wrong with a review channel, until something can be written in it again. */
function complain(channelId: string, error: unknown, {deafChannels, logger}: DiscordTools): void {
	if (deafChannels.has(channelId)) return;
	deafChannels.add(channelId);
	logger.warn(
		{channelId, ...(error instanceof DiscordAPIError && {status: error.status, code: error.code})},
		`Cannot post cards in the review channel "${channelId}": ${explainDiscordError(error)}; until then open cases are in /review`,
	);
}

/** What members see now; or why it could not be changed, in words for the moderator. */
export type ReplyShown = {readonly ok: true} | {readonly ok: false; readonly because: string};

/** What a member is told of an answer that a moderator sees first. */
export async function draftReply(questionId: string, tools: DiscordTools): Promise<Shown> {
	const given = await readCase(questionId, tools.log);
	if (!given) throw new Error(`Cannot show draft "${questionId}": found no record of it`);
	return replyOf(given, tools);
}

async function replyOf(given: Case, tools: DiscordTools): Promise<Shown> {
	const {helpChannel} = await tools.settings.of(given.standing.guildId);
	return publicReply(given, {helpChannel, knowledge: tools.knowledge()}, await draftWaitOf(given, tools));
}

/** Brings what members see in the place of an answer in line with what moderators did. Never rejects. */
export async function showReply(given: Case, tools: DiscordTools): Promise<ReplyShown> {
	const {record, standing, replies} = given;
	const picture = showsPicture(standing) ? await linePicture(record, tools) : undefined;
	const shown: Shown = {...(await replyOf(given, tools)), ...(picture && {file: picture})};
	const about = {questionId: record.id};
	const notices = noticesFor(record, await tools.settings.of(standing.guildId), tools.keptDays);
	let because = 'the reply no longer exists';
	for (const reply of await likeliestFirst(replies, record.id, tools)) {
		try {
			const channel = await tools.client.channels.fetch(reply.channelId);
			if (!channel?.isSendable()) continue;
			const {content: before} = await channel.messages.fetch({message: reply.messageId, cache: false});
			const edit = (what: Shown) =>
				write(what, async () => {
					await inOpenThread(channel, () => channel.messages.edit(reply.messageId, editPayload(what)));
					return reply;
				});
			const whole = {...shown, content: withNotices(shown.content, before, notices)};
			await withoutFileIfNeeded(edit, whole, error =>
				logDiscordError(tools.logger, {
					action: 'attach the picture of the line',
					error,
					about,
					permission: '"Attach Files"',
				}),
			);
			return {ok: true};
		} catch (error) {
			if (isGone(error)) continue;
			logDiscordError(tools.logger, {action: 'change a reply', error, about: {...about, ...reply}});
			because = explainDiscordError(error);
			break;
		}
	}
	return {ok: false, because};
}

/**
 * The messages in which the answer may stand: first the one with its buttons, then the last ones. Notices may stand
 * above and below it, and messages of an older answer may be gone.
 */
async function likeliestFirst(
	replies: readonly Posted[],
	questionId: string,
	{client, logger}: DiscordTools,
): Promise<readonly Posted[]> {
	const newestFirst = replies.toReversed();
	if (replies.length < 2) return newestFirst;
	for (const reply of newestFirst) {
		try {
			const channel = await client.channels.fetch(reply.channelId);
			if (!channel?.isSendable()) continue;
			const message = await channel.messages.fetch({message: reply.messageId, cache: false});
			if (JSON.stringify(message.components).includes(`/${questionId}/`)) {
				return [reply, ...newestFirst.filter(other => other !== reply)];
			}
		} catch (error) {
			if (!isGone(error)) {
				logDiscordError(logger, {action: 'look for an answer', error, about: {questionId, ...reply}});
			}
		}
	}
	return newestFirst;
}

const threadIsArchived = 50083;

/** Changes something in a channel; a thread that has gone to sleep is opened for it. */
async function inOpenThread<T>(channel: Channel, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (!channel.isThread() || !(error instanceof DiscordAPIError) || error.code !== threadIsArchived)
			throw error;
		await channel.setArchived(false);
		return work();
	}
}

/** How long a draft has waited, and for how many others. */
async function draftWaitOf({standing}: Case, {log, now, draftWaitMs}: DiscordTools) {
	const waiting =
		standing.publication === 'draft' && standing.guildId !== undefined
			? await log.moderation.drafts({guildId: standing.guildId, openedBefore: standing.openedAt})
			: [];
	const dueAt = new Date(standing.openedAt.getTime() + draftWaitMs);
	return {isLate: now() >= dueAt, dueAt, ahead: waiting.length, now: now()};
}

/** Brings the reply and the card of a case in line with what is kept of it. */
export async function showCase(questionId: string, tools: DiscordTools): Promise<ReplyShown> {
	const shown = await tools.inTurn(`reply/${questionId}`, async (): Promise<ReplyShown> => {
		const given = await readCase(questionId, tools.log);
		return given ? showReply(given, tools) : {ok: false, because: 'the answer is no longer kept'};
	});
	await showCard(questionId, tools);
	return shown;
}
