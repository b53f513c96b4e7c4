import {type Message, type SendableChannels, SnowflakeUtil} from 'discord.js';
import type {PendingQuestion} from '../log/pending.ts';
import type {HeldQuestion} from '../log/shared-questions.ts';
import {replyFirst} from './ask-by-message.ts';
import {type ChannelMessage, type ChannelPlace, channelPlace, editPayload} from './channel-reply.ts';
import {isGone, isUnreachable, logDiscordError} from './discord-errors.ts';
import type {DiscordTools} from './discord-tools.ts';
import {firstText, leftBehindText, takenUpText} from './fixed-replies.ts';
import {interactionPlace, isAnswerable} from './interaction-place.ts';
import {keptQuestion} from './keep-question.ts';
import {forQuestion} from './question-lines.ts';
import {turnAtOnce} from './take-place.ts';
import {beginAnswer, type UnderWay} from './under-way.ts';

/** A question is answered that was asked so long ago; who asked before is told that it was not. */
const answeredWithinMs = 6 * 60 * 60_000;
/** Who asked so long ago is no longer waiting. */
const toldWithinMs = 24 * 60 * 60_000;
/** A question that has ended so many runs is not tried again. */
const mostTries = 2;

/**
 * Answers what an earlier run has accepted and not answered (where several processes share the work, whoever is free is
 * given it by the one that sweeps), and then, again and again, what this one could not say because Discord did not
 * listen; ends when the door closes.
 */
export function lookAfterQuestions(tools: DiscordTools, everyMs: number): void {
	if (!tools.shared) tools.aside('take up questions that were left', {}, () => takeUpLeft(tools));
	const timer = setInterval(() => tools.aside('say what was not said', {}, () => sayUnsaid(tools)), everyMs);
	timer.unref();
	tools.closing.addEventListener('abort', () => clearInterval(timer), {once: true});
}

async function takeUpLeft(tools: DiscordTools): Promise<void> {
	for (const question of await tools.log.pending.waiting({before: tools.openedAt})) {
		if (await tools.log.pending.take(question)) await takeUp(question, tools);
	}
}

async function sayUnsaid(tools: DiscordTools): Promise<void> {
	if (tools.unsaid.size === 0 || !tools.isOpen()) return;
	const {shared, log} = tools;
	const unsaid = new Set(tools.unsaid);
	const waiting = await log.pending.waiting();
	for (const questionId of unsaid) tools.unsaid.delete(questionId);
	for (const question of waiting) {
		if (!unsaid.has(question.questionId)) continue;
		if (shared) await shared.handOver(question);
		else await takeUp(question, tools);
	}
}

/** Answers a question that this process has taken from those that several share. Never rejects. */
export async function answerHeld(
	question: HeldQuestion,
	signal: AbortSignal,
	tools: DiscordTools,
): Promise<void> {
	const {questionId} = question;
	return forQuestion(questionId, () => answerTaken(question, signal, tools));
}

async function answerTaken(question: HeldQuestion, signal: AbortSignal, tools: DiscordTools): Promise<void> {
	const {questionId, turn, tries} = question;
	tools.logger.info({questionId, turn, tries}, 'took a question from the queue');
	try {
		const begun = (await begin(question, tools)) ?? (await takeUp(question, tools));
		if (!begun) return;
		const stop = () => void begun.stop();
		if (signal.aborted) stop();
		signal.addEventListener('abort', stop, {once: true});
		await begun.done;
		signal.removeEventListener('abort', stop);
	} catch (error) {
		logDiscordError(tools.logger, {action: 'answer a question', error, about: {questionId}});
		tools.unsaid.add(questionId);
	}
}

/** Begins to answer in the reply that was noted down, without asking Discord what became of it; undefined where it may have changed. */
async function begin(question: HeldQuestion, tools: DiscordTools): Promise<UnderWay | undefined> {
	const {questionId, askedAt, reply, turn, tries, source} = question;
	const asked = keptQuestion(question);
	const [, sourceId = ''] = source.split('/');
	const request = {sourceId, asked, ticket: turnAtOnce, questionId};
	if (!reply || tries > mostTries) return undefined;
	if (asked.interaction && isAnswerable(askedAt, tools.now())) {
		const place = interactionPlace(tools.client, asked.interaction, reply);
		return beginAnswer({...request, place}, tools);
	}
	if (turn === 'again') return undefined;
	const channel = await tools.client.channels.fetch(reply.channelId);
	if (!channel?.isSendable()) return undefined;
	return beginAnswer(
		{...request, place: channelPlace({channel, messageIds: [reply.messageId], sourceId})},
		tools,
	);
}

/** Begins to answer a question again, in the reply that stands already where there is one. Never rejects. */
function takeUp(question: PendingQuestion, tools: DiscordTools): Promise<UnderWay | undefined> {
	return forQuestion(question.questionId, () => goOn(question, tools));
}

async function goOn(question: PendingQuestion, tools: DiscordTools): Promise<UnderWay | undefined> {
	const {questionId, place} = question;
	const about = {questionId, channelId: place.channelId, guildId: place.guildId};
	try {
		const found = await find(question, tools);
		if (found.state === 'answered' || found.state === 'lost') {
			await tools.log.pending.end(questionId);
			const became = found.state === 'answered' ? 'was answered' : 'has no place for an answer any more';
			tools.logger.info(about, `a question that was left ${became}`);
			return undefined;
		}
		if (found.state === 'taken_back') {
			await tools.log.forget(questionId);
			for (const id of found.replyIds) await found.channel.messages.delete(id);
			return undefined;
		}
		const ageMs = tools.now().getTime() - question.askedAt.getTime();
		if (ageMs > answeredWithinMs || triesBefore(question, tools) >= mostTries) {
			const [replyId] = found.replyIds;
			if (replyId !== undefined && ageMs <= toldWithinMs) {
				await found.channel.messages.edit(replyId, editPayload({content: leftBehindText}));
			}
			await tools.log.forget(questionId);
			tools.tell({kind: 'given_up'});
			tools.logger.info(about, 'gave up a question that was left');
			return undefined;
		}
		const begun = await answer(question, found, tools);
		tools.tell({kind: 'taken_up'});
		tools.logger.info(about, 'took up a question that was left');
		return begun;
	} catch (error) {
		logDiscordError(tools.logger, {action: 'take up a question', error, about});
		if (isUnreachable(error)) tools.unsaid.add(questionId);
		// What Discord refuses now, it refuses the next run too.
		else await tools.log.forget(questionId);
		return undefined;
	}
}

/** How often it was taken up before: whoever shares the work has counted this time already. */
function triesBefore({tries}: PendingQuestion, {shared}: DiscordTools): number {
	return shared ? tries - 1 : tries;
}

type Found =
	/** Nothing is to be said any more: the channel or our reply is gone, or Discord has said it for us. */
	| {readonly state: 'lost'}
	| {readonly state: 'answered'}
	/** Whoever asked has deleted the question meanwhile. */
	| {
			readonly state: 'taken_back';
			readonly channel: SendableChannels;
			readonly replyIds: readonly string[];
	  }
	| {
			readonly state: 'waiting';
			/** Where the reply stands, or shall stand. */
			readonly channel: SendableChannels;
			/** Our reply so far. */
			readonly replyIds: readonly string[];
			/** The message that asks; undefined where an interaction did. */
			readonly source?: ChannelMessage;
	  };

/** What became of a question and our reply to it. */
async function find(question: PendingQuestion, tools: DiscordTools): Promise<Found> {
	const {client, log} = tools;
	const [kind, sourceId = ''] = question.source.split('/');
	const asked = await client.channels.fetch(question.place.channelId);
	if (!asked?.isSendable()) return {state: 'lost'};
	const source = kind === 'message' ? await fetchMessage(asked, sourceId) : undefined;
	const channel = await replyChannel(question, asked, tools);
	if (!channel) return {state: 'lost'};
	const replies = await repliesIn(channel, {question, sourceId, tools});
	const replyIds = replies.map(({id}) => id);
	if (kind === 'message' && !source) return {state: 'taken_back', channel, replyIds};
	if (replies.length === 0 && (kind === 'interaction' || question.reply)) return {state: 'lost'};
	const hasButtons = replies.some(({components}) => components.length > 0);
	if (hasButtons && (await log.find(question.questionId))) return {state: 'answered'};
	return {state: 'waiting', channel, replyIds, ...(source && {source: source as ChannelMessage})};
}

/** The channel itself, or the thread that was opened for the message. */
async function replyChannel(
	{reply, source}: PendingQuestion,
	asked: SendableChannels,
	{client}: DiscordTools,
): Promise<SendableChannels | undefined> {
	if (reply && reply.channelId !== asked.id) {
		const channel = await client.channels.fetch(reply.channelId);
		return channel?.isSendable() ? channel : undefined;
	}
	if (reply || asked.isThread() || asked.isDMBased()) return asked;
	// A thread has the id of the message that it was opened for.
	const threadId = source.split('/')[1] ?? '';
	const thread = await client.channels.fetch(threadId).catch(error => {
		if (isGone(error)) return null;
		throw error;
	});
	return thread?.isThread() && thread.isSendable() ? thread : asked;
}

/** Our messages that belong to a question, in order. */
async function repliesIn(
	channel: SendableChannels,
	{
		question,
		sourceId,
		tools,
	}: {readonly question: PendingQuestion; readonly sourceId: string; readonly tools: DiscordTools},
): Promise<readonly Message[]> {
	const since = await channel.messages.fetch({after: sourceId, limit: 100, cache: false});
	const ours = [...since.values()]
		.filter(({author}) => author.id === tools.client.user.id)
		.sort((a, b) => Number(SnowflakeUtil.timestampFrom(a.id) - SnowflakeUtil.timestampFrom(b.id)));
	const isFirst = ({id, reference, interactionMetadata}: Message) =>
		question.reply
			? id === question.reply.messageId
			: reference?.messageId === sourceId || interactionMetadata?.id === sourceId || channel.id === sourceId;
	// Much may have been said since: the reply is then looked for by its id.
	const first =
		ours.find(isFirst) ?? (question.reply && (await fetchMessage(channel, question.reply.messageId)));
	if (!first) return [];
	return [first, ...ours.filter(({id, reference}) => id !== first.id && reference?.messageId === first.id)];
}

/** A message as it stands now; undefined where somebody has deleted it. */
async function fetchMessage(channel: SendableChannels, id: string): Promise<Message | undefined> {
	try {
		return await channel.messages.fetch({message: id, cache: false, force: true});
	} catch (error) {
		if (isGone(error)) return undefined;
		throw error;
	}
}

async function answer(
	question: PendingQuestion,
	{channel, replyIds, source}: Extract<Found, {readonly state: 'waiting'}>,
	tools: DiscordTools,
): Promise<UnderWay | undefined> {
	const {questionId, askerId} = question;
	const [, sourceId = ''] = question.source.split('/');
	const ticket = tools.shared ? turnAtOnce : tools.line.join(askerId);
	if (!ticket) {
		tools.unsaid.add(questionId);
		return undefined;
	}
	const asked = await askedAgain(question, tools);
	const content = ticket.wait ? firstText(askerId, ticket.wait) : takenUpText(askerId);
	const [firstId, ...otherIds] = replyIds;
	const begin = async (): Promise<ChannelPlace | undefined> => {
		if (firstId !== undefined) {
			const standing = channelPlace({channel, messageIds: [firstId, ...otherIds], sourceId});
			await standing.edit({content});
			return standing;
		}
		const settings = await tools.settings.of(question.place.guildId);
		return source && replyFirst(source, {content, text: asked.text, settings, tools});
	};
	const place = await begin().catch(error => {
		ticket.leave();
		throw error;
	});
	if (!place) {
		ticket.leave();
		await tools.log.pending.end(questionId);
		return undefined;
	}
	const begun = beginAnswer({sourceId, asked, place, ticket, questionId}, tools);
	// Others that were left wait for their turns meanwhile.
	tools.aside('answer a question that was left', {questionId}, () => begun.done);
	return begun;
}

/** The question with what came before it: it may have an answer on record that nobody has seen. */
async function askedAgain(question: PendingQuestion, {log}: DiscordTools) {
	const asked = keptQuestion(question);
	const record = await log.find(question.questionId);
	if (!record) return asked;
	const earlier = record.evidence.earlierTexts.toReversed().map(text => ({role: 'user' as const, text}));
	return {...asked, conversation: {kind: 'known' as const, conversationId: record.conversationId, earlier}};
}
