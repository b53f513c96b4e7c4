import {
	ChannelType,
	type Guild,
	type GuildBasedChannel,
	type GuildMember,
	PermissionFlagsBits,
	type PermissionsBitField,
} from 'discord.js';
import type {ServerSettings} from '../../log/server-settings.ts';
import {guardTarget} from '../../probe/guard.ts';
import {isForum} from '../spot.ts';
import type {SettingName} from './setting-groups.ts';

/** What keeps a setting from working in this server. */
export type Finding = {
	readonly setting: SettingName;
	/** `refused`: it cannot work; `warned`: part of it does not. */
	readonly weight: 'refused' | 'warned';
	/** What is the matter, exactly where, and what to do. */
	readonly text: string;
};

/** What a server's settings are held against. */
export type Surroundings = {
	readonly guild: Guild;
	readonly me: GuildMember;
	/** Whether Discord shows us the text of messages that do not mention us. */
	readonly messageContent: 'on' | 'off';
	/** Whether a model words the answers; without one they are in English. */
	readonly hasModel: boolean;
};

/**
 * What of the settings cannot work here, by the bot's real permissions in each channel; those of `names` alone. Without
 * Discord around, no more than what can be told from the settings themselves.
 */
export function checkSettings(
	settings: ServerSettings,
	names: readonly SettingName[],
	around: Surroundings | undefined,
): readonly Finding[] {
	return names.flatMap(name => [
		...(checksAlone[name]?.(settings) ?? []),
		...(around === undefined ? [] : (checks[name]?.(settings, around) ?? [])),
	]);
}

type Check = (settings: ServerSettings, around: Surroundings) => readonly Finding[];

const checksAlone: Readonly<Partial<Record<SettingName, (settings: ServerSettings) => readonly Finding[]>>> =
	{
		drafts: ({drafts, reviewChannel}) =>
			drafts && reviewChannel === null
				? [warned('drafts', 'There is no review channel: drafts wait until a moderator uses `/review`.')]
				: [],
		probeHosts: ({probeHosts}) => checkHosts('probeHosts', probeHosts),
		pasteHosts: ({pasteHosts}) => checkHosts('pasteHosts', pasteHosts),
	};

const checks: Readonly<Partial<Record<SettingName, Check>>> = {
	channels: checkChannels,
	forumChannels: checkForums,
	replyIn: (settings, around) =>
		settings.replyIn === 'thread' ? checkWherever(settings, around, {name: 'replyIn', wish: 'thread'}) : [],
	moderatorRoles: ({moderatorRoles}, around) => checkRoles('moderatorRoles', moderatorRoles, around),
	staffRoles: ({staffRoles}, around) => checkRoles('staffRoles', staffRoles, around),
	linkedRole: ({linkedRole}, around) =>
		linkedRole === null ? [] : checkRoles('linkedRole', [linkedRole], around),
	reviewChannel: checkReviewChannel,
	helpChannel: (settings, around) => checkOne('helpChannel', settings.helpChannel, around),
	languages: ({languages}, {hasModel}) =>
		hasModel || languages.length === 0 || languages.includes('en')
			? []
			: [warned('languages', 'No model words my answers here, so they are in English, whatever is set.')],
	deletePastedKeys: (settings, around) =>
		settings.deletePastedKeys
			? checkWherever(settings, around, {name: 'deletePastedKeys', wish: 'delete'})
			: [],
};

/** What we do in a channel, the permissions that it takes by their names in Discord, and what happens without. */
type Wish = 'answer' | 'thread' | 'delete' | 'post';
type Need = {readonly permission: Permission; readonly weight: Finding['weight']; readonly otherwise: string};
type Permission = keyof typeof permissions;

const permissions = {
	'View Channel': PermissionFlagsBits.ViewChannel,
	'Send Messages': PermissionFlagsBits.SendMessages,
	'Send Messages in Threads': PermissionFlagsBits.SendMessagesInThreads,
	'Create Public Threads': PermissionFlagsBits.CreatePublicThreads,
	'Read Message History': PermissionFlagsBits.ReadMessageHistory,
	'Attach Files': PermissionFlagsBits.AttachFiles,
	'Manage Messages': PermissionFlagsBits.ManageMessages,
	Connect: PermissionFlagsBits.Connect,
} as const;

function needsOf(wish: Wish, type: ChannelType): readonly Need[] {
	const must = (permission: Permission, otherwise: string): Need => ({
		permission,
		weight: 'refused',
		otherwise,
	});
	const should = (permission: Permission, otherwise: string): Need => ({
		permission,
		weight: 'warned',
		otherwise,
	});
	const see = [
		must('View Channel', 'I see nothing there'),
		// The text of a voice channel is for those who may go in.
		...(type === ChannelType.GuildVoice ? [must('Connect', 'I see nothing of a voice channel’s text')] : []),
	];
	const write = isForum(type)
		? must('Send Messages in Threads', 'I cannot write in its posts')
		: must('Send Messages', 'I cannot write there');
	switch (wish) {
		case 'post':
			return [...see, write];
		case 'thread':
			return [
				should('Create Public Threads', 'I answer in the channel itself'),
				should('Send Messages in Threads', 'I answer in the channel itself'),
			];
		case 'delete':
			return [should('Manage Messages', 'I cannot delete a message with a key, and say so')];
		case 'answer':
			return [
				...see,
				write,
				must('Read Message History', 'I cannot reply to a message'),
				...(type === ChannelType.GuildText || type === ChannelType.GuildAnnouncement
					? [should('Send Messages in Threads', 'I am silent in its threads')]
					: []),
				should('Attach Files', 'my answers come without the picture of the line'),
			];
	}
}

function checkChannels(settings: ServerSettings, around: Surroundings): readonly Finding[] {
	const {found, findings} = findChannels('channels', settings.channels, around);
	const wishes: readonly Wish[] = [
		'answer',
		...(settings.replyIn === 'thread' ? (['thread'] as const) : []),
		...(settings.deletePastedKeys ? (['delete'] as const) : []),
	];
	const named = found.filter(({type}) => type !== ChannelType.GuildCategory);
	const within = found.filter(({type}) => type === ChannelType.GuildCategory).flatMap(withChildren);
	return [
		...findings,
		...missingIn('channels', wishes, named, around),
		// Of a category some channels may well be for others.
		...missingIn('channels', wishes, within, around).map(({text}) => warned('channels', text)),
	];
}

function checkForums(settings: ServerSettings, around: Surroundings): readonly Finding[] {
	if (settings.forumChannels.length === 0) return [];
	const {found, findings} = findChannels('forumChannels', settings.forumChannels, around);
	const isNoForum = found.filter(({type}) => !isForum(type));
	return [
		...(around.messageContent === 'off'
			? [
					refused(
						'forumChannels',
						'Discord keeps the text of posts from me unless they mention me. Whoever runs me has to switch on *Message Content Intent* under Bot in the developer portal and set `MESSAGE_CONTENT=on`.',
					),
				]
			: []),
		...findings,
		...(isNoForum.length > 0
			? [
					refused(
						'forumChannels',
						`${isNoForum.join(', ')}: no forum, and I answer by myself in forums alone.`,
					),
				]
			: []),
		...missingIn(
			'forumChannels',
			['answer'],
			found.filter(({type}) => isForum(type)),
			around,
		),
	];
}

/** A wish that holds in every channel where we answer. */
function checkWherever(
	settings: ServerSettings,
	around: Surroundings,
	{name, wish}: {readonly name: SettingName; readonly wish: Wish},
): readonly Finding[] {
	const chosen =
		settings.channels.length === 0
			? [...around.guild.channels.cache.values()].filter(channel => isSeen(channel, around))
			: findChannels(name, settings.channels, around).found.flatMap(withChildren);
	const places = chosen.filter(({type}) => wish !== 'thread' || threadable.includes(type));
	const findings = missingIn(name, [wish], places, around);
	const lacking = places.filter(place => needsOf(wish, place.type).some(need => !may(place, need, around)));
	// What works nowhere cannot be switched on.
	return places.length > 0 && lacking.length === places.length
		? findings.map(finding => ({...finding, weight: 'refused' as const}))
		: findings;
}

const threadable: readonly ChannelType[] = [ChannelType.GuildText, ChannelType.GuildAnnouncement];

function checkReviewChannel({reviewChannel}: ServerSettings, around: Surroundings): readonly Finding[] {
	const findings = checkOne('reviewChannel', reviewChannel, around);
	const channel = around.guild.channels.cache.get(reviewChannel ?? '');
	const everybody = channel && permissionsIn(channel, around.guild.roles.everyone);
	if (!channel || !everybody?.has(PermissionFlagsBits.ViewChannel)) return findings;
	return [
		...findings,
		warned('reviewChannel', `Everybody can see ${channel}: drafts and what moderators say would be public.`),
	];
}

function checkOne(name: SettingName, id: string | null, around: Surroundings): readonly Finding[] {
	if (id === null) return [];
	const {found, findings} = findChannels(name, [id], around);
	return [...findings, ...missingIn(name, ['post'], found, around)];
}

function checkRoles(
	name: keyof typeof everybody,
	roles: readonly string[],
	{guild}: Surroundings,
): readonly Finding[] {
	return roles.flatMap(id => {
		if (id === guild.roles.everyone.id) return [refused(name, everybody[name])];
		return guild.roles.cache.has(id) ? [] : [refused(name, `The role \`${id}\` no longer exists.`)];
	});
}

const everybody = {
	moderatorRoles: '@everyone would make every member a moderator.',
	staffRoles: '@everyone would make every member staff, and I would answer nobody.',
	linkedRole: 'Everybody has @everyone, so nobody would be told to link their account.',
} as const;

function checkHosts(name: 'probeHosts' | 'pasteHosts', hosts: readonly string[]): readonly Finding[] {
	return hosts.flatMap(host => {
		const verdict = guardTarget(`https://${host}/`, {hosts: [host]});
		return verdict.allowed
			? []
			: [refused(name, `\`${host}\` is a name of a local network: I test public hosts alone.`)];
	});
}

function findChannels(
	name: SettingName,
	ids: readonly string[],
	{guild}: Surroundings,
): {readonly found: readonly GuildBasedChannel[]; readonly findings: readonly Finding[]} {
	const gone = ids.filter(id => !guild.channels.cache.has(id));
	return {
		found: ids.flatMap(id => guild.channels.cache.get(id) ?? []),
		findings: gone.map(id => refused(name, `The channel \`${id}\` no longer exists, or I cannot see it.`)),
	};
}

/** A category's channels are what is meant by it. */
function withChildren(channel: GuildBasedChannel): readonly GuildBasedChannel[] {
	if (channel.type !== ChannelType.GuildCategory) return [channel];
	return [...channel.children.cache.values()].filter(child => child.isTextBased() || isForum(child.type));
}

function isSeen(channel: GuildBasedChannel, {me}: Surroundings): boolean {
	if (channel.isThread() || (!channel.isTextBased() && !isForum(channel.type))) return false;
	return permissionsIn(channel, me)?.has(PermissionFlagsBits.ViewChannel) ?? false;
}

/** Each missing permission once, with all the channels that lack it. */
function missingIn(
	setting: SettingName,
	wishes: readonly Wish[],
	channels: readonly GuildBasedChannel[],
	around: Surroundings,
): readonly Finding[] {
	const missing = channels.flatMap(channel => {
		const needs = wishes
			.flatMap(wish => needsOf(wish, channel.type))
			.filter(need => !may(channel, need, around));
		// Whoever sees nothing can do nothing: the rest goes without saying.
		const unseen = needs.filter(({permission}) => permission === 'View Channel').slice(0, 1);
		return (unseen.length > 0 ? unseen : needs).map(need => ({channel, need}));
	});
	const byPermission = Map.groupBy(missing, ({need}) => need.permission);
	return [...byPermission.values()].flatMap(group => {
		const [first] = group;
		if (!first) return [];
		const {permission, weight, otherwise} = first.need;
		const places = [...new Set(group.map(({channel}) => `${channel}`))];
		const where = places.slice(0, mostNamed);
		const more = places.length > mostNamed ? ` and ${places.length - mostNamed} more` : '';
		return [{setting, weight, text: `I lack **${permission}** in ${where.join(', ')}${more}: ${otherwise}.`}];
	});
}

const mostNamed = 8;

function may(channel: GuildBasedChannel, {permission}: Need, {me}: Surroundings): boolean {
	return permissionsIn(channel, me)?.has(permissions[permission]) ?? false;
}

function permissionsIn(
	channel: GuildBasedChannel,
	whose: GuildMember | Guild['roles']['everyone'],
): Readonly<PermissionsBitField> | null {
	return channel.permissionsFor(whose);
}

function refused(setting: SettingName, text: string): Finding {
	return {setting, weight: 'refused', text};
}

function warned(setting: SettingName, text: string): Finding {
	return {setting, weight: 'warned', text};
}
