import {
	AttachmentBuilder,
	type Message,
	MessageFlags,
	type OmitPartialGroupDMChannel,
	type PublicThreadChannel,
	type SendableChannels,
} from 'discord.js';
import type {Posted, ReplyPlace, Shown, ShownFile} from './asked.ts';
import {isUnreachable, logDiscordError} from './discord-errors.ts';
import type {DiscordTools} from './discord-tools.ts';
import {tryAgain} from './try-again.ts';

export type ChannelMessage = OmitPartialGroupDMChannel<Message>;

/** How every message of ours is sent: it rings nobody, and links do not unfurl. */
export const quietly = {
	allowedMentions: {parse: [], repliedUser: false},
	flags: MessageFlags.SuppressEmbeds,
} as const;

export function payload({content, buttons, file}: Shown) {
	return {...quietly, content, components: buttons ?? [], files: file ? [attach(file)] : []};
}

/** For an edit: files of before are taken away. The list is made anew each time, since discord.js writes into it. */
export function editPayload(shown: Shown) {
	return {...payload(shown), attachments: []};
}

export function attach({name, bytes, description}: ShownFile): AttachmentBuilder {
	return new AttachmentBuilder(Buffer.from(bytes), {name, ...(description !== undefined && {description})});
}

/** Writes what is shown, again where that fails; what carries a file has one try, since it can be shown without. */
export function write<T>({file}: Shown, work: () => Promise<T>): Promise<T> {
	return file === undefined ? tryAgain(work) : work();
}

/** For what the one who asked alone can see. */
export const whisperFlags = [MessageFlags.Ephemeral, MessageFlags.SuppressEmbeds] as const;

/** Where a first reply goes and how loudly. */
export type ReplyManner = {
	/** The thread that was opened for the message; without one the reply stands below it. */
	readonly thread?: PublicThreadChannel | undefined;
	/** `quiet`: nobody's device makes a sound. */
	readonly volume?: 'usual' | 'quiet';
};

/** The first reply to a message; undefined, and logged, where it cannot be written. Throws where Discord does not listen. */
export async function replyTo(
	message: ChannelMessage,
	shown: Shown,
	tools: DiscordTools,
	{thread, volume = 'usual'}: ReplyManner = {},
): Promise<Posted | undefined> {
	const channelId = thread?.id ?? message.channelId;
	// Discord gives the first reply again if the same message is answered twice.
	const once = {nonce: message.id, enforceNonce: true};
	const sent = {...payload(shown), ...once, ...(volume === 'quiet' && {flags: quietFlags})};
	try {
		const {id} = await tryAgain(() => (thread ? thread.send(sent) : message.reply(sent)));
		return {channelId, messageId: id};
	} catch (error) {
		if (isUnreachable(error)) throw error;
		const about = {channelId, messageId: message.id, guildId: message.guildId};
		logDiscordError(tools.logger, {action: `reply in channel "${channelId}"`, error, about});
		return undefined;
	}
}

const quietFlags = [MessageFlags.SuppressEmbeds, MessageFlags.SuppressNotifications] as const;

/** A reply that stands in a channel, and can be taken away. */
export type ChannelPlace = ReplyPlace & {
	/** Deletes all of the reply. */
	remove(): Promise<void>;
};

/**
 * A reply in a channel as a place for an answer: its first message, and further ones that reply to it. Messages
 * that an earlier answer left behind are used again, and deleted once an answer with buttons is shorter.
 */
export function channelPlace({
	channel,
	messageIds,
	sourceId,
}: {
	readonly channel: SendableChannels;
	/** The reply as it stands: at least one message. */
	readonly messageIds: readonly [string, ...string[]];
	/** The message that is replied to. */
	readonly sourceId: string;
}): ChannelPlace {
	const [firstId] = messageIds;
	const ids: string[] = [...messageIds];
	let shownCount = 1;

	const change = (messageId: string, shown: Shown): Promise<Posted> =>
		write(shown, async () => {
			await channel.messages.edit(messageId, editPayload(shown));
			return {channelId: channel.id, messageId};
		});
	const send = (shown: Shown): Promise<Posted> =>
		write(shown, async () => {
			const reply = {messageReference: firstId};
			const nonce = `${sourceId}-${shownCount + 1}`;
			const {id} = await channel.send({...payload(shown), reply, nonce, enforceNonce: true});
			ids.push(id);
			return {channelId: channel.id, messageId: id};
		});
	/** The buttons stand under the last message of an answer: what is below them belongs to an older one. */
	const removeRest = async (): Promise<void> => {
		for (const id of ids.splice(shownCount)) await channel.messages.delete(id);
	};

	return {
		first: {channelId: channel.id, messageId: firstId},
		editsWith: channel.id,
		async edit(shown) {
			shownCount = 1;
			const posted = await change(firstId, shown);
			if (shown.buttons) await removeRest();
			return posted;
		},
		async add(shown) {
			const known = ids[shownCount];
			const posted = await (known === undefined ? send(shown) : change(known, shown));
			shownCount += 1;
			if (shown.buttons) await removeRest();
			return posted;
		},
		async remove() {
			for (const id of ids.splice(0)) await channel.messages.delete(id);
		},
	};
}
