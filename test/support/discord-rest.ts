import {createHash} from 'node:crypto';
import type {IncomingMessage, ServerResponse} from 'node:http';
import {
	checkChoices,
	checkCommands,
	checkMessage,
	checkModal,
	checkThread,
	checkUploads,
	DiscordError,
	type Json,
	type Upload,
} from './discord-checks.ts';
import type {Gateway} from './discord-gateway.ts';
import {
	type Channel,
	channelPayload,
	contentOf,
	dispatchedMessage,
	guildPayload,
	isThread,
	memberOf,
	memberPayload,
	messagePayload,
	readRings,
	type SentMessage,
	type User,
	type World,
} from './discord-world.ts';

/** What a client asked of the REST API, and when. */
export type RecordedRequest = {
	readonly method: string;
	/** Without the API's version: `/channels/1/messages`. */
	readonly path: string;
	/** The same with `:id` for every id. */
	readonly route: string;
	readonly body: Json | undefined;
	/** Names of the files that came with it. */
	readonly files: readonly string[];
	readonly at: number;
	status?: number;
	answeredAt?: number;
};

/** A command, a pressed button, a sent modal, a request for choices. */
export type Interaction = {
	readonly id: string;
	readonly token: string;
	/** 2 command, 3 component, 4 autocomplete, 5 modal. */
	readonly type: number;
	readonly user: User;
	readonly channelId: string;
	/** For a component: the message it is on. */
	readonly message?: SentMessage;
	readonly createdAt: number;
	/** How the application answered: 4 message, 5 and 6 later, 7 update, 8 choices, 9 modal. */
	callback?: {readonly type: number; readonly data: Json; readonly at: number};
	original?: SentMessage;
	readonly followUps: SentMessage[];
};

/** An answer that the next fitting requests get in place of the real one. */
type Trouble = {
	readonly method: string;
	readonly route: RegExp;
	readonly status: number;
	readonly body: Json;
	readonly headers: Readonly<Record<string, string>>;
	/** Only for requests that carry a file. */
	readonly uploads: boolean;
	left: number;
};

type Hold = {
	readonly method: string;
	readonly route: RegExp;
	/** `request`: it is not done before the release. `answer`: it is done, and only its answer waits. */
	readonly what: 'request' | 'answer';
	readonly released: Promise<void>;
};
type Limit = {
	readonly method: string;
	readonly route: RegExp;
	readonly count: number;
	readonly perMs: number;
};
type Bucket = {remaining: number; resetsAt: number};

type Call = {
	readonly params: readonly string[];
	readonly query: URLSearchParams;
	readonly body: Json;
	readonly files: readonly ReceivedFile[];
};
type ReceivedFile = Upload & {readonly bytes: Uint8Array; readonly type: string};
type Reply = {readonly status: number; readonly body?: Json | readonly Json[]};
type Route = readonly [method: string, pattern: string, run: (call: Call) => Reply, auth?: 'open'];

export type Rest = ReturnType<typeof openRest>;

const defaultLimit = {count: 50, perMs: 1000};

/** Discord's REST API, version 10, as far as a bot needs it. */
export function openRest({
	world,
	gateway,
	token,
	gatewayUrl,
	origin,
}: {
	world: World;
	gateway: Gateway;
	token: string;
	gatewayUrl: () => string;
	/** Where files can be fetched. */
	origin: () => string;
}) {
	const requests: RecordedRequest[] = [];
	const interactions = new Map<string, Interaction>();
	const commands = new Map<string, Json[]>();
	const files = new Map<string, {readonly bytes: Uint8Array; readonly type: string}>();
	const troubles: Trouble[] = [];
	const holds = new Set<Hold>();
	const limits: Limit[] = [];
	const losses: {readonly method: string; readonly route: RegExp}[] = [];
	const buckets = new Map<string, Bucket>();
	const nonces = new Map<string, SentMessage>();

	// Messages

	const announce = (name: string, message: SentMessage): void =>
		gateway.dispatch({
			name,
			needs: message.guildId ? 'guildMessages' : 'directMessages',
			payload: seesContent => dispatchedMessage(world, message, seesContent),
		});

	function channelFor(id: string, wish: 'view' | 'send'): Channel {
		const channel = world.channels.get(id);
		if (!channel || channel.removed) throw new DiscordError(404, 10003, 'Unknown Channel');
		if (!world.may(channel, 'view') || (channel.type === 2 && !world.may(channel, 'connect'))) {
			throw new DiscordError(403, 50001, 'Missing Access');
		}
		if (wish === 'send' && [4, 15].includes(channel.type)) {
			throw new DiscordError(400, 50008, 'Cannot send messages in a non-text channel');
		}
		if (wish === 'send' && !world.may(channel, isThread(channel) ? 'sendInThreads' : 'send')) {
			throw new DiscordError(403, 50013, 'Missing Permissions');
		}
		return channel;
	}

	function messageIn(channelId: string, id: string): SentMessage {
		const message = world.messages.get(id);
		if (!message || message.deleted || message.channelId !== channelId || (message.flags & 64) !== 0) {
			throw new DiscordError(404, 10008, 'Unknown Message');
		}
		return message;
	}

	/** Newest first, as Discord lists them; after a message those that came next. */
	function listMessages(channel: Channel, query: URLSearchParams): readonly SentMessage[] {
		const limit = Number(query.get('limit') ?? 50);
		if (!(limit >= 1 && limit <= 100)) {
			throw new DiscordError(400, 50035, 'Invalid Form Body', {
				limit: {_errors: [{code: 'NUMBER_TYPE_MAX', message: 'int value should be between 1 and 100.'}]},
			});
		}
		const isShown = ({channelId, deleted, flags}: SentMessage) =>
			channelId === channel.id && !deleted && (flags & 64) === 0;
		const shown = [...world.messages.values()].filter(isShown);
		const after = query.get('after');
		if (after === null) return shown.reverse().slice(0, limit);
		return shown
			.filter(({id}) => BigInt(id) > BigInt(after))
			.slice(0, limit)
			.reverse();
	}

	/** What a message has attached after `body` and its files were taken: new files, and those of before that it names. */
	function takeFiles({
		body,
		uploaded,
		channelId,
		before = [],
	}: {
		body: Json;
		uploaded: readonly ReceivedFile[];
		channelId: string;
		before?: readonly Json[];
	}): readonly Json[] {
		checkUploads(
			body,
			uploaded,
			before.map(({id}) => String(id)),
		);
		const channel = world.channels.get(channelId);
		if (uploaded.length > 0 && channel && !world.may(channel, 'attach')) {
			throw new DiscordError(403, 50013, 'Missing Permissions');
		}
		const named = body.attachments as Json[] | undefined;
		const kept = named ? before.filter(({id}) => named.some(each => String(each.id) === id)) : before;
		const added = uploaded.map(({part, filename, size, bytes, type}): Json => {
			const id = world.nextId();
			const path = `/attachments/${channelId}/${id}/${encodeURIComponent(filename)}`;
			files.set(path, {bytes, type});
			const said = named?.find(each => part === `files[${String(each.id)}]`);
			return {
				id,
				filename,
				size,
				url: `${origin()}${path}`,
				proxy_url: `${origin()}${path}`,
				content_type: type,
				...(said?.description !== undefined && {description: said.description}),
			};
		});
		return [...kept, ...added];
	}

	function createMessage({params: [channelId = ''], body, files: uploaded}: Call): Reply {
		const channel = channelFor(channelId, 'send');
		checkMessage(body, 'create', uploaded.length > 0);
		if ((Number(body.flags ?? 0) & 64) !== 0) {
			throw new DiscordError(400, 50035, 'Invalid Form Body', {
				flags: {_errors: [{code: 'MESSAGE_FLAGS_INVALID', message: 'Invalid message flags.'}]},
			});
		}
		const key = body.enforce_nonce === true ? `${channelId}:${String(body.nonce)}` : undefined;
		const known = key === undefined ? undefined : nonces.get(key);
		if (known) return {status: 200, body: messagePayload(world, known)};
		const message = world.addMessage({
			channelId: channel.id,
			author: world.bot,
			content: (body.content as string | undefined) ?? '',
			components: (body.components as Json[] | undefined) ?? [],
			attachments: takeFiles({body, uploaded, channelId}),
			flags: (body.flags as number | undefined) ?? 0,
			...(body.nonce !== undefined && body.nonce !== null && {nonce: String(body.nonce)}),
			...replyOf(body, channel.id),
			rings: readRings(body.allowed_mentions),
		});
		if (key !== undefined) nonces.set(key, message);
		announce('MESSAGE_CREATE', message);
		return {status: 200, body: messagePayload(world, message)};
	}

	function replyOf(body: Json, channelId: string): {repliesTo?: string} {
		const reference = body.message_reference as Json | null | undefined;
		if (!reference) return {};
		const channel = world.channels.get(channelId);
		if (channel && !world.may(channel, 'history')) {
			throw new DiscordError(400, 160002, 'Cannot reply without permission to read message history');
		}
		const target = world.messages.get(String(reference.message_id));
		if (target && !target.deleted && target.channelId === channelId) return {repliesTo: target.id};
		if (reference.fail_if_not_exists === false) return {};
		throw new DiscordError(400, 50035, 'Invalid Form Body', {
			message_reference: {_errors: [{code: 'REPLIES_UNKNOWN_MESSAGE', message: 'Unknown message'}]},
		});
	}

	function edit(message: SentMessage, body: Json, uploaded: readonly ReceivedFile[]): Reply {
		const isNewer = ((message.flags | Number(body.flags ?? 0)) & 32768) !== 0;
		checkMessage(
			isNewer ? {...body, flags: Number(body.flags ?? 0) | 32768} : body,
			'edit',
			uploaded.length > 0,
		);
		const {channelId, attachments: before} = message;
		const attachments = takeFiles({body, uploaded, channelId, before});
		world.editMessage(message, {
			attachments,
			...(typeof body.content === 'string' && {content: body.content}),
			...(Array.isArray(body.components) && {components: body.components as Json[]}),
			// Only the flag that hides embeds may change, and that of the newer components be set; LOADING ends with the first edit.
			flags:
				(message.flags & ~(4 | 128)) |
				(typeof body.flags === 'number' ? body.flags & (4 | 32768) : message.flags & 4),
		});
		if ((message.flags & 64) === 0) announce('MESSAGE_UPDATE', message);
		return {status: 200, body: messagePayload(world, message)};
	}

	function remove(message: SentMessage): Reply {
		world.deleteMessage(message);
		if ((message.flags & 64) === 0) {
			gateway.dispatch({
				name: 'MESSAGE_DELETE',
				needs: message.guildId ? 'guildMessages' : 'directMessages',
				payload: () => ({
					id: message.id,
					channel_id: message.channelId,
					...(message.guildId && {guild_id: message.guildId}),
				}),
			});
		}
		return {status: 204};
	}

	// Interactions

	function interactionWith(token: string): Interaction {
		const interaction = [...interactions.values()].find(candidate => candidate.token === token);
		if (!interaction) throw new DiscordError(404, 10015, 'Unknown Webhook');
		return interaction;
	}

	/** A message that answers an interaction: the application's own, through its webhook. */
	function answerWith(
		interaction: Interaction,
		body: Json,
		extra: {flags?: number; repliesTo?: string; uploaded?: readonly ReceivedFile[]},
	) {
		const {channelId} = interaction;
		const message = world.addMessage({
			channelId,
			author: world.bot,
			webhookId: world.applicationId,
			interactionId: interaction.id,
			type: interaction.type === 2 ? 20 : extra.repliesTo ? 19 : 0,
			content: (body.content as string | undefined) ?? '',
			components: (body.components as Json[] | undefined) ?? [],
			attachments: takeFiles({body, uploaded: extra.uploaded ?? [], channelId}),
			flags: extra.flags ?? (body.flags as number | undefined) ?? 0,
			...(extra.repliesTo && {repliesTo: extra.repliesTo}),
			rings: readRings(body.allowed_mentions),
		});
		if ((message.flags & 64) === 0) announce('MESSAGE_CREATE', message);
		return message;
	}

	function callback({params: [id = '', token = ''], query, body, files: uploaded}: Call): Reply {
		const interaction = interactions.get(id);
		if (!interaction || interaction.token !== token) {
			throw new DiscordError(404, 10062, 'Unknown interaction');
		}
		if (interaction.callback) {
			throw new DiscordError(400, 40060, 'Interaction has already been acknowledged.');
		}
		if (performance.now() - interaction.createdAt > 3000) {
			throw new DiscordError(404, 10062, 'Unknown interaction');
		}
		const data = (body.data ?? {}) as Json;
		const type = body.type as number;
		const fits =
			interaction.type === 4
				? type === 8
				: interaction.type === 3
					? [4, 5, 6, 7, 9].includes(type)
					: interaction.type === 5
						? [4, 5, 6, 7].includes(type)
						: [4, 5, 9].includes(type);
		if (!fits) {
			throw new DiscordError(400, 50035, 'Invalid Form Body', {
				type: {_errors: [{code: 'INTERACTION_CALLBACK_INVALID', message: 'Invalid callback type.'}]},
			});
		}
		const shownOn = interaction.message?.id;
		if (type === 4) {
			checkMessage(data, 'create', uploaded.length > 0);
			const extra = {uploaded, ...(shownOn && {repliesTo: shownOn})};
			interaction.original = answerWith(interaction, data, extra);
		} else if (type === 5) {
			interaction.original = answerWith(
				interaction,
				{},
				{
					flags: 128 | (Number(data.flags ?? 0) & 64),
					...(shownOn && {repliesTo: shownOn}),
				},
			);
		} else if (type === 7 && interaction.message) {
			edit(interaction.message, data, uploaded);
			interaction.original = interaction.message;
		} else if (type === 6 && interaction.message) interaction.original = interaction.message;
		else if (type === 8) checkChoices(data);
		else if (type === 9) checkModal(data);
		interaction.callback = {type, data, at: performance.now()};
		if (query.get('with_response') !== 'true') return {status: 204};
		return {
			status: 200,
			body: {
				interaction: {id: interaction.id, type: interaction.type},
				...(interaction.original && {
					resource: {type, message: messagePayload(world, interaction.original)},
				}),
			},
		};
	}

	function originalOf(interaction: Interaction): SentMessage {
		if (!interaction.original || interaction.original.deleted) {
			throw new DiscordError(404, 10008, 'Unknown Message');
		}
		return interaction.original;
	}

	function webhookMessage({params: [, token = '', id = '']}: Call): SentMessage {
		const interaction = interactionWith(token);
		if (id === '@original') return originalOf(interaction);
		const message = [...interaction.followUps, interaction.original].find(
			candidate => candidate?.id === id && !candidate.deleted,
		);
		if (!message) throw new DiscordError(404, 10008, 'Unknown Message');
		return message;
	}

	function followUp({params: [, token = ''], body, files: uploaded}: Call): Reply {
		const interaction = interactionWith(token);
		if (!interaction.callback) throw new DiscordError(404, 10015, 'Unknown Webhook');
		checkMessage(body, 'create', uploaded.length > 0);
		const original = interaction.original;
		if (interaction.callback.type === 5 && original && (original.flags & 128) !== 0) {
			return edit(original, body, uploaded);
		}
		const extra = {uploaded, ...(original && {repliesTo: original.id})};
		const message = answerWith(interaction, body, extra);
		interaction.followUps.push(message);
		return {status: 200, body: messagePayload(world, message)};
	}

	// Threads, commands, people

	function startThread({params: [channelId = '', messageId], body}: Call): Reply {
		const parent = channelFor(channelId, 'view');
		checkThread(body);
		if (![0, 5].includes(parent.type)) {
			throw new DiscordError(400, 50024, 'Cannot execute action on this channel type');
		}
		if (!world.may(parent, 'startThreads')) throw new DiscordError(403, 50013, 'Missing Permissions');
		if (messageId !== undefined) {
			messageIn(channelId, messageId);
			if (world.channels.has(messageId)) {
				throw new DiscordError(400, 160004, 'A thread has already been created for this message');
			}
		}
		const thread = world.addChannel(String(body.name), {
			type: parent.type === 5 ? 10 : 11,
			parentId: parent.id,
			...(messageId !== undefined && {id: messageId}),
		});
		announceThread(thread);
		return {status: 201, body: channelPayload(thread, world)};
	}

	const announceThread = (thread: Channel): void =>
		gateway.dispatch({
			name: 'THREAD_CREATE',
			needs: 'guilds',
			payload: () => ({...channelPayload(thread, world), newly_created: true}),
		});

	function putCommands(scope: string, body: readonly Json[]): Reply {
		checkCommands(body);
		const known = commands.get(scope) ?? [];
		const put = body.map(command => {
			const before = known.find(other => other.name === command.name && other.type === (command.type ?? 1));
			const {name_localizations, description_localizations, ...rest} = command;
			return {
				id: before?.id ?? world.nextId(),
				application_id: world.applicationId,
				version: world.nextId(),
				default_member_permissions: null,
				type: 1,
				nsfw: false,
				contexts: null,
				integration_types: [0],
				description: '',
				...rest,
				name_localizations: name_localizations ?? null,
				description_localizations: description_localizations ?? null,
			};
		});
		commands.set(scope, put);
		return {status: 200, body: put};
	}

	const listCommands = (scope: string, query: URLSearchParams): Reply => ({
		status: 200,
		body: (commands.get(scope) ?? []).map(command => {
			if (query.get('with_localizations') === 'true') return command;
			const {name_localizations, description_localizations, ...rest} = command;
			return rest;
		}),
	});

	function directChannel({body}: Call): Reply {
		const recipient = world.users.get(String(body.recipient_id));
		if (!recipient) throw new DiscordError(400, 50033, 'Invalid Recipient(s)');
		const known = [...world.channels.values()].find(channel => channel.recipient?.id === recipient.id);
		const channel = known ?? world.addChannel(recipient.username, {type: 1, recipient});
		return {status: 200, body: channelPayload(channel, world)};
	}

	const application = () => ({
		id: world.applicationId,
		name: 'Lineman',
		icon: null,
		description: '',
		bot_public: true,
		bot_require_code_grant: false,
		verify_key: '',
		flags: 0,
	});

	const ownGuild = ({params: [id = '']}: {readonly params: readonly string[]}) => {
		if (id !== world.guildId) throw new DiscordError(404, 10004, 'Unknown Guild');
		return guildPayload(world);
	};

	const routes: readonly Route[] = [
		['GET', '/gateway', () => ({status: 200, body: {url: gatewayUrl()}}), 'open'],
		[
			'GET',
			'/gateway/bot',
			() => ({
				status: 200,
				body: {
					url: gatewayUrl(),
					shards: 1,
					session_start_limit: {total: 1000, remaining: 999, reset_after: 14_400_000, max_concurrency: 1},
				},
			}),
		],
		['GET', '/users/@me', () => ({status: 200, body: {...world.bot}})],
		['GET', '/applications/@me', () => ({status: 200, body: application()})],
		['GET', '/oauth2/applications/@me', () => ({status: 200, body: application()})],
		['POST', '/users/@me/channels', directChannel],
		['GET', '/guilds/:id', call => ({status: 200, body: ownGuild(call)})],
		['GET', '/guilds/:id/channels', call => ({status: 200, body: ownGuild(call).channels})],
		[
			'GET',
			'/guilds/:id/members/:id',
			({params: [, userId = '']}) => {
				const member = world.members.get(userId);
				if (!member) throw new DiscordError(404, 10007, 'Unknown Member');
				return {status: 200, body: {...memberPayload(memberOf(world, member.user)), user: member.user}};
			},
		],
		[
			'GET',
			'/channels/:id',
			({params: [id = '']}) => ({
				status: 200,
				body: channelPayload(channelFor(id, 'view'), world),
			}),
		],
		[
			'PATCH',
			'/channels/:id',
			({params: [id = ''], body}) => {
				const channel = channelFor(id, 'send');
				if (!isThread(channel)) throw new DiscordError(403, 50013, 'Missing Permissions');
				if (typeof body.archived === 'boolean') channel.archived = body.archived;
				return {status: 200, body: channelPayload(channel, world)};
			},
		],
		[
			'GET',
			'/channels/:id/messages',
			({params: [id = ''], query}) => ({
				status: 200,
				body: listMessages(channelFor(id, 'view'), query).map(message =>
					messagePayload(world, message, contentOf(world, message)),
				),
			}),
		],
		['POST', '/channels/:id/messages', createMessage],
		[
			'GET',
			'/channels/:id/messages/:id',
			({params: [channelId = '', id = '']}) => {
				channelFor(channelId, 'view');
				const message = messageIn(channelId, id);
				return {status: 200, body: messagePayload(world, message, contentOf(world, message))};
			},
		],
		[
			'PATCH',
			'/channels/:id/messages/:id',
			({params: [channelId = '', id = ''], body, files: uploaded}) => {
				channelFor(channelId, 'view');
				const message = messageIn(channelId, id);
				if (message.author.id !== world.bot.id) {
					throw new DiscordError(403, 50005, 'Cannot edit a message authored by another user');
				}
				if (world.channels.get(channelId)?.archived) throw new DiscordError(400, 50083, 'Thread is archived');
				return edit(message, body, uploaded);
			},
		],
		[
			'DELETE',
			'/channels/:id/messages/:id',
			({params: [channelId = '', id = '']}) => {
				const message = messageIn(channelId, id);
				const channel = channelFor(channelId, 'view');
				if (message.author.id !== world.bot.id && !world.may(channel, 'manageMessages')) {
					throw new DiscordError(403, 50013, 'Missing Permissions');
				}
				return remove(message);
			},
		],
		[
			'POST',
			'/channels/:id/typing',
			({params: [id = '']}) => {
				channelFor(id, 'send');
				return {status: 204};
			},
		],
		['POST', '/channels/:id/threads', startThread],
		['POST', '/channels/:id/messages/:id/threads', startThread],
		['POST', '/interactions/:id/:token/callback', callback, 'open'],
		['POST', '/webhooks/:id/:token', followUp, 'open'],
		[
			'GET',
			'/webhooks/:id/:token/messages/:id',
			call => ({status: 200, body: messagePayload(world, webhookMessage(call))}),
			'open',
		],
		[
			'PATCH',
			'/webhooks/:id/:token/messages/:id',
			call => edit(webhookMessage(call), call.body, call.files),
			'open',
		],
		['DELETE', '/webhooks/:id/:token/messages/:id', call => remove(webhookMessage(call)), 'open'],
		['GET', '/applications/:id/commands', ({query}) => listCommands('', query)],
		['PUT', '/applications/:id/commands', ({body}) => putCommands('', body as unknown as Json[])],
		[
			'GET',
			'/applications/:id/guilds/:id/commands',
			({params: [, id = ''], query}) => listCommands(id, query),
		],
		[
			'PUT',
			'/applications/:id/guilds/:id/commands',
			({params: [, id = ''], body}) => putCommands(id, body as unknown as Json[]),
		],
	];

	const patterns = routes.map(([method, pattern, run, auth]) => ({
		method,
		pattern,
		run,
		isOpen: auth === 'open',
		matches: new RegExp(
			`^${pattern.replaceAll(':id', '(\\d{17,20}|@original)').replaceAll(':token', '([\\w.-]+)')}$`,
		),
	}));

	// HTTP

	/** Answers one request; false where it is none of the API's. */
	async function listen(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const url = new URL(request.url ?? '/', 'http://discord.test');
		const file = files.get(url.pathname);
		if (file) {
			response.writeHead(200, {'content-type': file.type, 'content-length': file.bytes.length});
			response.end(file.bytes);
			return;
		}
		const versioned = /^\/api\/v10(\/.*)$/.exec(url.pathname);
		if (!versioned) {
			response.writeHead(404).end();
			return;
		}
		const path = decodeURIComponent(versioned[1] ?? '');
		const method = request.method ?? 'GET';
		const {json, files: uploaded} = await readBody(request);
		const found = patterns.find(route => route.method === method && route.matches.test(path));
		const recorded: RecordedRequest = {
			method,
			path,
			route: found?.pattern ?? path,
			body: json as Json | undefined,
			files: uploaded.map(({filename}) => filename),
			at: performance.now(),
		};
		requests.push(recorded);
		world.changes.emit('change');
		const heldBack = (what: Hold['what']) =>
			[...holds].find(hold => hold.what === what && hold.method === method && hold.route.test(recorded.route))
				?.released;
		await heldBack('request');

		const {status, body, headers} = answer();
		world.changes.emit('change');
		await heldBack('answer');
		recorded.status = status;
		recorded.answeredAt = performance.now();
		const lost = losses.findIndex(loss => loss.method === method && loss.route.test(recorded.route));
		if (lost !== -1) {
			losses.splice(lost, 1);
			response.destroy();
			world.changes.emit('change');
			return;
		}
		const payload = body === undefined ? '' : JSON.stringify(body);
		response.writeHead(status, {
			...(payload !== '' && {'content-type': 'application/json'}),
			...headers,
		});
		response.end(payload);
		world.changes.emit('change');

		function answer(): Reply & {headers: Record<string, string>} {
			const trouble = troubles.find(
				candidate =>
					candidate.left > 0 &&
					candidate.method === method &&
					candidate.route.test(recorded.route) &&
					(!candidate.uploads || uploaded.length > 0),
			);
			if (trouble) {
				trouble.left -= 1;
				return {status: trouble.status, body: trouble.body, headers: {...trouble.headers}};
			}
			if (!found) {
				return {status: 404, body: {code: 0, message: '404: Not Found'}, headers: {}};
			}
			if (!found.isOpen && request.headers.authorization !== `Bot ${token}`) {
				return {status: 401, body: {code: 0, message: '401: Unauthorized'}, headers: {}};
			}
			const params = found.matches.exec(path)?.slice(1) ?? [];
			const limited = takeFromBucket(found, params);
			if (limited.refused) return {...limited.refused, headers: limited.headers};
			try {
				const reply = found.run({
					params,
					query: url.searchParams,
					body: (json ?? {}) as Json,
					files: uploaded,
				});
				return {...reply, headers: limited.headers};
			} catch (error) {
				if (!(error instanceof DiscordError)) throw error;
				return {status: error.status, body: error.body, headers: limited.headers};
			}
		}
	}

	function takeFromBucket(
		route: (typeof patterns)[number],
		params: readonly string[],
	): {headers: Record<string, string>; refused?: Reply} {
		if (route.pattern.startsWith('/interactions/')) return {headers: {}};
		const limit =
			limits.findLast(({method, route: wanted}) => method === route.method && wanted.test(route.pattern)) ??
			defaultLimit;
		const hash = createHash('sha1').update(`${route.method} ${route.pattern}`).digest('hex').slice(0, 32);
		const key = `${hash}:${params[0] ?? ''}`;
		const now = Date.now();
		let bucket = buckets.get(key);
		if (!bucket || bucket.resetsAt <= now) {
			bucket = {remaining: limit.count, resetsAt: now + limit.perMs};
			buckets.set(key, bucket);
		}
		const after = (Math.max(0, bucket.resetsAt - now) / 1000).toFixed(3);
		const isOver = bucket.remaining <= 0;
		if (!isOver) bucket.remaining -= 1;
		const headers = {
			'x-ratelimit-limit': String(limit.count),
			'x-ratelimit-remaining': String(bucket.remaining),
			'x-ratelimit-reset': (bucket.resetsAt / 1000).toFixed(3),
			'x-ratelimit-reset-after': after,
			'x-ratelimit-bucket': hash,
		};
		if (!isOver) return {headers};
		return {
			headers: {...headers, 'retry-after': after, 'x-ratelimit-scope': 'user'},
			refused: {
				status: 429,
				body: {message: 'You are being rate limited.', retry_after: Number(after), global: false},
			},
		};
	}

	return {
		requests,
		interactions,
		commands,
		files,
		announce,
		announceThread,
		listen,
		remove,
		/** The next fitting requests get this answer. */
		fail({
			method,
			route,
			status,
			body,
			headers = {},
			uploads = false,
			times = 1,
		}: {
			method: string;
			route: RegExp;
			status: number;
			body?: Json;
			headers?: Readonly<Record<string, string>>;
			/** Only requests that carry a file. */
			uploads?: boolean;
			times?: number;
		}): void {
			troubles.push({
				method,
				route,
				status,
				body: body ?? {code: 0, message: String(status)},
				headers,
				uploads,
				left: times,
			});
		},
		/** From now on every request gets its real answer. */
		mend(): void {
			troubles.length = 0;
		},
		/** Discord remembers what was sent with a nonce for some minutes only. */
		forgetNonces(): void {
			nonces.clear();
		},
		/** The next fitting request is told to wait: its own bucket's turn, or everybody's. */
		rateLimit({
			method,
			route,
			retryAfterMs,
			scope = 'user',
		}: {
			method: string;
			route: RegExp;
			retryAfterMs: number;
			scope?: 'user' | 'global' | 'shared';
		}): void {
			const seconds = (retryAfterMs / 1000).toFixed(3);
			troubles.push({
				method,
				route,
				status: 429,
				body: {
					message: 'You are being rate limited.',
					retry_after: Number(seconds),
					global: scope === 'global',
				},
				headers: {
					'retry-after': seconds,
					'x-ratelimit-scope': scope,
					...(scope === 'global' && {'x-ratelimit-global': 'true'}),
				},
				uploads: false,
				left: 1,
			});
		},
		/** Gives a route's buckets another size. */
		limit(limit: Limit): void {
			limits.push(limit);
			buckets.clear();
		},
		/** The next fitting request is done, but its answer is lost on the way. */
		loseAnswer(loss: {readonly method: string; readonly route: RegExp}): void {
			losses.push(loss);
		},
		/** Fitting requests wait for their answer until they are released. */
		hold({
			method,
			route,
			what = 'request',
		}: {
			method: string;
			route: RegExp;
			what?: Hold['what'];
		}): () => void {
			const {promise, resolve} = Promise.withResolvers<void>();
			const hold = {method, route, what, released: promise};
			holds.add(hold);
			return () => {
				holds.delete(hold);
				resolve();
			};
		},
	};
}

async function readBody(request: IncomingMessage): Promise<{json: unknown; files: readonly ReceivedFile[]}> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const bytes = Buffer.concat(chunks);
	const type = request.headers['content-type'] ?? '';
	if (bytes.length === 0) return {json: undefined, files: []};
	if (!type.startsWith('multipart/form-data')) return {json: JSON.parse(bytes.toString()), files: []};
	const form = await new Response(bytes, {headers: {'content-type': type}}).formData();
	const json = form.get('payload_json');
	const files = [...form].map(async ([part, value]): Promise<readonly ReceivedFile[]> => {
		if (typeof value === 'string') return [];
		const content = await value.bytes();
		return [{part, filename: value.name, size: content.length, bytes: content, type: value.type}];
	});
	return {
		json: typeof json === 'string' ? JSON.parse(json) : undefined,
		files: (await Promise.all(files)).flat(),
	};
}
