import type {Interaction} from 'discord.js';
import type {DiscordTools} from '../discord-tools.ts';
import {readCardPress} from './card-buttons.ts';
import {submitCorrection} from './correct-answer.ts';
import {useCaseList} from './open-cases.ts';
import {pressCard} from './press-card.ts';

/** Does what a moderator pressed, chose or filled in about a case; says whether the interaction was about one. */
export async function useCase(interaction: Interaction, tools: DiscordTools): Promise<boolean> {
	if (interaction.isModalSubmit()) return submitCorrection(interaction, tools);
	if (interaction.isStringSelectMenu()) return useCaseList(interaction, tools);
	if (!interaction.isButton()) return false;
	const press = readCardPress(interaction.customId);
	if (press === undefined) return useCaseList(interaction, tools);
	await pressCard(interaction, press, tools);
	return true;
}
