import {ApplicationCommandOptionType, InteractionContextType} from 'discord.js';
import {askByCommand} from '../src/discord/ask-by-command.ts';
import type {ChatCommand} from '../src/discord/command.ts';

/** `/ask`: a question in one's own words, as in a mention. */
export default {
	kind: 'chat',
	definition: {
		name: 'ask',
		name_localizations: {de: 'frage', 'es-ES': 'preguntar', fr: 'demander', 'pt-BR': 'perguntar', ja: '質問'},
		description: 'Ask about your connection in your own words',
		description_localizations: {
			de: 'Stell eine Frage zu deiner Verbindung in eigenen Worten',
			'es-ES': 'Pregunta sobre tu conexión con tus propias palabras',
			fr: 'Posez une question sur votre connexion avec vos propres mots',
			'pt-BR': 'Pergunte sobre a sua conexão com as suas palavras',
			ja: '接続について自由に質問できます',
		},
		contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
		options: [
			{
				type: ApplicationCommandOptionType.String,
				name: 'question',
				name_localizations: {
					de: 'frage',
					'es-ES': 'pregunta',
					fr: 'question',
					'pt-BR': 'pergunta',
					ja: '質問',
				},
				description: 'What you want to know, or what goes wrong',
				description_localizations: {
					de: 'Was du wissen möchtest oder was schiefgeht',
					'es-ES': 'Lo que quieres saber o lo que falla',
					fr: 'Ce que vous voulez savoir, ou ce qui ne marche pas',
					'pt-BR': 'O que você quer saber ou o que dá errado',
					ja: '知りたいこと、またはうまくいかないこと',
				},
				required: true,
				max_length: 6000,
			},
		],
	},

	async run(interaction, tools) {
		const text = interaction.options.getString('question', true).trim();
		await askByCommand(interaction, {text, files: [], hints: {}, conversation: {kind: 'recent'}}, tools);
	},
} satisfies ChatCommand;
