import {pino} from 'pino';
import {commands} from '../../commands/index.ts';
import {openDiscord} from '../../src/discord/open-discord.ts';
import {openLog} from '../../src/log/open-log.ts';
import {answerTo, knowledge} from './discord-bot.ts';

/**
 * The bot in a process of its own, to be killed: `bot-process.ts API_URL TOKEN DATABASE_URL ROAD`. ROAD: `answers`, or
 * `hangs` for a road that has begun and never ends.
 */
const [apiUrl, token = '', databaseUrl = '', road = 'answers'] = process.argv.slice(2);
const log = await openLog(databaseUrl);
await openDiscord({
	token,
	apiUrl,
	commands,
	log,
	knowledge: () => knowledge,
	logger: pino({level: 'info'}),
	now: () => new Date(),
	draw: () => ({png: new Uint8Array([0x89, 0x50, 0x4e, 0x47]), description: 'The line'}),
	editEveryMs: 20,
	async answer(question, {onProgress}) {
		const record = answerTo(question);
		onProgress?.({stage: 'evidence', evidence: record.evidence});
		if (road === 'hangs') await new Promise(() => {});
		await log.record(record);
		return record;
	},
});
