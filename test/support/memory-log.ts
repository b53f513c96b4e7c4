import type {AnswerRecord, Feedback, Log} from '../../src/log/answer-record.ts';

export type MemoryLog = Required<Log> & {readonly replyCount: () => number};

/** A log that forgets everything when it goes; it does what the log on disk does. */
export function memoryLog(): MemoryLog {
	const records = new Map<string, AnswerRecord>();
	const replies = new Map<string, {readonly questionId: string; readonly channelId: string}>();
	const feedback: Feedback[] = [];
	const byTime = () => [...records.values()].sort((a, b) => (a.id < b.id ? -1 : 1));

	return {
		replyCount: () => replies.size,
		async record(entry) {
			records.set(entry.id, entry);
		},
		find: async id => records.get(id),
		async latest({limit, before}) {
			return byTime()
				.reverse()
				.filter(({id}) => before === undefined || id < before)
				.slice(0, limit);
		},
		count: async () => records.size,
		async rememberReply({questionId, channelId, messageId}) {
			replies.set(messageId, {questionId, channelId});
		},
		async unanswered({since, before}) {
			const askedAt = (id: string) => Number.parseInt(id.replace('-', '').slice(0, 12), 16);
			return [...replies]
				.filter(
					([, {questionId}]) =>
						!records.has(questionId) &&
						askedAt(questionId) >= since.getTime() &&
						askedAt(questionId) < before.getTime(),
				)
				.map(([messageId, reply]) => ({...reply, messageId}));
		},
		questionOfReply: async messageId => replies.get(messageId)?.questionId,
		async recentConversation({channelId, askerId, since}) {
			return byTime().findLast(
				record =>
					record.place?.channelId === channelId && record.askerId === askerId && record.askedAt >= since,
			)?.conversationId;
		},
		async turns(conversationId) {
			return byTime()
				.filter(record => record.conversationId === conversationId)
				.flatMap(({evidence, answer}) => [
					{role: 'user' as const, text: evidence.text},
					{role: 'assistant' as const, text: answer.text},
				]);
		},
		async lastProbe(conversationId) {
			return byTime().findLast(record => record.conversationId === conversationId && record.probe)?.probe;
		},
		async giveFeedback(given) {
			const known = feedback.some(
				({questionId, byId, kind}) =>
					questionId === given.questionId && byId === given.byId && kind === given.kind,
			);
			if (!known) feedback.push(given);
		},
		feedbackOf: async questionId => feedback.filter(each => each.questionId === questionId),
		hasAsked: async askerId => byTime().some(record => record.askerId === askerId),
		async askedIn(messageId) {
			return byTime()
				.filter(record => record.place?.messageId === messageId)
				.map(({id: questionId}) => ({
					questionId,
					replies: [...replies]
						.filter(([, reply]) => reply.questionId === questionId)
						.map(([id, {channelId}]) => ({channelId, messageId: id})),
				}));
		},
		async forget(questionId) {
			records.delete(questionId);
			for (const [id, reply] of [...replies]) if (reply.questionId === questionId) replies.delete(id);
			for (const each of feedback.filter(given => given.questionId === questionId)) {
				feedback.splice(feedback.indexOf(each), 1);
			}
		},
		async close() {},
	};
}
