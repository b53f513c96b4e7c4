import type {BaseInteraction} from 'discord.js';
import type {Press} from './buttons.ts';
import type {DiscordTools} from './discord-tools.ts';
import {isModerator} from './moderators.ts';

/** The buttons under an answer are for the one who asked, and for moderators of the server. */
export async function mayPress(
	interaction: Pick<BaseInteraction, 'user' | 'guildId' | 'member' | 'memberPermissions'>,
	{askerId}: Pick<Press, 'askerId'>,
	{settings}: Pick<DiscordTools, 'settings'>,
): Promise<boolean> {
	return interaction.user.id === askerId || isModerator(interaction, await settings.of(interaction.guildId));
}

/** For somebody else who presses. */
export function notYoursText({askerId}: Pick<Press, 'askerId'>): string {
	return `These buttons are for <@${askerId}>. Mention me to ask a question of your own.`;
}
