import {type Message, MessageFlags, type OmitPartialGroupDMChannel} from 'discord.js';
import type {Asked, ReplyPlace, Shown} from './asked.ts';
import {logDiscordError} from './discord-errors.ts';
import type {DiscordTools} from './discord-tools.ts';
import {firstText, fullText, giveAnswer} from './give-answer.ts';
import {namesUs, type ReceivedMessage, readMessage} from './read-message.ts';
import {tryAgain} from './try-again.ts';

export type ChannelMessage = OmitPartialGroupDMChannel<Message>;

/** How every message of ours is sent: it rings nobody, and links do not unfurl. */
export const quietly = {
	allowedMentions: {parse: [], repliedUser: false},
	flags: MessageFlags.SuppressEmbeds,
} as const;

/** Answers a message that is for us, in a reply to it; leaves every other alone. */
export async function askByMessage(message: ChannelMessage, tools: DiscordTools): Promise<void> {
	const botId = tools.client.user.id;
	const received = receive(message, botId);
	const reading = readMessage(received, botId);
	if (reading.kind === 'ignored' || !tools.isNew(message.id)) return;
	if (isAmongPeople(message, received, tools) && !(await answeredBy(message, tools))) return;

	const askerId = message.author.id;
	if (reading.kind === 'unreadable') {
		const questionId = await answeredBy(message, tools);
		if (questionId === undefined || !tools.isNew(`unreadable/${questionId}/${askerId}`)) return;
		await reply(message, {content: unreadableText(askerId)}, tools);
		return;
	}
	if (reading.kind === 'blank') {
		await reply(message, {content: blankText(askerId, message.reference !== null)}, tools);
		return;
	}
	const ticket = tools.line.join(askerId);
	if (!ticket) {
		await reply(message, {content: fullText(askerId)}, tools);
		return;
	}
	const acknowledged = await reply(message, {content: firstText(askerId, ticket.wait)}, tools);
	if (!acknowledged) {
		ticket.leave();
		return;
	}
	const asked = readAsked(message, {text: reading.text, received, tools});
	await giveAnswer(asked, replyPlace(acknowledged, message.id), tools, {ticket});
}

function receive(message: ChannelMessage, botId: string): ReceivedMessage {
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

function readAsked(
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

/** The first reply to a message; undefined, and logged, where it cannot be written. */
async function reply(
	message: ChannelMessage,
	shown: Shown,
	tools: DiscordTools,
): Promise<ChannelMessage | undefined> {
	try {
		// Discord gives the first reply again if the same message is answered twice.
		return await tryAgain(() => message.reply({...payload(shown), nonce: message.id, enforceNonce: true}));
	} catch (error) {
		const about = {channelId: message.channelId, messageId: message.id, guildId: message.guildId};
		logDiscordError(tools.logger, {action: `reply in channel "${message.channelId}"`, error, about});
		return undefined;
	}
}

/** The reply as a place for the answer: its first message, and further ones that reply to it. */
function replyPlace(first: ChannelMessage, sourceId: string): ReplyPlace {
	let added = 0;
	return {
		async edit(shown) {
			await tryAgain(() => first.edit(payload(shown)));
			return {channelId: first.channelId, messageId: first.id};
		},
		async add(shown) {
			added += 1;
			const nonce = `${sourceId}-${added}`;
			const further = await tryAgain(() => first.reply({...payload(shown), nonce, enforceNonce: true}));
			return {channelId: further.channelId, messageId: further.id};
		},
	};
}

export function payload({content, buttons}: Shown) {
	return {...quietly, content, ...(buttons && {components: [buttons]})};
}

function unreadableText(askerId: string): string {
	return `<@${askerId}>, Discord shows me only messages that mention me. Leave the ping of your reply on, or write my name into it, and I'll read it.`;
}

function blankText(askerId: string, isReply: boolean): string {
	return isReply
		? `Hi <@${askerId}>. Discord does not show me the message you replied to. Open its menu → Apps → **Diagnose this message**, or paste its text after my name.`
		: `Hi <@${askerId}>. Paste what you see after my name: the error text, the HTTP status or close code, and the client library. Or use \`/diagnose\`.`;
}
