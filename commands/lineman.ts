import {ApplicationCommandOptionType, InteractionContextType, PermissionFlagsBits} from 'discord.js';
import type {ChatCommand} from '../src/discord/command.ts';
import {showSettings} from '../src/discord/settings/use-settings.ts';

/** `/lineman`: what a server has set, for its moderators. */
export default {
	kind: 'chat',
	definition: {
		name: 'lineman',
		name_localizations: {de: 'lineman', 'es-ES': 'lineman', fr: 'lineman', 'pt-BR': 'lineman', ja: 'lineman'},
		description: 'For moderators: how Lineman behaves in this server',
		description_localizations: {
			de: 'Für Moderatoren: wie sich Lineman auf diesem Server verhält',
			'es-ES': 'Para moderadores: cómo se comporta Lineman en este servidor',
			fr: 'Pour les modérateurs : le comportement de Lineman sur ce serveur',
			'pt-BR': 'Para moderadores: como o Lineman se comporta neste servidor',
			ja: 'モデレーター用：このサーバーでの Lineman の動作',
		},
		contexts: [InteractionContextType.Guild],
		default_member_permissions: String(PermissionFlagsBits.ManageMessages),
		options: [
			{
				type: ApplicationCommandOptionType.Subcommand,
				name: 'settings',
				name_localizations: {
					de: 'einstellungen',
					'es-ES': 'ajustes',
					fr: 'paramètres',
					'pt-BR': 'configurações',
					ja: '設定',
				},
				description: 'Change where, to whom and how Lineman answers',
				description_localizations: {
					de: 'Ändere, wo, wem und wie Lineman antwortet',
					'es-ES': 'Cambia dónde, a quién y cómo responde Lineman',
					fr: 'Changez où, à qui et comment Lineman répond',
					'pt-BR': 'Mude onde, a quem e como o Lineman responde',
					ja: 'Lineman が回答する場所・相手・方法を変更します',
				},
			},
			{
				type: ApplicationCommandOptionType.Subcommand,
				name: 'show',
				name_localizations: {
					de: 'zeigen',
					'es-ES': 'mostrar',
					fr: 'afficher',
					'pt-BR': 'mostrar',
					ja: '表示',
				},
				description: 'See what is set, what does not work, and who changed it last',
				description_localizations: {
					de: 'Zeigt, was eingestellt ist, was nicht geht und wer es zuletzt geändert hat',
					'es-ES': 'Muestra lo que está ajustado, lo que no funciona y quién lo cambió',
					fr: 'Montre les réglages, ce qui ne marche pas et qui les a changés',
					'pt-BR': 'Mostra o que está definido, o que não funciona e quem mudou por último',
					ja: '現在の設定、動作していない点、最後に変更した人を表示します',
				},
			},
		],
	},

	async run(interaction, tools) {
		const purpose = interaction.options.getSubcommand() === 'show' ? 'read' : 'change';
		await showSettings(interaction, purpose, tools);
	},
} satisfies ChatCommand;
