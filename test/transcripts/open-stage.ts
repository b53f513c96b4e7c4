import {commands} from '../../commands/index.ts';
import {answerQuestion} from '../../src/answer-question.ts';
import {readConfig} from '../../src/config.ts';
import {type OpenDiscord, openDiscord} from '../../src/discord/open-discord.ts';
import {type ServerSettings, usualSettings} from '../../src/log/server-settings.ts';
import {type OpenTools, openTools} from '../../src/open-tools.ts';
import {
	type Channel,
	type DiscordServer,
	type Interaction,
	type Person,
	type SentMessage,
	startDiscordServer,
} from '../support/discord-server.ts';
import {memoryLog} from '../support/memory-log.ts';
import {openStandInService, type StandInService} from './stand-in-service.ts';

/** Everything that conversations share: the knowledge, and what answers in the service's place. */
export type House = {
	readonly tools: OpenTools;
	readonly service: StandInService;
	readonly close: () => Promise<void>;
};

export async function openHouse(): Promise<House> {
	const tools = await openTools(readConfig({}), {
		onWarning: message => process.stderr.write(message),
		vantage: 'bot',
		keep: 'memory',
	});
	const {marks, targets} = tools.knowledge().service;
	const service = await openStandInService({marks, targets});
	return {
		tools,
		service,
		async close() {
			await service.close();
			await tools.close();
		},
	};
}

/** Something that people do besides writing; it stands behind the messages that were there by then. */
export type Deed = {readonly by: string; readonly text: string; readonly after: number};

/** A Discord server of its own with Lineman in it, a member, a moderator and the channels that they need. */
export type Stage = {
	readonly server: DiscordServer;
	readonly ada: Person;
	readonly mod: Person;
	readonly help: Channel;
	readonly review: Channel;
	readonly forum: Channel;
	readonly deeds: readonly Deed[];
	/** Notes what somebody does that is no message. */
	does(who: Person, text: string): void;
	/** Does something after which this many more answers come, and waits for them and for their cards. */
	answered(what: () => void, count?: number): Promise<void>;
	/** Presses a button and notes it; resolves when the bot has answered. */
	press(who: Person, message: SentMessage, label: string): Promise<Interaction>;
	/** Waits until Lineman has nothing more to do. */
	quiet(): Promise<void>;
	close(): Promise<void>;
};

export async function openStage(house: House, given: Partial<ServerSettings> = {}): Promise<Stage> {
	const {tools, service} = house;
	const server = await startDiscordServer();
	server.gateway.grantMessageContent();
	const [help, review, forum] = [
		server.addChannel('ask-people'),
		server.addChannel('lineman-review', 0, {isPrivate: true}),
		server.addChannel('support', 15),
	];
	const [ada, mod] = [server.join('ada'), server.join('max', {moderator: true})];
	const log = await memoryLog();
	const settings = {
		...usualSettings,
		helpChannel: help.id,
		reviewChannel: review.id,
		forumChannels: [forum.id],
		...given,
	};
	await log.settings.keep({guildId: server.guildId, settings, byId: mod.user.id, at: new Date()});
	let answers = 0;
	const line = (about: object, message: string) => {
		if (message === 'answered a question') answers += 1;
		if (/^commands /.test(message)) ready = true;
		if ('err' in about) process.stderr.write(`${message}: ${String(about.err)}\n`);
		server.touch();
	};
	let ready = false;
	const road = {
		...tools,
		log,
		record: log.record,
		lastProbe: log.lastProbe,
		probe: service.probe,
		modelLists: async () => [],
	};
	const discord: OpenDiscord = await openDiscord({
		token: server.token,
		apiUrl: server.apiUrl,
		commands,
		messageContent: 'on',
		retentionDays: 30,
		answer: (question, walk) => answerQuestion(question, road, walk),
		log,
		knowledge: tools.knowledge,
		isKnownLink: tools.isKnownLink,
		logger: {debug: line, info: line, warn: line, error: line},
		now: () => new Date(),
		editEveryMs: 5,
		buildIdentifyThrottler: async () => ({waitForIdentify: async () => {}}),
	});
	await server.waitFor('the commands', () => ready);
	const deeds: Deed[] = [];
	const stage: Stage = {
		server,
		ada,
		mod,
		help,
		review,
		forum,
		deeds,
		does(who, text) {
			deeds.push({by: who.user.username, text, after: server.past.messages().length});
		},
		async answered(what, count = 1) {
			const before = answers;
			what();
			await server.waitFor('the answer', () => answers >= before + count);
			await stage.quiet();
		},
		async press(who, message, label) {
			stage.does(who, `presses “${label}”`);
			const interaction = who.pressButton(message, label);
			await server.waitForAnswer(interaction);
			await stage.quiet();
			return interaction;
		},
		async quiet() {
			for (let seen = -1; seen !== server.requests.length; ) {
				seen = server.requests.length;
				await new Promise(resolve => setTimeout(resolve, 120));
				await server.waitFor('answers to all requests', () =>
					server.requests.every(({answeredAt}) => answeredAt !== undefined),
				);
			}
		},
		async close() {
			await discord.close();
			await server.close();
			await log.close();
		},
	};
	return stage;
}
