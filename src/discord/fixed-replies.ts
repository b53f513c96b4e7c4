import {greet} from './progress-text.ts';
import type {Wait} from './waiting-line.ts';

/** The first text of a reply: a greeting, or where the question stands in the line. */
export function firstText(askerId: string, wait: Wait | undefined): string {
	if (wait === undefined) return greet(askerId);
	return `Hi <@${askerId}>. ${standing(wait)}; I'll answer right here as soon as it is its turn. 👋`;
}

function standing({behind, ahead}: Wait): string {
	if (behind === 'others') {
		return ahead === 1 ? 'One question came before yours' : `${ahead} questions came before yours`;
	}
	const earlier = ahead === 1 ? 'your earlier question' : `${ahead} earlier questions of yours`;
	return `I'm still at work on ${earlier}`;
}

/** For a member whose question no longer fits into the line. */
export function fullText(askerId: string): string {
	return `Hi <@${askerId}>. Many questions are waiting at the moment and I cannot take this one. Please ask again in a few minutes.`;
}

/** For a member whose question is given up because we stop. */
export function interruptedText(askerId: string): string {
	return `<@${askerId}>, I was interrupted before I had an answer: I am being restarted. I go on with your question as soon as I am back; if nothing has come in a few minutes, please ask again.`;
}

/** For a member whose question an earlier run has left behind, and which is answered now. */
export function takenUpText(askerId: string): string {
	return `Hi <@${askerId}>. I was interrupted, and am at work on your question again. 👋`;
}

/** For a member whose question an earlier run has left behind, and which is not answered any more. */
export const leftBehindText =
	'Sorry, I was interrupted before I had an answer. Please ask again: mention me with the same text.';

/** For a member whose question met a fault of ours. */
export function sorryText(askerId: string, questionId: string): string {
	return `Sorry, <@${askerId}>: something went wrong on my side, not on yours. Please ask again in a minute; if it happens again, give a moderator this number: \`${questionId}\``;
}

/** For a reply to us that does not ring us, so that Discord keeps its text back. */
export function unreadableText(askerId: string): string {
	return `<@${askerId}>, Discord shows me only messages that mention me. Leave the ping of your reply on, or write my name into it, and I'll read it.`;
}

/** For a mention that says nothing. */
export function blankText(askerId: string, isReply: boolean): string {
	return isReply
		? `Hi <@${askerId}>. Discord does not show me the message you replied to. Open its menu → Apps → **Diagnose this message**, or paste its text after my name.`
		: `Hi <@${askerId}>. Paste what you see after my name: the error text, the HTTP status or close code, and the client library. Or use \`/diagnose\`.`;
}

/** For a member who asks in a direct message where whoever runs us does not want that. */
export const noDirectText = 'I answer in servers only. Please ask me in a channel of a server that we share.';
