import {ApplicationCommandOptionType, InteractionContextType} from 'discord.js';
import {whisper} from '../src/discord/ask-by-command.ts';
import type {ChatCommand} from '../src/discord/command.ts';
import {answerOfMessage, readAnswerName} from '../src/discord/review/find-answer.ts';
import {showWhy} from '../src/discord/review/show-why.ts';

/** `/why`: how an answer came about, for moderators. */
export default {
	kind: 'chat',
	definition: {
		name: 'why',
		name_localizations: {de: 'warum', 'es-ES': 'porque', fr: 'pourquoi', 'pt-BR': 'porque', ja: '理由'},
		description: 'For moderators: shows how an answer came about',
		description_localizations: {
			de: 'Für Moderatoren: zeigt, wie eine Antwort zustande kam',
			'es-ES': 'Para moderadores: muestra cómo se llegó a una respuesta',
			fr: 'Pour les modérateurs : montre comment une réponse a été trouvée',
			'pt-BR': 'Para moderadores: mostra como se chegou a uma resposta',
			ja: 'モデレーター用：回答がどのように導かれたかを表示します',
		},
		contexts: [InteractionContextType.Guild],
		options: [
			{
				type: ApplicationCommandOptionType.String,
				name: 'answer',
				name_localizations: {
					de: 'antwort',
					'es-ES': 'respuesta',
					fr: 'réponse',
					'pt-BR': 'resposta',
					ja: '回答',
				},
				description: 'The number of the question, or a link to my answer or to the question',
				description_localizations: {
					de: 'Die Nummer der Frage oder ein Link zu meiner Antwort oder zur Frage',
					'es-ES': 'El número de la pregunta, o un enlace a mi respuesta o a la pregunta',
					fr: 'Le numéro de la question, ou un lien vers ma réponse ou vers la question',
					'pt-BR': 'O número da pergunta, ou um link para a minha resposta ou para a pergunta',
					ja: '質問の番号、または回答か質問へのリンク',
				},
				required: true,
				max_length: 200,
			},
		],
	},

	async run(interaction, tools) {
		const name = readAnswerName(interaction.options.getString('answer', true));
		if (name === undefined) {
			await whisper(
				interaction,
				'I cannot read that: give the number that stands at the end of a card, or copy the link of my answer from its menu.',
			);
			return;
		}
		const questionId =
			name.kind === 'question' ? name.questionId : await answerOfMessage(name.messageId, tools);
		await showWhy(interaction, questionId, tools);
	},
} satisfies ChatCommand;
