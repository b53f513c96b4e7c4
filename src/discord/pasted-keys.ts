import {DiscordAPIError} from 'discord.js';
import type {Progress} from '../answer-question.ts';
import type {ServerSettings} from '../log/server-settings.ts';
import type {Asked} from './asked.ts';
import {isGone, logDiscordError} from './discord-errors.ts';
import type {DiscordTools} from './discord-tools.ts';

/** Looks after a message in which somebody has pasted a key. */
export type KeyWatch = {
	/** Acts as soon as the message is known to hold one. */
	see(progress: Progress): void;
	/** What is said at once, while the answer is being worked on; undefined without a key. */
	warning(): string | undefined;
	/** What became of the message. Undefined where that is for its author to see to. */
	outcome(): Promise<KeyOutcome | undefined>;
};

export type KeyOutcome = {
	/** What stands above the answer. */
	readonly text: string;
	readonly message: 'deleted' | 'stands';
};

type Deletion = 'deleted' | 'gone' | {readonly refusedBecause: string};

/** Deletes a message that holds a key where its server wants that and the bot may; says it where it may not. */
export function watchForKeys(
	{place}: Pick<Asked, 'place'>,
	{deletePastedKeys}: Pick<ServerSettings, 'deletePastedKeys'>,
	about: {readonly questionId: string},
	tools: DiscordTools,
): KeyWatch {
	let found = false;
	let deletion: Promise<Deletion> | undefined;
	let done: Deletion | undefined;

	return {
		see(progress) {
			if (progress.stage !== 'evidence' || found) return;
			found = progress.evidence.secrets.some(({turn}) => turn === 0);
			if (!found || !deletePastedKeys || place.messageId === undefined) return;
			deletion = deleteMessage({...place, messageId: place.messageId}, about, tools);
			void deletion.then(became => {
				done = became;
			});
		},
		warning() {
			if (!found) return undefined;
			const replace = `Revoke the key and make a new one${whereKeysAre(tools)}.`;
			if (done === 'deleted') {
				return `⚠️ **Your message held what looks like a key, so I deleted it.** ${replace}`;
			}
			return `⚠️ **Your message holds what looks like a key.** ${deletion ? '' : 'Delete the message. '}${replace}`;
		},
		async outcome() {
			const became = await deletion;
			if (became === undefined || became === 'gone') return undefined;
			if (became !== 'deleted') {
				const text = `⚠️ I could not delete the message with what looks like a key: ${became.refusedBecause}. Its author can.`;
				return {text, message: 'stands'};
			}
			const text = `⚠️ **I deleted the message, since it held what looks like a key.** Whoever saw it may have kept it. Revoke the key and make a new one${whereKeysAre(tools)}. Where else it stands, only its author can delete it.`;
			return {text, message: 'deleted'};
		},
	};
}

/** An answer below the word that the message is deleted: it does not ask for that once more. */
export function withoutKeyWarning(answer: string): string {
	const [first = '', ...others] = answer.split('\n\n');
	return first.startsWith('⚠️ **Your message holds what looks like a secret.**')
		? others.join('\n\n')
		: answer;
}

async function deleteMessage(
	{channelId, messageId}: {readonly channelId: string; readonly messageId: string},
	about: {readonly questionId: string},
	tools: DiscordTools,
): Promise<Deletion> {
	const {client, ownDeletions, log, logger, now, shared} = tools;
	// Discord tells us of it as of any other, and a question is not taken back by this.
	ownDeletions.add(messageId);
	try {
		if (shared) await log.shared.noteDeletion(about.questionId, 'begun');
		const channel = await client.channels.fetch(channelId);
		if (!channel?.isTextBased()) return 'gone';
		await channel.messages.delete(messageId);
		const guildId = channel.isDMBased() ? undefined : channel.guildId;
		await log.moderation.note({
			at: now(),
			byId: 'lineman',
			...(guildId !== undefined && {guildId}),
			action: 'delete_message',
			subject: about.questionId,
			detail: {because: 'secret_found'},
		});
		logger.info({...about, channelId, messageId}, 'deleted a message that holds a key');
		return 'deleted';
	} catch (error) {
		ownDeletions.delete(messageId);
		if (shared) await log.shared.noteDeletion(about.questionId, 'failed').catch(() => {});
		if (isGone(error)) return 'gone';
		const permission = '"Manage Messages"';
		logDiscordError(logger, {action: 'delete a message that holds a key', error, about, permission});
		return {
			refusedBecause: isForbidden(error)
				? 'I lack the permission Manage Messages here'
				: 'Discord did not take it',
		};
	}
}

function isForbidden(error: unknown): boolean {
	return error instanceof DiscordAPIError && [50001, 50013].includes(Number(error.code));
}

function whereKeysAre({knowledge}: Pick<DiscordTools, 'knowledge'>): string {
	const {keys} = knowledge().service;
	return keys === undefined ? '' : `: [${keys.title}](<${keys.url}>)`;
}
