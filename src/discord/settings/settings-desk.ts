import {ChannelType, type Guild, type GuildBasedChannel} from 'discord.js';
import type {AuditEntry} from '../../log/moderation.ts';
import type {ServerSettings} from '../../log/server-settings.ts';
import {inTurn} from '../in-turn.ts';
import type {GroupChange} from './change-group.ts';
import {checkSettings, type Finding, type Surroundings} from './check-settings.ts';
import {fingerprint} from './form.ts';
import {changeAction, keepChange, type SettingsKeeping} from './keep-change.ts';
import {type Setting, type SettingGroup, type SettingName, settingGroups} from './setting-groups.ts';
import {showSetting} from './show-setting.ts';

/** The settings of servers as another door shows and changes them: the same ones, held against the same. */
export type SettingsDesk = {
	readonly groups: readonly SettingGroup[];
	/** What a server has set, and what of it does not work. */
	of(guildId: string): Promise<ServerStanding>;
	/** What of a filled form was kept; `outdated`: somebody else has changed the group since it was shown. */
	change(form: SentGroup): Promise<GroupChange | 'outdated'>;
	/** What a setting is set to, in Discord Markdown. */
	readonly show: (setting: Setting, settings: ServerSettings) => string;
	/** The last changes, newest first. */
	changes(guildId: string): Promise<readonly AuditEntry[]>;
	/** Tells apart what a group's form was shown with. */
	readonly fingerprint: (group: SettingGroup, settings: ServerSettings) => string;
};

export type ServerStanding = {
	/** What the server itself has set. */
	readonly settings: ServerSettings;
	/** What holds: where the server has set nothing, what whoever runs the bot has. */
	readonly inForce: ServerSettings;
	readonly findings: readonly Finding[];
	/** What there is to choose from; undefined where Discord cannot be asked: then no permission was checked either. */
	readonly choices?: ServerChoices;
};

export type ServerChoices = {
	readonly channels: readonly ChannelChoice[];
	readonly roles: readonly RoleChoice[];
};

/** In the order of Discord. `kind`: as `channelTypes` of a field names them. */
export type ChannelChoice = {
	readonly id: string;
	readonly name: string;
	readonly kind: ChannelType;
	/** What it is besides a text channel, in a word. */
	readonly note?: string;
};
export type RoleChoice = {readonly id: string; readonly name: string};

export type SentGroup = {
	readonly guildId: string;
	readonly byId: string;
	readonly group: SettingGroup;
	readonly filled: Readonly<Record<string, unknown>>;
	/** The fingerprint of what the form was shown with. */
	readonly shownWith: string;
};

/** The part of Discord's door that settings need. */
export type SettingsPlace = {
	/** Undefined: the bot is no member of this server, or Discord is not reached. */
	around(guildId: string): Promise<Surroundings | undefined>;
	/** What holds in a server; undefined: Discord is not reached. */
	inForce(guildId: string): Promise<ServerSettings | undefined>;
	forget(guildId: string): void;
	readonly inTurn: ReturnType<typeof inTurn>;
};

const shownChanges = 10;

/** `place`: undefined as long as Discord's door is not open in this process. */
export function openSettingsDesk({
	place,
	...keeping
}: Omit<SettingsKeeping, 'forget'> & {
	readonly place: () => SettingsPlace | undefined;
}): SettingsDesk {
	const ownTurn = inTurn();
	const {log} = keeping;
	return {
		groups: settingGroups,
		fingerprint,
		show: showSetting,

		async of(guildId) {
			const here = place();
			const [settings, around, inForce] = await Promise.all([
				log.settings.of(guildId),
				here?.around(guildId),
				here?.inForce(guildId),
			]);
			const names = Object.keys(settings) as SettingName[];
			const findings = checkSettings(inForce ?? settings, names, around);
			return {
				settings,
				inForce: inForce ?? settings,
				findings,
				...(around && {choices: choicesIn(around.guild)}),
			};
		},

		async changes(guildId) {
			const entries = await log.moderation.history({guildId, limit: 200});
			return entries.filter(({action}) => action === changeAction).slice(0, shownChanges);
		},

		change({guildId, byId, group, filled, shownWith}) {
			const here = place();
			return (here?.inTurn ?? ownTurn)(`settings/${guildId}`, async () => {
				const before = await log.settings.of(guildId);
				if (fingerprint(group, before) !== shownWith) return 'outdated' as const;
				const around = await here?.around(guildId);
				const forget = (id: string) => here?.forget(id);
				return keepChange({guildId, byId, group, before, filled, around}, {...keeping, forget});
			});
		},
	};
}

const notes: Readonly<Partial<Record<ChannelType, string>>> = {
	[ChannelType.GuildCategory]: 'category',
	[ChannelType.GuildForum]: 'forum',
	[ChannelType.GuildMedia]: 'media',
	[ChannelType.GuildVoice]: 'voice',
	[ChannelType.GuildAnnouncement]: 'announcements',
};

function choicesIn(guild: Guild): ServerChoices {
	const channels = [...guild.channels.cache.values()]
		.filter(channel => channel.type === ChannelType.GuildText || notes[channel.type] !== undefined)
		.toSorted((a, b) => compare(placeOf(a), placeOf(b)))
		.map(({id, name, type}) => ({
			id,
			name,
			kind: type,
			...(notes[type] !== undefined && {note: notes[type]}),
		}));
	const roles = [...guild.roles.cache.values()]
		.filter(({id}) => id !== guild.id)
		.toSorted((a, b) => b.rawPosition - a.rawPosition || compare([Number(a.id)], [Number(b.id)]))
		.map(({id, name}) => ({id, name}));
	return {channels, roles};
}

/** A category stands in front of its channels. */
function placeOf(channel: GuildBasedChannel): readonly number[] {
	const position = 'rawPosition' in channel ? channel.rawPosition : 0;
	if (channel.type === ChannelType.GuildCategory) return [position, -1];
	return [channel.parent && 'rawPosition' in channel.parent ? channel.parent.rawPosition : -1, position];
}

function compare(one: readonly number[], other: readonly number[]): number {
	const at = one.findIndex((value, index) => value !== other[index]);
	return at === -1 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
}
