import {
	ApplicationCommandOptionType,
	type ChatInputCommandInteraction,
	ComponentType,
	InteractionContextType,
	type ModalSubmitInteraction,
	TextInputStyle,
} from 'discord.js';
import {askByCommand, whisper} from '../src/discord/ask-by-command.ts';
import type {ChatCommand} from '../src/discord/command.ts';
import {allowedTarget, offerTargets, targetNamed} from '../src/discord/command-targets.ts';
import type {DiscordTools} from '../src/discord/discord-tools.ts';
import type {Hints} from '../src/evidence/question.ts';

/** `/diagnose`: what a mention does, with the facts in fields of their own; without any it shows a form. */
export default {
	kind: 'chat',
	definition: {
		name: 'diagnose',
		name_localizations: {
			de: 'diagnose',
			'es-ES': 'diagnosticar',
			fr: 'diagnostiquer',
			'pt-BR': 'diagnosticar',
			ja: '診断',
		},
		description: 'Find out why a connection fails: tests the line and searches the knowledge base',
		description_localizations: {
			de: 'Findet heraus, warum eine Verbindung scheitert: prüft die Leitung und sucht im Wissen',
			'es-ES': 'Averigua por qué falla una conexión: prueba la línea y busca en la base de conocimientos',
			fr: 'Trouve pourquoi une connexion échoue : teste la ligne et cherche dans la base de connaissances',
			'pt-BR': 'Descobre por que uma conexão falha: testa a linha e procura na base de conhecimento',
			ja: '接続が失敗する理由を調べます。回線をテストし、ナレッジを検索します',
		},
		contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
		options: [
			{
				type: ApplicationCommandOptionType.String,
				name: 'message',
				name_localizations: {
					de: 'nachricht',
					'es-ES': 'mensaje',
					fr: 'message',
					'pt-BR': 'mensagem',
					ja: 'メッセージ',
				},
				description: 'What you see: the error text, a log, a curl output',
				description_localizations: {
					de: 'Was du siehst: Fehlertext, Log, Ausgabe von curl',
					'es-ES': 'Lo que ves: el texto del error, un registro, la salida de curl',
					fr: 'Ce que vous voyez : le texte de l’erreur, un journal, la sortie de curl',
					'pt-BR': 'O que você vê: o texto do erro, um log, a saída do curl',
					ja: '表示された内容：エラー文、ログ、curl の出力など',
				},
				max_length: 6000,
			},
			{
				type: ApplicationCommandOptionType.Integer,
				name: 'status',
				name_localizations: {
					de: 'status',
					'es-ES': 'estado',
					fr: 'statut',
					'pt-BR': 'status',
					ja: 'ステータス',
				},
				description: 'The HTTP status (100–599) or the WebSocket close code (1000–4999)',
				description_localizations: {
					de: 'Der HTTP-Status (100–599) oder der Close-Code des WebSockets (1000–4999)',
					'es-ES': 'El estado HTTP (100–599) o el código de cierre del WebSocket (1000–4999)',
					fr: 'Le statut HTTP (100–599) ou le code de fermeture WebSocket (1000–4999)',
					'pt-BR': 'O status HTTP (100–599) ou o código de fechamento do WebSocket (1000–4999)',
					ja: 'HTTP ステータス（100–599）または WebSocket のクローズコード（1000–4999）',
				},
				min_value: 100,
				max_value: 4999,
			},
			{
				type: ApplicationCommandOptionType.String,
				name: 'target',
				name_localizations: {de: 'ziel', 'es-ES': 'destino', fr: 'cible', 'pt-BR': 'destino', ja: '接続先'},
				description: 'The endpoint that you connect to',
				description_localizations: {
					de: 'Der Endpunkt, zu dem du dich verbindest',
					'es-ES': 'El punto de conexión que usas',
					fr: 'Le point de terminaison auquel vous vous connectez',
					'pt-BR': 'O endpoint ao qual você se conecta',
					ja: '接続するエンドポイント',
				},
				autocomplete: true,
				max_length: 100,
			},
		],
	},

	async run(interaction, tools) {
		const text = interaction.options.getString('message')?.trim() ?? '';
		const {probeHosts} = await tools.settings.of(interaction.guildId);
		const hints = readHints(interaction, tools, probeHosts);
		if ('problem' in hints) {
			await whisper(interaction, hints.problem);
			return;
		}
		if (text === '' && hints.status === undefined) {
			await showForm(interaction, hints.target);
			return;
		}
		await askByCommand(interaction, {text, files: [], hints, conversation: {kind: 'new'}}, tools);
	},

	async complete(interaction, tools) {
		const {probeHosts} = await tools.settings.of(interaction.guildId);
		await interaction.respond(
			offerTargets(tools.knowledge().service.targets, interaction.options.getFocused(), probeHosts),
		);
	},

	async submit(interaction, tools) {
		const {probeHosts} = await tools.settings.of(interaction.guildId);
		const hints = readFormTarget(interaction, tools, probeHosts);
		const text = interaction.fields.getTextInputValue('message').trim();
		await askByCommand(interaction, {text, files: [], hints, conversation: {kind: 'new'}}, tools);
	},
} satisfies ChatCommand;

function readHints(
	interaction: ChatInputCommandInteraction,
	tools: DiscordTools,
	hosts: readonly string[],
): Hints | {readonly problem: string} {
	const status = interaction.options.getInteger('status') ?? undefined;
	if (status !== undefined && (status < 100 || (status > 599 && status < 1000) || status > 4999)) {
		return {
			problem: `I cannot read the status ${status}: give an HTTP status from 100 to 599, or a WebSocket close code from 1000 to 4999.`,
		};
	}
	const given = interaction.options.getString('target') ?? undefined;
	const {targets} = tools.knowledge().service;
	const target =
		given === undefined ? undefined : (targetNamed(targets, given) ?? allowedTarget(targets, given, hosts));
	if (given !== undefined && target === undefined) {
		const names = targets.map(({name}) => `\`${name}\``).join(', ');
		return {problem: `I do not know that target. Choose one of the list: ${names}.`};
	}
	return {...(status !== undefined && {status}), ...(target !== undefined && {target})};
}

async function showForm(interaction: ChatInputCommandInteraction, target: string | undefined): Promise<void> {
	await interaction.showModal({
		title: 'What do you see?',
		custom_id: 'diagnose',
		components: [
			{
				type: ComponentType.Label,
				label: 'Error text, log or curl output',
				description: 'Keys and tokens are removed before anything is stored.',
				component: {
					type: ComponentType.TextInput,
					custom_id: 'message',
					style: TextInputStyle.Paragraph,
					placeholder: 'Status, close code, headers, stack trace, client library and version',
					max_length: 4000,
					required: true,
				},
			},
			{
				type: ComponentType.Label,
				label: 'Endpoint',
				component: {
					type: ComponentType.TextInput,
					custom_id: 'target',
					style: TextInputStyle.Short,
					max_length: 100,
					required: false,
					...(target !== undefined && {value: target}),
				},
			},
		],
	});
}

/** In the form the target is free text; what names none is left to the text above it. */
function readFormTarget(
	interaction: ModalSubmitInteraction,
	tools: DiscordTools,
	hosts: readonly string[],
): Hints {
	const {targets} = tools.knowledge().service;
	const given = interaction.fields.getTextInputValue('target');
	const target = targetNamed(targets, given) ?? allowedTarget(targets, given, hosts);
	return target === undefined ? {} : {target};
}
