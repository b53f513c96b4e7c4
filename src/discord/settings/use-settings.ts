import {
	type ButtonInteraction,
	type ChatInputCommandInteraction,
	type Guild,
	type Interaction,
	MessageFlags,
	type ModalSubmitInteraction,
} from 'discord.js';
import type {ServerSettings} from '../../log/server-settings.ts';
import {quietly} from '../channel-reply.ts';
import type {DiscordTools} from '../discord-tools.ts';
import {isModerator} from '../moderators.ts';
import {checkSettings, type Surroundings} from './check-settings.ts';
import {type FilledForm, fingerprint, readForm, readFormButton, readFormId, writeForm} from './form.ts';
import {changeAction, keepChange} from './keep-change.ts';
import {type PanelContent, writeOutcome, writePanel} from './panel.ts';
import type {SettingGroup} from './setting-groups.ts';

type SettingsInteraction = ButtonInteraction | ChatInputCommandInteraction | ModalSubmitInteraction;

/** Shows a moderator what their server has set: to `change` it, or to `read` it with the last changes. */
export async function showSettings(
	interaction: ChatInputCommandInteraction,
	purpose: PanelContent['purpose'],
	tools: DiscordTools,
): Promise<void> {
	const guild = await moderatedGuild(interaction, tools);
	if (!guild) return;
	await interaction.deferReply({flags: MessageFlags.Ephemeral});
	await interaction.editReply(await panelOf(guild, {purpose}, tools));
}

/** Opens a form of settings, or takes one that was filled in; says whether the interaction was about one. */
export async function useSettings(interaction: Interaction, tools: DiscordTools): Promise<boolean> {
	if (interaction.isButton()) {
		const group = readFormButton(interaction.customId);
		if (group) await openForm(interaction, group, tools);
		return group !== undefined;
	}
	if (!interaction.isModalSubmit()) return false;
	const filled = readFormId(interaction.customId);
	if (filled) await takeForm(interaction, filled, tools);
	return filled !== undefined;
}

async function openForm(
	interaction: ButtonInteraction,
	group: SettingGroup,
	tools: DiscordTools,
): Promise<void> {
	const guild = await moderatedGuild(interaction, tools);
	if (!guild) return;
	await interaction.showModal(writeForm(group, await tools.log.settings.of(guild.id)));
}

async function takeForm(
	interaction: ModalSubmitInteraction,
	filled: FilledForm,
	tools: DiscordTools,
): Promise<void> {
	const guild = await moderatedGuild(interaction, tools);
	if (!guild) return;
	if (interaction.isFromMessage()) await interaction.deferUpdate();
	else await interaction.deferReply({flags: MessageFlags.Ephemeral});
	const notice = await tools.inTurn(`settings/${guild.id}`, () => keep(interaction, filled, guild, tools));
	await interaction.editReply(await panelOf(guild, {purpose: 'change', notice}, tools));
}

/** Keeps what of a form can be kept, and says what became of it. */
async function keep(
	interaction: ModalSubmitInteraction,
	{group, shownWith}: FilledForm,
	guild: Guild,
	tools: DiscordTools,
): Promise<string> {
	const before = await tools.log.settings.of(guild.id);
	if (fingerprint(group, before) !== shownWith) {
		return '❌ Somebody else has changed these settings since you opened the form, so nothing was saved. What holds now is below; open the form again.';
	}
	const filled = {
		guildId: guild.id,
		byId: interaction.user.id,
		group,
		before,
		filled: readForm(group, interaction),
		around: await surroundingsOf(guild, tools),
	};
	const {settings, changed, findings} = await keepChange(filled, {...tools, forget: tools.settings.forget});
	return writeOutcome(changed, findings, settings);
}

const shownChanges = 5;

async function panelOf(
	guild: Guild,
	{purpose, notice}: Pick<PanelContent, 'purpose' | 'notice'>,
	tools: DiscordTools,
) {
	const [settings, inForce, around, history] = await Promise.all([
		tools.log.settings.of(guild.id),
		tools.settings.of(guild.id),
		surroundingsOf(guild, tools),
		purpose === 'read' ? lastChanges(guild.id, tools) : [],
	]);
	const names = Object.keys(settings) as (keyof ServerSettings)[];
	const findings = checkSettings(inForce, names, around);
	const components = writePanel({
		settings,
		inForce,
		findings,
		purpose,
		history,
		...(notice !== undefined && {notice}),
	});
	return {
		components: [...components],
		allowedMentions: quietly.allowedMentions,
		flags: MessageFlags.IsComponentsV2,
	} as const;
}

async function lastChanges(guildId: string, {log}: DiscordTools) {
	const entries = await log.moderation.history({guildId, limit: 200});
	return entries.filter(({action}) => action === changeAction).slice(0, shownChanges);
}

/** What the settings of a server are held against. */
export async function surroundingsOf(
	guild: Guild,
	{messageContent, model}: Pick<DiscordTools, 'messageContent' | 'model'>,
): Promise<Surroundings> {
	const me = guild.members.me ?? (await guild.members.fetchMe());
	return {guild, me, messageContent, hasModel: model() !== undefined};
}

/** The server that a moderator acts in; undefined, and said, where they are none or the bot is no member of it. */
async function moderatedGuild(
	interaction: SettingsInteraction,
	{settings}: Pick<DiscordTools, 'settings'>,
): Promise<Guild | undefined> {
	const {guild} = interaction;
	if (guild !== null && isModerator(interaction, await settings.of(guild.id))) return guild;
	await interaction.reply({
		content:
			guild === null
				? 'Settings belong to a server, and I am a member of none here.'
				: 'This is for the moderators of this server.',
		allowedMentions: quietly.allowedMentions,
		flags: [MessageFlags.Ephemeral],
	});
	return undefined;
}
