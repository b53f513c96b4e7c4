import {DiscordAPIError, type Interaction, MessageFlags} from 'discord.js';
import type {ChatCommand, Command} from './command.ts';
import type {DiscordTools} from './discord-tools.ts';
import {submitReason} from './not-helpful.ts';
import {pressButton} from './press-button.ts';
import {useCase} from './review/use-case.ts';
import {useSettings} from './settings/use-settings.ts';

/** Gives an interaction to the command or the button that it is for; what fails unanswered is answered with a kind line. */
export async function runInteraction(
	interaction: Interaction,
	commands: readonly Command[],
	tools: DiscordTools,
): Promise<void> {
	try {
		await dispatch(interaction, commands, tools);
	} catch (error) {
		if (interaction.isRepliable() && !interaction.replied && !interaction.deferred && !isTooLate(error)) {
			await interaction.reply({
				content: 'Sorry, something went wrong on my side. Please try again in a minute.',
				flags: MessageFlags.Ephemeral,
			});
		}
		throw error;
	}
}

/** Discord takes no answer any more: it came too late, or another one came before. */
function isTooLate(error: unknown): boolean {
	return error instanceof DiscordAPIError && [10062, 40060].includes(Number(error.code));
}

async function dispatch(
	interaction: Interaction,
	commands: readonly Command[],
	tools: DiscordTools,
): Promise<void> {
	if (!tools.isNew(interaction.id) || (await useCase(interaction, tools))) return;
	if (await useSettings(interaction, tools)) return;
	if (interaction.isButton()) {
		const [name = ''] = interaction.customId.split('/');
		const press = chatCommand(commands, name)?.press;
		await (press ? press(interaction, tools) : pressButton(interaction, tools));
	} else if (interaction.isMessageContextMenuCommand()) {
		const command = commands.find(each => each.definition.name === interaction.commandName);
		if (command?.kind === 'message') await command.run(interaction, tools);
	} else if (interaction.isChatInputCommand()) {
		await chatCommand(commands, interaction.commandName)?.run(interaction, tools);
	} else if (interaction.isAutocomplete()) {
		await chatCommand(commands, interaction.commandName)?.complete?.(interaction, tools);
	} else if (interaction.isModalSubmit() && !(await submitReason(interaction, tools))) {
		await chatCommand(commands, interaction.customId)?.submit?.(interaction, tools);
	}
}

function chatCommand(commands: readonly Command[], name: string): ChatCommand | undefined {
	return commands.find(
		(command): command is ChatCommand => command.kind === 'chat' && command.definition.name === name,
	);
}
