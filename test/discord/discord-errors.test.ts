import assert from 'node:assert/strict';
import test from 'node:test';
import {DiscordAPIError, DiscordjsError, DiscordjsErrorCodes, HTTPError} from 'discord.js';
import {
	explainDiscordError,
	isGone,
	isUnreachable,
	logDiscordError,
} from '../../src/discord/discord-errors.ts';
import type {LogLine} from '../support/discord-bot.ts';

const refused = (code: number, status = 403, message = 'as Discord says it', errors?: object) =>
	new DiscordAPIError(
		{code, message, ...(errors && {errors})} as never,
		code,
		status,
		'POST',
		'https://discord.example/api/v10/channels/1/messages',
		{body: {content: 'what a member wrote'}, files: undefined},
	);
const failed = (status: number) =>
	new HTTPError(status, 'Bad Gateway', 'POST', 'https://discord.example', {
		body: {content: 'what a member wrote'},
		files: undefined,
	});
const network = (code: string) => Object.assign(new Error(`connect ${code} 192.0.2.1:443`), {code});
// The library's own constructor is private to it.
const channelGone = Object.assign(Object.create(DiscordjsError.prototype), {
	code: DiscordjsErrorCodes.ChannelNotCached,
	message: 'Could not find the channel where this message came from in the cache!',
}) as DiscordjsError;

function said(error: unknown, permission?: string): LogLine {
	const lines: LogLine[] = [];
	const write = (level: string) => (about: object, message: string) =>
		void lines.push({level, message, about});
	const logger = {debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error')};
	logDiscordError(logger, {action: 'reply', error, about: {}, ...(permission && {permission})});
	const [line] = lines;
	assert.equal(lines.length, 1);
	return line ?? assert.fail();
}

for (const [error, level, message] of [
	[refused(10003, 404), 'info', 'the channel no longer exists'],
	[refused(10008, 404), 'info', 'the message no longer exists'],
	[refused(10062, 404), 'info', 'the interaction is too old or was answered elsewhere'],
	[refused(50027, 401), 'info', 'the interaction is older than fifteen minutes'],
	[channelGone, 'info', 'the channel no longer exists'],
	[
		refused(50035, 400, 'Invalid Form Body', {
			message_reference: {_errors: [{code: 'REPLIES_UNKNOWN_MESSAGE', message: 'Unknown message'}]},
		}),
		'info',
		'the message to reply to no longer exists',
	],
	[refused(50001), 'warn', 'the bot cannot see the channel, want the permission "View Channel"'],
	[
		refused(50013),
		'warn',
		'the bot lacks a permission, want "Send Messages" (in threads "Send Messages in Threads")',
	],
	[refused(50083, 400), 'warn', 'the thread is archived'],
	[refused(160005), 'warn', 'the thread is locked, want the permission "Manage Threads"'],
	[
		refused(200000, 400),
		'warn',
		'the server’s AutoMod blocked the message, want the bot’s role exempt from its rules',
	],
	[refused(123456, 400), 'warn', 'Discord answered 400, code 123456: as Discord says it'],
	[failed(502), 'warn', 'Discord answered 502, after several tries'],
	[failed(413), 'warn', 'Discord answered 413, after several tries'],
	[network('ECONNREFUSED'), 'warn', 'Discord cannot be reached: connect ECONNREFUSED 192.0.2.1:443'],
	[new Error('a mistake of ours'), 'error', 'a mistake of ours'],
	['a word', 'error', 'a word'],
] as const) {
	test(`${level}: ${message}`, () => {
		const line = said(error);
		assert.equal(line.level, level);
		assert.equal(line.message, `Cannot reply: ${message}`);
		assert.doesNotMatch(JSON.stringify(line.about), /what a member wrote/);
	});
}

test('a permission that is missing is named as the one that the work needs', () => {
	assert.equal(
		explainDiscordError(refused(50013), '"Attach Files"'),
		'the bot lacks a permission, want "Attach Files"',
	);
});

for (const [name, error, gone, unreachable] of [
	['a channel that is gone', refused(10003, 404), true, false],
	['a message that is gone', refused(10008, 404), true, false],
	['a channel that the client knows to be gone', channelGone, true, false],
	['a missing permission', refused(50013), false, false],
	['a fault of Discord’s', failed(503), false, true],
	['a request that Discord calls wrong', failed(400), false, false],
	['a refused connection', network('ECONNREFUSED'), false, true],
	['a broken connection', network('UND_ERR_SOCKET'), false, true],
	[
		'a connection that breaks inside another error',
		new Error('fetch failed', {cause: network('ECONNRESET')}),
		false,
		true,
	],
	['a request that took too long', new DOMException('aborted', 'AbortError'), false, true],
	['a mistake of ours', new TypeError('x is not a function'), false, false],
	['something that is no error', undefined, false, false],
] as const) {
	test(`${name}: ${gone ? 'gone' : 'not gone'}, ${unreachable ? 'tried again later' : 'not tried again'}`, () => {
		assert.equal(isGone(error), gone);
		assert.equal(isUnreachable(error), unreachable);
	});
}
