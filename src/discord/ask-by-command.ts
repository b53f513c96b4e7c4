import type {
	ButtonInteraction,
	ChatInputCommandInteraction,
	MessageContextMenuCommandInteraction,
	ModalSubmitInteraction,
} from 'discord.js';
import {MessageFlags} from 'discord.js';
import type {ServerSettings} from '../log/server-settings.ts';
import type {Asked, Posted, ReplyPlace, Shown} from './asked.ts';
import {editPayload, payload, quietly, whisperFlags, write} from './channel-reply.ts';
import {logDiscordError} from './discord-errors.ts';
import type {DiscordTools} from './discord-tools.ts';
import {firstText, fullText, noDirectText} from './fixed-replies.ts';
import {keepQuestion} from './keep-question.ts';
import {limitReached, limitText} from './question-limit.ts';
import {forQuestion} from './question-lines.ts';
import {newQuestionId} from './read-question.ts';
import {findSpot, isChosen} from './spot.ts';
import {takePlace} from './take-place.ts';
import {passOn} from './under-way.ts';
import type {Ticket} from './waiting-line.ts';

/** What came in by a command, a menu, a form or a button. */
export type AskingInteraction =
	| ButtonInteraction
	| ChatInputCommandInteraction
	| MessageContextMenuCommandInteraction
	| ModalSubmitInteraction;

/** The part of a question that an interaction does not say by itself. */
export type AskedByCommand = Pick<
	Asked,
	'text' | 'files' | 'hints' | 'conversation' | 'authorId' | 'again'
> & {
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
): Promise<void> {
	const askerId = asked.askerId ?? interaction.user.id;
	const {guildId} = interaction;
	if (guildId === null && tools.directMessages === 'off') {
		await whisper(interaction, noDirectText);
		return;
	}
	const settings = await tools.settings.of(guildId);
	const limit = await limitReached({askerId, guildId}, settings, tools);
	if (limit) {
		await whisper(interaction, limitText(askerId, limit));
		return;
	}
	const audience = await audienceOf(interaction, settings, tools);
	const ticket = await takePlace(askerId, tools);
	if (!ticket) {
		tools.tell({kind: 'turned_away'});
		await whisper(interaction, fullText(askerId));
		return;
	}
	const id = newQuestionId(tools);
	const question = readAsked(interaction, {...asked, audience}, tools);
	await forQuestion(id, () => accept(interaction, {id, question, ticket, audience}, tools));
}

async function accept(
	interaction: AskingInteraction,
	{
		id,
		question,
		ticket,
		audience,
	}: {
		readonly id: string;
		readonly question: Asked;
		readonly ticket: Ticket;
		readonly audience: Audience;
	},
	tools: DiscordTools,
): Promise<void> {
	const source = `interaction/${interaction.id}` as const;
	if (!(await keepQuestion({questionId: id, source, asked: question}, tools))) {
		ticket.leave();
		return;
	}
	const content = firstText(question.askerId, ticket.wait);
	const place = await acknowledge(interaction, content, audience).catch(async error => {
		ticket.leave();
		logDiscordError(tools.logger, {action: 'answer an interaction', error, about: {questionId: id}});
		await tools.log.pending.end(id);
	});
	if (!place) return;
	const begun = await passOn(
		{sourceId: interaction.id, asked: question, place, ticket, questionId: id},
		tools,
	);
	await begun?.done;
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
		flags: whisperFlags,
	} as const;
}

/** Who sees the answer. */
type Audience = 'everybody' | 'asker';

/** Where a server does not want us to speak, whoever asks is answered alone. */
async function audienceOf(
	{channelId, guildId}: AskingInteraction,
	settings: ServerSettings,
	{client}: DiscordTools,
): Promise<Audience> {
	if (guildId === null || channelId === null || settings.channels.length === 0) return 'everybody';
	return isChosen(await findSpot(client, channelId), settings) ? 'everybody' : 'asker';
}

/** Says the first words, in the place where the answer will stand. */
async function acknowledge(
	interaction: AskingInteraction,
	content: string,
	audience: Audience,
): Promise<ReplyPlace> {
	await interaction.deferReply(audience === 'asker' ? {flags: MessageFlags.Ephemeral} : {});
	const edit = async (shown: Shown): Promise<Posted> => {
		const {id, channelId} = await write(shown, () => interaction.editReply(editPayload(shown)));
		return {channelId, messageId: id};
	};
	return {
		first: await edit({content}),
		edit,
		async add(shown) {
			const below = audience === 'asker' ? {...payload(shown), flags: whisperFlags} : payload(shown);
			const {id, channelId} = await interaction.followUp(below);
			return {channelId, messageId: id};
		},
	};
}

function readAsked(
	interaction: AskingInteraction,
	{messageId, audience, ...asked}: AskedByCommand & {readonly audience: Audience},
	tools: DiscordTools,
): Asked {
	const {member, guildId, channelId, applicationId, token} = interaction;
	return {
		askerId: interaction.user.id,
		...asked,
		askedAt: tools.now(),
		interaction: {applicationId, token, audience},
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
