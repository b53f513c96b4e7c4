import {InteractionContextType} from 'discord.js';
import type {ChatCommand} from '../src/discord/command.ts';
import {showStatus} from '../src/discord/show-status.ts';

/** `/status`: how the bot and the service's line are at this moment. */
export default {
	kind: 'chat',
	definition: {
		name: 'status',
		name_localizations: {de: 'status', 'es-ES': 'estado', fr: 'statut', 'pt-BR': 'status', ja: '状態'},
		description: 'Shows how I am doing, and how the service’s endpoints look from here',
		description_localizations: {
			de: 'Zeigt, wie es mir geht und wie die Endpunkte des Dienstes von hier aussehen',
			'es-ES': 'Muestra cómo estoy y cómo se ven desde aquí los puntos de conexión del servicio',
			fr: 'Montre comment je vais et l’état des points de terminaison du service vus d’ici',
			'pt-BR': 'Mostra como estou e como os endpoints do serviço são vistos daqui',
			ja: '私の状態と、ここから見たサービスの各エンドポイントの状態を表示します',
		},
		contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
	},

	run: showStatus,
} satisfies ChatCommand;
