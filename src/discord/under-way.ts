import type {Asked} from './asked.ts';
import type {ChannelPlace} from './channel-reply.ts';
import type {DiscordTools} from './discord-tools.ts';
import {giveAnswer, supersededReason} from './give-answer.ts';
import type {Ticket} from './waiting-line.ts';

/** An answer that is being worked on. */
export type UnderWay = {
	readonly questionId: string;
	readonly place: ChannelPlace;
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
	const done = giveAnswer(asked, place, tools, {ticket, signal, id: questionId}).finally(() => {
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

export type AnswerRequest = {
	/** The message that asks. */
	readonly sourceId: string;
	readonly asked: Asked;
	readonly place: ChannelPlace;
	readonly ticket: Ticket;
	readonly questionId: string;
};
