import {DiscordAPIError, DiscordjsError, DiscordjsErrorCodes, HTTPError} from 'discord.js';
import type {Logger} from './discord-tools.ts';

/** Discord's own error codes that we can put into words: what is the matter, and what an operator can do. */
const known: Readonly<Record<number, string>> = {
	10003: 'the channel no longer exists',
	10008: 'the message no longer exists',
	10015: 'the interaction is too old',
	10062: 'the interaction is too old or was answered elsewhere',
	20016: 'the channel is in slow mode, want the permission "Bypass Slowmode"',
	30046: 'the message is older than an hour and was changed too often lately',
	40001: 'Discord refuses the token, want a bot token in DISCORD_TOKEN',
	40005: 'the file is larger than Discord takes',
	40060: 'the interaction was answered before',
	50001: 'the bot cannot see the channel, want the permission "View Channel"',
	50005: 'the message is not the bot’s own',
	50007: 'the member takes no direct messages',
	50024: 'a channel of this kind takes no such thing',
	50027: 'the interaction is older than fifteen minutes',
	50083: 'the thread is archived',
	160002: 'the bot cannot reply, want the permission "Read Message History"',
	160005: 'the thread is locked, want the permission "Manage Threads"',
	200000: 'the server’s AutoMod blocked the message, want the bot’s role exempt from its rules',
	240000: 'Discord blocked the message for a link in it',
};

const usualPermission = '"Send Messages" (in threads "Send Messages in Threads")';

/** What went wrong between Discord and us, in words for the operator. */
export function explainDiscordError(error: unknown, permission = usualPermission): string {
	if (error instanceof DiscordAPIError) {
		if (error.code === 50035 && JSON.stringify(error.rawError).includes('REPLIES_UNKNOWN_MESSAGE')) {
			return 'the message to reply to no longer exists';
		}
		if (error.code === 50013) return `the bot lacks a permission, want ${permission}`;
		return (
			known[Number(error.code)] ?? `Discord answered ${error.status}, code ${error.code}: ${error.message}`
		);
	}
	if (isChannelGone(error)) return known[10003] ?? '';
	if (error instanceof HTTPError) return `Discord answered ${error.status}, after several tries`;
	if (isUnreachable(error)) return `Discord cannot be reached: ${(error as Error).message}`;
	return error instanceof Error ? error.message : String(error);
}

/** The client itself refuses to write into a channel that it was told is deleted. */
function isChannelGone(error: unknown): boolean {
	return error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.ChannelNotCached;
}

/** Codes of things that happen every day in a healthy server: somebody deleted something, or was quicker. */
const everyday: readonly unknown[] = [10003, 10008, 10015, 10062, 40060, 50027];

/** Whether the place to write to is no longer there, so that nothing more can be said in it. */
export function isGone(error: unknown): boolean {
	return (
		isChannelGone(error) || (error instanceof DiscordAPIError && [10003, 10008].includes(Number(error.code)))
	);
}

/** Whether Discord did not answer at all, or with a fault of its own, after several tries. */
export function isUnreachable(error: unknown): boolean {
	if (error instanceof HTTPError) return error.status >= 500;
	if (!(error instanceof Error)) return false;
	const {code} = (error.cause ?? error) as {readonly code?: unknown};
	return (
		networkCodes.includes(code) || (error.name === 'AbortError' && error.constructor.name === 'DOMException')
	);
}

/** Node's and undici's names for a connection that does not come about or breaks. */
const networkCodes: readonly unknown[] = [
	'ECONNREFUSED',
	'ECONNRESET',
	'EPIPE',
	'ETIMEDOUT',
	'ENOTFOUND',
	'EAI_AGAIN',
	'ENETUNREACH',
	'EHOSTUNREACH',
	'UND_ERR_SOCKET',
	'UND_ERR_CONNECT_TIMEOUT',
	'UND_ERR_HEADERS_TIMEOUT',
	'UND_ERR_BODY_TIMEOUT',
];

/** Logs what could not be done in Discord; `about` says where, `permission` what it may lack. */
export function logDiscordError(logger: Logger, {action, error, about, permission}: Failed): void {
	const message = `Cannot ${action}: ${explainDiscordError(error, permission)}`;
	if (error instanceof DiscordAPIError) {
		const isEveryday = everyday.includes(error.code) || message.includes('no longer exists');
		const details = {...about, status: error.status, code: error.code};
		if (isEveryday) logger.info(details, message);
		else logger.warn(details, message);
		return;
	}
	if (isChannelGone(error)) logger.info(about, message);
	// The error itself holds what was to be sent.
	else if (error instanceof HTTPError) logger.warn({...about, status: error.status}, message);
	else if (isUnreachable(error)) logger.warn(about, message);
	else logger.error({...about, err: error}, message);
}

type Failed = {
	readonly action: string;
	readonly error: unknown;
	readonly about: object;
	readonly permission?: string;
};
