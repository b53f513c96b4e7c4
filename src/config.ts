import {z} from 'zod';

/** Everything an operator can set; `.env.example` explains each. */
export type Config = {
	/** What this process does of the whole. */
	readonly role: Role;
	/** The shards of Discord's gateway that this process holds; undefined: as many as Discord recommends, all here. */
	readonly shards?: Shards;
	/** Where a gateway or a worker tells how it is; undefined: nowhere. */
	readonly statusPort?: number;
	readonly discordToken?: string;
	readonly discordApiUrl?: string;
	/** `on`: Discord shows the text of every message, since the operator has switched that on in its portal. */
	readonly messageContent: 'on' | 'off';
	/** Whether members may ask in direct messages. */
	readonly directMessages: 'on' | 'off';
	readonly databaseUrl: string;
	/** The bot's own knowledge first, then documentation folders with the address that their pages have in public. */
	readonly knowledgeDirs: readonly KnowledgeDir[];
	readonly host: string;
	readonly port: number;
	readonly logLevel: (typeof logLevels)[number];
	/** Where the probe runs, as replies name it. */
	readonly measuredFrom: string;
	/** The variables by which programs learn of a proxy, as they stand in the environment. */
	readonly proxyVariables: Readonly<Record<string, string>>;
	/** How often every endpoint is tested while the bot runs; 0: never. */
	readonly watchEveryMs: number;
	/** How long the texts of questions and answers are kept; 0: for ever. */
	readonly retentionDays: number;
	/** The channel in which moderators hear of incidents. */
	readonly noticeChannelId?: string;
	/** Further names under which the page may be asked for, such as a reverse proxy's. */
	readonly consoleHosts: readonly string[];
	/** Where the console is in public; undefined: where it listens. */
	readonly consoleUrl?: string;
	/** How moderators sign in to the console; undefined: only by a link that is made on the terminal. */
	readonly discordOAuth?: DiscordOAuthConfig;
	/** Whether the playground wants a sign-in. */
	readonly playground: 'open' | 'signed-in';
	/** A server that speaks OpenAI's API; undefined: none is asked for anything. */
	readonly openai?: OpenAiConfig;
	/** Tokens of a day (UTC) that the model may use in all, for a Discord server and for a member; undefined: no limit. */
	readonly modelBudget: {readonly day?: number; readonly server?: number; readonly member?: number};
	readonly community: {
		/** Role that members get when they have linked their account; with `linkUrl`, those without it see a notice. */
		readonly linkedRoleId?: string;
		readonly linkUrl?: string;
		readonly helpChannelId?: string;
	};
};

export const roles = ['gateway', 'worker', 'console', 'all'] as const;
/** `gateway` listens to Discord, `worker` answers, `console` is the page, `all` is everything in one process. */
export type Role = (typeof roles)[number];

export type Shards = {
	readonly ids: readonly number[];
	/** Of all processes together. */
	readonly count: number;
};

export type DiscordOAuthConfig = {
	readonly clientId: string;
	readonly clientSecret: string;
	/** Where browsers are sent to consent. */
	readonly authorizeUrl: string;
};

export type OpenAiConfig = {
	/** A server of one's own may want none. */
	readonly apiKey?: string;
	/** Undefined: OpenAI's own. */
	readonly baseUrl?: string;
	/** `none`: the built-in writer alone. */
	readonly model?: string;
	/** A model that reads pictures; undefined: their text is asked for. */
	readonly visionModel?: string;
	/** The weight of the model's vote among the causes where none is sure; `usual`: the arithmetic's own; undefined: it has none. */
	readonly secondOpinion?: 'usual' | number;
	/** Of a million of the model's tokens. */
	readonly prices?: {readonly input: number; readonly output: number; readonly cached?: number};
	/** The same of the model that reads pictures. */
	readonly visionPrices?: OpenAiConfig['prices'];
	/** Undefined: the search goes by words alone. */
	readonly embeddingModel?: string;
	/** How long a vector to ask for; undefined: as long as the model makes them. */
	readonly embeddingDimensions?: number;
};

export type KnowledgeDir = {readonly dir: string; readonly urlRoot?: string};

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Some of the environment cannot be used; `problems` has a line for each mistake. */
export class ConfigError extends Error {
	readonly problems: readonly string[];

	constructor(problems: readonly string[]) {
		super(`Cannot read the configuration:\n${problems.map(problem => `  ${problem}`).join('\n')}`);
		this.name = 'ConfigError';
		this.problems = problems;
	}
}

const snowflake = z.string().regex(/^\d{17,20}$/, 'found no Discord id, want 17 to 20 digits');
const httpUrl = z.url({
	protocol: /^https?$/,
	error: 'found no address, want one that begins with http:// or https://',
});

/** Tokens of a day, as a budget. */
const tokens = (usual: number) =>
	z.coerce
		.number({error: 'found no number, want tokens of a day, or 0 for no limit'})
		.int('found a fraction, want tokens of a day, or 0 for no limit')
		.refine(found => found === 0 || (found >= 8000 && found <= 1e12), {
			error: 'found a number out of range, want at least 8000, what one answer may take, or 0 for no limit',
		})
		.default(usual);

const maxShards = 10_000;
const wantedShards = 'found something else, want ids of shards, as in 0-3 or 0,2';

const prices = z
	.string()
	.regex(
		/^\d{1,6}(?:\.\d{1,6})?\/\d{1,6}(?:\.\d{1,6})?(?:\/\d{1,6}(?:\.\d{1,6})?)?$/,
		'found something else, want two prices, as in 0.4/1.6, and a third for cached input if there is one',
	)
	.optional();

/** Of no use without a server to ask. */
const needServer = [
	'OPENAI_MODEL',
	'OPENAI_VISION_MODEL',
	'OPENAI_EMBEDDING_MODEL',
	'MODEL_PRICES',
	'VISION_MODEL_PRICES',
];

const schema = z.object({
	ROLE: z.enum(roles, {error: `found another word, want one of ${roles.join(', ')}`}).default('all'),
	SHARDS: z
		.string()
		.regex(/^\d{1,5}(?:-\d{1,5})?(?:,\d{1,5}(?:-\d{1,5})?){0,999}$/, wantedShards)
		.optional(),
	SHARD_COUNT: z
		.union([z.literal('auto'), z.coerce.number().int().min(1).max(maxShards)], {
			error: `found something else, want auto or a number from 1 to ${maxShards}`,
		})
		.default('auto'),
	DISCORD_TOKEN: z.string().optional(),
	DISCORD_API_URL: httpUrl.optional(),
	MESSAGE_CONTENT: z.enum(['on', 'off'], {error: 'found another word, want on or off'}).default('off'),
	DIRECT_MESSAGES: z.enum(['on', 'off'], {error: 'found another word, want on or off'}).default('on'),
	DISCORD_CLIENT_ID: snowflake.optional(),
	DISCORD_CLIENT_SECRET: z.string().optional(),
	DISCORD_AUTHORIZE_URL: httpUrl.optional(),
	DATABASE_URL: z
		.string()
		.regex(
			/^(?:file:.|postgres(?:ql)?:\/\/.)/,
			'found another scheme, want "file:" and a path, as in file:data/lineman.db, or postgres://USER@HOST/DATABASE',
		)
		.default('file:data/lineman.db'),
	KNOWLEDGE_DIRS: z.string().default(''),
	HOST: z.string().default('127.0.0.1'),
	PORT: z.coerce
		.number({error: 'found no number, want a port from 0 to 65535'})
		.int('found a fraction, want a port from 0 to 65535')
		.min(0, 'found a negative number, want a port from 0 to 65535')
		.max(65_535, 'found a larger number, want a port from 0 to 65535')
		.default(8101),
	LOG_LEVEL: z
		.enum(logLevels, {error: `found another word, want one of ${logLevels.join(', ')}`})
		.default('info'),
	MEASURED_FROM: z
		.string()
		.max(60, 'found a longer text, want at most 60 characters')
		.default("Lineman's host"),
	HTTPS_PROXY: z.string().optional(),
	NO_PROXY: z.string().optional(),
	WATCH_EVERY_SECONDS: z.coerce
		.number({error: 'found no number, want seconds from 10 to 86400, or 0 for never'})
		.refine(seconds => seconds === 0 || (seconds >= 10 && seconds <= 86_400), {
			error: 'found a number out of range, want seconds from 10 to 86400, or 0 for never',
		})
		.default(60),
	RETENTION_DAYS: z.coerce
		.number({error: 'found no number, want days from 1 to 3650, or 0 to keep texts for ever'})
		.int('found a fraction, want days from 1 to 3650, or 0 to keep texts for ever')
		.min(0, 'found a negative number, want days from 1 to 3650, or 0 to keep texts for ever')
		.max(3650, 'found a larger number, want days from 1 to 3650, or 0 to keep texts for ever')
		.default(30),
	NOTICE_CHANNEL_ID: snowflake.optional(),
	CONSOLE_HOSTS: z.string().default(''),
	CONSOLE_URL: httpUrl
		.refine(url => new URL(url).pathname === '/' && new URL(url).search === '', {
			error:
				'found an address with a path, want the scheme and the host alone, as in https://lineman.example.com',
		})
		.optional(),
	CONSOLE_PLAYGROUND: z
		.enum(['open', 'signed-in'], {error: 'found another word, want open or signed-in'})
		.optional(),
	OPENAI_API_KEY: z
		.string()
		.regex(/^[\x21-\x7e]+$/, 'found a space or a character that no key has, want the key alone')
		.optional(),
	OPENAI_BASE_URL: httpUrl.optional(),
	OPENAI_MODEL: z.string().optional(),
	OPENAI_VISION_MODEL: z.string().optional(),
	SECOND_OPINION: z
		.string()
		.regex(
			/^(?:on|off|[0-3](?:\.\d{1,2})?)$/,
			'found something else, want on, off, or a weight from 0.1 to 3, as in 1.2',
		)
		.optional(),
	MODEL_PRICES: prices,
	VISION_MODEL_PRICES: prices,
	MODEL_BUDGET_PER_DAY: tokens(2_000_000),
	MODEL_BUDGET_PER_SERVER: tokens(1_000_000),
	MODEL_BUDGET_PER_MEMBER: tokens(200_000),
	OPENAI_EMBEDDING_MODEL: z.string().optional(),
	OPENAI_EMBEDDING_DIMENSIONS: z.coerce
		.number({error: 'found no number, want one from 16 to 8192'})
		.int('found a fraction, want a number from 16 to 8192')
		.min(16, 'found a smaller number, want one from 16 to 8192')
		.max(8192, 'found a larger number, want one from 16 to 8192')
		.optional(),
	LINKED_ROLE_ID: snowflake.optional(),
	LINK_URL: httpUrl.optional(),
	HELP_CHANNEL_ID: snowflake.optional(),
});

/** All variables that Lineman reads; `.env.example` names each. */
export const variableNames: readonly string[] = Object.keys(schema.shape);

/** Reads the environment; throws a `ConfigError` that names every mistake at once. An empty variable counts as not set. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
	const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
	const result = schema.safeParse(given);
	const {dirs, problems: dirProblems} = readKnowledgeDirs(environment.KNOWLEDGE_DIRS ?? '');
	const problems = [
		...(result.error?.issues ?? []).map(issue => `${issue.path.join('.')}: ${issue.message}`),
		...dirProblems,
	];
	if (Boolean(given.LINKED_ROLE_ID) !== Boolean(given.LINK_URL)) {
		problems.push('LINKED_ROLE_ID and LINK_URL: found one of them, want both or neither');
	}
	if (Boolean(given.DISCORD_CLIENT_ID) !== Boolean(given.DISCORD_CLIENT_SECRET)) {
		problems.push('DISCORD_CLIENT_ID and DISCORD_CLIENT_SECRET: found one of them, want both or neither');
	}
	for (const name of ['CONSOLE_URL', 'DISCORD_TOKEN']) {
		if (given.DISCORD_CLIENT_ID && !given[name]) {
			problems.push(
				`${name}: found none beside DISCORD_CLIENT_ID, want it too: moderators sign in with them`,
			);
		}
	}
	for (const name of needServer) {
		if (given[name] !== undefined && !given.OPENAI_API_KEY && !given.OPENAI_BASE_URL) {
			problems.push(`${name}: found neither OPENAI_API_KEY nor OPENAI_BASE_URL, want one or both`);
		}
	}
	if (result.success) problems.push(...problemsOfSplit(result.data));
	if (!result.success || problems.length > 0) throw new ConfigError(problems);
	const read = result.data;
	const shards = readShards(read);
	const openai = readOpenAi(read);
	const discordOAuth = readDiscordOAuth(read);
	return {
		role: read.ROLE,
		...(shards && {shards}),
		...((read.ROLE === 'gateway' || read.ROLE === 'worker') &&
			given.PORT !== undefined && {statusPort: read.PORT}),
		databaseUrl: read.DATABASE_URL,
		knowledgeDirs: [{dir: 'knowledge'}, ...dirs],
		host: read.HOST,
		port: read.PORT,
		logLevel: read.LOG_LEVEL,
		measuredFrom: read.MEASURED_FROM,
		proxyVariables: readProxyVariables(given),
		...(read.DISCORD_TOKEN !== undefined && {discordToken: read.DISCORD_TOKEN}),
		...(read.DISCORD_API_URL !== undefined && {discordApiUrl: read.DISCORD_API_URL}),
		messageContent: read.MESSAGE_CONTENT,
		directMessages: read.DIRECT_MESSAGES,
		watchEveryMs: read.WATCH_EVERY_SECONDS * 1000,
		retentionDays: read.RETENTION_DAYS,
		...(read.NOTICE_CHANNEL_ID !== undefined && {noticeChannelId: read.NOTICE_CHANNEL_ID}),
		consoleHosts: read.CONSOLE_HOSTS.split(',')
			.map(host => host.trim())
			.filter(host => host !== ''),
		...(read.CONSOLE_URL !== undefined && {consoleUrl: new URL(read.CONSOLE_URL).origin}),
		...(discordOAuth && {discordOAuth}),
		playground: read.CONSOLE_PLAYGROUND ?? (isLoopback(read.HOST) ? 'open' : 'signed-in'),
		...(openai && {openai}),
		modelBudget: {
			...(read.MODEL_BUDGET_PER_DAY > 0 && {day: read.MODEL_BUDGET_PER_DAY}),
			...(read.MODEL_BUDGET_PER_SERVER > 0 && {server: read.MODEL_BUDGET_PER_SERVER}),
			...(read.MODEL_BUDGET_PER_MEMBER > 0 && {member: read.MODEL_BUDGET_PER_MEMBER}),
		},
		community: {
			...(read.LINKED_ROLE_ID !== undefined && {linkedRoleId: read.LINKED_ROLE_ID}),
			...(read.LINK_URL !== undefined && {linkUrl: read.LINK_URL}),
			...(read.HELP_CHANNEL_ID !== undefined && {helpChannelId: read.HELP_CHANNEL_ID}),
		},
	};
}

/** What does not go together where several processes share the work: all that they share is the database. */
function problemsOfSplit(read: z.infer<typeof schema>): readonly string[] {
	const {ROLE, DATABASE_URL, DISCORD_TOKEN, SHARDS, SHARD_COUNT} = read;
	const problems: string[] = [];
	const isShared = /^postgres/.test(DATABASE_URL);
	if (ROLE !== 'all' && !isShared) {
		problems.push(
			`DATABASE_URL: found a file beside ROLE=${ROLE}, want postgres://USER@HOST/DATABASE: processes share nothing else`,
		);
	}
	if ((ROLE === 'gateway' || ROLE === 'worker') && DISCORD_TOKEN === undefined) {
		problems.push(`DISCORD_TOKEN: found none beside ROLE=${ROLE}, want the bot's token`);
	}
	if (SHARDS === undefined) return problems;
	if (SHARD_COUNT === 'auto') {
		return [...problems, 'SHARD_COUNT: found no number beside SHARDS, want how many shards there are in all'];
	}
	const ids = shardIds(SHARDS);
	if (ids === undefined || ids.some(id => id >= SHARD_COUNT)) {
		problems.push(
			`SHARDS: found "${SHARDS}" beside SHARD_COUNT=${SHARD_COUNT}, want ids from 0 to ${SHARD_COUNT - 1}`,
		);
	} else if (ids.length < SHARD_COUNT && !isShared) {
		problems.push(
			'DATABASE_URL: found a file where SHARDS leaves some to other processes, want postgres://USER@HOST/DATABASE',
		);
	}
	return problems;
}

function readShards({SHARDS, SHARD_COUNT: count}: z.infer<typeof schema>): Shards | undefined {
	if (count === 'auto') return undefined;
	return {ids: (SHARDS && shardIds(SHARDS)) || Array.from({length: count}, (_, id) => id), count};
}

/** `0-3,5` as ids, each once, in order; undefined where a range runs backwards or is too long. */
function shardIds(text: string): readonly number[] | undefined {
	const ids = new Set<number>();
	for (const part of text.split(',')) {
		const [first = 0, last = first] = part.split('-').map(Number);
		if (last < first || last > maxShards) return undefined;
		for (let id = first; id <= last; id += 1) ids.add(id);
	}
	return [...ids].toSorted((a, b) => a - b);
}

/** Whether nobody but this machine can reach what listens there. */
export function isLoopback(host: string): boolean {
	return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function readDiscordOAuth(read: z.infer<typeof schema>): DiscordOAuthConfig | undefined {
	const {DISCORD_CLIENT_ID: clientId, DISCORD_CLIENT_SECRET: clientSecret, DISCORD_API_URL: apiUrl} = read;
	if (clientId === undefined || clientSecret === undefined) return undefined;
	const ofServer = apiUrl === undefined ? 'https://discord.com' : apiUrl.replace(/\/(?:v10\/?)?$/, '');
	return {clientId, clientSecret, authorizeUrl: read.DISCORD_AUTHORIZE_URL ?? `${ofServer}/oauth2/authorize`};
}

function readOpenAi(read: z.infer<typeof schema>): OpenAiConfig | undefined {
	const openai: OpenAiConfig = {
		...(read.OPENAI_API_KEY !== undefined && {apiKey: read.OPENAI_API_KEY}),
		...(read.OPENAI_BASE_URL !== undefined && {baseUrl: read.OPENAI_BASE_URL}),
		...(read.OPENAI_MODEL !== undefined && {model: read.OPENAI_MODEL}),
		...secondOpinion(read.SECOND_OPINION),
		...(read.OPENAI_VISION_MODEL !== undefined && {visionModel: read.OPENAI_VISION_MODEL}),
		...(read.MODEL_PRICES !== undefined && {prices: readPrices(read.MODEL_PRICES)}),
		...(read.VISION_MODEL_PRICES !== undefined && {visionPrices: readPrices(read.VISION_MODEL_PRICES)}),
		...(read.OPENAI_EMBEDDING_MODEL !== undefined && {embeddingModel: read.OPENAI_EMBEDDING_MODEL}),
		...(read.OPENAI_EMBEDDING_DIMENSIONS !== undefined && {
			embeddingDimensions: read.OPENAI_EMBEDDING_DIMENSIONS,
		}),
	};
	return Object.keys(openai).length === 0 ? undefined : openai;
}

/** `on` or a weight; 0 is as good as `off`. */
function secondOpinion(written = 'off'): Pick<OpenAiConfig, 'secondOpinion'> {
	if (written === 'off' || Number(written) === 0) return {};
	return {secondOpinion: written === 'on' ? 'usual' : Number(written)};
}

/** `INPUT/OUTPUT`, or `INPUT/OUTPUT/CACHED`. */
function readPrices(text: string): NonNullable<OpenAiConfig['prices']> {
	const [input, output, cached] = text.split('/').map(Number);
	return {input: input ?? 0, output: output ?? 0, ...(cached !== undefined && {cached})};
}

/** `DIR` or `DIR=URLROOT`. A folder without an address is searched, but cannot be linked. */
export function readKnowledgeDir(text: string): KnowledgeDir {
	const at = text.indexOf('=');
	if (at === -1) return {dir: text};
	const urlRoot = text.slice(at + 1);
	if (at === 0) throw new Error(`Cannot read "${text}": found no folder before "=", want DIR or DIR=URLROOT`);
	if (!URL.canParse(urlRoot) || !/^https?:/.test(urlRoot)) {
		throw new Error(`Cannot read "${text}": "${urlRoot}" is no address, want one that begins with https://`);
	}
	return {dir: text.slice(0, at), urlRoot};
}

/** Programs write these in both cases; the probe decides between them as curl does. */
const proxyNames = [
	'HTTPS_PROXY',
	'https_proxy',
	'http_proxy',
	'ALL_PROXY',
	'all_proxy',
	'NO_PROXY',
	'no_proxy',
];

function readProxyVariables(given: Readonly<Record<string, string | undefined>>): Record<string, string> {
	return Object.fromEntries(
		proxyNames.flatMap(name => {
			const value = given[name];
			return value === undefined ? [] : [[name, value]];
		}),
	);
}

function readKnowledgeDirs(text: string): {dirs: KnowledgeDir[]; problems: string[]} {
	const dirs: KnowledgeDir[] = [];
	const problems: string[] = [];
	for (const part of text.split(',').map(part => part.trim())) {
		if (part === '') continue;
		try {
			dirs.push(readKnowledgeDir(part));
		} catch (error) {
			// The message is written for the operator; it joins the other mistakes.
			problems.push(`KNOWLEDGE_DIRS: ${(error as Error).message}`);
		}
	}
	return {dirs, problems};
}
