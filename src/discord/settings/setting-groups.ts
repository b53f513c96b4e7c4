import {ChannelType} from 'discord.js';
import type {ServerSettings} from '../../log/server-settings.ts';
import {readHosts, readLanguages, readNumber, readQuietHours, readText} from './read-setting.ts';
import {showQuietHours} from './show-setting.ts';

export type SettingName = keyof ServerSettings;

/** How a setting is filled in. */
export type Field<Value> =
	| {readonly kind: 'channels' | 'roles'; readonly channelTypes?: readonly ChannelType[]}
	/** One, or none. */
	| {readonly kind: 'channel' | 'role'; readonly channelTypes?: readonly ChannelType[]}
	| {readonly kind: 'choice'; readonly options: readonly Choice<Value>[]}
	| {
			readonly kind: 'line' | 'lines';
			readonly placeholder: string;
			readonly longest: number;
			/** The text as it is edited. */
			readonly show: (value: Value) => string;
			/** What a text means; the settings' own check says what is wrong with it. */
			readonly read: (text: string) => unknown;
	  };

export type Choice<Value> = {
	readonly value: Value;
	readonly label: string;
	readonly description: string;
};

type SettingOf<Name extends SettingName> = {
	readonly name: Name;
	readonly label: string;
	/** What it does, in a line below the label. */
	readonly description: string;
	readonly field: Field<ServerSettings[Name]>;
};
export type Setting = {readonly [Name in SettingName]: SettingOf<Name>}[SettingName];

/** Settings that are changed together, in one form. */
export type SettingGroup = {
	readonly id: string;
	readonly title: string;
	/** On the button that opens the form. */
	readonly button: string;
	readonly settings: readonly Setting[];
};

const {GuildText, GuildAnnouncement, GuildVoice, GuildForum, GuildMedia, GuildCategory} = ChannelType;
const forPeople = [GuildText, GuildAnnouncement];
const shown = (value: {toString(): string} | null) => value?.toString() ?? '';

/** Every setting of a server; a form has room for five. */
export const settingGroups: readonly SettingGroup[] = [
	{
		id: 'places',
		title: 'Where I answer',
		button: 'Change where',
		settings: [
			{
				name: 'channels',
				label: 'Channels',
				description:
					'A category stands for its channels, a channel for its threads. None: all that I can see.',
				field: {
					kind: 'channels',
					channelTypes: [GuildText, GuildAnnouncement, GuildVoice, GuildForum, GuildMedia, GuildCategory],
				},
			},
			{
				name: 'forumChannels',
				label: 'Forums whose new posts I answer',
				description: 'Without a mention; not to staff, and not in quiet hours.',
				field: {kind: 'channels', channelTypes: [GuildForum, GuildMedia]},
			},
			{
				name: 'replyIn',
				label: 'In a text channel I answer',
				description: 'In threads and forum posts I always reply in place.',
				field: {
					kind: 'choice',
					options: [
						{value: 'channel', label: 'In the channel', description: 'As a reply to the question'},
						{value: 'thread', label: 'In a thread', description: 'One for each question'},
					],
				},
			},
		],
	},
	{
		id: 'people',
		title: 'Who is who',
		button: 'Change who',
		settings: [
			{
				name: 'moderatorRoles',
				label: 'Moderators',
				description:
					'Besides those who may manage messages. They judge and correct answers, and change settings.',
				field: {kind: 'roles'},
			},
			{
				name: 'staffRoles',
				label: 'Staff',
				description:
					'I answer them only when they write my name, and not by myself where they have answered.',
				field: {kind: 'roles'},
			},
			{
				name: 'linkedRole',
				label: 'Role of members with a linked account',
				description: 'Whoever lacks this role is told once where to link it. The address below goes with it.',
				field: {kind: 'role'},
			},
			{
				name: 'linkUrl',
				label: 'Where they link it',
				description: 'The address of the page; with the role above, or leave both empty.',
				field: {
					kind: 'line',
					placeholder: 'https://example.com/link',
					longest: 300,
					show: shown,
					read: readText,
				},
			},
		],
	},
	{
		id: 'moderation',
		title: 'Moderation',
		button: 'Change moderation',
		settings: [
			{
				name: 'reviewChannel',
				label: 'Review channel',
				description: 'Moderators get a card there for answers that need their eyes.',
				field: {kind: 'channel', channelTypes: forPeople},
			},
			{
				name: 'reviewWhich',
				label: 'Cards for',
				description: 'Which answers get a card in the review channel.',
				field: {
					kind: 'choice',
					options: [
						{
							value: 'needs_eyes',
							label: 'Answers that need eyes',
							description: 'Refused, unsure, not helpful, with a secret, suspicious, or of a new kind',
						},
						{value: 'all', label: 'All answers', description: 'Every answer that I give in this server'},
					],
				},
			},
			{
				name: 'drafts',
				label: 'Answers are shown',
				description: 'At once, or only after a moderator has seen them.',
				field: {
					kind: 'choice',
					options: [
						{value: false, label: 'At once', description: 'Moderators can correct them afterwards'},
						{value: true, label: 'After a moderator has approved', description: 'Draft mode'},
					],
				},
			},
			{
				name: 'helpChannel',
				label: 'Help channel',
				description: 'Where people help people: “Ask a human” hands questions over there.',
				field: {kind: 'channel', channelTypes: forPeople},
			},
		],
	},
	{
		id: 'manners',
		title: 'Manners',
		button: 'Change manners',
		settings: [
			{
				name: 'languages',
				label: 'Languages',
				description: 'In which I may answer; questions in another one are answered in the first. Empty: any.',
				field: {
					kind: 'line',
					placeholder: 'en, de, ja',
					longest: 400,
					show: languages => languages.join(', '),
					read: readLanguages,
				},
			},
			{
				name: 'quietHours',
				label: 'Quiet hours',
				description: 'I answer nothing by myself then, and whoever asks is answered without a sound.',
				field: {
					kind: 'line',
					placeholder: '22:00-07:00 Europe/Berlin',
					longest: 80,
					show: showQuietHours,
					read: readQuietHours,
				},
			},
			{
				name: 'questionsPerMember',
				label: 'Questions of one member in an hour',
				description: 'A number from 1 to 1000. Empty: no limit of the server’s own.',
				field: {kind: 'line', placeholder: '10', longest: 6, show: shown, read: readNumber},
			},
			{
				name: 'questionsPerServer',
				label: 'Questions of all together in an hour',
				description: 'A number from 1 to 100000. Empty: no limit of the server’s own.',
				field: {kind: 'line', placeholder: '200', longest: 6, show: shown, read: readNumber},
			},
		],
	},
	{
		id: 'safety',
		title: 'Safety',
		button: 'Change safety',
		settings: [
			{
				name: 'deletePastedKeys',
				label: 'A message with a pasted key',
				description: 'Whoever pasted it is always told at once to replace the key.',
				field: {
					kind: 'choice',
					options: [
						{value: false, label: 'Is left standing', description: 'I ask its author to delete it'},
						{value: true, label: 'Is deleted', description: 'Needs the permission Manage Messages'},
					],
				},
			},
			{
				name: 'probeHosts',
				label: 'Further hosts that may be tested',
				description: 'Such as a self-hosted endpoint; one in a line. The service’s own need not be named.',
				field: {
					kind: 'lines',
					placeholder: 'voice.example.com',
					longest: 4000,
					show: hosts => hosts.join('\n'),
					read: readHosts,
				},
			},
			{
				name: 'pasteHosts',
				label: 'Paste sites that I may read',
				description: 'I fetch the text that members link to there; one host in a line.',
				field: {
					kind: 'lines',
					placeholder: 'pastebin.com',
					longest: 4000,
					show: hosts => hosts.join('\n'),
					read: readHosts,
				},
			},
		],
	},
];
