import type {Logger} from 'pino';
import {answerQuestion, type Walk} from '../answer-question.ts';
import {type Config, isLoopback} from '../config.ts';
import type {Health} from '../console/console-tools.ts';
import type {Metrics} from '../console/metrics.ts';
import {type Console, openConsole} from '../console/open-console.ts';
import {openStatus} from '../console/open-status.ts';
import type {OpenDiscord} from '../discord/open-discord.ts';
import {placeNamesOf} from '../discord/place-names.ts';
import {openSettingsDesk} from '../discord/settings/settings-desk.ts';
import type {Question} from '../evidence/question.ts';
import type {AnswerRecord} from '../log/answer-record.ts';
import type {OpenTools} from '../open-tools.ts';

type Given = {
	readonly config: Config;
	readonly tools: OpenTools;
	readonly answer: (question: Question, walk?: Walk) => Promise<AnswerRecord>;
	readonly metrics: Metrics;
	/** Discord's door, once it is open. */
	readonly members: {readonly discord?: OpenDiscord};
	readonly logger: Logger;
};

type Door = {readonly name: string; readonly close: () => Promise<void>};

const now = () => new Date();

/** Opens the page, or in a role without one the port on which orchestrators ask how the process is, if one is set. */
export async function openPage(given: Given): Promise<Door> {
	const {config, metrics, logger, tools, members} = given;
	metrics.observeDoorState({
		state: () => members.discord?.state(),
		pending: async () => (await tools.log.pending.waiting()).length,
		openIncidents: async () => (await tools.log.line.openIncidents()).length,
		isBudgetUsedUp: () => tools.modelWriter?.state().budget === 'used_up',
	});
	if (config.role === 'all' || config.role === 'console') return openConsolePage(given);
	if (config.statusPort === undefined) return {name: 'page', close: async () => {}};
	const {host, statusPort: port} = config;
	const status = await openStatus({host, port, metrics, logger, health: () => healthOf(given)});
	logger.info(`how this process is can be asked at ${status.url}`);
	return {name: 'status', close: status.close};
}

/** A gateway is ready when it hears Discord, a worker when it can speak there; both need the database. */
async function healthOf({tools, members}: Given): Promise<Health> {
	const isConnected = members.discord?.isConnected() ?? false;
	const log = await tools.log.latest({limit: 1}).then(
		() => 'ok',
		() => 'cannot be read',
	);
	return {ready: isConnected && log === 'ok', checks: {log, discord: isConnected ? 'ok' : 'not reached'}};
}

async function openConsolePage({config, tools, answer, metrics, members, logger}: Given): Promise<Door> {
	const {log, knowledge} = tools;
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
		...(tools.readPictures && ({pictures: 'read'} as const)),
		metrics,
		logger,
		now,
		showCase: async id => members.discord?.showCase(id) ?? notConnected,
		settings: openSettingsDesk({log, logger, now, place: () => members.discord?.settings}),
		names: placeNamesOf(() => members.discord?.names),
	});
	logger.info(`the page is open at ${page.url}`);
	if (config.discordOAuth === undefined) await sayHowToSignIn(page, config, logger);
	return {name: 'page', close: page.close};
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
