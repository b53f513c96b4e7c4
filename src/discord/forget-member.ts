import type {MemberTrace, PostedMessage} from '../log/privacy.ts';
import {messageUrl} from './describe-answer.ts';
import {explainDiscordError, isGone} from './discord-errors.ts';
import type {DiscordTools} from './discord-tools.ts';

/** What became of what we kept of a member. */
export type Forgotten = {
	readonly questions: number;
	/** Messages of ours that are deleted now. */
	readonly deleted: number;
	/** Where the messages stand that could not be deleted. */
	readonly left: readonly string[];
};

/** A question that is being answered is waited for so long. */
const patienceMs = 20_000;

/**
 * Removes what is kept of a member: first the texts, then our messages in Discord, at last every tie to the figures
 * that stay. Breaking off in between is no harm: the same again goes on where it stopped.
 */
export async function forgetMember(memberId: string, tools: DiscordTools): Promise<Forgotten> {
	const {log, logger, now} = tools;
	const {privacy} = log;
	return endQuestions(memberId, tools, async () => {
		const trace = await privacy.traceOf(memberId);
		await privacy.removeTextsOf(memberId);
		const left = await deleteMessages(trace.messages, tools);
		await privacy.forgetMember(memberId);
		await privacy.wipe();
		const forgotten = {
			questions: countOf(trace),
			deleted: trace.messages.length - left.length,
			left: left.map(message => messageUrl(message, message.guildId)),
		};
		const detail = {...forgotten, left: left.length};
		// Who it was is what we have just forgotten.
		await log.moderation.note({at: now(), byId: 'lineman', action: 'forget_member', detail});
		logger.info(detail, 'forgot a member');
		return forgotten;
	});
}

/** How many questions of a member are known, answered or not. */
export function countOf({questionIds, pendingIds}: MemberTrace): number {
	return new Set([...questionIds, ...pendingIds]).size;
}

/** Ends what is being answered for a member, and holds their place in the line meanwhile, so that nothing new begins. */
async function endQuestions<T>(memberId: string, tools: DiscordTools, work: () => Promise<T>): Promise<T> {
	const {pendingIds} = await tools.log.privacy.traceOf(memberId);
	for (const underWay of [...tools.underWay.values()]) {
		if (pendingIds.includes(underWay.questionId)) await underWay.stop();
	}
	const ticket = tools.line.join(memberId);
	try {
		const late = AbortSignal.any([tools.closing, AbortSignal.timeout(patienceMs)]);
		await ticket?.turn({signal: late, onMove() {}}).catch(() => {});
		tools.closing.throwIfAborted();
		return await work();
	} finally {
		ticket?.leave();
	}
}

/** Deletes messages of ours; gives those that are still there. */
async function deleteMessages(
	messages: readonly PostedMessage[],
	{client, log, logger, closing}: DiscordTools,
): Promise<readonly PostedMessage[]> {
	const left: PostedMessage[] = [];
	for (const message of messages) {
		closing.throwIfAborted();
		try {
			const channel = await client.channels.fetch(message.channelId);
			if (channel?.isTextBased()) await channel.messages.delete(message.messageId);
			await log.privacy.forgetMessage(message.messageId);
		} catch (error) {
			if (isGone(error)) await log.privacy.forgetMessage(message.messageId);
			else {
				left.push(message);
				const {channelId, messageId} = message;
				const because = explainDiscordError(error, '"View Channel"');
				logger.warn({channelId, messageId}, `Cannot delete a message of ours: ${because}`);
			}
		}
	}
	return left;
}
