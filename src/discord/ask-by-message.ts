import type {Asked} from './asked.ts';
import {type ChannelMessage, channelPlace, replyTo} from './channel-reply.ts';
import type {DiscordTools} from './discord-tools.ts';
import {blankText, firstText, fullText, unreadableText} from './fixed-replies.ts';
import {namesUs, type ReceivedMessage, readMessage} from './read-message.ts';
import {beginAnswer, type UnderWay} from './under-way.ts';

/** Answers a message that is for us, in a reply to it; leaves every other alone. */
export async function askByMessage(message: ChannelMessage, tools: DiscordTools): Promise<void> {
	const botId = tools.client.user.id;
	if (readMessage(receive(message, botId), botId).kind === 'ignored') return;
	// An edit or a deletion may come while the first reply is on its way; it has to find that reply.
	const begun = await tools.inTurn(message.id, () => beginByMessage(message, tools));
	await begun?.done;
}

/** Acknowledges a message that is for us, and begins to answer it; undefined where there is nothing to answer. */
export async function beginByMessage(
	message: ChannelMessage,
	tools: DiscordTools,
): Promise<UnderWay | undefined> {
	const botId = tools.client.user.id;
	const received = receive(message, botId);
	const reading = readMessage(received, botId);
	if (reading.kind === 'ignored' || !tools.isNew(message.id)) return undefined;
	if (isAmongPeople(message, received, tools) && !(await answeredBy(message, tools))) return undefined;

	const askerId = message.author.id;
	// The message no longer knows its channel once that is deleted.
	const {channel} = message;
	if (reading.kind === 'unreadable') {
		const questionId = await answeredBy(message, tools);
		if (questionId === undefined || !tools.isNew(`unreadable/${questionId}/${askerId}`)) return undefined;
		await replyTo(message, {content: unreadableText(askerId)}, tools);
		return undefined;
	}
	if (reading.kind === 'blank') {
		await replyTo(message, {content: blankText(askerId, message.reference !== null)}, tools);
		return undefined;
	}
	const ticket = tools.line.join(askerId);
	if (!ticket) {
		await replyTo(message, {content: fullText(askerId)}, tools);
		return undefined;
	}
	const acknowledged = await replyTo(message, {content: firstText(askerId, ticket.wait)}, tools);
	if (!acknowledged) {
		ticket.leave();
		return undefined;
	}
	const asked = readAsked(message, {text: reading.text, received, tools});
	const place = channelPlace({
		channel,
		messageIds: [acknowledged.messageId],
		sourceId: message.id,
	});
	return beginAnswer({sourceId: message.id, asked, place, ticket}, tools);
}

export function receive(message: ChannelMessage, botId: string): ReceivedMessage {
	return {
		content: message.content,
		isAutomatic: message.author.bot || message.webhookId !== null || message.system,
		isDirect: !message.inGuild(),
		mentionsUs: message.mentions.users.has(botId),
		repliesToUs: message.mentions.repliedUser?.id === botId,
		attachmentCount: message.attachments.size,
	};
}

/** In the help channel people talk to people: a reply there to our hand-over is not meant for us. */
function isAmongPeople(message: ChannelMessage, received: ReceivedMessage, tools: DiscordTools): boolean {
	return (
		message.channelId === tools.community.helpChannelId &&
		received.repliesToUs &&
		!namesUs(message.content, tools.client.user.id)
	);
}

/** The question that the message replied to answers, if it is an answer of ours. */
async function answeredBy(message: ChannelMessage, {log}: DiscordTools): Promise<string | undefined> {
	const messageId = message.reference?.messageId;
	return messageId === undefined ? undefined : log.questionOfReply(messageId);
}

export function readAsked(
	message: ChannelMessage,
	{
		text,
		received,
		tools,
	}: {readonly text: string; readonly received: ReceivedMessage; readonly tools: DiscordTools},
): Asked {
	const repliedTo = received.repliesToUs ? message.reference?.messageId : undefined;
	return {
		askerId: message.author.id,
		askedAt: tools.now(),
		text,
		files: [...message.attachments.values()],
		hints: {},
		place: {
			channelId: message.channelId,
			messageId: message.id,
			...(message.guildId !== null && {guildId: message.guildId}),
		},
		roleIds: message.member ? [...message.member.roles.cache.keys()] : undefined,
		conversation: repliedTo === undefined ? {kind: 'recent'} : {kind: 'reply', messageId: repliedTo},
	};
}
