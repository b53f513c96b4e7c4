import type {Question, Turn} from '../evidence/question.ts';
import {newUuid7} from '../lib/uuid.ts';
import type {AnswerRecord} from '../log/answer-record.ts';
import type {Asked, Posted, ReplyPlace} from './asked.ts';
import {buttonsFor} from './buttons.ts';
import {composeMessages} from './compose.ts';
import {logDiscordError} from './discord-errors.ts';
import type {DiscordTools} from './discord-tools.ts';
import {linkNotice} from './link-notice.ts';
import {openLiveReply} from './live-reply.ts';
import {follow, greet, type Steps, showSteps} from './progress-text.ts';
import {readAttachments} from './read-attachments.ts';
import {type Ticket, unlessAborted, type Wait} from './waiting-line.ts';

/** A mention goes on with what the member asked in the channel within this time. */
const conversationMs = 30 * 60_000;

/** The first text of a reply: a greeting, or where the question stands in the line. */
export function firstText(askerId: string, wait: Wait | undefined): string {
	if (wait === undefined) return greet(askerId);
	const others = wait.ahead === 1 ? 'one question' : `${wait.ahead} questions`;
	const where =
		wait.behind === 'own'
			? `I'm still at work on ${wait.ahead === 1 ? 'your earlier question' : `${wait.ahead} earlier questions of yours`}`
			: `${others} came before yours`;
	return `Hi <@${askerId}>. ${where}; I'll come to this one next and answer right here. 👋`;
}

/** What a member reads whose question no longer fits into the line. */
export function fullText(askerId: string): string {
	return `Hi <@${askerId}>. Many questions are waiting at the moment and I cannot take this one. Please ask again in a few minutes.`;
}

/**
 * Answers a question in a reply that already stands: waits for its turn, shows how the work goes on, and
 * puts the answer in its place. Never throws: what goes wrong is logged, and the member reads a kind line.
 */
export async function giveAnswer(
	asked: Asked,
	place: ReplyPlace,
	tools: DiscordTools,
	{ticket, signal = tools.closing, remark, id = newQuestionId(tools)}: GiveOptions,
): Promise<AnswerRecord | undefined> {
	const {askerId} = asked;
	const about = {questionId: id, channelId: asked.place.channelId, guildId: asked.place.guildId};
	const live = openLiveReply({
		edit: content => place.edit({content}),
		everyMs: tools.editEveryMs,
		onFailure: error => logDiscordError(tools.logger, {action: 'show progress', error, about}),
	});
	try {
		await ticket.turn({signal, onMove: wait => live.show(firstText(askerId, wait))});
		const {record, notes, notice} = await work();
		await live.end();
		const [first = '', ...details] = record.answer.messages;
		const messages = composeMessages({notice, remark: remark?.(record), notes, answer: first});
		await post(record, messages, details.length > 0);
		return record;
	} catch (error) {
		await live.end();
		await apologise(error);
		return undefined;
	} finally {
		ticket.leave();
	}

	async function work() {
		let steps: Steps = {};
		const showProgress = () => live.show(`${greet(askerId)}\n\n${showSteps(steps)}`);
		showProgress();
		const timeout = AbortSignal.timeout(tools.answerWithinMs);
		const either = AbortSignal.any([signal, timeout]);
		const [{attachments, notes}, {conversationId, earlier}, hasAsked] = await Promise.all([
			readAttachments(asked.files, {apiUrl: tools.apiUrl, signal: either}),
			readConversation(asked, id, tools),
			tools.log.hasAsked?.(askerId) ?? false,
		]);
		const notice = linkNotice(tools.community, {roleIds: asked.roleIds, hasAsked});
		const question: Question = {
			id,
			conversationId,
			askedAt: asked.askedAt,
			door: 'discord',
			text: asked.text,
			attachments,
			earlier,
			hints: asked.hints,
			askerId,
			place: asked.place,
		};
		const onProgress = (progress: Parameters<typeof follow>[1]) => {
			steps = follow(steps, progress);
			showProgress();
		};
		const walking = tools.answer(question, {onProgress, signal: either});
		try {
			return {record: await unlessAborted(walking, either), notes, notice};
		} catch (error) {
			// What the road still keeps of a question that was taken back has to be kept before it is forgotten.
			if (signal.reason === supersededReason) await settled(walking);
			throw error;
		}
	}

	async function post(record: AnswerRecord, messages: readonly string[], hasDetails: boolean): Promise<void> {
		const buttons = buttonsFor({questionId: record.id, askerId, hasDetails});
		for (const [index, content] of messages.entries()) {
			const isLast = index === messages.length - 1;
			const shown = {content, ...(isLast && {buttons})};
			const posted = await (index === 0 ? place.edit(shown) : place.add(shown));
			await remember(record.id, posted);
		}
		tools.logger.info(
			{...about, verdict: record.answer.verdict, ms: record.times.elapsedMs},
			'answered a question',
		);
	}

	async function remember(questionId: string, posted: Posted): Promise<void> {
		try {
			await tools.log.rememberReply({questionId, ...posted});
		} catch (error) {
			// The member has their answer; only a reply to it will not be known as a follow-up.
			tools.logger.error({...about, err: error}, `Cannot remember reply "${posted.messageId}"`);
		}
	}

	async function apologise(error: unknown): Promise<void> {
		if (signal.reason === supersededReason) return;
		if (!tools.closing.aborted) {
			logDiscordError(tools.logger, {action: `answer question "${id}"`, error, about});
		}
		const content = tools.closing.aborted ? interruptedText(askerId) : sorryText(askerId, id);
		await place
			.edit({content})
			.catch(second => logDiscordError(tools.logger, {action: 'say what went wrong', error: second, about}));
	}
}

export function newQuestionId({now}: Pick<DiscordTools, 'now'>): string {
	return newUuid7(now().getTime());
}

/** Resolves when the promise has settled, or after two seconds: whoever works may not listen to a signal. */
async function settled(promise: Promise<unknown>): Promise<void> {
	await unlessAborted(promise, AbortSignal.timeout(2000)).catch(() => {});
}

export type GiveOptions = {
	/** The question's place in the line; left when the answer is given. */
	readonly ticket: Ticket;
	/** Ends the work early; the door's closing where nothing else is given. */
	readonly signal?: AbortSignal;
	/** The question's id; the record of a question that is answered anew is replaced. */
	readonly id?: string;
	/** Something to say above the answer. */
	readonly remark?: (record: AnswerRecord) => string | undefined;
};

/** The reason of a signal that ends an answer because another one takes its place. */
export const supersededReason = new Error('another answer takes its place');

async function readConversation(
	asked: Asked,
	id: string,
	{log}: DiscordTools,
): Promise<{readonly conversationId: string; readonly earlier: readonly Turn[]}> {
	const {conversation} = asked;
	if (conversation.kind === 'known') return conversation;
	const found = await conversationBefore(asked, log);
	if (found === undefined) return {conversationId: id, earlier: []};
	return {conversationId: found, earlier: await log.turns(found)};
}

async function conversationBefore(asked: Asked, log: DiscordTools['log']): Promise<string | undefined> {
	const {conversation, askerId, askedAt, place} = asked;
	if (conversation.kind === 'new') return undefined;
	if (conversation.kind === 'reply') {
		const questionId = await log.questionOfReply(conversation.messageId);
		const record = questionId === undefined ? undefined : await log.find(questionId);
		if (record) return record.conversationId;
	}
	const since = new Date(askedAt.getTime() - conversationMs);
	return log.recentConversation({channelId: place.channelId, askerId, since});
}

function interruptedText(askerId: string): string {
	return `<@${askerId}>, I was interrupted before I had an answer: I am being restarted. Please ask again in a minute.`;
}

function sorryText(askerId: string, id: string): string {
	return `Sorry, <@${askerId}>: something went wrong on my side, not on yours. Please ask again in a minute; if it happens again, give a moderator this number: \`${id}\``;
}
