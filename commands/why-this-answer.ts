import {ApplicationCommandType, InteractionContextType} from 'discord.js';
import type {MessageCommand} from '../src/discord/command.ts';
import {answerOfMessage} from '../src/discord/review/find-answer.ts';
import {showWhy} from '../src/discord/review/show-why.ts';

/** "Why this answer" in a message's menu: what `/why` shows, of an answer or of the question that got it. */
export default {
	kind: 'message',
	definition: {
		type: ApplicationCommandType.Message,
		name: 'Why this answer',
		name_localizations: {
			de: 'Warum diese Antwort',
			'es-ES': 'Por qué esta respuesta',
			fr: 'Pourquoi cette réponse',
			'pt-BR': 'Por que esta resposta',
			ja: 'この回答の理由',
		},
		contexts: [InteractionContextType.Guild],
	},

	async run(interaction, tools) {
		await showWhy(interaction, await answerOfMessage(interaction.targetMessage.id, tools), tools);
	},
} satisfies MessageCommand;
