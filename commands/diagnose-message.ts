import {ApplicationCommandType, InteractionContextType} from 'discord.js';
import {askByCommand, whisper} from '../src/discord/ask-by-command.ts';
import type {MessageCommand} from '../src/discord/command.ts';

/** "Diagnose this message" in a message's menu: reads that message, whoever wrote it, and answers publicly. */
export default {
	kind: 'message',
	definition: {
		type: ApplicationCommandType.Message,
		name: 'Diagnose this message',
		name_localizations: {
			de: 'Diese Nachricht untersuchen',
			'es-ES': 'Diagnosticar este mensaje',
			fr: 'Diagnostiquer ce message',
			'pt-BR': 'Diagnosticar esta mensagem',
			ja: 'このメッセージを診断',
		},
		contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
	},

	async run(interaction, tools) {
		const {targetMessage} = interaction;
		if (targetMessage.author.id === tools.client.user.id) {
			await whisper(interaction, 'That one is mine. Choose the message with the error in it.');
			return;
		}
		if (targetMessage.content === '' && targetMessage.attachments.size === 0) {
			await whisper(
				interaction,
				'I see no text in that message. Choose one with an error text or a log in it.',
			);
			return;
		}
		await askByCommand(
			interaction,
			{
				text: targetMessage.content,
				files: [...targetMessage.attachments.values()],
				hints: {},
				conversation: {kind: 'new'},
				messageId: targetMessage.id,
				...(targetMessage.author.id !== interaction.user.id && {authorId: targetMessage.author.id}),
			},
			tools,
		);
	},
} satisfies MessageCommand;
