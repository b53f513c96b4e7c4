import {InteractionContextType} from 'discord.js';
import type {ChatCommand} from '../src/discord/command.ts';
import {listOpenCases} from '../src/discord/review/open-cases.ts';

/** `/review`: the answers of this server that wait for a moderator's eyes. */
export default {
	kind: 'chat',
	definition: {
		name: 'review',
		name_localizations: {de: 'prüfen', 'es-ES': 'revisar', fr: 'relire', 'pt-BR': 'revisar', ja: '確認'},
		description: 'For moderators: lists the answers that wait to be looked at',
		description_localizations: {
			de: 'Für Moderatoren: zeigt die Antworten, die noch geprüft werden sollen',
			'es-ES': 'Para moderadores: muestra las respuestas pendientes de revisión',
			fr: 'Pour les modérateurs : liste les réponses à relire',
			'pt-BR': 'Para moderadores: lista as respostas à espera de revisão',
			ja: 'モデレーター用：確認待ちの回答を一覧表示します',
		},
		contexts: [InteractionContextType.Guild],
	},

	run: listOpenCases,
} satisfies ChatCommand;
