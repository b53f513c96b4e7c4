import {type Channel, ChannelType, type Client} from 'discord.js';
import type {ServerSettings} from '../log/server-settings.ts';

/** Where something is said, and what that stands in. */
export type Spot = {
	readonly channelId: string;
	/** `post`: a thread of a forum. */
	readonly kind: 'direct' | 'channel' | 'thread' | 'post';
	/** The channel of a thread. */
	readonly parentId?: string;
	readonly categoryId?: string;
};

/** The spot that a channel is. */
export function spotOf(channel: Channel): Spot {
	const {id: channelId} = channel;
	if (channel.isDMBased()) return {channelId, kind: 'direct'};
	const holder = channel.isThread() ? channel.parent : channel;
	const category = holder && 'parentId' in holder ? holder.parentId : null;
	return {
		channelId,
		kind: channel.isThread() ? (isForum(channel.parent?.type) ? 'post' : 'thread') : 'channel',
		...(channel.isThread() && channel.parentId !== null && {parentId: channel.parentId}),
		...(category !== null && {categoryId: category}),
	};
}

export function isForum(type: ChannelType | undefined): boolean {
	return type === ChannelType.GuildForum || type === ChannelType.GuildMedia;
}

/** The spot of a channel that may not be known yet, such as a thread that was woken up. */
export async function findSpot(client: Client, channelId: string): Promise<Spot> {
	const channel = client.channels.cache.get(channelId) ?? (await client.channels.fetch(channelId));
	return channel ? spotOf(channel) : {channelId, kind: 'channel'};
}

/** Whether a server wants us to speak in a place. A channel stands for its threads, a category for its channels. */
export function isChosen(
	{kind, channelId, parentId, categoryId}: Spot,
	{channels, forumChannels}: Pick<ServerSettings, 'channels' | 'forumChannels'>,
): boolean {
	if (kind === 'direct' || channels.length === 0) return true;
	const chosen = [...channels, ...forumChannels];
	return [channelId, parentId, categoryId].some(id => id !== undefined && chosen.includes(id));
}
