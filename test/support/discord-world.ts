import {EventEmitter} from 'node:events';
import type {Json} from './discord-checks.ts';

export type User = {
	readonly id: string;
	readonly username: string;
	readonly global_name: string | null;
	readonly discriminator: string;
	readonly avatar: null;
	readonly bot?: boolean;
};

/** What the bot may or may not do in a channel, and Discord's bit for it. */
export const rights = {
	view: 1n << 10n,
	send: 1n << 11n,
	manageMessages: 1n << 13n,
	attach: 1n << 15n,
	history: 1n << 16n,
	connect: 1n << 20n,
	startThreads: 1n << 35n,
	sendInThreads: 1n << 38n,
} as const;
export type Right = keyof typeof rights;

/** Discord's numbers: 0 text, 1 direct, 2 voice, 4 category, 5 announcements, 11 public thread, 15 forum. */
export type Channel = {
	readonly id: string;
	readonly type: number;
	readonly name: string;
	readonly guildId?: string;
	/** A thread's channel, or a channel's category. */
	readonly parentId?: string;
	/** In a direct channel: the other side. */
	readonly recipient?: User;
	/** Who started a thread. */
	readonly ownerId?: string;
	/** What the bot may not do here, and what it may do beyond its role; threads take it from their channel. */
	readonly forbidden: Set<Right>;
	readonly allowed: Set<Right>;
	/** Whether people see it only if they are let in. */
	readonly isPrivate: boolean;
	removed: boolean;
	/** A thread in which nobody has written for long: nothing in it can be changed until it is opened again. */
	archived: boolean;
};

/** One state of a message; the last is what people see. */
export type Version = {
	readonly content: string;
	readonly components: readonly Json[];
	readonly attachments: readonly Json[];
	readonly flags: number;
	readonly at: number;
};

export type SentMessage = {
	readonly id: string;
	readonly channelId: string;
	readonly guildId?: string;
	readonly author: User;
	readonly type: number;
	readonly webhookId?: string;
	readonly nonce?: string;
	readonly interactionId?: string;
	/** The message that this one replies to. */
	readonly repliesTo?: string;
	/** Whom the message would ring. */
	readonly pings: {
		readonly users: readonly string[];
		readonly roles: readonly string[];
		readonly everyone: boolean;
	};
	mentions: readonly User[];
	mentionRoles: readonly string[];
	mentionEveryone: boolean;
	content: string;
	components: readonly Json[];
	attachments: readonly Json[];
	flags: number;
	editedAt?: string;
	deleted: boolean;
	/** Every state so far, oldest first. */
	readonly versions: Version[];
};

export type Member = {readonly user: User; readonly roles: readonly string[]};

type Role = {readonly name: string; readonly permissions: bigint};

/** Everything that the server knows: people, channels, messages. */
export type World = ReturnType<typeof makeWorld>;

export function makeWorld() {
	const changes = new EventEmitter();
	changes.setMaxListeners(0);
	let sequence = 0;
	const nextId = () => snowflake(Date.now(), ++sequence);
	const users = new Map<string, User>();
	const members = new Map<string, Member>();
	const channels = new Map<string, Channel>();
	const messages = new Map<string, SentMessage>();
	const roles = new Map<string, Role>();

	const addUser = (name: string, given: Partial<User> = {}): User => {
		const user: User = {
			id: nextId(),
			username: name,
			global_name: name,
			discriminator: '0',
			avatar: null,
			...given,
		};
		users.set(user.id, user);
		return user;
	};
	const bot = addUser('Lineman', {bot: true, global_name: null});
	const founder = addUser('founder');
	const guildId = nextId();
	roles.set(guildId, {name: '@everyone', permissions: BigInt(allPermissions)});
	const botRole = nextId();
	roles.set(botRole, {name: 'Lineman', permissions: BigInt(allPermissions)});
	members.set(bot.id, {user: bot, roles: [botRole]});

	return {
		changes,
		nextId,
		users,
		members,
		channels,
		messages,
		roles,
		bot,
		founder,
		botRole,
		guildId,
		applicationId: bot.id,
		addUser,

		/** A role; `more`: what its members may do that everybody else may not. */
		addRole(name: string, more: bigint = 0n): string {
			const id = nextId();
			roles.set(id, {name, permissions: BigInt(allPermissions) | more});
			return id;
		},

		addMember(name: string, given: {roles?: readonly string[]; bot?: boolean} = {}): Member {
			const member = {
				user: addUser(name, {...(given.bot && {bot: true})}),
				roles: given.roles ?? [],
			};
			members.set(member.user.id, member);
			return member;
		},

		addChannel(
			name: string,
			given: {
				/** A thread has the id of the message that it was started from. */
				id?: string;
				type?: number;
				parentId?: string;
				recipient?: User;
				ownerId?: string;
				isPrivate?: boolean;
			} = {},
		): Channel {
			const type = given.type ?? 0;
			const channel: Channel = {
				id: given.id ?? nextId(),
				type,
				name,
				...(type !== 1 && {guildId}),
				...(given.parentId && {parentId: given.parentId}),
				...(given.recipient && {recipient: given.recipient}),
				...(given.ownerId && {ownerId: given.ownerId}),
				forbidden: new Set(),
				allowed: new Set(),
				isPrivate: given.isPrivate ?? false,
				removed: false,
				archived: false,
			};
			channels.set(channel.id, channel);
			return channel;
		},

		/** Whether the bot may do this in a channel, as Discord decides it. */
		may(channel: Channel, right: Right): boolean {
			const holder = isThread(channel) ? (channels.get(channel.parentId ?? '') ?? channel) : channel;
			if (holder.allowed.has(right)) return true;
			return !holder.forbidden.has(right) && (BigInt(allPermissions) & rights[right]) !== 0n;
		},

		/** What a member may do, by their roles. */
		permissionsOf(member: Member): bigint {
			return [guildId, ...member.roles].reduce((all, id) => all | (roles.get(id)?.permissions ?? 0n), 0n);
		},

		addMessage(draft: Draft): SentMessage {
			const mentioned = readMentions(draft.content);
			const repliedTo = draft.repliesTo === undefined ? undefined : messages.get(draft.repliesTo);
			const rings = draft.rings ?? {users: true, roles: true, everyone: true, replied: true};
			const replied = rings.replied && repliedTo ? [repliedTo.author] : [];
			const byText = mentioned.users.flatMap(id => users.get(id) ?? []);
			const guild = channels.get(draft.channelId)?.guildId;
			const message: SentMessage = {
				id: draft.id ?? nextId(),
				channelId: draft.channelId,
				...(guild && {guildId: guild}),
				author: draft.author,
				type: draft.type ?? (draft.repliesTo === undefined ? 0 : 19),
				...(draft.webhookId && {webhookId: draft.webhookId}),
				...(draft.nonce && {nonce: draft.nonce}),
				...(draft.interactionId && {interactionId: draft.interactionId}),
				...(draft.repliesTo && {repliesTo: draft.repliesTo}),
				attachments: draft.attachments ?? [],
				pings: {
					users: [...replied.map(user => user.id), ...ringing(mentioned.users, rings.users)],
					roles: ringing(mentioned.roles, rings.roles),
					everyone: rings.everyone && mentioned.everyone,
				},
				mentions: [...new Set([...byText, ...replied])],
				mentionRoles: mentioned.roles,
				mentionEveryone: mentioned.everyone,
				content: draft.content,
				components: draft.components ?? [],
				flags: draft.flags ?? 0,
				deleted: false,
				versions: [],
			};
			message.versions.push(stateOf(message));
			messages.set(message.id, message);
			changes.emit('change');
			return message;
		},

		editMessage(
			message: SentMessage,
			given: {
				content?: string;
				components?: readonly Json[];
				attachments?: readonly Json[];
				flags?: number;
			},
		): void {
			if (given.content !== undefined) {
				message.content = given.content;
				const mentioned = readMentions(given.content);
				message.mentions = mentioned.users.flatMap(id => users.get(id) ?? []);
				message.mentionRoles = mentioned.roles;
				message.mentionEveryone = mentioned.everyone;
			}
			if (given.components !== undefined) message.components = given.components;
			if (given.attachments !== undefined) message.attachments = given.attachments;
			if (given.flags !== undefined) message.flags = given.flags;
			message.editedAt = new Date().toISOString();
			message.versions.push(stateOf(message));
			changes.emit('change');
		},

		deleteMessage(message: SentMessage): void {
			message.deleted = true;
			changes.emit('change');
		},
	};
}

export type Draft = {
	/** The first message of a forum post has the post's id. */
	readonly id?: string;
	readonly channelId: string;
	readonly author: User;
	readonly content: string;
	readonly type?: number;
	readonly webhookId?: string;
	readonly nonce?: string;
	readonly interactionId?: string;
	readonly repliesTo?: string;
	readonly attachments?: readonly Json[];
	readonly components?: readonly Json[];
	readonly flags?: number;
	readonly rings?: Rings;
};

/** Which mentions may ring; a list names those that may. */
export type Rings = {
	readonly users: boolean | readonly string[];
	readonly roles: boolean | readonly string[];
	readonly everyone: boolean;
	readonly replied: boolean;
};

/** What a client's `allowed_mentions` lets ring; without it everything does. */
export function readRings(allowed: unknown): Rings {
	if (allowed === undefined || allowed === null) {
		return {users: true, roles: true, everyone: true, replied: true};
	}
	const {
		parse = [],
		users = [],
		roles = [],
		replied_user = false,
	} = allowed as {
		parse?: readonly string[];
		users?: readonly string[];
		roles?: readonly string[];
		replied_user?: boolean;
	};
	return {
		users: parse.includes('users') || users,
		roles: parse.includes('roles') || roles,
		everyone: parse.includes('everyone'),
		replied: replied_user,
	};
}

function ringing(mentioned: readonly string[], may: boolean | readonly string[]): readonly string[] {
	if (typeof may === 'boolean') return may ? mentioned : [];
	return mentioned.filter(id => may.includes(id));
}

function readMentions(content: string) {
	return {
		users: [...new Set([...content.matchAll(/<@!?(\d{17,20})>/g)].map(match => match[1] ?? ''))],
		roles: [...new Set([...content.matchAll(/<@&(\d{17,20})>/g)].map(match => match[1] ?? ''))],
		everyone: /@(?:everyone|here)\b/.test(content),
	};
}

function stateOf(message: SentMessage): Version {
	return {
		content: message.content,
		components: message.components,
		attachments: message.attachments,
		flags: message.flags,
		at: performance.now(),
	};
}

/** Discord's ids: milliseconds since 2015 in the upper 42 bits. */
export function snowflake(ms: number, increment: number): string {
	return (((BigInt(Math.floor(ms)) - 1_420_070_400_000n) << 22n) | BigInt(increment & 0x3fffff)).toString();
}

export const allPermissions = '2248473465835073';

export function isThread({type}: Channel): boolean {
	return type === 10 || type === 11 || type === 12;
}

/** What a channel changes of the roles' permissions. */
function overwritesOf(channel: Channel, world: Pick<World, 'botRole' | 'guildId'>): readonly Json[] {
	const sum = (set: ReadonlySet<Right>) => [...set].reduce((all, right) => all | rights[right], 0n);
	const {forbidden, isPrivate} = channel;
	const allowed = new Set<Right>([...channel.allowed, ...(isPrivate ? (['view'] as const) : [])]);
	return [
		...(isPrivate ? [{id: world.guildId, type: 0, allow: '0', deny: String(rights.view)}] : []),
		...(forbidden.size > 0 || allowed.size > 0
			? [
					{
						id: world.botRole,
						type: 0,
						allow: String(sum(allowed.difference(forbidden))),
						deny: String(sum(forbidden)),
					},
				]
			: []),
	];
}

export function channelPayload(channel: Channel, world: Pick<World, 'bot' | 'botRole' | 'guildId'>): Json {
	const thread = isThread(channel);
	return {
		id: channel.id,
		type: channel.type,
		...(channel.guildId && {guild_id: channel.guildId}),
		...(channel.recipient && {recipients: [channel.recipient]}),
		...(channel.type !== 1 && {name: channel.name, position: 0, nsfw: false}),
		...(channel.type !== 1 && !thread && {permission_overwrites: overwritesOf(channel, world)}),
		...(channel.type === 15 && {available_tags: [], default_auto_archive_duration: 1440}),
		...(channel.parentId && {parent_id: channel.parentId}),
		...(thread && {
			owner_id: channel.ownerId ?? world.bot.id,
			message_count: 0,
			member_count: 1,
			thread_metadata: {
				archived: channel.archived,
				auto_archive_duration: 1440,
				archive_timestamp: new Date(0).toISOString(),
				locked: false,
			},
		}),
		last_message_id: null,
	};
}

export function memberPayload(member: Member): Json {
	return {
		roles: member.roles,
		joined_at: '2024-01-01T00:00:00.000000+00:00',
		nick: null,
		avatar: null,
		premium_since: null,
		deaf: false,
		mute: false,
		flags: 0,
		pending: false,
		communication_disabled_until: null,
	};
}

export function guildPayload(world: World): Json {
	const here = [...world.channels.values()].filter(
		channel => channel.guildId === world.guildId && !channel.removed,
	);
	return {
		id: world.guildId,
		name: 'Voice community',
		icon: null,
		owner_id: world.founder.id,
		joined_at: '2024-01-01T00:00:00.000000+00:00',
		large: false,
		unavailable: false,
		member_count: world.members.size,
		voice_states: [],
		members: [{...memberPayload(memberOf(world, world.bot)), user: world.bot}],
		channels: here.filter(channel => !isThread(channel)).map(channel => channelPayload(channel, world)),
		threads: here.filter(isThread).map(channel => channelPayload(channel, world)),
		presences: [],
		stage_instances: [],
		guild_scheduled_events: [],
		soundboard_sounds: [],
		roles: [...world.roles.keys()].map(id => rolePayload(world, id)),
		emojis: [],
		stickers: [],
		features: [],
		preferred_locale: 'en-US',
		premium_tier: 0,
		verification_level: 0,
		default_message_notifications: 0,
		explicit_content_filter: 0,
		mfa_level: 0,
		nsfw_level: 0,
		system_channel_flags: 0,
		afk_timeout: 300,
		premium_progress_bar_enabled: false,
	};
}

export function rolePayload(world: World, id: string): Json {
	const role = world.roles.get(id);
	return {
		id,
		name: role?.name ?? '',
		color: 0,
		colors: {primary_color: 0, secondary_color: null, tertiary_color: null},
		hoist: false,
		position: [...world.roles.keys()].indexOf(id),
		permissions: String(role?.permissions ?? 0n),
		managed: id === world.botRole,
		mentionable: true,
		flags: 0,
	};
}

export function memberOf(world: World, user: User): Member {
	return world.members.get(user.id) ?? {user, roles: []};
}

/** A message as the API shows it; `bare` without what the MESSAGE_CONTENT intent guards. */
export function messagePayload(world: World, message: SentMessage, how: 'whole' | 'bare' = 'whole'): Json {
	const referenced = message.repliesTo === undefined ? undefined : world.messages.get(message.repliesTo);
	const whole = how === 'whole';
	return {
		id: message.id,
		channel_id: message.channelId,
		type: message.type,
		author: message.author,
		content: whole ? message.content : '',
		timestamp: new Date(Number(BigInt(message.id) >> 22n) + 1_420_070_400_000).toISOString(),
		edited_timestamp: message.editedAt ?? null,
		tts: false,
		mention_everyone: message.mentionEveryone,
		mentions: message.mentions,
		mention_roles: message.mentionRoles,
		attachments: whole ? message.attachments : [],
		embeds: [],
		components: whole ? message.components : [],
		pinned: false,
		flags: message.flags,
		...(message.webhookId && {webhook_id: message.webhookId}),
		...(message.webhookId === world.applicationId && {application_id: world.applicationId}),
		...(message.nonce && {nonce: message.nonce}),
		...(message.interactionId && {
			interaction_metadata: {
				id: message.interactionId,
				type: 2,
				user: message.author,
				authorizing_integration_owners: {},
			},
		}),
		...(message.repliesTo && {
			message_reference: {
				type: 0,
				message_id: message.repliesTo,
				channel_id: message.channelId,
				...(message.guildId && {guild_id: message.guildId}),
			},
			referenced_message:
				referenced && !referenced.deleted
					? messagePayload(
							world,
							{...referenced, repliesTo: undefined} as unknown as SentMessage,
							contentOf(world, referenced),
						)
					: null,
		}),
	};
}

/** Without the MESSAGE_CONTENT intent a bot reads its own messages, direct ones, and those that mention it. */
export function contentOf(world: World, message: SentMessage): 'whole' | 'bare' {
	const mentioned = message.mentions.some(user => user.id === world.bot.id);
	const direct = message.guildId === undefined;
	return message.author.id === world.bot.id || mentioned || direct ? 'whole' : 'bare';
}

/** The message with what the gateway adds to it. */
export function dispatchedMessage(world: World, message: SentMessage, privileged: boolean): Json {
	return {
		...messagePayload(world, message, privileged ? 'whole' : contentOf(world, message)),
		channel_type: world.channels.get(message.channelId)?.type,
		...(message.guildId && {guild_id: message.guildId}),
		...(message.guildId && !message.webhookId && {member: memberPayload(memberOf(world, message.author))}),
	};
}
