import {type Message, type SendableChannels, SnowflakeUtil} from 'discord.js';
import type {PendingQuestion} from '../log/pending.ts';
import {replyFirst} from './ask-by-message.ts';
import {type ChannelMessage, type ChannelPlace, channelPlace, editPayload} from './channel-reply.ts';
import {isGone, isUnreachable, logDiscordError} from './discord-errors.ts';
import type {DiscordTools} from './discord-tools.ts';
import {firstText, leftBehindText, takenUpText} from './fixed-replies.ts';
import {keptQuestion} from './keep-question.ts';
import {beginAnswer} from './under-way.ts';

/** A question is answered that was asked so long ago; who asked before is told that it was not. */
const answeredWithinMs = 6 * 60 * 60_000;
/** Who asked so long ago is no longer waiting. */
const toldWithinMs = 24 * 60 * 60_000;
/** A question that has ended so many runs is not tried again. */
const mostTries = 2;

/**
 * Answers what an earlier run has accepted and not answered, and then, again and again, what this one could not say
 * because Discord did not listen; ends when the door closes.
 */
export function lookAfterQuestions(tools: DiscordTools, everyMs: number): void {
	tools.aside('take up questions that were left', {}, () => takeUpLeft(tools));
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
	if (tools.unsaid.size === 0 || !tools.client.isReady()) return;
	const unsaid = new Set(tools.unsaid);
	tools.unsaid.clear();
	for (const question of await tools.log.pending.waiting()) {
		if (unsaid.has(question.questionId)) await takeUp(question, tools);
	}
}

/** Begins to answer a question again, in the reply that stands already where there is one. Never rejects. */
async function takeUp(question: PendingQuestion, tools: DiscordTools): Promise<void> {
	const {questionId, place} = question;
	const about = {questionId, channelId: place.channelId, guildId: place.guildId};
	try {
		const found = await find(question, tools);
		if (found.state === 'answered' || found.state === 'lost') {
			await tools.log.pending.end(questionId);
			const became = found.state === 'answered' ? 'was answered' : 'has no place for an answer any more';
			tools.logger.info(about, `a question that was left ${became}`);
			return;
		}
		if (found.state === 'taken_back') {
			await tools.log.forget(questionId);
			for (const id of found.replyIds) await found.channel.messages.delete(id);
			return;
		}
		const ageMs = tools.now().getTime() - question.askedAt.getTime();
		if (ageMs > answeredWithinMs || question.tries >= mostTries) {
			const [replyId] = found.replyIds;
			if (replyId !== undefined && ageMs <= toldWithinMs) {
				await found.channel.messages.edit(replyId, editPayload({content: leftBehindText}));
			}
			await tools.log.forget(questionId);
			tools.logger.info(about, 'gave up a question that was left');
			return;
		}
		await answer(question, found, tools);
		tools.logger.info(about, 'took up a question that was left');
	} catch (error) {
		logDiscordError(tools.logger, {action: 'take up a question', error, about});
		if (isUnreachable(error)) tools.unsaid.add(questionId);
		// What Discord refuses now, it refuses the next run too.
		else await tools.log.forget(questionId);
	}
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
): Promise<void> {
	const {questionId, askerId} = question;
	const [, sourceId = ''] = question.source.split('/');
	const ticket = tools.line.join(askerId);
	if (!ticket) {
		tools.unsaid.add(questionId);
		return;
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
		return;
	}
	// Others that were left wait for their turns meanwhile.
	tools.aside(
		'answer a question that was left',
		{questionId},
		() => beginAnswer({sourceId, asked, place, ticket, questionId}, tools).done,
	);
}

/** The question with what came before it: it may have an answer on record that nobody has seen. */
async function askedAgain(question: PendingQuestion, {log}: DiscordTools) {
	const asked = keptQuestion(question);
	const record = await log.find(question.questionId);
	if (!record) return asked;
	const earlier = record.evidence.earlierTexts.toReversed().map(text => ({role: 'user' as const, text}));
	return {...asked, conversation: {kind: 'known' as const, conversationId: record.conversationId, earlier}};
}
