/** What of a Discord message decides whether it is for us. */
export type ReceivedMessage = {
	readonly content: string;
	/** Written by a bot, by a webhook or by Discord itself. */
	readonly isAutomatic: boolean;
	/** In a channel between one person and us. */
	readonly isDirect: boolean;
	/** We are mentioned by name or rung by a reply; a role or @everyone is no mention. */
	readonly mentionsUs: boolean;
	readonly repliesToUs: boolean;
	readonly attachmentCount: number;
};

export type Reading =
	| {readonly kind: 'ignored'}
	| {readonly kind: 'question'; readonly text: string}
	/** It mentions us and says nothing. */
	| {readonly kind: 'blank'}
	/** It replies to us without mentioning us, so Discord keeps its text from us. */
	| {readonly kind: 'unreadable'};

/** Whether a message is for us, and what it asks. */
export function readMessage(message: ReceivedMessage, botId: string): Reading {
	if (message.isAutomatic) return {kind: 'ignored'};
	if (!message.mentionsUs && !message.repliesToUs && !message.isDirect) return {kind: 'ignored'};
	const text = withoutMention(message.content, botId);
	if (text !== '' || message.attachmentCount > 0) return {kind: 'question', text};
	return message.mentionsUs || message.isDirect ? {kind: 'blank'} : {kind: 'unreadable'};
}

/** Whether the text itself mentions us; a reply can ring us without saying our name. */
export function namesUs(content: string, botId: string): boolean {
	return content.includes(`<@${botId}>`) || content.includes(`<@!${botId}>`);
}

function withoutMention(content: string, botId: string): string {
	return content.replaceAll(`<@${botId}>`, '').replaceAll(`<@!${botId}>`, '').trim();
}
