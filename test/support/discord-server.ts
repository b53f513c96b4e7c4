import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {allComponents, type Json} from './discord-checks.ts';
import {openGateway} from './discord-gateway.ts';
import {type Interaction, openRest, type RecordedRequest} from './discord-rest.ts';
import {
	allPermissions,
	type Channel,
	channelPayload,
	guildPayload,
	isThread,
	type Member,
	makeWorld,
	memberPayload,
	messagePayload,
	type Right,
	rights,
	rolePayload,
	type SentMessage,
} from './discord-world.ts';

export type {Interaction, RecordedRequest} from './discord-rest.ts';
export type {Channel, Member, SentMessage} from './discord-world.ts';

/** How long a test waits for something to happen before it fails. */
const patienceMs = 60_000;

type File = {
	readonly name: string;
	readonly text?: string;
	/** In place of a text. */
	readonly bytes?: Uint8Array;
	readonly contentType?: string;
	readonly url?: string;
};

export type DiscordServer = Awaited<ReturnType<typeof startDiscordServer>>;

/** A person in the guild, and what a person can do in Discord. */
export type Person = ReturnType<DiscordServer['join']>;

/** A server on loopback that speaks Discord's REST API (v10) and gateway to one bot in one guild. */
export async function startDiscordServer() {
	const world = makeWorld();
	const token = `${Buffer.from(world.bot.id).toString('base64url')}.test.only`;
	let origin = '';
	const gatewayUrl = () => `${origin.replace('http', 'ws')}/gateway`;
	const server = createServer((request, response) => {
		rest.listen(request, response).catch(error => response.destroy(error as Error));
	});
	const gateway = openGateway({server, world, token, url: gatewayUrl});
	const rest = openRest({world, gateway, token, gatewayUrl, origin: () => origin});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const channel = world.addChannel('help');

	/** Resolves with what `look` finds, as soon as something has changed so that it finds it. */
	async function waitFor<T>(what: string, look: () => T | undefined | false): Promise<T> {
		const {promise, resolve, reject} = Promise.withResolvers<T>();
		const check = () => {
			const found = look();
			if (found !== undefined && found !== false) resolve(found);
		};
		const timer = setTimeout(
			() => reject(new Error(`Waited ${patienceMs} ms for ${what}; the server saw\n${describe()}`)),
			patienceMs,
		);
		world.changes.on('change', check);
		check();
		try {
			return await promise;
		} finally {
			clearTimeout(timer);
			world.changes.off('change', check);
		}
	}

	const describe = () =>
		rest.requests
			.slice(-12)
			.map(
				request =>
					`  ${request.method} ${request.path} ${request.status ?? '…'} ${JSON.stringify(request.body)} ${request.files.join(' ')}`,
			)
			.join('\n');

	const fromBot = () =>
		[...world.messages.values()].filter(message => message.author.id === world.bot.id && !message.deleted);
	const isIn = (message: SentMessage, match: string | RegExp) =>
		typeof match === 'string' ? message.content.includes(match) : match.test(message.content);

	function dispatchInteraction(
		person: Member,
		given: {type: number; data: Json; in?: Channel; message?: SentMessage},
	): Interaction {
		const where = given.in ?? channel;
		const interaction: Interaction = {
			id: world.nextId(),
			token: `interaction.${world.nextId()}`,
			type: given.type,
			user: person.user,
			channelId: where.id,
			...(given.message && {message: given.message}),
			createdAt: performance.now(),
			followUps: [],
		};
		rest.interactions.set(interaction.id, interaction);
		const shown = given.message;
		gateway.dispatch({
			name: 'INTERACTION_CREATE',
			needs: 'nothing',
			payload: () => ({
				id: interaction.id,
				application_id: world.applicationId,
				type: given.type,
				token: interaction.token,
				version: 1,
				channel_id: where.id,
				channel: channelPayload(where, world),
				...(where.guildId
					? {
							guild_id: where.guildId,
							guild: {id: where.guildId, locale: 'en-US', features: []},
							guild_locale: 'en-US',
							member: {
								...memberPayload(person),
								user: person.user,
								permissions: String(world.permissionsOf(person)),
							},
						}
					: {user: person.user}),
				app_permissions: allPermissions,
				locale: 'en-US',
				entitlements: [],
				authorizing_integration_owners: {'0': world.guildId},
				context: where.guildId ? 0 : 1,
				attachment_size_limit: 10_485_760,
				data: given.data,
				...(shown && {message: messagePayload(world, shown)}),
			}),
		});
		return interaction;
	}

	function commandNamed(name: string, type: number): Json {
		const command = rest.commands.get('')?.find(each => each.name === name && each.type === type);
		if (!command) throw new Error(`Nobody has registered a command "${name}" of type ${type}`);
		return command;
	}

	/** The options as Discord sends them; throws where its own client would not let a member send them. */
	function fillOptions(command: Json, given: Readonly<Record<string, string | number>>): Json[] {
		const known = (command.options ?? []) as Json[];
		for (const option of known) {
			if (option.required === true && given[String(option.name)] === undefined) {
				throw new Error(`Option "${String(option.name)}" is required`);
			}
		}
		return Object.entries(given).map(([name, value]) => {
			const option = known.find(each => each.name === name);
			if (!option) throw new Error(`Command "${String(command.name)}" has no option "${name}"`);
			const size = typeof value === 'number' ? value : value.length;
			const low = Number(option.min_value ?? option.min_length ?? Number.NEGATIVE_INFINITY);
			const high = Number(option.max_value ?? option.max_length ?? (option.type === 3 ? 6000 : 2 ** 53));
			if (size < low || size > high) throw new Error(`Option "${name}" takes ${low} to ${high}, not ${size}`);
			return {name, type: option.type, value};
		});
	}

	function buttonOn(message: SentMessage, label: string): Json {
		const buttons = allComponents(message.components).filter(({type}) => type === 2);
		const button = buttons.find(each => String(each.label ?? '').includes(label));
		if (!button) {
			throw new Error(
				`Message ${message.id} has no button "${label}", only ${buttons.map(each => each.label).join(', ')}`,
			);
		}
		return button;
	}

	/** What a field of a modal sends: what is filled in, or else what it was shown with; throws where a client would not send it. */
	function fillField(field: Json, given: string | readonly string[] | undefined): Json {
		const {type, custom_id} = field;
		const name = String(custom_id);
		if (type === 4) {
			const value = given ?? field.value ?? '';
			if (typeof value !== 'string') throw new Error(`Field "${name}" takes a text`);
			if (value === '' && field.required !== false) throw new Error(`Field "${name}" is required`);
			if (value.length > Number(field.max_length ?? 4000)) throw new Error(`Field "${name}" takes no more`);
			return {id: 2, type, custom_id, value};
		}
		const options = (field.options ?? []) as Json[];
		const shown = [
			...options.filter(option => option.default === true).map(option => option.value),
			...((field.default_values ?? []) as Json[]).map(({id}) => id),
		];
		const values = (given ?? shown) as readonly string[];
		const least = field.required === false ? 0 : Number(field.min_values ?? 1);
		if (values.length < least || values.length > Number(field.max_values ?? 1)) {
			throw new Error(`Field "${name}" takes ${least} to ${Number(field.max_values ?? 1)} choices`);
		}
		for (const value of values) {
			if (type === 3 && !options.some(option => option.value === value)) {
				throw new Error(`Field "${name}" does not offer "${value}"`);
			}
			const types = field.channel_types as readonly number[] | undefined;
			if (type === 8 && types && !types.includes(world.channels.get(value)?.type ?? -1)) {
				throw new Error(`Field "${name}" does not offer channel "${value}"`);
			}
		}
		return {id: 2, type, custom_id, values};
	}

	/** The channels and roles that menus were answered with. */
	function resolve(fields: readonly Json[]): Json {
		const chosen = (type: number) =>
			fields.filter(field => field.type === type).flatMap(field => field.values as string[]);
		return {
			channels: Object.fromEntries(
				chosen(8).flatMap(id => {
					const found = world.channels.get(id);
					return found ? [[id, {...channelPayload(found, world), permissions: allPermissions}]] : [];
				}),
			),
			roles: Object.fromEntries(chosen(6).map(id => [id, rolePayload(world, id)])),
		};
	}

	function attach(files: readonly File[]): Json[] {
		return files.map(
			({
				name,
				text = '',
				bytes = new TextEncoder().encode(text),
				contentType = 'text/plain; charset=utf-8',
				url,
			}) => {
				const id = world.nextId();
				const path = `/attachments/${channel.id}/${id}/${encodeURIComponent(name)}`;
				rest.files.set(path, {bytes, type: contentType});
				return {
					id,
					filename: name,
					size: bytes.length,
					url: url ?? `${origin}${path}`,
					proxy_url: `${origin}${path}`,
					content_type: contentType,
				};
			},
		);
	}

	/** A role; `more`: what its members may do in every channel that everybody else may not. */
	function addRole(name: string, more: readonly Right[] = []): string {
		const id = world.addRole(
			name,
			more.reduce((all, right) => all | rights[right], 0n),
		);
		gateway.dispatch({
			name: 'GUILD_ROLE_CREATE',
			needs: 'guilds',
			payload: () => ({guild_id: world.guildId, role: rolePayload(world, id)}),
		});
		return id;
	}

	let moderatorRole: string | undefined;

	/** A person comes in; a moderator may manage messages. */
	function join(
		name: string,
		{moderator, roles = [], ...given}: {roles?: readonly string[]; bot?: boolean; moderator?: boolean} = {},
	) {
		if (moderator) moderatorRole ??= addRole('moderator', ['manageMessages']);
		const all = moderator && moderatorRole ? [...roles, moderatorRole] : roles;
		const member = world.addMember(name, {...given, roles: all});
		return {
			...member,

			/** Writes a message; in the guild's first channel where no other is given. */
			says(
				content: string,
				options: {
					in?: Channel;
					/** A reply rings its author unless `ring` is false. */
					replyTo?: SentMessage;
					ring?: boolean;
					files?: readonly File[];
					type?: number;
					webhookId?: string;
				} = {},
			): SentMessage {
				const message = world.addMessage({
					channelId: (options.in ?? channel).id,
					author: member.user,
					content,
					...(options.type !== undefined && {type: options.type}),
					...(options.webhookId && {webhookId: options.webhookId}),
					...(options.replyTo && {repliesTo: options.replyTo.id}),
					...(options.files && {attachments: attach(options.files)}),
					rings: {users: true, roles: true, everyone: true, replied: options.ring ?? true},
				});
				rest.announce('MESSAGE_CREATE', message);
				return message;
			},

			edits(message: SentMessage, content: string): void {
				world.editMessage(message, {content});
				rest.announce('MESSAGE_UPDATE', message);
			},

			deletes(message: SentMessage): void {
				rest.remove(message);
			},

			pressButton(message: SentMessage, label: string): Interaction {
				const button = buttonOn(message, label);
				if (button.disabled === true) throw new Error(`The button "${label}" is disabled`);
				return this.sendComponent(message, String(button.custom_id));
			},

			/** As a client does that still shows an older state of the message. */
			sendComponent(message: SentMessage, customId: string): Interaction {
				return dispatchInteraction(member, {
					type: 3,
					in: world.channels.get(message.channelId) ?? channel,
					message,
					data: {custom_id: customId, component_type: 2},
				});
			},

			/** Chooses from the menu that a message shows; throws where it does not offer that. */
			choose(message: SentMessage, value: string): Interaction {
				const menu = allComponents(message.components).find(({type}) => type === 3);
				const offered = (menu?.options ?? []) as Json[];
				if (!menu || !offered.some(option => option.value === value)) {
					throw new Error(`Message ${message.id} does not offer "${value}"`);
				}
				return dispatchInteraction(member, {
					type: 3,
					in: world.channels.get(message.channelId) ?? channel,
					message,
					data: {custom_id: menu.custom_id, component_type: 3, values: [value]},
				});
			},

			/** `name` or `name part`. */
			runCommand(
				called: string,
				options: Readonly<Record<string, string | number>> = {},
				where: Channel = channel,
			): Interaction {
				const [name = '', part] = called.split(' ');
				const command = commandNamed(name, 1);
				const below = ((command.options ?? []) as Json[]).find(each => each.type === 1 && each.name === part);
				if (part !== undefined && !below) throw new Error(`Command "${name}" has no part "${part}"`);
				return dispatchInteraction(member, {
					type: 2,
					in: where,
					data: {
						id: command.id,
						name,
						type: 1,
						options: below
							? [{name: part, type: 1, options: fillOptions(below, options)}]
							: fillOptions(command, options),
					},
				});
			},

			useMenu(name: string, target: SentMessage): Interaction {
				const command = commandNamed(name, 3);
				return dispatchInteraction(member, {
					type: 2,
					in: world.channels.get(target.channelId) ?? channel,
					data: {
						id: command.id,
						name,
						type: 3,
						target_id: target.id,
						resolved: {messages: {[target.id]: messagePayload(world, target)}},
					},
				});
			},

			/** Types into an option; resolves with what the application offers. */
			async autocomplete(name: string, option: string, typed: string): Promise<readonly Json[]> {
				const command = commandNamed(name, 1);
				const known = ((command.options ?? []) as Json[]).find(each => each.name === option);
				if (known?.autocomplete !== true) throw new Error(`Option "${option}" offers nothing`);
				const interaction = dispatchInteraction(member, {
					type: 4,
					data: {
						id: command.id,
						name,
						type: 1,
						options: [{name: option, type: known.type, value: typed, focused: true}],
					},
				});
				const {data} = await waitFor(`choices for "${typed}"`, () => interaction.callback);
				return (data.choices ?? []) as Json[];
			},

			/** Fills the modal that an interaction opened; a field that is left alone sends what it was shown with. */
			submitModal(
				opened: Interaction,
				fields: Readonly<Record<string, string | readonly string[]>>,
			): Interaction {
				if (opened.callback?.type !== 9) throw new Error('No modal was opened');
				const {custom_id, components} = opened.callback.data;
				const rows = (components as Json[]).filter(({type}) => type !== 10);
				const inputs = rows.map(row => (row.component ?? (row.components as Json[])[0]) as Json);
				for (const name of Object.keys(fields)) {
					if (!inputs.some(input => input.custom_id === name))
						throw new Error(`The modal has no field "${name}"`);
				}
				const filled = inputs.map(input => fillField(input, fields[String(input.custom_id)]));
				return dispatchInteraction(member, {
					type: 5,
					in: world.channels.get(opened.channelId) ?? channel,
					data: {
						custom_id,
						components: rows.map((row, index) =>
							row.component
								? {id: 1, type: 18, component: filled[index]}
								: {id: 1, type: 1, components: [filled[index]]},
						),
						resolved: resolve(filled),
					},
					...(opened.message && {message: opened.message}),
				});
			},

			/** Writes a post in a forum: its title, and its first message. */
			posts(
				title: string,
				content: string,
				options: {in: Channel; files?: readonly File[]},
			): {readonly post: Channel; readonly message: SentMessage} {
				const post = world.addChannel(title, {type: 11, parentId: options.in.id, ownerId: member.user.id});
				rest.announceThread(post);
				const message = world.addMessage({
					id: post.id,
					channelId: post.id,
					author: member.user,
					content,
					...(options.files && {attachments: attach(options.files)}),
				});
				rest.announce('MESSAGE_CREATE', message);
				return {post, message};
			},
		};
	}

	return {
		/** For `rest.api`: without the version. */
		apiUrl: `${origin}/api`,
		origin,
		token,
		bot: world.bot,
		mention: `<@${world.bot.id}>`,
		guildId: world.guildId,
		botRole: world.botRole,
		/** The channel that exists from the start. */
		channel,
		gateway,
		requests: rest.requests as readonly RecordedRequest[],
		/** All that was ever said here, for who looks back: messages with their states, in order, and what they name. */
		past: {
			messages: (): readonly SentMessage[] => [...world.messages.values()],
			channelOf: (id: string): Channel | undefined => world.channels.get(id),
			nameOf: (userId: string): string | undefined => world.users.get(userId)?.username,
			interaction: (id: string): Interaction | undefined => rest.interactions.get(id),
			/** What was attached, by its address. */
			fileAt: (url: string) => rest.files.get(new URL(url).pathname),
		},
		waitFor,
		/** Looks again at everything that is waited for: something outside the server has changed. */
		touch: () => world.changes.emit('change'),
		join,
		addRole,

		removeRole(id: string): void {
			world.roles.delete(id);
			gateway.dispatch({
				name: 'GUILD_ROLE_DELETE',
				needs: 'guilds',
				payload: () => ({guild_id: world.guildId, role_id: id}),
			});
		},

		fail: rest.fail,
		mend: rest.mend,
		forgetNonces: rest.forgetNonces,
		rateLimit: rest.rateLimit,
		limit: rest.limit,
		hold: rest.hold,
		loseAnswer: rest.loseAnswer,

		addChannel(name: string, type = 0, more: {parent?: Channel; isPrivate?: boolean} = {}): Channel {
			const {parent, isPrivate = false} = more;
			const added = world.addChannel(name, {type, isPrivate, ...(parent && {parentId: parent.id})});
			gateway.dispatch({
				name: 'CHANNEL_CREATE',
				needs: 'guilds',
				payload: () => channelPayload(added, world),
			});
			return added;
		},

		/** Changes what the bot may do in a channel, as an administrator does, and tells it so. */
		setRights(
			changed: Channel,
			{forbid = [], allow = []}: {forbid?: readonly Right[]; allow?: readonly Right[]},
		) {
			changed.forbidden.clear();
			changed.allowed.clear();
			for (const right of forbid) changed.forbidden.add(right);
			for (const right of allow) changed.allowed.add(right);
			gateway.dispatch({
				name: 'CHANNEL_UPDATE',
				needs: 'guilds',
				payload: () => channelPayload(changed, world),
			});
		},

		addThread(name: string, parent: Channel = channel): Channel {
			const added = world.addChannel(name, {type: 11, parentId: parent.id});
			rest.announceThread(added);
			return added;
		},

		/** The threads that hang in a channel, or under a message. */
		threads: (): readonly Channel[] => [...world.channels.values()].filter(isThread),

		removeChannel(removed: Channel): void {
			removed.removed = true;
			gateway.dispatch({
				name: 'CHANNEL_DELETE',
				needs: 'guilds',
				payload: () => channelPayload(removed, world),
			});
		},

		/** A channel between the bot and one person. */
		directChannel(person: Member): Channel {
			const known = [...world.channels.values()].find(each => each.recipient?.id === person.user.id);
			return known ?? world.addChannel(person.user.username, {type: 1, recipient: person.user});
		},

		/** Sends a message's event again, as Discord may. */
		deliverAgain(message: SentMessage): void {
			rest.announce('MESSAGE_CREATE', message);
		},

		/** Sends the event of a change that nobody made, as Discord does when it has found a link's preview. */
		deliverEdit(message: SentMessage): void {
			rest.announce('MESSAGE_UPDATE', message);
		},

		/** Everything that the bot has written and not deleted, oldest first. */
		fromBot,

		/** The commands that are registered. */
		commands: (): readonly Json[] => rest.commands.get('') ?? [],

		/** A message of the bot whose text, as it is now, has this in it. */
		waitForMessage(
			match: string | RegExp,
			where: {in?: Channel; repliesTo?: SentMessage; after?: SentMessage} = {},
		): Promise<SentMessage> {
			return waitFor(`a message of the bot with ${String(match)}`, () =>
				fromBot().find(
					message =>
						isIn(message, match) &&
						(!where.in || message.channelId === where.in.id) &&
						(!where.repliesTo || message.repliesTo === where.repliesTo.id) &&
						(!where.after || BigInt(message.id) > BigInt(where.after.id)),
				),
			);
		},

		/** A request of a client's, answered. */
		waitForRequest(method: string, route: RegExp, count = 1): Promise<RecordedRequest> {
			return waitFor(`${method} ${String(route)} (${count})`, () => {
				const fitting = rest.requests.filter(
					request =>
						request.method === method && route.test(request.route) && request.answeredAt !== undefined,
				);
				return fitting[count - 1];
			});
		},

		/** A request of a client's that has come in, and may still wait for its answer. */
		waitForRequestSeen(method: string, route: RegExp): Promise<RecordedRequest> {
			return waitFor(`${method} ${String(route)}`, () =>
				rest.requests.find(request => request.method === method && route.test(request.route)),
			);
		},

		/** What an interaction is answered with. */
		waitForAnswer(interaction: Interaction): Promise<NonNullable<Interaction['callback']>> {
			return waitFor('an answer to the interaction', () => interaction.callback);
		},

		waitForGateway: (): Promise<boolean> => waitFor('a gateway connection', () => gateway.isConnected()),

		/** The guild as it is sent. */
		guild: () => guildPayload(world),

		/** Nothing listens any more: every connection is cut, and new ones are refused. */
		async goOffline(): Promise<void> {
			for (const socket of gateway.sockets()) socket.terminate();
			const closed = new Promise(resolve => server.close(resolve));
			server.closeAllConnections();
			await closed;
		},

		/** It listens again, where it did. */
		async comeOnline(): Promise<void> {
			const {port} = new URL(origin);
			await new Promise<void>(resolve => server.listen(Number(port), '127.0.0.1', resolve));
		},

		async close(): Promise<void> {
			gateway.close();
			const closed = new Promise(resolve => server.close(resolve));
			server.closeAllConnections();
			await closed;
		},
	};
}
