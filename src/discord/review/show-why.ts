import {
	type ChatInputCommandInteraction,
	type MessageContextMenuCommandInteraction,
	MessageFlags,
} from 'discord.js';
import type {Shown} from '../asked.ts';
import {editPayload} from '../channel-reply.ts';
import {logDiscordError} from '../discord-errors.ts';
import type {DiscordTools} from '../discord-tools.ts';
import {cardButtons} from './card-buttons.ts';
import {caseFor} from './case-access.ts';
import {whyFile, writeWhy} from './write-why.ts';

/** Shows a moderator how an answer came about, with the buttons of its card; only they see it. */
export async function showWhy(
	interaction: ChatInputCommandInteraction | MessageContextMenuCommandInteraction,
	/** Undefined: what was given names no answer of ours. */
	questionId: string | undefined,
	tools: DiscordTools,
): Promise<void> {
	const given = await caseFor(interaction, questionId ?? '', tools);
	if (!given) return;
	await interaction.deferReply({flags: MessageFlags.Ephemeral});
	const shown: Shown = {content: writeWhy(given), buttons: cardButtons(given)};
	try {
		await interaction.editReply(editPayload({...shown, file: whyFile(given)}));
	} catch (error) {
		const about = {questionId};
		logDiscordError(tools.logger, {
			action: 'attach an answer’s record',
			error,
			about,
			permission: '"Attach Files"',
		});
		await interaction.editReply(editPayload(shown));
	}
}
