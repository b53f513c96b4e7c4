import type {DiscordTools} from '../discord-tools.ts';

/** What a moderator gave to name an answer. */
export type AnswerName =
	| {readonly kind: 'question'; readonly questionId: string}
	| {readonly kind: 'message'; readonly messageId: string};

/** An answer's own id, or a message's: its link or its id. Undefined where it is neither. */
export function readAnswerName(given: string): AnswerName | undefined {
	const text = given.trim().replace(/^[<`]+|(?<![>`])[>`]+$/g, '');
	if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) {
		return {kind: 'question', questionId: text.toLowerCase()};
	}
	const link =
		/^https:\/\/(?:ptb\.|canary\.)?discord(?:app)?\.com\/channels\/(?:@me|\d{1,20})\/\d{1,20}\/(\d{1,20})\/?$/;
	const messageId = link.exec(text)?.[1] ?? /^\d{17,20}$/.exec(text)?.[0];
	return messageId === undefined ? undefined : {kind: 'message', messageId};
}

/** The answer that stands in a message of ours, that a message of a member's got, or that a card is about: the newest one. */
export async function answerOfMessage(messageId: string, {log}: DiscordTools): Promise<string | undefined> {
	return (
		(await log.questionOfReply(messageId)) ??
		(await log.moderation.questionOfCard(messageId)) ??
		(await log.askedIn(messageId)).at(-1)?.questionId
	);
}
