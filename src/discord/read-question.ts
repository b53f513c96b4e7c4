import type {Question, Turn} from '../evidence/question.ts';
import {newUuid7} from '../lib/uuid.ts';
import type {ServerSettings} from '../log/server-settings.ts';
import type {Asked} from './asked.ts';
import type {DiscordTools} from './discord-tools.ts';
import {linkNotice} from './link-notice.ts';
import {type FileNotes, readAttachments} from './read-attachments.ts';
import {readPastes} from './read-pastes.ts';

/** A question ready for the road, and what the member has to be told besides the answer. */
export type ReadQuestion = {
	readonly question: Question;
	readonly notes: FileNotes;
	readonly notice: string | undefined;
	/** The member has asked nothing but this. */
	readonly isFirst: boolean;
	/** Those of the server in which it was asked. */
	readonly settings: ServerSettings;
};

/** Fetches a question's files and looks up what came before it. */
export async function readQuestion(
	asked: Asked,
	{id, signal, tools}: {readonly id: string; readonly signal: AbortSignal; readonly tools: DiscordTools},
): Promise<ReadQuestion> {
	const {askerId, askedAt, text, hints, place, roleIds} = asked;
	const [{attachments, pictures = [], notes}, {conversationId, earlier}, hasAsked, isKnown, settings] =
		await Promise.all([
			readAttachments(asked.files, {apiUrl: tools.apiUrl, signal, pictures: tools.pictures}),
			readConversation(asked, id, tools),
			// Each server has its own account to link.
			tools.log.hasAsked(askerId, place.guildId === undefined ? {} : {guildId: place.guildId}),
			tools.log.hasAsked(askerId, {apartFrom: id}),
			tools.settings.of(place.guildId),
		]);
	const pastes = await readPastes(text, {allowed: settings.pasteHosts, signal, tools});
	return {
		question: {
			id,
			conversationId,
			askedAt,
			door: 'discord',
			text,
			...(asked.removed && {removed: asked.removed}),
			// A question that is tested again holds them already.
			attachments: [...attachments, ...pastes.attachments.filter(pasted => !text.includes(pasted.text))],
			...(pictures.length > 0 && {pictures}),
			earlier,
			hints,
			askerId,
			...(asked.authorId !== undefined && {authorId: asked.authorId}),
			place,
			...(settings.probeHosts.length > 0 && {hosts: settings.probeHosts}),
			...(settings.languages.length > 0 && {languages: settings.languages}),
		},
		notes: {
			unread: [...notes.unread, ...pastes.notes.unread],
			cut: [...notes.cut, ...pastes.notes.cut],
		},
		notice: linkNotice(settings, {roleIds, hasAsked}),
		isFirst: !isKnown,
		settings,
	};
}

export function newQuestionId({now}: Pick<DiscordTools, 'now'>): string {
	return newUuid7(now().getTime());
}

/** A mention goes on with what the member asked in the channel within this time. */
const conversationMs = 30 * 60_000;

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
	return (await conversationOfThread(place.channelId, log)) ?? recentConversation();

	function recentConversation(): Promise<string | undefined> {
		const since = new Date(askedAt.getTime() - conversationMs);
		return log.recentConversation({channelId: place.channelId, askerId, since});
	}
}

/** In a thread that was opened for a question, whose id it has, everything goes on with that question. */
async function conversationOfThread(
	channelId: string,
	log: DiscordTools['log'],
): Promise<string | undefined> {
	const [asked] = await log.askedIn(channelId);
	return asked && (await log.find(asked.questionId))?.conversationId;
}
