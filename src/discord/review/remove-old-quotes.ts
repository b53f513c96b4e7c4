import {setTimeout as pause} from 'node:timers/promises';
import {isGone, logDiscordError} from '../discord-errors.ts';
import type {DiscordTools} from '../discord-tools.ts';

/** Questions that are looked at together. */
const atATime = 50;
/** Deleting is held to few requests, and older messages to fewer: whoever asks goes first. */
const usualPauseMs = 1500;
/** So many in a round; the next one goes on. */
const mostInARound = 400;

/**
 * Deletes, now and again and again, cards and hand-overs whose question's text is no longer kept; ends when the door
 * closes. What members were told stays where it stands.
 */
export function removeOldQuotes(
	tools: DiscordTools,
	{everyMs, pauseMs = usualPauseMs}: {readonly everyMs: number; readonly pauseMs?: number},
): void {
	let running = false;
	const run = () => {
		if (running) return;
		running = true;
		tools.aside('remove old quotations', {}, () =>
			removeAll(tools, pauseMs).finally(() => {
				running = false;
			}),
		);
	};
	run();
	const timer = setInterval(run, everyMs);
	timer.unref();
	tools.closing.addEventListener('abort', () => clearInterval(timer), {once: true});
}

async function removeAll(tools: DiscordTools, pauseMs: number): Promise<void> {
	const {client, log, logger, closing} = tools;
	let removed = 0;
	/** Channels in which nothing can be deleted at the moment. */
	const deaf = new Set<string>();
	for (let after = ''; removed < mostInARound; ) {
		const messages = await log.privacy.quotedStill({after, limit: atATime});
		if (messages.length === 0) break;
		for (const {questionId, channelId, messageId} of messages) {
			if (closing.aborted) return;
			if (questionId > after) after = questionId;
			if (deaf.has(channelId)) continue;
			try {
				const channel = await client.channels.fetch(channelId);
				if (channel?.isTextBased()) await channel.messages.delete(messageId);
				await log.privacy.forgetMessage(messageId);
				removed += 1;
			} catch (error) {
				if (isGone(error)) await log.privacy.forgetMessage(messageId);
				else {
					deaf.add(channelId);
					const about = {questionId, channelId, messageId};
					logDiscordError(logger, {action: 'remove an old quotation', error, about});
				}
			}
			await pause(pauseMs, undefined, {ref: false, signal: closing}).catch(() => {});
		}
	}
	if (removed > 0) {
		logger.info({removed}, 'deleted cards and hand-overs of questions whose texts are no longer kept');
	}
}
