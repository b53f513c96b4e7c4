import {type OpenLog, openLog} from '../../src/log/open-log.ts';

export type MemoryLog = OpenLog & {readonly replyCount: () => number};

/** A log that forgets everything when it goes, and counts the replies that it remembers. */
export async function memoryLog(): Promise<MemoryLog> {
	const log = await openLog('file::memory:');
	const replies = new Map<string, string>();
	return {
		...log,
		replyCount: () => replies.size,
		async rememberReply(reply) {
			await log.rememberReply(reply);
			replies.set(reply.messageId, reply.questionId);
		},
		async forget(questionId) {
			await log.forget(questionId);
			for (const [messageId, of] of [...replies]) if (of === questionId) replies.delete(messageId);
		},
	};
}
