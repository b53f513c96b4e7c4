import {ChannelType, PermissionFlagsBits, type PublicThreadChannel} from 'discord.js';
import {readEvidence} from '../evidence/read-evidence.ts';
import {failures} from '../failures/failure-codes.ts';
import {capitalised} from '../lib/capitalised.ts';
import type {Service} from '../retrieval/knowledge.ts';
import type {ChannelMessage} from './channel-reply.ts';
import {explainDiscordError} from './discord-errors.ts';
import type {DiscordTools} from './discord-tools.ts';
import {tryAgain} from './try-again.ts';

/** After a day without a word Discord puts a thread away; whoever writes in it wakes it up. */
const archiveAfterMinutes = 1440;

/**
 * The thread of a question that was asked in a text channel, opened where there is none yet; undefined where the
 * channel has no threads or we may not open one, which is logged.
 */
export async function openQuestionThread(
	message: ChannelMessage,
	text: string,
	{logger, knowledge}: Pick<DiscordTools, 'logger' | 'knowledge'>,
): Promise<PublicThreadChannel | undefined> {
	const {channel} = message;
	if (channel.type !== ChannelType.GuildText && channel.type !== ChannelType.GuildAnnouncement)
		return undefined;
	const about = {channelId: channel.id, messageId: message.id, guildId: message.guildId};
	const missing = missingForThreads(channel.permissionsFor(message.client.user));
	if (missing.length > 0) {
		const wanted = missing.map(name => `"${name}"`).join(' and ');
		logger.warn(
			about,
			`Cannot open a thread in channel "${channel.id}": the bot lacks ${wanted}; it answers in the channel`,
		);
		return undefined;
	}
	try {
		const name = nameThread(text, knowledge().service);
		return await tryAgain(() => message.startThread({name, autoArchiveDuration: archiveAfterMinutes}));
	} catch (error) {
		// Somebody may have opened it just before, or we ourselves and the answer was lost.
		const known = await channel.threads.fetch(message.id).catch(() => null);
		if (known?.sendable && known.type !== ChannelType.PrivateThread) return known;
		const because = explainDiscordError(error, '"Create Public Threads"');
		logger.warn(
			about,
			`Cannot open a thread in channel "${channel.id}": ${because}; the answer goes to the channel`,
		);
		return undefined;
	}
}

const forThreads = {
	'Create Public Threads': PermissionFlagsBits.CreatePublicThreads,
	'Send Messages in Threads': PermissionFlagsBits.SendMessagesInThreads,
} as const;

function missingForThreads(permissions: {has(bit: bigint): boolean} | null): readonly string[] {
	return Object.entries(forThreads).flatMap(([name, bit]) => (permissions?.has(bit) ? [] : [name]));
}

/**
 * A name in our own words: what was seen to fail. The member's words stay out of it, since a name outlives a message
 * that is deleted, and shows wherever the channel does.
 */
export function nameThread(text: string, {evidence}: Pick<Service, 'evidence'>): string {
	const {failures: seen} = readEvidence(
		{
			id: '',
			conversationId: '',
			askedAt: new Date(0),
			door: 'discord',
			text,
			attachments: [],
			earlier: [],
			hints: {},
		},
		evidence,
	);
	const [first] = seen;
	return first ? capitalised(failures[first.code].meaning).slice(0, 100) : 'A question about the connection';
}
