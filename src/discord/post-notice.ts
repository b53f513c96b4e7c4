import type {Client} from 'discord.js';
import {messageLimit} from '../answer/fit-messages.ts';
import {quietly} from './channel-reply.ts';
import {disarm} from './disarm.ts';
import {logDiscordError} from './discord-errors.ts';
import type {Logger} from './discord-tools.ts';

/** Posts a line in a channel, ringing nobody; what goes wrong is logged. */
export async function postNotice(
	client: Client,
	{channelId, text, logger}: {readonly channelId: string; readonly text: string; readonly logger: Logger},
): Promise<void> {
	try {
		const channel = await client.channels.fetch(channelId);
		if (!channel?.isSendable()) {
			logger.warn(
				{channelId},
				`Cannot post in channel "${channelId}": it takes no messages, want a text channel`,
			);
			return;
		}
		await channel.send({...quietly, content: disarm(text).slice(0, messageLimit)});
	} catch (error) {
		logDiscordError(logger, {action: `post in channel "${channelId}"`, error, about: {channelId}});
	}
}
