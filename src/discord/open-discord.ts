import {setTimeout as pause} from 'node:timers/promises';
import {
	Client,
	DiscordAPIError,
	DiscordjsError,
	DiscordjsErrorCodes,
	Events,
	GatewayIntentBits,
	Options,
	Partials,
	type RESTOptions,
	type WebSocketOptions,
} from 'discord.js';
import {openDrawingThread} from '../answer/open-drawing-thread.ts';
import type {Walk} from '../answer-question.ts';
import type {Question} from '../evidence/question.ts';
import type {AnswerRecord} from '../log/answer-record.ts';
import type {OpenLog} from '../log/open-log.ts';
import type {SharedQuestions} from '../queue/share-questions.ts';
import type {Knowledge} from '../retrieval/knowledge.ts';
import {askByMessage} from './ask-by-message.ts';
import type {Command} from './command.ts';
import {logConnection} from './connection-lines.ts';
import {logDiscordError} from './discord-errors.ts';
import type {DiscordTools, Logger, ModelState} from './discord-tools.ts';
import type {DoorEvent, DoorState} from './door-event.ts';
import {editBudget} from './edit-budget.ts';
import {answerAnew, forgetQuestion} from './follow-question.ts';
import {type GatewayLoad, gatewayLoad} from './gateway-load.ts';
import {buildShards} from './gateway-shards.ts';
import {mayBeForUs} from './heed-message.ts';
import {inTurn} from './in-turn.ts';
import type {Community} from './link-notice.ts';
import {onceOnly} from './once-only.ts';
import {type PlaceNames, placeNames} from './place-names.ts';
import {placeSettings} from './place-settings.ts';
import {postNotice} from './post-notice.ts';
import {withQuestionIds} from './question-lines.ts';
import type {FetchPaste} from './read-pastes.ts';
import {keepRegistered} from './register-commands.ts';
import {fetchServer, signInToRest} from './rest-client.ts';
import {lookAfterCases} from './review/look-after-cases.ts';
import {removeOldQuotes} from './review/remove-old-quotes.ts';
import {type ReplyShown, showCase} from './review/show-case.ts';
import {runInteraction} from './run-interaction.ts';
import type {SettingsPlace} from './settings/settings-desk.ts';
import {surroundingsOf} from './settings/use-settings.ts';
import {answerHeld, lookAfterQuestions} from './take-up.ts';
import {lineSize, openWaitingLine} from './waiting-line.ts';
import {wholeForms} from './whole-forms.ts';

/**
 * What is done behind the door: `whole` hears members and answers them; where several processes share the questions,
 * `listening` hears and hands over, `answering` takes and answers without hearing, `showing` brings replies up to date.
 */
export type DiscordPart = 'whole' | 'listening' | 'answering' | 'showing';

/** Calls `begin` when it is this process' turn at what one does for all, and what that gives when it is so no more. */
export type Lead = (begin: () => () => unknown) => void;

export type DiscordOptions = Community & {
	/** `whole` by default. */
	readonly part?: DiscordPart;
	/** The questions of all processes; without them this one answers what it hears. */
	readonly shared?: SharedQuestions;
	/** The shards of the gateway that are ours; as many as Discord recommends by default. */
	readonly shards?: {readonly ids: readonly number[]; readonly count: number};
	/** Without it, this process alone does what is done for all. */
	readonly lead?: Lead;
	readonly token: string;
	/** A REST proxy or another server that speaks Discord's API, without the version; Discord's own by default. */
	readonly apiUrl: string | undefined;
	/** `on`: Discord shows us every message's text, which it has to have been asked for in its portal; `off` by default. */
	readonly messageContent?: 'on' | 'off';
	/** `off`: nobody asks in direct messages; `on` by default. */
	readonly directMessages?: 'on' | 'off';
	readonly commands: readonly Command[];
	readonly answer: (question: Question, walk: Walk) => Promise<AnswerRecord>;
	readonly log: OpenLog;
	readonly knowledge: () => Knowledge;
	readonly logger: Logger;
	/** Hears what happens to questions, to count it. */
	readonly tell?: (event: DoorEvent) => void;
	readonly now: () => Date;
	/** How long texts are kept, as members are told with their first answer; 0: for ever; undefined: they are told nothing. */
	readonly retentionDays?: number;
	/** Draws a measurement, as a picture to attach. */
	readonly draw?: DiscordTools['draw'];
	/** The file that tests the line from anywhere, to hand out; undefined where there is none. */
	readonly probeFile?: () => Promise<Uint8Array | undefined>;
	/** Fetches what members link to, where their server allows it; without it nothing is fetched. */
	readonly fetchPaste?: FetchPaste;
	/** `read`: what answers reads the text of pictures; without it members are asked for it. */
	readonly pictures?: 'read';
	/** How often a reply may change while the work goes on; Discord allows about one edit a second. */
	readonly editEveryMs?: number;
	/** After this long without an answer a question is given up. */
	readonly answerWithinMs?: number;
	/** After this long a draft that no moderator has come to is not waited for any more. */
	readonly draftWaitMs?: number;
	/** How often it is looked whether a draft has waited too long. */
	readonly lookAtDraftsEveryMs?: number;
	/** How often messages are deleted that quote questions whose texts are gone, and the pause after each. */
	readonly oldQuotes?: {readonly everyMs: number; readonly pauseMs?: number};
	/** The model that words answers, and whether it is asked at the moment; undefined where there is none. */
	readonly model?: () => ModelState | undefined;
	/** Whether a link stands in the knowledge or in a documentation folder; all do where nothing is given. */
	readonly isKnownLink?: (url: string) => boolean;
	/** How long to wait before Discord is told of the commands again where it did not listen. */
	readonly registerAgainMs?: number;
	/** How often it is tried to say what Discord did not listen to. */
	readonly sayUnsaidEveryMs?: number;
	/** How long questions under way may still take when the door closes; what is left goes on in the next run. */
	readonly graceMs?: number;
	/** Keeps several sign-ins apart as Discord wants it, five seconds; a test does not wait for that. */
	readonly buildIdentifyThrottler?: NonNullable<WebSocketOptions['buildIdentifyThrottler']>;
	/** How long to wait before the second try to reach Discord; each further try waits twice as long. */
	readonly firstRetryMs?: number;
	/** Waits between tries; rejects when the signal comes first. */
	readonly wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
	/** After this long without an answer of Discord's the other doors are opened meanwhile. */
	readonly patienceMs?: number;
};

/** Discord's door, open. */
export type OpenDiscord = {
	/** Whether Discord hears us at this moment. */
	readonly isConnected: () => boolean;
	readonly state: () => DoorState;
	/** Posts a line in a channel; never rejects, a failure is logged. */
	readonly notify: (channelId: string, text: string) => Promise<void>;
	/**
	 * Brings an answer's reply and card in Discord in line with what the log keeps of it, after a moderator has acted
	 * elsewhere; says why where the reply could not be changed. Never rejects.
	 */
	readonly showCase: (questionId: string) => Promise<ReplyShown>;
	/** What settings that are changed elsewhere are held against. */
	readonly settings: SettingsPlace;
	readonly names: PlaceNames;
	/** Lets questions under way finish for a moment, tells the others that they were interrupted, and leaves. */
	readonly close: () => Promise<void>;
};

/** What members do; nothing of it is heard any more once the door closes. */
const heardEvents = [
	Events.MessageCreate,
	Events.MessageUpdate,
	Events.MessageDelete,
	Events.MessageBulkDelete,
	Events.InteractionCreate,
] as const;

/** Who runs us waits some thirty seconds for us to end, and then ends us. */
const usualGraceMs = 12_000;
/** For a last word to those whose questions are handed on to the next run. */
const goodbyeMs = 3000;
const longestRetryMs = 60_000;
const usualDraftWaitMs = 2 * 60 * 60_000;
const lookAtDraftsEveryMs = 60_000;
const removeQuotesEveryMs = 60 * 60_000;
const sayUnsaidEveryMs = 20_000;
const registerAgainMs = 60_000;

/**
 * Opens Discord's door. Throws where the token is refused; where Discord cannot be reached it goes on trying
 * in the background, so the other doors work meanwhile.
 */
export async function openDiscord(given: DiscordOptions): Promise<OpenDiscord> {
	const options = {...given, logger: withQuestionIds(given.logger)};
	const {logger, graceMs = usualGraceMs, patienceMs = 10_000} = options;
	const openedAt = options.now();
	const closing = new AbortController();
	const underWay = new Set<Promise<void>>();
	let client: Client | undefined;
	let opened: DiscordTools | undefined;
	const drawing = openDrawingThread();
	const load = gatewayLoad();
	const beforeOpening = inTurn();

	/** Runs what an event asks for; nothing that goes wrong in it reaches further than the log. */
	const attend = (action: string, about: object, work: () => Promise<void>) => {
		const task = work()
			.catch(error => logDiscordError(logger, {action, error, about}))
			.finally(() => underWay.delete(task));
		underWay.add(task);
	};

	const signIn = async (): Promise<void> => {
		const candidate = createClient(options);
		leaveOutUnreadable(candidate, logger);
		const tools = createTools({
			client: candidate as Client<true>,
			options,
			closing: closing.signal,
			aside: attend,
			openedAt,
			draw: options.draw ?? drawing.draw,
			calm: load.calm,
			isOpen: () => isOpen(candidate),
		});
		client = candidate;
		try {
			if (hears(options)) {
				listen(candidate, {options, tools, attend, load});
				await candidate.login(options.token);
			} else {
				await signInToRest(candidate, options.token);
				begin(tools, options);
			}
		} catch (error) {
			// What it has begun by then would go on without anybody.
			await candidate.destroy();
			throw error;
		}
		opened = tools;
	};

	const isOpen = (candidate: Client | undefined) =>
		hears(options) ? (candidate?.isReady() ?? false) : opened?.client === candidate && opened !== undefined;

	const signedIn = signIn().catch(error => {
		const refused = explainRefusal(error);
		if (refused !== undefined) throw new Error(`Cannot sign in to Discord: ${refused}`, {cause: error});
		void keepTrying({signIn, error, options, closing: closing.signal});
	});
	const patience = new AbortController();
	const late = pause(patienceMs, 'late' as const, {signal: patience.signal}).catch(() => {});
	if ((await Promise.race([signedIn, late])) === 'late') {
		logger.warn({patienceMs}, 'Discord does not answer yet; it is waited for');
		signedIn.catch(error => logger.error({err: error}, 'Discord stays closed'));
	}
	patience.abort();

	return {
		isConnected: () => isOpen(client),
		state: () => ({
			isConnected: isOpen(client),
			...(opened?.line.size() ?? {running: 0, waiting: 0}),
			unsaid: opened?.unsaid.size ?? 0,
		}),
		async notify(channelId, text) {
			if (opened?.isOpen()) await postNotice(opened.client, {channelId, text, logger});
			else logger.warn({channelId}, `Cannot post in channel "${channelId}": Discord is not reached yet`);
		},
		async showCase(questionId) {
			return opened ? showCase(questionId, opened) : {ok: false, because: 'Discord is not reached yet'};
		},
		settings: {
			async around(guildId) {
				if (!opened?.isOpen()) return undefined;
				const {client} = opened;
				const guild = hears(options)
					? client.guilds.cache.get(guildId)
					: await fetchServer(client, guildId).catch(() => undefined);
				return guild && surroundingsOf(guild, opened);
			},
			inForce: async guildId => opened?.settings.of(guildId),
			forget: guildId => opened?.settings.forget(guildId),
			inTurn: (key, work) => (opened?.inTurn ?? beforeOpening)(key, work),
		},
		names: placeNames(() => client),
		async close() {
			for (const event of heardEvents) client?.removeAllListeners(event);
			client?.removeAllListeners(Events.ShardReconnecting);
			await Promise.all([settled(underWay, graceMs), answers(options) && options.shared?.rest(graceMs)]);
			closing.abort(new Error('Discord’s door is closing'));
			await settled(underWay, goodbyeMs);
			await settled([drawing.close(), ...(client ? [client.destroy()] : [])], 500);
		},
	};
}

/** Whether we hear what members do. */
function hears({part = 'whole'}: DiscordOptions): boolean {
	return part === 'whole' || part === 'listening';
}

function answers({part = 'whole'}: DiscordOptions): boolean {
	return part === 'whole' || part === 'answering';
}

/** Begins what nobody asks for, and to answer what others have heard. */
function begin(tools: DiscordTools, options: DiscordOptions): void {
	const {shared, part, lead = begin => begin()} = options;
	if (part === 'showing') return;
	lookAfterQuestions(tools, options.sayUnsaidEveryMs ?? sayUnsaidEveryMs);
	if (!answers(options)) return;
	lead(() => {
		const turn = new AbortController();
		const closing = AbortSignal.any([tools.closing, turn.signal]);
		lookAfterCases({...tools, closing}, options.lookAtDraftsEveryMs ?? lookAtDraftsEveryMs);
		removeOldQuotes({...tools, closing}, options.oldQuotes ?? {everyMs: removeQuotesEveryMs});
		return () => turn.abort();
	});
	shared?.work(lineSize.atOnce, (question, signal) => answerHeld(question, signal, tools));
}

/**
 * The library throws where an event is not as Discord documents it: that would end the process, so the event is left
 * out. Without the first one (READY) there is nothing to go on with: the shard connects anew then.
 */
function leaveOutUnreadable(client: Client, logger: Logger): void {
	type Packet = {readonly t?: unknown};
	const gateway = client.ws as unknown as {
		handlePacket(packet?: Packet, ...given: readonly unknown[]): unknown;
		triggerClientReady(): void;
	};
	const triggerClientReady = gateway.triggerClientReady.bind(gateway);
	// The servers may have come before it is known that we were not told who we are.
	gateway.triggerClientReady = () => {
		if (client.user) triggerClientReady();
	};
	const handlePacket = gateway.handlePacket.bind(gateway);
	gateway.handlePacket = (packet, ...given) => {
		try {
			return handlePacket(packet, ...given);
		} catch (error) {
			if (packet?.t === 'READY') throw error;
			logger.warn({err: error}, 'left out an event of Discord’s that cannot be read');
			return false;
		}
	};
}

function createClient(options: DiscordOptions): Client {
	const {shards, apiUrl, buildIdentifyThrottler, messageContent = 'off', directMessages = 'on'} = options;
	const {logger, firstRetryMs} = options;
	const {Guilds, GuildMessages, DirectMessages, MessageContent} = GatewayIntentBits;
	const onUnreadable = (about: object, error: unknown) =>
		logger.error({...about, err: error}, 'Discord’s greeting cannot be read; connecting anew');
	return new Client({
		intents: [
			Guilds,
			GuildMessages,
			...(directMessages === 'on' ? [DirectMessages] : []),
			...(messageContent === 'on' ? [MessageContent] : []),
		],
		// Direct channels are not announced, and messages from before the start are not known.
		partials: [Partials.Channel, Partials.Message],
		allowedMentions: {parse: [], repliedUser: false},
		makeCache: Options.cacheWithLimits({
			...Options.DefaultMakeCacheSettings,
			// Without messages there are no reactions either; a limit of theirs would cost each message more than it saves.
			MessageManager: 0,
			PresenceManager: 0,
			VoiceStateManager: 0,
			GuildMemberManager: {maxSize: 5000, keepOverLimit: member => member.id === member.client.user.id},
			UserManager: {maxSize: 5000, keepOverLimit: user => user.id === user.client.user.id},
		}),
		...(shards ? {shards: [...shards.ids], shardCount: shards.count} : {shards: 'auto'}),
		ws: {
			buildStrategy: buildShards({
				onUnreadable,
				...(firstRetryMs !== undefined && {firstPauseMs: firstRetryMs}),
			}),
			...(buildIdentifyThrottler && {buildIdentifyThrottler}),
		},
		rest: {
			makeRequest: counted(wholeForms(), options.tell),
			...(apiUrl !== undefined && {api: apiUrl.replace(/\/(?:v10\/?)?$/, '')}),
		},
	});
}

/** Tells of every answer of Discord's that says no. */
function counted(send: RESTOptions['makeRequest'], tell: DiscordOptions['tell']): RESTOptions['makeRequest'] {
	return async (url, init) => {
		const response = await send(url, init);
		if (response.status >= 400) tell?.({kind: 'refused', status: response.status});
		return response;
	};
}

function createTools({
	client,
	options,
	closing,
	aside,
	openedAt,
	draw,
	calm,
	isOpen,
}: {
	readonly client: Client<true>;
	readonly options: DiscordOptions;
	readonly closing: AbortSignal;
	readonly aside: DiscordTools['aside'];
	readonly openedAt: Date;
	readonly draw: DiscordTools['draw'];
	readonly calm: DiscordTools['calm'];
	readonly isOpen: DiscordTools['isOpen'];
}): DiscordTools {
	const {answer, log, knowledge, logger, now, apiUrl, editEveryMs = 1000, answerWithinMs = 120_000} = options;
	const {linkedRoleId, linkUrl, helpChannelId, probeFile = async () => undefined} = options;
	const {draftWaitMs = usualDraftWaitMs, isKnownLink = () => true, model = () => undefined} = options;
	const {messageContent = 'off', directMessages = 'on'} = options;
	const community: Community = {
		...(linkedRoleId !== undefined && {linkedRoleId}),
		...(linkUrl !== undefined && {linkUrl}),
		...(helpChannelId !== undefined && {helpChannelId}),
	};
	return {
		client,
		answer,
		log,
		knowledge,
		logger,
		tell: options.tell ?? (() => {}),
		settings: placeSettings({store: log.settings, community, now}),
		messageContent,
		directMessages,
		now,
		openedAt,
		keptDays: options.retentionDays,
		model,
		draw,
		probeFile,
		fetchPaste: options.fetchPaste,
		pictures: options.pictures ?? 'left',
		apiUrl,
		line: openWaitingLine(lineSize),
		shared: options.shared,
		isOpen,
		calm,
		closing,
		editEveryMs,
		edits: editBudget({everyMs: editEveryMs}),
		answerWithinMs,
		isNew: onceOnly(10_000),
		ownDeletions: new Set(),
		underWay: new Map(),
		unsaid: new Set(),
		testing: new Set(),
		deafChannels: new Set(),
		corrections: new Map(),
		draftWaitMs,
		isKnownLink,
		aside,
		inTurn: inTurn(),
	};
}

type Listening = {
	readonly options: DiscordOptions;
	readonly tools: DiscordTools;
	readonly attend: (action: string, about: object, work: () => Promise<void>) => void;
	readonly load: GatewayLoad;
};

function listen(client: Client, {options, tools, attend, load}: Listening): void {
	const {logger, commands} = options;
	client.once(Events.ClientReady, ready => {
		logger.info({bot: ready.user.tag, guilds: ready.guilds.cache.size}, 'Discord is open');
		// One process registers for all: the one that has the first shard.
		if (options.shards?.ids.includes(0) ?? true) {
			keepRegistered(commands, tools, options.registerAgainMs ?? registerAgainMs);
		}
		begin(tools, options);
	});
	client.on(Events.MessageCreate, message => {
		load.note();
		// Most messages are none of our business: for those nothing more is done.
		if (!mayBeForUs(message, tools.client.user.id)) return;
		attend('answer a message', {messageId: message.id, channelId: message.channelId}, () =>
			askByMessage(message, tools),
		);
	});
	client.on(Events.MessageUpdate, (_, message) =>
		attend('answer an edited message', {messageId: message.id, channelId: message.channelId}, () =>
			answerAnew(message, tools),
		),
	);
	client.on(Events.MessageDelete, ({id, channelId}) =>
		attend('forget a deleted message', {messageId: id, channelId}, () => forgetQuestion(id, tools)),
	);
	client.on(Events.MessageBulkDelete, messages => {
		for (const {id, channelId} of messages.values()) {
			attend('forget a deleted message', {messageId: id, channelId}, () => forgetQuestion(id, tools));
		}
	});
	client.on(Events.InteractionCreate, interaction =>
		attend('answer an interaction', {interactionId: interaction.id, channelId: interaction.channelId}, () =>
			runInteraction(interaction, commands, tools),
		),
	);
	logConnection(client, options);
}

/** What Discord refuses for good; undefined where another try may do. */
function explainRefusal(error: unknown): string | undefined {
	if (error instanceof Error && /disallowed intents/i.test(error.message)) {
		return 'it keeps the text of messages back, want "Message Content Intent" switched on under Bot in its developer portal, or no MESSAGE_CONTENT';
	}
	const isToken =
		(error instanceof DiscordAPIError && error.status === 401) ||
		(error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid) ||
		(error instanceof Error && /authentication failed/i.test(error.message));
	return isToken ? 'it refuses the token, want a bot token in DISCORD_TOKEN' : undefined;
}

/** Signs in again and again, waiting twice as long each time, up to a minute. */
async function keepTrying({
	signIn,
	error,
	options,
	closing,
}: {
	readonly signIn: () => Promise<void>;
	readonly error: unknown;
	readonly options: DiscordOptions;
	readonly closing: AbortSignal;
}): Promise<void> {
	const {logger, firstRetryMs = 1000} = options;
	const {wait = (ms, signal) => pause(ms, undefined, {signal})} = options;
	let failure = error;
	for (let waitMs = firstRetryMs; !closing.aborted; waitMs = Math.min(waitMs * 2, longestRetryMs)) {
		logger.warn({err: failure, waitMs}, 'Cannot reach Discord; trying again');
		try {
			await wait(waitMs, closing);
			await signIn();
			return;
		} catch (again) {
			failure = again;
		}
	}
}

/** Resolves when all have settled, or after `withinMs`. */
async function settled(tasks: Iterable<Promise<void>>, withinMs: number): Promise<void> {
	const late = new AbortController();
	const patience = pause(withinMs, undefined, {signal: late.signal}).catch(() => {});
	await Promise.race([Promise.allSettled(tasks), patience]);
	late.abort();
}
