import {EventEmitter} from 'node:events';
import {existsSync} from 'node:fs';
import type {Logger} from 'pino';
import {commands} from '../commands/index.ts';
import {answerQuestion, type Walk} from './answer-question.ts';
import {type Config, ConfigError, isLoopback, readConfig} from './config.ts';
import {readProbeFile} from './console/assets.ts';
import {createMetrics} from './console/metrics.ts';
import {type Console, openConsole} from './console/open-console.ts';
import {type OpenDiscord, openDiscord} from './discord/open-discord.ts';
import {placeNamesOf} from './discord/place-names.ts';
import {openSettingsDesk} from './discord/settings/settings-desk.ts';
import type {Question} from './evidence/question.ts';
import {createLogger} from './lib/logger.ts';
import {turnstile} from './lib/turnstile.ts';
import type {AnswerRecord} from './log/answer-record.ts';
import {keepRetention, type Retention} from './log/keep-retention.ts';
import {type OpenTools, openTools} from './open-tools.ts';
import {warmUp, warmUpMore} from './warm-up.ts';
import {incidentLine} from './watch/incident-line.ts';
import {canBeShared} from './watch/judge-incident.ts';
import {type Watch, watchLine} from './watch/watch-line.ts';

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
			onWarning: message => logger.warn(message.trimEnd()),
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
		const retention = openRetention({config, tools, logger});
		doors.push({name: 'retention', close: retention.close});

		const notices = new EventEmitter<{notice: [string]}>();
		const watch = openWatch({config, tools, logger, notify: text => notices.emit('notice', text)});
		doors.push({name: 'watch', close: watch.close});

		const answer = async (question: Question, walk?: Walk) => {
			const record = await answerQuestion(question, {...tools, news: watch.news, breathe}, walk);
			metrics.observeRecord(record);
			reportFallback(record, logger);
			reportToWatch(record, watch, logger);
			return record;
		};
		await warmUp(tools);
		const {modelWriter} = tools;
		logger.info(
			modelWriter
				? `answers are worded by ${modelWriter.state().model}`
				: 'answers are worded by the built-in writer',
		);
		const {fetchPaste, knowledge, log} = tools;
		const pictures = tools.readPictures && ({pictures: 'read'} as const);
		const members: {discord?: OpenDiscord} = {};
		const page = await openConsole({
			...consolePlace(config),
			answer,
			log,
			knowledge,
			isKnownLink: tools.isKnownLink,
			writers: {
				library: tools.library,
				search: tools.search,
				tryOut: question => answerQuestion(question, {knowledge, search: tools.search}),
			},
			...pictures,
			metrics,
			logger,
			now,
			showCase: async id => members.discord?.showCase(id) ?? notConnected,
			settings: openSettingsDesk({log, logger, now, place: () => members.discord?.settings}),
			names: placeNamesOf(() => members.discord?.names),
		});
		doors.push({name: 'page', close: page.close});
		logger.info(`the page is open at ${page.url}`);
		warmUpMore({...tools, breathe}).catch(error => logger.error({err: error}, 'cannot warm up'));
		if (config.discordOAuth === undefined) await sayHowToSignIn(page, config, logger);

		if (config.discordToken === undefined) {
			logger.info('no DISCORD_TOKEN: Discord stays closed');
			return doors;
		}
		const discord = await openDiscord({
			token: config.discordToken,
			apiUrl: config.discordApiUrl,
			retentionDays: config.retentionDays,
			messageContent: config.messageContent,
			directMessages: config.directMessages,
			...config.community,
			probeFile: readProbeFile,
			fetchPaste,
			commands,
			answer,
			log,
			knowledge,
			isKnownLink: tools.isKnownLink,
			...pictures,
			model: () => tools.modelWriter?.state(),
			logger,
			now,
		});
		members.discord = discord;
		doors.push({name: 'discord', close: discord.close});
		const {noticeChannelId} = config;
		if (noticeChannelId !== undefined) notices.on('notice', text => discord.notify(noticeChannelId, text));
		return doors;
	} catch (error) {
		await close(doors, logger);
		throw error;
	}
}

const notConnected = {ok: false, because: 'Discord is not open here'} as const;

/** Where the console is, and how one gets in. */
function consolePlace(config: Config) {
	const {host, port, consoleHosts, consoleUrl, playground, discordOAuth, discordToken, discordApiUrl} =
		config;
	return {
		host,
		port,
		otherHosts: consoleHosts,
		playground,
		...(consoleUrl !== undefined && {publicUrl: consoleUrl}),
		...(discordOAuth !== undefined &&
			discordToken !== undefined && {
				discordOAuth: {
					...discordOAuth,
					botToken: discordToken,
					apiUrl: discordApiUrl ?? 'https://discord.com/api',
				},
			}),
	};
}

/** On this machine alone a link is printed. Elsewhere logs are read by others, so it has to be asked for. */
async function sayHowToSignIn(page: Console, {host}: Config, logger: Logger): Promise<void> {
	if (isLoopback(host)) {
		logger.info(`to read the answers, sign in within ten minutes, once: ${await page.signInLink()}`);
	} else {
		logger.info('to read the answers, have a link made here: npm run -s lineman -- sign-in');
	}
}

function openRetention(given: {config: Config; tools: OpenTools; logger: Logger}): Retention {
	const {config, tools, logger} = given;
	return keepRetention({
		privacy: tools.log.privacy,
		days: config.retentionDays,
		now,
		random: Math.random,
		onRemoved: questions =>
			logger.info({questions}, `removed texts that are older than ${config.retentionDays} days`),
		onError: error => logger.error({err: error}, 'texts that are too old could not be removed'),
	});
}

function openWatch(given: {
	config: Config;
	tools: OpenTools;
	logger: Logger;
	notify: (text: string) => void;
}): Watch {
	const {config, tools, logger, notify} = given;
	const targetsOf = () => tools.knowledge().service.targets;
	return watchLine({
		targets: targetsOf,
		probe: tools.watchProbe,
		history: tools.log.line,
		onIncident: incident => {
			const text = incidentLine(incident, targetsOf());
			logger.warn({incident}, text);
			notify(text);
		},
		onError: error => logger.error({err: error}, 'the watch could not test the line'),
		now,
		everyMs: config.watchEveryMs,
		random: Math.random,
	});
}

/** An operator wants to know that the model is of no use today; members do not notice. */
function reportFallback({id, answer: {model}}: AnswerRecord, logger: Logger): void {
	// A budget that is used up is told once, not with every answer.
	if (model?.fallback === undefined || model.fallback === 'over_budget') return;
	const {name, fallback: reason, totalMs, cut} = model;
	logger.warn(
		{questionId: id, model: name, reason, totalMs, cut},
		'the built-in answer stands in for the model',
	);
}

/** A failure that can be everybody's counts towards an incident. */
function reportToWatch(
	{evidence, askerId, probe, askedAt}: AnswerRecord,
	watch: Watch,
	logger: Logger,
): void {
	const failure = evidence.failures.find(({turn, code}) => turn === 0 && canBeShared(code))?.code;
	const target = evidence.target ?? probe?.targetName;
	if (failure === undefined || target === undefined || askerId === undefined) return;
	watch.report({target, failure, askerId, at: askedAt}).catch(error => {
		logger.error({err: error}, 'a report could not be counted');
	});
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
		],
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
