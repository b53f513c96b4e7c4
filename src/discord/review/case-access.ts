import type {
	ButtonInteraction,
	CommandInteraction,
	ModalSubmitInteraction,
	StringSelectMenuInteraction,
} from 'discord.js';
import {MessageFlags} from 'discord.js';
import {quietly} from '../channel-reply.ts';
import type {DiscordTools} from '../discord-tools.ts';
import {isModerator} from '../moderators.ts';
import {type Case, readCase} from './case.ts';

/** What a moderator can do something about cases with. */
export type CaseInteraction =
	| ButtonInteraction
	| CommandInteraction
	| ModalSubmitInteraction
	| StringSelectMenuInteraction;

/** Whether who acts may see cases; says so to them where they may not. */
export async function mayModerate(interaction: CaseInteraction, {settings}: DiscordTools): Promise<boolean> {
	const {guildId} = interaction;
	if (guildId !== null && isModerator(interaction, await settings.of(guildId))) return true;
	await tellPrivately(interaction, 'This is for the moderators of this server.');
	return false;
}

/** The case of an answer that was given in this server; undefined, and said, where there is none or it is not theirs to see. */
export async function caseFor(
	interaction: CaseInteraction,
	questionId: string,
	tools: DiscordTools,
): Promise<Case | undefined> {
	if (!(await mayModerate(interaction, tools))) return undefined;
	const given = await readCase(questionId, tools.log);
	if (given && given.record.place?.guildId === interaction.guildId) return given;
	await tellPrivately(interaction, 'I know no such answer in this server. Perhaps its question was deleted.');
	return undefined;
}

/** Says something that only the one who acts can see. */
export async function tellPrivately(interaction: CaseInteraction, content: string): Promise<void> {
	const said = {
		content,
		allowedMentions: quietly.allowedMentions,
		flags: [MessageFlags.Ephemeral, MessageFlags.SuppressEmbeds] as const,
	};
	if (interaction.replied || interaction.deferred) await interaction.followUp(said);
	else await interaction.reply(said);
}
