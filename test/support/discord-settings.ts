import assert from 'node:assert/strict';
import type {TestContext} from 'node:test';
import type {OpenLog} from '../../src/log/open-log.ts';
import {changeSettings, usualSettings} from '../../src/log/server-settings.ts';
import {type Bot, openBot} from './discord-bot.ts';
import {type DiscordServer, startDiscordServer} from './discord-server.ts';
import {memoryLog} from './memory-log.ts';

type Change = Readonly<Record<string, unknown>>;

/** Keeps what a server has set; a bot that has read its settings before does not see it for a while. */
export async function keepSettings(log: OpenLog, guildId: string, change: Change): Promise<void> {
	const read = changeSettings(usualSettings, change);
	assert.ok(read.ok, JSON.stringify(read));
	await log.settings.keep({guildId, settings: read.settings, byId: '111111111111111111', at: new Date()});
}

/** The bot in a server that has set something. */
export async function openBotWith(
	context: TestContext,
	settingsOf: (server: DiscordServer) => Change,
	options: Parameters<typeof openBot>[1] = {},
): Promise<Bot> {
	const server = options.server ?? (await startDiscordServer());
	const log = options.log ?? (await memoryLog());
	await keepSettings(log, server.guildId, settingsOf(server));
	return openBot(context, {...options, server, log});
}
