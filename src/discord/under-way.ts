import type {Asked, ReplyPlace} from './asked.ts';
import type {DiscordTools} from './discord-tools.ts';
import {sorryText} from './fixed-replies.ts';
import {giveAnswer, supersededReason} from './give-answer.ts';
import {forQuestion} from './question-lines.ts';
import type {Ticket} from './waiting-line.ts';

/** An answer that is being worked on. */
export type UnderWay = {
	readonly questionId: string;
	readonly place: ReplyPlace;
	/** Resolves when the answer stands, or cannot be given. */
	readonly done: Promise<void>;
	/** Ends the work without a word, because the question was changed or taken back; resolves when it has ended. */
	readonly stop: () => Promise<void>;
};

/** Begins to answer a message's question, so that it can be stopped while the work goes on. */
export function beginAnswer(
	{sourceId, asked, place, ticket, questionId}: AnswerRequest,
	tools: DiscordTools,
): UnderWay {
	const stopping = new AbortController();
	const signal = AbortSignal.any([tools.closing, stopping.signal]);
	const done = forQuestion(questionId, () =>
		giveAnswer(asked, place, tools, {ticket, signal, id: questionId}),
	).finally(() => {
		if (tools.underWay.get(sourceId) === underWay) tools.underWay.delete(sourceId);
	});
	const underWay: UnderWay = {
		questionId,
		place,
		done,
		async stop() {
			stopping.abort(supersededReason);
			await done;
		},
	};
	tools.underWay.set(sourceId, underWay);
	return underWay;
}

/**
 * Answers a question whose reply stands, or hands it over where several processes share the work; undefined then. What
 * cannot be handed over now is tried again.
 */
export async function passOn(request: AnswerRequest, tools: DiscordTools): Promise<UnderWay | undefined> {
	const {shared, unsaid, logger, now, tell} = tools;
	const {questionId, asked, place, ticket} = request;
	const {messageId, ...where} = asked.place;
	const tookMs = Math.max(0, now().getTime() - asked.askedAt.getTime());
	const about = {questionId, ...where, ...(messageId !== undefined && {messageId})};
	logger.info(
		{...about, replyId: place.first.messageId, tookMs, waits: ticket.wait ?? 'not'},
		'accepted a question',
	);
	tell({kind: 'accepted', tookMs});
	if (!shared) return beginAnswer(request, tools);
	ticket.leave();
	try {
		await shared.handOver({questionId, askerId: asked.askerId}, place.first);
	} catch (error) {
		logger.error({questionId, err: error}, 'Cannot hand a question over');
		unsaid.add(questionId);
		await place.edit({content: sorryText(asked.askerId, questionId)});
	}
	return undefined;
}

export type AnswerRequest = {
	/** The message that asks. */
	readonly sourceId: string;
	readonly asked: Asked;
	readonly place: ReplyPlace;
	readonly ticket: Ticket;
	readonly questionId: string;
};
