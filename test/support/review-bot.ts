import type {TestContext} from 'node:test';
import type {RankedCause} from '../../src/diagnosis/diagnosis.ts';
import type {AnswerRecord} from '../../src/log/answer-record.ts';
import {type ServerSettings, usualSettings} from '../../src/log/server-settings.ts';
import {causes} from './causes.ts';
import {answersOf, answerTo, type Bot, knowledge, openBot} from './discord-bot.ts';
import {
	type Channel,
	type DiscordServer,
	type Person,
	type SentMessage,
	startDiscordServer,
} from './discord-server.ts';
import {memoryLog} from './memory-log.ts';
import {recordOf} from './records.ts';

/** What the bot knows in these tests. */
export const reviewKnowledge = {...knowledge, causes};

/** A bot in a server that has a review channel, and a moderator there. */
export type ReviewBot = Bot & {
	readonly review: Channel;
	readonly ada: Person;
	readonly mod: Person;
	readonly settings: ServerSettings;
};

/** A diagnosis whose lead is this sure. */
export function sureBy(confidence: number, given: Partial<RankedCause> = {}): AnswerRecord['diagnosis'] {
	const {diagnosis} = recordOf();
	const [lead] = diagnosis.causes;
	return {...diagnosis, causes: [{...(lead as RankedCause), confidence, ...given}]};
}

export async function openReviewBot(
	context: TestContext,
	{
		settings: given = {},
		...options
	}: Parameters<typeof openBot>[1] & {readonly settings?: Partial<ServerSettings>} = {},
): Promise<ReviewBot> {
	const server = options.server ?? (await startDiscordServer());
	const log = options.log ?? (await memoryLog());
	const review = server.addChannel('review');
	const settings = {...usualSettings, reviewChannel: review.id, ...given};
	await log.settings.keep({guildId: server.guildId, settings, byId: '7', at: new Date()});
	// A cause that led before is no news.
	await log.record(recordOf({id: '01800000-0000-7000-8000-000000000000'}));
	const bot = await openBot(context, {
		knowledge: () => reviewKnowledge,
		road: question => answerTo(question, {diagnosis: sureBy(0.6)}),
		...options,
		server,
		log,
	});
	return {...bot, review, settings, ada: server.join('ada'), mod: server.join('mod', {moderator: true})};
}

/** A question of Ada's with its reply, and its card where one comes. */
export async function askForReview(
	bot: ReviewBot,
	text = 'it fails',
): Promise<{readonly question: SentMessage; readonly reply: SentMessage; readonly questionId: string}> {
	const before = bot.lines.filter(({message}) => message === 'answered a question').length;
	const question = bot.ada.says(`${bot.server.mention} ${text}`);
	await answersOf(bot, before + 1);
	const reply = await bot.server.waitFor('the reply', () =>
		bot.server.fromBot().find(({repliesTo}) => repliesTo === question.id),
	);
	return {question, reply, questionId: (await bot.log.questionOfReply(reply.id)) ?? ''};
}

/** The cards in a review channel. */
export function cardsIn(server: DiscordServer, review: Channel): readonly SentMessage[] {
	return server.fromBot().filter(({channelId}) => channelId === review.id);
}

export function labelsOf({components}: Pick<SentMessage, 'components'>): readonly string[] {
	return components.flatMap(row =>
		(row.components as {label?: string; disabled?: boolean}[]).map(
			({label, disabled}) => `${label ?? ''}${disabled ? ' (off)' : ''}`,
		),
	);
}
