import {pino} from 'pino';
import {commands} from '../../commands/index.ts';
import {type DiscordPart, openDiscord} from '../../src/discord/open-discord.ts';
import {openLog} from '../../src/log/open-log.ts';
import {shareWork} from '../../src/main/share-work.ts';
import {noLongerOurs} from '../../src/queue/share-questions.ts';
import {answerTo, knowledge} from './discord-bot.ts';

/**
 * A part of the bot in a process of its own, to be killed: `role-process.ts API_URL TOKEN DATABASE_URL PART ROAD`. ROAD:
 * `answers`, or `hangs` for a road that has begun and never ends.
 */
const [apiUrl, token = '', databaseUrl = '', part = 'whole', road = 'answers'] = process.argv.slice(2);
const logger = pino({level: 'info'});
const now = () => new Date();
const log = await openLog(databaseUrl);
const {shared, lead, close} = await shareWork(databaseUrl, {log, logger, now});
if (part === 'answering' || part === 'whole') {
	lead(() => {
		const timer = setInterval(() => shared?.sweep().catch(error => logger.error(error)), 200);
		return () => clearInterval(timer);
	});
}
const discord = await openDiscord({
	part: part as DiscordPart,
	...(shared && {shared}),
	lead,
	token,
	apiUrl,
	commands,
	log,
	knowledge: () => knowledge,
	logger,
	now,
	draw: () => ({png: new Uint8Array([0x89, 0x50, 0x4e, 0x47]), description: 'The line'}),
	editEveryMs: 20,
	graceMs: 50,
	buildIdentifyThrottler: async () => ({waitForIdentify: async () => {}}),
	async answer(question, {onProgress}) {
		const record = answerTo(question);
		onProgress?.({stage: 'evidence', evidence: record.evidence});
		if (road === 'hangs') await new Promise(() => {});
		if (shared && !(await log.shared.record(record, shared.holder))) throw noLongerOurs;
		return record;
	},
});
logger.info('the part is open');

process.once('SIGTERM', async () => {
	await discord.close();
	await close();
	await log.close();
});
