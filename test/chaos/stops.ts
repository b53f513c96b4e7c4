import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {startDiscordServer} from '../support/discord-server.ts';
import {openModelServer} from '../support/model-server.ts';
import {type ChaosOptions, type Outcome, outcome} from './outcome.ts';
import {byMention, kept} from './questions.ts';
import {type RunningBot, startBot, until} from './start-bot.ts';

const stopWithinMs = 20_000;

/** Stops the bot in the middle of its work, as those who run it do. */
export async function stops(options: ChaosOptions): Promise<readonly Outcome[]> {
	return [await finishes(options, 'main'), await handsOn(options, {}), await endsAtOnce(options)];
}

/** A question that is on its way is answered before the process ends. */
export async function finishes({onStep}: ChaosOptions, as: 'main' | 'light'): Promise<Outcome> {
	onStep('stops with a slow answer on its way');
	return scene(async ({server, databaseUrl}) => {
		const model = await openModelServer(async ({response, gone}) => {
			await Promise.race([pause(3000, undefined, {ref: false}), gone]);
			response.writeHead(500).end();
		});
		const env = {OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'slow', OPENAI_API_KEY: 'none'};
		try {
			const bot = await startBot({
				server,
				databaseUrl,
				as: as === 'main' ? 'main' : {answerMs: [600, 600]},
				...(as === 'main' && {env}),
			});
			const question = byMention(server, server.join('ada'), 'HTTP 401 when I open the socket');
			await until('the first word', question.isAcknowledged);
			if (as === 'main') await until('the model', () => model.requests.length > 0 || question.isAnswered());
			const tookMs = await stop(bot);
			const {records, waiting} = await kept(databaseUrl);
			return outcome(
				`SIGTERM: a question under way is answered, and the process ends within ${stopWithinMs / 1000} s`,
				`${question.isAnswered() ? 'answered' : 'not answered'}, ended after ${(tookMs / 1000).toFixed(1)} s, ${records} in the log, ${waiting.length} waiting`,
				question.isAnswered() && tookMs < stopWithinMs && records === 1 && waiting.length === 0,
			);
		} finally {
			await model.close();
		}
	});
}

/** What takes too long is handed on: the reply says so, and the next run answers, once. */
export async function handsOn(
	{onStep}: ChaosOptions,
	{graceMs}: {readonly graceMs?: number},
): Promise<Outcome> {
	onStep('stops with answers that take too long');
	return scene(async ({server, databaseUrl}) => {
		const bot = await startBot({server, databaseUrl, as: graceMs === undefined ? {} : {graceMs}});
		const questions = Array.from({length: 12}, (_, n) =>
			byMention(server, server.join(`member-${n}`), `question ${n}`),
		);
		await until('the first words', () => questions.every(question => question.isAcknowledged()));
		const tookMs = await stop(bot);
		const told = questions.filter(question =>
			question.replies().some(({content}) => /I go on with your question/.test(content)),
		).length;
		const waitingThen = (await kept(databaseUrl)).waiting.length;
		const next = await startBot({server, databaseUrl, as: {answerMs: [0, 50]}});
		const answered = () => questions.filter(question => question.isAnswered()).length;
		await until('the answers', () => answered() === questions.length, 30_000).catch(() => {});
		await stop(next);
		const {records, waiting} = await kept(databaseUrl);
		const twice = questions.filter(question => question.replies().length !== 1).length;
		return outcome(
			'SIGTERM: what takes too long is handed on, its reply says so, and the next run answers it once',
			`ended after ${(tookMs / 1000).toFixed(1)} s; ${told} of ${questions.length} told, ${waitingThen} kept; then ${answered()} answered, ${twice} not exactly once, ${records} in the log, ${waiting.length} waiting`,
			tookMs < stopWithinMs &&
				told === questions.length &&
				answered() === questions.length &&
				twice === 0 &&
				records === questions.length &&
				waiting.length === 0,
		);
	});
}

/** Whoever does not want to wait says so a second time. */
export async function endsAtOnce({onStep}: ChaosOptions, as: 'main' | 'light' = 'main'): Promise<Outcome> {
	onStep('stops at once');
	return scene(async ({server, databaseUrl}) => {
		const model = await openModelServer(() => {});
		const env = {OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'slow', OPENAI_API_KEY: 'none'};
		try {
			const bot = await startBot({
				server,
				databaseUrl,
				as: as === 'main' ? 'main' : {},
				...(as === 'main' && {env}),
			});
			const question = byMention(server, server.join('ada'), 'HTTP 401 when I open the socket');
			await until('the first word', question.isAcknowledged);
			bot.signal('SIGTERM');
			await pause(300);
			const wasRunning = !bot.hasExited();
			const began = performance.now();
			bot.signal('SIGTERM');
			await bot.exited();
			const tookMs = performance.now() - began;
			return outcome(
				'a second signal ends the process at once',
				`${wasRunning ? 'still closing after the first' : 'ended after the first'}, ended ${Math.round(tookMs)} ms after the second`,
				wasRunning && tookMs < 2000,
			);
		} finally {
			await model.close();
		}
	});
}

async function stop(bot: RunningBot): Promise<number> {
	const began = performance.now();
	bot.signal('SIGTERM');
	const late = setTimeout(() => bot.signal('SIGKILL'), 3 * stopWithinMs);
	await bot.exited();
	clearTimeout(late);
	return performance.now() - began;
}

async function scene(
	play: (given: {
		readonly server: Awaited<ReturnType<typeof startDiscordServer>>;
		readonly databaseUrl: string;
	}) => Promise<Outcome>,
): Promise<Outcome> {
	const server = await startDiscordServer();
	const folder = mkdtempSync(join(tmpdir(), 'lineman-stops-'));
	try {
		return await play({server, databaseUrl: `file:${join(folder, 'lineman.db')}`});
	} finally {
		await server.close();
		rmSync(folder, {recursive: true, force: true});
	}
}
