import type {TestContext} from 'node:test';
import {commands} from '../../commands/index.ts';
import type {Walk} from '../../src/answer-question.ts';
import {type DiscordOptions, type OpenDiscord, openDiscord} from '../../src/discord/open-discord.ts';
import type {Question} from '../../src/evidence/question.ts';
import type {AnswerRecord} from '../../src/log/answer-record.ts';
import type {OpenLog} from '../../src/log/open-log.ts';
import type {Knowledge} from '../../src/retrieval/knowledge.ts';
import {type DiscordServer, startDiscordServer} from './discord-server.ts';
import {memoryLog} from './memory-log.ts';
import {evidenceOf, recordOf} from './records.ts';

export type LogLine = {readonly level: string; readonly message: string; readonly about: object};

/** The bot on a server of its own, with a road that the test can stop and look at. */
export type Bot = {
	readonly server: DiscordServer;
	readonly log: OpenLog;
	readonly discord: OpenDiscord;
	/** Every question that reached the road. */
	readonly questions: readonly Question[];
	readonly lines: readonly LogLine[];
	/** The bot's clock. */
	readonly clock: {now: Date};
};

export type Road = (question: Question, walk: Walk) => Promise<AnswerRecord> | AnswerRecord;

/** What the stand-in road says to a question. */
export function answerTo(question: Question, given: Partial<AnswerRecord> = {}): AnswerRecord {
	const text = `Answer to: ${question.text}`;
	const base = recordOf();
	return {
		...base,
		id: question.id,
		conversationId: question.conversationId,
		askedAt: question.askedAt,
		door: 'discord',
		...(question.askerId !== undefined && {askerId: question.askerId}),
		...(question.authorId !== undefined && {authorId: question.authorId}),
		...(question.place && {place: question.place}),
		evidence: evidenceOf({text: question.text}),
		answer: {...base.answer, messages: [text], text},
		...given,
	};
}

export function answerOf(messages: readonly string[]): AnswerRecord['answer'] {
	return {...recordOf().answer, messages, text: messages.join('\n')};
}

export async function openBot(
	context: TestContext,
	options: Partial<DiscordOptions> & {
		readonly road?: Road;
		readonly server?: DiscordServer;
		readonly log?: OpenLog;
	} = {},
): Promise<Bot> {
	const {road = question => answerTo(question), ...given} = options;
	const server = options.server ?? (await startDiscordServer());
	const log = options.log ?? (await memoryLog());
	const clock = {now: new Date()};
	const questions: Question[] = [];
	const lines: LogLine[] = [];
	const write = (level: string) => (about: object, message: string) => {
		lines.push({level, message, about});
		server.touch();
	};
	const discord = await openDiscord({
		token: server.token,
		apiUrl: server.apiUrl,
		commands,
		knowledge: () => knowledge,
		logger: {debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error')},
		now: () => clock.now,
		draw: ({verdict}) => ({png: pngSignature, description: `The line: ${verdict}`}),
		editEveryMs: 20,
		graceMs: 50,
		buildIdentifyThrottler: async () => ({waitForIdentify: async () => {}}),
		...given,
		log: {
			...log,
			async rememberReply(reply) {
				await log.rememberReply(reply);
				server.touch();
			},
		},
		answer: async (question, walk) => {
			questions.push(question);
			server.touch();
			const record = await road(question, walk);
			await log.record(record);
			return record;
		},
	});
	openBots.set(server, (openBots.get(server) ?? 0) + 1);
	context.after(async () => {
		await discord.close();
		const left = (openBots.get(server) ?? 1) - 1;
		openBots.set(server, left);
		if (left === 0) await server.close();
	});
	return {server, log, discord, questions, lines, clock};
}

/** How many bots are at home on a server: the last one takes it along. */
const openBots = new WeakMap<DiscordServer, number>();

/** As much of a PNG as it takes to be known as one. */
const pngSignature = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Waits until this many questions are answered and everything about them is kept. */
export async function answersOf({server, lines}: Pick<Bot, 'server' | 'lines'>, count = 1): Promise<void> {
	await server.waitFor(
		`${count} answers`,
		() => lines.filter(({message}) => message === 'answered a question').length >= count,
	);
}

/** Waits until the commands are registered, or known to be. */
export async function commandsOf({server, lines}: Pick<Bot, 'server' | 'lines'>): Promise<void> {
	await server.waitFor('the commands', () => lines.some(({message}) => /^commands /.test(message)));
}

const target = (name: string, title: string) => ({
	name,
	title,
	url: `wss://voice.example/v1/${name}`,
	keyless: {statuses: [401]},
	subprotocols: [],
	docs: [],
	default: name === 'listen',
});

export const knowledge: Knowledge = {
	service: {
		name: 'Voice',
		support: {title: 'Support', url: 'https://voice.example/support'},
		community: {title: 'Community', url: 'https://voice.example/community'},
		documentation: 'https://voice.example/docs',
		targets: [target('listen', 'Speech to text'), target('speak', 'Text to speech')],
		marks: {issuers: []},
		evidence: {
			hosts: ['voice.example'],
			targets: [],
			keyPatterns: [],
			requestIdPattern: /^$/,
			codes: [],
			parameterNames: [],
			clients: [],
		},
		modelLists: [],
		controls: [],
		synonyms: [],
	},
	causes: [],
	clients: [],
};
