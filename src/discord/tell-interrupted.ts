import {editPayload} from './channel-reply.ts';
import {logDiscordError} from './discord-errors.ts';
import type {DiscordTools} from './discord-tools.ts';
import {leftBehindText} from './fixed-replies.ts';

/** Who asked longer ago is no longer waiting. */
const waitingMs = 60 * 60_000;

/**
 * Tells members whose questions were under way when an earlier run ended without a goodbye: their replies would
 * say for ever that the work goes on. `before`: when this run began.
 */
export async function tellInterrupted(before: Date, {client, log, logger}: DiscordTools): Promise<void> {
	const since = new Date(before.getTime() - waitingMs);
	for (const {questionId, channelId, messageId} of await log.unanswered({since, before})) {
		const about = {questionId, channelId, messageId};
		try {
			const channel = await client.channels.fetch(channelId);
			if (!channel?.isSendable()) continue;
			await channel.messages.edit(messageId, editPayload({content: leftBehindText}));
			await log.forget(questionId);
			logger.info(about, 'told a member that their question was interrupted');
		} catch (error) {
			logDiscordError(logger, {action: 'tell a member that they were interrupted', error, about});
		}
	}
}
