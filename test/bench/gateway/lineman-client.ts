import {commands} from '../../../commands/index.ts';
import {answerQuestion} from '../../../src/answer-question.ts';
import {readConfig} from '../../../src/config.ts';
import {openDiscord} from '../../../src/discord/open-discord.ts';
import {turnstile} from '../../../src/lib/turnstile.ts';
import {openTools} from '../../../src/open-tools.ts';
import {warmUp} from '../../../src/warm-up.ts';
import {probeOf} from '../../support/records.ts';
import {reportUse} from './report-use.ts';

/**
 * Lineman as `npm start` runs it, with the real road and knowledge; only the line is a stand-in that answers at once,
 * since nothing here leaves this machine: `lineman-client.ts API_URL TOKEN DATABASE_URL`.
 */
const [apiUrl, token = '', databaseUrl = ''] = process.argv.slice(2);
const silent = {
	debug() {},
	info() {},
	warn() {},
	error: (about: object, message: string) => console.error(message, about),
};
const tools = await openTools(readConfig({DATABASE_URL: databaseUrl}), {
	onWarning: message => console.error(message),
	onReload: () => {},
	vantage: 'bot',
	keep: 'disk',
});
const road = {
	...tools,
	modelLists: async () => [],
	probe: async ({name, url}: {readonly name: string; readonly url: string}) =>
		probeOf({target: url, targetName: name, at: new Date()}),
	breathe: turnstile(),
};
await warmUp({...tools, ...road});
await openDiscord({
	token,
	apiUrl,
	commands,
	retentionDays: 30,
	answer: (question, walk) => answerQuestion(question, road, walk),
	log: tools.log,
	knowledge: tools.knowledge,
	isKnownLink: tools.isKnownLink,
	logger: silent,
	now: () => new Date(),
});
reportUse();
