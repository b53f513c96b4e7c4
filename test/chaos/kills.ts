import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {openLog} from '../../src/log/open-log.ts';
import {startDiscordServer} from '../support/discord-server.ts';
import {type ChaosOptions, type Outcome, outcome} from './outcome.ts';
import {type AskedQuestion, byCommand, byMention, kept} from './questions.ts';
import {type BotOptions, type RunningBot, startBot, until} from './start-bot.ts';

export type KillOptions = ChaosOptions & {
	readonly kills: number;
	readonly as: 'light' | 'main';
};

/**
 * Kills the bot (-9) at random points with questions in flight, again and again on one log and one Discord, and then
 * looks at what became of every question.
 */
export async function kills({kills: count, as, random, onStep}: KillOptions): Promise<readonly Outcome[]> {
	const server = await startDiscordServer();
	const folder = mkdtempSync(join(tmpdir(), 'lineman-kills-'));
	const databaseUrl = `file:${join(folder, 'lineman.db')}`;
	const people = Array.from({length: 12}, (_, n) => server.join(`member-${n}`));
	const questions: AskedQuestion[] = [];
	/** Kept by the bot when it was killed, whether Discord had heard of it or not. */
	const accepted = new Set<string>();
	const options: BotOptions = {server, databaseUrl, as: as === 'main' ? 'main' : {answerMs: [0, 250]}};
	let bot: RunningBot | undefined;
	let inFlight = 0;
	try {
		for (let round = 1; round <= count; round += 1) {
			bot = await startBot(options);
			// Each question is killed once, some of them twice: a third time they would be given up, as they should.
			if (round % 5 !== 0) await settled(questions, accepted, bot);
			const asking = 3 + Math.floor(random() * 4);
			for (let n = 0; n < asking; n += 1) {
				const person = people[Math.floor(random() * people.length)] ?? people[0];
				const ask = random() < 0.75 ? byMention : byCommand;
				if (person) questions.push(ask(server, person, `question ${questions.length + 1} of round ${round}`));
				if (random() < 0.5) await pause(random() * 60);
			}
			await pause(random() * (as === 'main' ? 1500 : 500));
			await bot.kill();
			const waiting = await waitingTexts(databaseUrl);
			inFlight += waiting.length;
			for (const text of waiting) accepted.add(text);
			// Discord does not remember a nonce for long.
			if (random() < 0.5) server.forgetNonces();
			onStep(`kill ${round} of ${count}, ${questions.length} questions`);
		}
		bot = await startBot(options);
		await settled(questions, accepted, bot);
		await bot.kill();
		bot = undefined;
		return await judge({questions, accepted, databaseUrl, count, inFlight, as});
	} finally {
		await bot?.kill();
		await server.close();
		rmSync(folder, {recursive: true, force: true});
	}
}

/** Waits until everything that was accepted is answered; what is not by then is judged as it stands. */
async function settled(
	questions: readonly AskedQuestion[],
	accepted: ReadonlySet<string>,
	bot: RunningBot,
): Promise<void> {
	const open = () => questions.filter(question => !question.isAnswered() && isAccepted(question, accepted));
	await until('the answers', () => open().length === 0 || bot.hasExited(), 30_000).catch(() => {});
	// What follows an answer is written too.
	await pause(100);
}

const isAccepted = (
	{text, countsWhenKept, isAcknowledged}: AskedQuestion,
	accepted: ReadonlySet<string>,
): boolean => isAcknowledged() || (countsWhenKept && accepted.has(text));

async function waitingTexts(databaseUrl: string): Promise<readonly string[]> {
	const log = await openLog(databaseUrl);
	const waiting = await log.pending.waiting();
	await log.close();
	return waiting.map(({asked}) => String(asked.text));
}

async function judge({
	questions,
	accepted,
	databaseUrl,
	count,
	inFlight,
	as,
}: {
	readonly questions: readonly AskedQuestion[];
	readonly accepted: ReadonlySet<string>;
	readonly databaseUrl: string;
	readonly count: number;
	readonly inFlight: number;
	readonly as: string;
}): Promise<readonly Outcome[]> {
	const {recordsOf, waiting} = await kept(databaseUrl);
	const counted = questions.filter(question => isAccepted(question, accepted));
	const where = as === 'main' ? ', all of Lineman' : ', the door and the log';
	const wrong = (isWrong: (question: AskedQuestion) => boolean) => counted.filter(isWrong);
	const say = (found: readonly AskedQuestion[]) =>
		found.length === 0
			? ''
			: `: ${found
					.slice(0, 3)
					.map(({text}) => `"${text}"`)
					.join(', ')}`;
	const unanswered = wrong(question => !question.isAnswered());
	const twice = wrong(question => question.replies().length > 1);
	const records = wrong(question => recordsOf(question.text) !== 1);
	const thinking = wrong(question => question.replies().some(({flags}) => (flags & 128) !== 0));
	return [
		outcome(
			`killed (-9) ${count} times${where}: every accepted question is answered`,
			`${counted.length} accepted of ${questions.length} asked, ${inFlight} in flight at a kill; ${unanswered.length} without an answer${say(unanswered)}`,
			unanswered.length === 0 && inFlight > 0,
		),
		outcome(
			'… with exactly one reply',
			`${twice.length} with more than one${say(twice)}`,
			twice.length === 0,
		),
		outcome(
			'… and exactly one entry in the log',
			`${records.length} without exactly one${say(records)}; ${waiting.length} still wait`,
			records.length === 0 && waiting.length === 0,
		),
		outcome(
			'… and none left "thinking"',
			`${thinking.length} left so${say(thinking)}`,
			thinking.length === 0,
		),
	];
}
