import type {Interaction} from 'discord.js';
import type {ChatCommand, Command} from './command.ts';
import type {DiscordTools} from './discord-tools.ts';
import {pressButton} from './press-button.ts';

/** Gives an interaction to the command or the button that it is for. */
export async function runInteraction(
	interaction: Interaction,
	commands: readonly Command[],
	tools: DiscordTools,
): Promise<void> {
	if (!tools.isNew(interaction.id)) return;
	if (interaction.isButton()) {
		await pressButton(interaction, tools);
	} else if (interaction.isMessageContextMenuCommand()) {
		const command = commands.find(each => each.definition.name === interaction.commandName);
		if (command?.kind === 'message') await command.run(interaction, tools);
	} else if (interaction.isChatInputCommand()) {
		await chatCommand(commands, interaction.commandName)?.run(interaction, tools);
	} else if (interaction.isAutocomplete()) {
		await chatCommand(commands, interaction.commandName)?.complete?.(interaction, tools);
	} else if (interaction.isModalSubmit()) {
		await chatCommand(commands, interaction.customId)?.submit?.(interaction, tools);
	}
}

function chatCommand(commands: readonly Command[], name: string): ChatCommand | undefined {
	return commands.find(
		(command): command is ChatCommand => command.kind === 'chat' && command.definition.name === name,
	);
}
