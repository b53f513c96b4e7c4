import type {
	ButtonInteraction,
	ChatInputCommandInteraction,
	MessageContextMenuCommandInteraction,
	ModalSubmitInteraction,
} from 'discord.js';
import {MessageFlags} from 'discord.js';
import type {Asked, Posted, ReplyPlace, Shown} from './asked.ts';
import {editPayload, payload, quietly, write} from './channel-reply.ts';
import type {DiscordTools} from './discord-tools.ts';
import {firstText, fullText} from './fixed-replies.ts';
import {type GiveOptions, giveAnswer} from './give-answer.ts';

/** What came in by a command, a menu, a form or a button. */
export type AskingInteraction =
	| ButtonInteraction
	| ChatInputCommandInteraction
	| MessageContextMenuCommandInteraction
	| ModalSubmitInteraction;

/** The part of a question that an interaction does not say by itself. */
export type AskedByCommand = Pick<Asked, 'text' | 'files' | 'hints' | 'conversation'> & {
	/** The message in which the question stands, if it is one. */
	readonly messageId?: string;
	/** Whose question it is, where that is not who acts. */
	readonly askerId?: string;
};

/** Answers a question that came by an interaction: acknowledges at once, then as in a channel. */
export async function askByCommand(
	interaction: AskingInteraction,
	asked: AskedByCommand,
	tools: DiscordTools,
	options: Pick<GiveOptions, 'remark'> = {},
): Promise<void> {
	const askerId = asked.askerId ?? interaction.user.id;
	const ticket = tools.line.join(askerId);
	if (!ticket) {
		await whisper(interaction, fullText(askerId));
		return;
	}
	const place = await acknowledge(interaction, firstText(askerId, ticket.wait)).catch(error => {
		ticket.leave();
		throw error;
	});
	await giveAnswer(readAsked(interaction, asked, tools), place, tools, {...options, ticket});
}

/** Says something that only the one who asked can see. */
export async function whisper(interaction: AskingInteraction, content: string): Promise<void> {
	await interaction.reply(whispered(content));
}

/** The same after the interaction has been acknowledged. */
export async function whisperBelow(interaction: AskingInteraction, content: string): Promise<void> {
	await interaction.followUp(whispered(content));
}

function whispered(content: string) {
	return {
		content,
		allowedMentions: quietly.allowedMentions,
		flags: [MessageFlags.Ephemeral, MessageFlags.SuppressEmbeds],
	} as const;
}

/** Says the first words, in the place where the answer will stand. */
async function acknowledge(interaction: AskingInteraction, content: string): Promise<ReplyPlace> {
	await interaction.deferReply();
	const edit = async (shown: Shown): Promise<Posted> => {
		const {id, channelId} = await write(shown, () => interaction.editReply(editPayload(shown)));
		return {channelId, messageId: id};
	};
	return {
		first: await edit({content}),
		edit,
		async add(shown) {
			const {id, channelId} = await interaction.followUp(payload(shown));
			return {channelId, messageId: id};
		},
	};
}

function readAsked(
	interaction: AskingInteraction,
	{messageId, ...asked}: AskedByCommand,
	tools: DiscordTools,
): Asked {
	const {member, guildId, channelId} = interaction;
	return {
		askerId: interaction.user.id,
		...asked,
		askedAt: tools.now(),
		place: {
			channelId: channelId ?? interaction.user.id,
			...(guildId !== null && {guildId}),
			...(messageId !== undefined && {messageId}),
		},
		roleIds:
			member === null
				? undefined
				: Array.isArray(member.roles)
					? member.roles
					: [...member.roles.cache.keys()],
	};
}
