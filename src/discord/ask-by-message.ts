import type {ServerSettings} from '../log/server-settings.ts';
import type {Asked} from './asked.ts';
import {type ChannelMessage, type ChannelPlace, channelPlace, replyTo} from './channel-reply.ts';
import {logDiscordError} from './discord-errors.ts';
import type {DiscordTools} from './discord-tools.ts';
import {blankText, firstText, fullText, unreadableText} from './fixed-replies.ts';
import {heedMessage, receive} from './heed-message.ts';
import {keepQuestion} from './keep-question.ts';
import {limitReached, limitText} from './question-limit.ts';
import {forQuestion} from './question-lines.ts';
import {openQuestionThread} from './question-thread.ts';
import {isQuiet} from './quiet-hours.ts';
import {namesUs, type ReceivedMessage} from './read-message.ts';
import {newQuestionId} from './read-question.ts';
import {takePlace} from './take-place.ts';
import {passOn, type UnderWay} from './under-way.ts';
import type {Ticket} from './waiting-line.ts';

/** Answers a message that may be for us (`mayBeForUs`), in a reply to it; leaves every other alone. */
export async function askByMessage(message: ChannelMessage, tools: DiscordTools): Promise<void> {
	// An edit or a deletion may come while the first reply is on its way; it has to find that reply.
	const begun = await tools.inTurn(message.id, () => beginByMessage(message, tools));
	await begun?.done;
}

/** Acknowledges a message that is for us, and begins to answer it; undefined where there is nothing to answer. */
export async function beginByMessage(
	message: ChannelMessage,
	tools: DiscordTools,
): Promise<UnderWay | undefined> {
	const received = receive(message, tools.client.user.id);
	const {reading, settings} = await heedMessage(message, tools);
	if (reading.kind === 'ignored' || !tools.isNew(message.id)) return undefined;
	const isElsewhere = isAmongPeople(message, {received, settings, tools});
	if (isElsewhere && !(await answeredBy(message, tools))) return undefined;

	const askerId = message.author.id;
	const {guildId} = message;
	const volume = volumeNow(settings, tools);
	const say = (content: string) => replyTo(message, {content}, tools, {volume});
	if (reading.kind === 'unreadable') {
		const questionId = await answeredBy(message, tools);
		if (questionId === undefined || !tools.isNew(`unreadable/${questionId}/${askerId}`)) return undefined;
		await say(unreadableText(askerId));
		return undefined;
	}
	if (reading.kind === 'blank') {
		await say(blankText(askerId, message.reference !== null));
		return undefined;
	}
	const limit = await limitReached({askerId, guildId}, settings, tools);
	if (limit) {
		// Whoever goes on asking has been told.
		if (tools.isNew(`limit/${guildId}/${askerId}/${limit.until.getTime()}`))
			await say(limitText(askerId, limit));
		return undefined;
	}
	const ticket = await takePlace(askerId, tools);
	if (!ticket) {
		tools.tell({kind: 'turned_away'});
		await say(fullText(askerId));
		return undefined;
	}
	const asked = readAsked(message, {text: reading.text, received, tools});
	const questionId = newQuestionId(tools);
	return forQuestion(questionId, () => accept(message, {questionId, asked, ticket, settings}, tools));
}

/** Keeps a question, says the first words and begins to answer it. What goes wrong is logged, and said when Discord is back. */
async function accept(
	message: ChannelMessage,
	{
		questionId,
		asked,
		ticket,
		settings,
	}: {
		readonly questionId: string;
		readonly asked: Asked;
		readonly ticket: Ticket;
		readonly settings: ServerSettings;
	},
	tools: DiscordTools,
): Promise<UnderWay | undefined> {
	try {
		// From here on it will be answered, by the next run if not by this one: once, however often it is delivered.
		if (!(await keepQuestion({questionId, source: `message/${message.id}`, asked}, tools))) {
			ticket.leave();
			return undefined;
		}
		const content = firstText(asked.askerId, ticket.wait);
		const place = await replyFirst(message, {content, text: asked.text, settings, tools});
		if (place) return await passOn({sourceId: message.id, asked, place, ticket, questionId}, tools);
		ticket.leave();
		await tools.log.pending.end(questionId);
		return undefined;
	} catch (error) {
		ticket.leave();
		tools.unsaid.add(questionId);
		const {channelId, guildId} = asked.place;
		const about = {questionId, channelId, guildId, messageId: message.id};
		logDiscordError(tools.logger, {action: 'answer a message', error, about});
		return undefined;
	}
}

/**
 * The first words below a message, or in a thread of its own where the server wants that: the place where the answer
 * will stand. Undefined, and logged, where nothing can be written; throws where Discord does not listen.
 */
export async function replyFirst(
	message: ChannelMessage,
	{
		content,
		text,
		settings,
		tools,
	}: {
		readonly content: string;
		/** What is asked. */
		readonly text: string;
		readonly settings: ServerSettings;
		readonly tools: DiscordTools;
	},
): Promise<ChannelPlace | undefined> {
	// The message no longer knows its channel once that is deleted.
	const {channel} = message;
	const thread = settings.replyIn === 'thread' ? await openQuestionThread(message, text, tools) : undefined;
	const volume = volumeNow(settings, tools);
	const posted = await replyTo(message, {content}, tools, {thread, volume});
	return (
		posted && channelPlace({channel: thread ?? channel, messageIds: [posted.messageId], sourceId: message.id})
	);
}

function volumeNow(settings: ServerSettings, {now}: DiscordTools): 'usual' | 'quiet' {
	return isQuiet(settings, now()) ? 'quiet' : 'usual';
}

/** In the help channel people talk to people: a reply there to our hand-over is not meant for us. */
function isAmongPeople(
	message: ChannelMessage,
	{
		received,
		settings: {helpChannel},
		tools,
	}: {
		readonly received: ReceivedMessage;
		readonly settings: ServerSettings;
		readonly tools: DiscordTools;
	},
): boolean {
	return (
		message.channelId === helpChannel &&
		received.repliesToUs &&
		!namesUs(message.content, tools.client.user.id)
	);
}

/** The question that the message replied to answers, if it is an answer of ours. */
async function answeredBy(message: ChannelMessage, {log}: DiscordTools): Promise<string | undefined> {
	const messageId = message.reference?.messageId;
	return messageId === undefined ? undefined : log.questionOfReply(messageId);
}

export function readAsked(
	message: ChannelMessage,
	{
		text,
		received,
		tools,
	}: {readonly text: string; readonly received: ReceivedMessage; readonly tools: DiscordTools},
): Asked {
	const repliedTo = received.repliesToUs ? message.reference?.messageId : undefined;
	return {
		askerId: message.author.id,
		askedAt: tools.now(),
		text,
		files: [...message.attachments.values()],
		hints: {},
		place: {
			channelId: message.channelId,
			messageId: message.id,
			...(message.guildId !== null && {guildId: message.guildId}),
		},
		roleIds: message.member ? [...message.member.roles.cache.keys()] : undefined,
		conversation: repliedTo === undefined ? {kind: 'recent'} : {kind: 'reply', messageId: repliedTo},
	};
}
