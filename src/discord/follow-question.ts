import type {Message, PartialMessage} from 'discord.js';
import {beginByMessage, readAsked} from './ask-by-message.ts';
import type {Conversation, ReplyPlace} from './asked.ts';
import {type ChannelMessage, channelPlace} from './channel-reply.ts';
import type {DiscordTools} from './discord-tools.ts';
import {firstText} from './fixed-replies.ts';
import {heedMessage, mayBeForUs, receive} from './heed-message.ts';
import {helperSpoke} from './helper-spoke.ts';
import {keepQuestion} from './keep-question.ts';
import {forgetCase} from './review/show-case.ts';
import {takePlace} from './take-place.ts';
import {passOn, type UnderWay} from './under-way.ts';

/** Until then an edited question is answered anew. */
const editableMs = 10 * 60_000;

/** Answers an edited question again, in the reply that already stands. */
export async function answerAnew(message: Message | PartialMessage, tools: DiscordTools): Promise<void> {
	// Discord also tells of changes that nobody made, such as a link's preview.
	if (
		message.partial ||
		message.editedTimestamp === null ||
		!message.author ||
		!message.channel.isSendable()
	) {
		return;
	}
	if (tools.now().getTime() - message.createdTimestamp > editableMs) return;
	const edited = message as ChannelMessage;
	const botId = tools.client.user.id;
	if (!mayBeForUs(edited, botId)) return;
	const received = receive(edited, botId);
	const {reading, settings} = await heedMessage(edited, tools);
	if (reading.kind !== 'question') return;
	if (!tools.isNew(`${edited.id}/${edited.editedTimestamp}`)) return;

	const begun = await tools.inTurn(edited.id, async (): Promise<UnderWay | undefined> => {
		const before = await standingReply(edited, tools);
		// Without one, somebody has added the mention that was missing.
		if (!before) return beginByMessage(edited, tools);
		if (await helperSpoke(edited, settings, tools)) return undefined;
		const {place, questionId, conversation} = before;
		const ticket = await takePlace(edited.author.id, tools);
		if (!ticket) return undefined;
		const asked = {
			...readAsked(edited, {text: reading.text, received, tools}),
			...(conversation && {conversation}),
		};
		await keepQuestion({questionId, source: `message/${edited.id}`, asked}, tools);
		await place.edit({content: firstText(edited.author.id, ticket.wait)});
		return passOn({sourceId: edited.id, asked, place, ticket, questionId}, tools);
	});
	await begun?.done;
}

/** Takes a deleted question's reply away, and what was stored of it. */
export async function forgetQuestion(messageId: string, tools: DiscordTools): Promise<void> {
	if (tools.ownDeletions.delete(messageId)) return;
	await tools.inTurn(messageId, async () => {
		const underWay = tools.underWay.get(messageId);
		if (underWay) {
			await underWay.stop();
			await forgetCase(underWay.questionId, tools);
			await underWay.place.remove?.();
		} else {
			await forgetWaiting(messageId, tools);
			await forgetAnswered(messageId, tools);
		}
	});
}

/** What another process is answering: whoever works on it finds that it is gone, and ends without a word. */
async function forgetWaiting(messageId: string, {log, shared, logger, client}: DiscordTools): Promise<void> {
	const waiting = shared && (await log.shared.ofSource(`message/${messageId}`));
	if (!waiting || waiting.isBeingDeleted) return;
	const {questionId, reply} = waiting;
	const replies = reply ? [reply] : [];
	await log.forget(questionId);
	logger.info({questionId}, 'forgot a question that its author has deleted');
	for (const {channelId, messageId: replyId} of replies) {
		const channel = await client.channels.fetch(channelId);
		if (channel?.isSendable()) await channel.messages.delete(replyId);
	}
}

async function forgetAnswered(messageId: string, tools: DiscordTools): Promise<void> {
	const {log, logger, client} = tools;
	for (const {questionId, replies} of await log.askedIn(messageId)) {
		if (await isOwnDeletion(questionId, tools)) continue;
		await forgetCase(questionId, tools);
		logger.info({questionId}, 'forgot a question that its author has deleted');
		for (const reply of replies) {
			const channel = await client.channels.fetch(reply.channelId);
			if (channel?.isSendable()) await channel.messages.delete(reply.messageId);
		}
	}
}

/** Another process of ours may have deleted the message, since it held a key. */
async function isOwnDeletion(subject: string, {log, shared}: DiscordTools): Promise<boolean> {
	if (!shared) return false;
	const acts = await log.moderation.history({subject, limit: 20});
	return acts.some(({byId, action}) => byId === 'lineman' && action === 'delete_message');
}

type Standing = {
	readonly place: ReplyPlace;
	readonly questionId: string;
	/** What came before the question, where that is known already. */
	readonly conversation?: Conversation;
};

/** The reply to a message that another process is answering, or will. */
async function waitingReply(
	message: ChannelMessage,
	{log, shared, client}: DiscordTools,
): Promise<Standing | undefined> {
	const waiting = shared && (await log.shared.ofSource(`message/${message.id}`));
	if (!waiting?.reply || waiting.askerId !== message.author.id) return undefined;
	const {questionId, reply} = waiting;
	const channel = await client.channels.fetch(reply.channelId);
	if (!channel?.isSendable()) return undefined;
	return {place: channelPlace({channel, messageIds: [reply.messageId], sourceId: message.id}), questionId};
}

/** The reply to a message, whether it is still being worked on or was finished long ago; undefined where there is none. */
async function standingReply(message: ChannelMessage, tools: DiscordTools): Promise<Standing | undefined> {
	const underWay = tools.underWay.get(message.id);
	if (underWay) {
		await underWay.stop();
		return underWay;
	}
	const waiting = await waitingReply(message, tools);
	if (waiting) return waiting;
	// The first is the message's own; the others are the same question tested again.
	const [kept] = await tools.log.askedIn(message.id);
	const record = kept && (await tools.log.find(kept.questionId));
	const [first, ...others] = kept?.replies ?? [];
	if (!record || !first || record.askerId !== message.author.id) return undefined;
	// The reply stands where the question does, or in the thread that was opened for it.
	const channel =
		first.channelId === message.channelId
			? message.channel
			: await tools.client.channels.fetch(first.channelId);
	if (!channel?.isSendable()) return undefined;
	const earlier = record.evidence.earlierTexts.toReversed().map(text => ({role: 'user' as const, text}));
	return {
		place: channelPlace({
			channel,
			messageIds: [first.messageId, ...others.map(({messageId}) => messageId)],
			sourceId: message.id,
		}),
		questionId: record.id,
		conversation: {kind: 'known', conversationId: record.conversationId, earlier},
	};
}
