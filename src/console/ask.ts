import type {Walk} from '../answer-question.ts';
import type {Question} from '../evidence/question.ts';
import {newUuid7} from '../lib/uuid.ts';
import type {AnswerRecord} from '../log/answer-record.ts';
import type {OpenLog} from '../log/open-log.ts';
import type {Submission} from './read-submission.ts';

/** Answers a question; `answerQuestion` with its tools. */
export type AnswerTo = (question: Question, walk: Walk) => Promise<AnswerRecord>;

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function isQuestionId(text: string): boolean {
	return uuid.test(text);
}

/**
 * The question that a submission asks. It goes on with an earlier conversation only if that was held in the
 * console: what is tried out here must not mix with what members said in Discord.
 */
export async function questionFrom(
	submission: Submission & {readonly kind: 'question'},
	{log, now}: {readonly log: OpenLog; readonly now: () => Date},
): Promise<Question> {
	const id = newUuid7();
	const {text, attachments, pictures, conversationId} = submission;
	const goesOn = conversationId !== undefined && (await isConsoleConversation(conversationId, log));
	return {
		id,
		conversationId: goesOn ? conversationId : id,
		askedAt: now(),
		door: 'console',
		text,
		attachments,
		...(pictures && {pictures}),
		earlier: goesOn ? await log.turns(conversationId) : [],
		hints: {},
	};
}

/** A conversation's id is its first question's. */
export async function isConsoleConversation(id: string, log: OpenLog): Promise<boolean> {
	return isQuestionId(id) && (await log.find(id))?.door === 'console';
}

/** The walk's end, or a rejection with the signal's reason as soon as it is aborted, whatever the walk does. */
export async function untilAborted<T>(walk: Promise<T>, signal: AbortSignal): Promise<T> {
	const {promise: aborted, reject} = Promise.withResolvers<never>();
	const leave = () => reject(signal.reason);
	if (signal.aborted) leave();
	signal.addEventListener('abort', leave, {once: true});
	try {
		return await Promise.race([walk, aborted]);
	} finally {
		signal.removeEventListener('abort', leave);
	}
}
