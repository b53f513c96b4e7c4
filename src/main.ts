import {EventEmitter} from 'node:events';
import {existsSync} from 'node:fs';
import type {Logger} from 'pino';
import {commands} from '../commands/index.ts';
import {type Config, ConfigError, type Role, readConfig} from './config.ts';
import {readProbeFile} from './console/assets.ts';
import {createMetrics} from './console/metrics.ts';
import {type DiscordPart, type OpenDiscord, openDiscord} from './discord/open-discord.ts';
import {removeSecrets} from './evidence/remove-secrets.ts';
import {createLogger} from './lib/logger.ts';
import {turnstile} from './lib/turnstile.ts';
import {lookAfterAll, openWatch} from './main/look-after-all.ts';
import {openPage} from './main/open-page.ts';
import {openRoad} from './main/open-road.ts';
import {shareWork} from './main/share-work.ts';
import {openTools} from './open-tools.ts';
import {rehearse} from './probe/rehearse.ts';
import {warmUp} from './warm-up.ts';

/** Everything must be closed by then, questions under way answered or handed on; whoever presses Ctrl-C twice does not wait. */
const closeWithinMs = 19_000;

const now = () => new Date();

/** One piece of work on an answer in each turn of the event loop: whoever knocks meanwhile is heard. */
const breathe = turnstile();

type Door = {readonly name: string; readonly close: () => Promise<void>};

/** Opens the tools, then the doors, and returns them in the order in which they were opened. */
async function open(config: Config, logger: Logger): Promise<readonly Door[]> {
	const doors: Door[] = [];
	try {
		const metrics = createMetrics();
		const tools = await openTools(config, {
			onWarning: (message, about = {}) => logger.warn(about, message.trimEnd()),
			onReload: () => logger.info('the knowledge changed and was read again'),
			vantage: 'bot',
			keep: 'disk',
			writer: 'model',
			onPicture: metrics.observePicture,
			vectors: {
				make: 'in background',
				news: {onNote: note => logger.info(note), onWarning: warning => logger.warn(warning)},
				onCall: metrics.observeEmbedding,
			},
		});
		doors.push({name: 'tools', close: tools.close});
		metrics.observeLog(tools.log.unwritten);
		const {log, knowledge} = tools;
		const work = await shareWork(config.databaseUrl, {log, logger, now});
		doors.push({name: 'work that is shared', close: work.close});

		const notices = new EventEmitter<{notice: [string]}>();
		const notify = (text: string) => notices.emit('notice', text);
		const given = {config, tools, logger, now, notify};
		if (answersMembers(config)) lookAfterAll(work, given);
		const watch = openWatch({...given, everyMs: 0});
		doors.push({name: 'watch', close: watch.close});

		const answer = openRoad({tools, watch, metrics, logger, breathe, shared: work.shared});
		// Before the doors: it listens for a moment, and the first measurement should find it done.
		if (config.role !== 'gateway') await rehearse();
		const {modelWriter} = tools;
		logger.info(
			modelWriter
				? `answers are worded by ${modelWriter.state().model}`
				: 'answers are worded by the built-in writer',
		);
		const members: {discord?: OpenDiscord} = {};
		doors.push(await openPage({config, tools, answer, metrics, members, logger}));
		// Whoever asks meanwhile is heard between two pieces of it, and pays a part of it themselves.
		const warm = () => {
			if (config.role === 'gateway') return;
			warmUp({...tools, breathe}).catch(error => logger.error({err: error}, 'cannot warm up'));
		};
		if (config.discordToken === undefined) {
			logger.info('no DISCORD_TOKEN: Discord stays closed');
			warm();
			return doors;
		}
		const discord = await openDiscord({
			part: parts[config.role],
			...(work.shared && {shared: work.shared}),
			...(config.shards && {shards: config.shards}),
			lead: work.lead,
			token: config.discordToken,
			apiUrl: config.discordApiUrl,
			retentionDays: config.retentionDays,
			messageContent: config.messageContent,
			directMessages: config.directMessages,
			...config.community,
			probeFile: readProbeFile,
			fetchPaste: tools.fetchPaste,
			commands,
			answer,
			log,
			knowledge,
			isKnownLink: tools.isKnownLink,
			...(tools.readPictures && ({pictures: 'read'} as const)),
			model: () => tools.modelWriter?.state(),
			logger,
			tell: metrics.observeDoor,
			now,
		});
		members.discord = discord;
		doors.push({name: 'discord', close: discord.close});
		logger.info({role: config.role}, 'ready');
		warm();
		const {noticeChannelId} = config;
		if (noticeChannelId !== undefined) notices.on('notice', text => discord.notify(noticeChannelId, text));
		return doors;
	} catch (error) {
		await close(doors, logger);
		throw error;
	}
}

/** What is done behind Discord's door in each role. */
const parts = {
	all: 'whole',
	gateway: 'listening',
	worker: 'answering',
	console: 'showing',
} as const satisfies Record<Role, DiscordPart>;

function answersMembers({role}: Config): boolean {
	return role === 'all' || role === 'worker';
}

/** Closes the doors, the last opened first; one that fails to close does not keep the others open. */
async function close(doors: readonly Door[], logger: Logger): Promise<void> {
	for (const door of doors.toReversed()) {
		try {
			await door.close();
		} catch (error) {
			logger.error({err: error}, `cannot close ${door.name}`);
		}
	}
}

function closeOnSignal(doors: readonly Door[], logger: Logger): void {
	let closing = false;
	const stop = async (signal: string) => {
		if (closing) process.exit(1);
		closing = true;
		logger.info(`${signal}: closing; once more to stop at once`);
		// A name lookup that hangs holds Node back even in `process.exit`: only a signal ends it then.
		const late = setTimeout(() => {
			logger.error(`not closed after ${closeWithinMs} ms: stopping anyway`);
			process.kill(process.pid, 'SIGKILL');
		}, closeWithinMs);
		late.unref();
		await close(doors, logger);
		logger.info('closed');
	};
	process.on('SIGINT', stop);
	process.on('SIGTERM', stop);
}

async function main(): Promise<void> {
	// Values of the environment win over those of the file.
	if (existsSync('.env')) process.loadEnvFile('.env');
	const config = readConfig(process.env);
	const logger = createLogger({
		level: config.logLevel,
		secrets: [
			config.discordToken,
			config.discordOAuth?.clientSecret,
			config.openai?.apiKey,
			URL.parse(config.databaseUrl)?.password,
			process.env.PGPASSWORD,
		],
		clean: text => removeSecrets(text, []).text,
		isTerminal: process.stdout.isTTY,
	});
	closeOnSignal(await open(config, logger), logger);
}

try {
	await main();
} catch (error) {
	const {message, cause} = error as Error;
	const because = cause instanceof Error && !message.includes(cause.message) ? `: ${cause.message}` : '';
	process.stderr.write(`${message}${because}\n`);
	process.exitCode = error instanceof ConfigError ? 2 : 1;
}
