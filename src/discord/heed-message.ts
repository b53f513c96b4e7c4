import type {ServerSettings} from '../log/server-settings.ts';
import type {ChannelMessage} from './channel-reply.ts';
import type {DiscordTools} from './discord-tools.ts';
import {helperSpoke} from './helper-spoke.ts';
import {isQuiet} from './quiet-hours.ts';
import {namesUs, type Reading, type ReceivedMessage, readMessage} from './read-message.ts';
import {isChosen, type Spot, spotOf} from './spot.ts';

/** What a message asks of us, by what its server has set. */
export type Heeded = {
	readonly reading: Reading;
	readonly settings: ServerSettings;
	/** Nobody has asked us: the server wants such posts answered. */
	readonly isAutomatic: boolean;
};

/** Whether a message can be for us at all; told from the message alone, since most are not. */
export function mayBeForUs(message: ChannelMessage, botId: string): boolean {
	const {mentions, guildId} = message;
	const isChatter =
		guildId !== null &&
		!mentions.users.has(botId) &&
		mentions.repliedUser?.id !== botId &&
		!startsPost(message);
	if (isChatter) return false;
	const received = receive(message, botId);
	return readMessage(received, botId).kind !== 'ignored' || (startsPost(message) && !received.isAutomatic);
}

/**
 * Reads a message by the manners of its server: outside the chosen channels, to staff who do not say our name and
 * to posts that nobody wants answered, we say nothing.
 */
export async function heedMessage(message: ChannelMessage, tools: DiscordTools): Promise<Heeded> {
	const botId = tools.client.user.id;
	const settings = await tools.settings.of(message.guildId);
	const spot = spotOf(message.channel);
	const ignored: Heeded = {reading: {kind: 'ignored'}, settings, isAutomatic: false};
	if (!isChosen(spot, settings)) return ignored;
	if (isStaff(message, settings) && !namesUs(message.content, botId)) return ignored;

	const received = receive(message, botId);
	const reading = readMessage(received, botId);
	if (reading.kind !== 'ignored') {
		return {reading: withTitle(reading, message, spot), settings, isAutomatic: false};
	}
	if (received.isAutomatic || !(await isForAutomatic(message, {spot, settings, tools}))) return ignored;
	const asked: Reading = {kind: 'question', text: message.content.trim()};
	return {reading: withTitle(asked, message, spot), settings, isAutomatic: true};
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

/** A thread has the id of the message that began it; within the thread only a forum's posts begin with theirs. */
function startsPost({id, channelId}: ChannelMessage): boolean {
	return id === channelId;
}

function isStaff({member}: ChannelMessage, {staffRoles}: ServerSettings): boolean {
	return member?.roles.cache.some(({id}) => staffRoles.includes(id)) ?? false;
}

/** A new post of a forum that is answered by itself, unless it is quiet or somebody who helps was quicker. */
async function isForAutomatic(
	message: ChannelMessage,
	{
		spot,
		settings,
		tools,
	}: {readonly spot: Spot; readonly settings: ServerSettings; readonly tools: DiscordTools},
): Promise<boolean> {
	if (!startsPost(message) || spot.parentId === undefined) return false;
	if (!settings.forumChannels.includes(spot.parentId) || isQuiet(settings, tools.now())) return false;
	// Without the intent Discord keeps the text from us.
	if (message.content === '' && message.attachments.size === 0) return false;
	return !(await helperSpoke(message, settings, tools));
}

/** What a post is about often stands in its title alone. */
function withTitle(reading: Reading, message: ChannelMessage, {kind}: Spot): Reading {
	if (kind !== 'post' || !message.channel.isThread()) return reading;
	const {name} = message.channel;
	if (reading.kind === 'blank') return {kind: 'question', text: name};
	if (reading.kind === 'question' && startsPost(message)) {
		return {kind: 'question', text: `${name}\n\n${reading.text}`.trim()};
	}
	return reading;
}
