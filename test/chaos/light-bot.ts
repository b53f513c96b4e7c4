import './in-process.ts';
import {setTimeout as pause} from 'node:timers/promises';
import {pino} from 'pino';
import {commands} from '../../commands/index.ts';
import {openDiscord} from '../../src/discord/open-discord.ts';
import {openLog} from '../../src/log/open-log.ts';
import {steadyLog} from '../../src/log/steady-log.ts';
import {answerTo, knowledge} from '../support/discord-bot.ts';

/** What the light bot is started with. */
export type LightOptions = {
	/** How long each answer takes at least and at most; undefined: it never comes. */
	readonly answerMs?: readonly [number, number];
	readonly graceMs?: number;
	readonly lockedForMs?: number;
};

/**
 * Discord's door and the log as `main.ts` opens them, with a road that is quick to start: `light-bot.ts API_URL TOKEN
 * DATABASE_URL OPTIONS`.
 */
const [apiUrl, token = '', databaseUrl = '', given = '{}'] = process.argv.slice(2);
const {answerMs, graceMs, lockedForMs} = JSON.parse(given) as LightOptions;
const logger = pino({level: 'info'});
const now = () => new Date();
const log = steadyLog(await openLog(databaseUrl, {onError: () => {}, ...(lockedForMs && {lockedForMs})}), {
	now,
	onAway: error => logger.warn({err: error}, 'the log cannot be written'),
	onBack: written => logger.warn({written}, 'the log can be written again'),
	onLost: (about, error) => logger.warn({...about, err: error}, 'a write is lost'),
	everyMs: 200,
});
const discord = await openDiscord({
	token,
	apiUrl,
	commands,
	log,
	knowledge: () => knowledge,
	logger,
	now,
	draw: () => ({png: new Uint8Array([0x89, 0x50, 0x4e, 0x47]), description: 'The line'}),
	editEveryMs: 50,
	sayUnsaidEveryMs: 500,
	...(graceMs !== undefined && {graceMs}),
	async answer(question, {onProgress, signal}) {
		const record = answerTo(question);
		onProgress?.({stage: 'evidence', evidence: record.evidence});
		if (answerMs === undefined) await new Promise(() => {});
		else await pause(answerMs[0] + Math.random() * (answerMs[1] - answerMs[0]), undefined, {signal});
		await log.record(record);
		return record;
	},
});
process.once('SIGTERM', async () => {
	process.once('SIGTERM', () => process.exit(1));
	await discord.close();
	await log.close();
	logger.info({}, 'closed');
	process.exit(0);
});
