import {type Client, Events} from 'discord.js';
import type {Logger} from './discord-tools.ts';

/** While the connection is lost, the same is not said more often. */
const sayAgainAfterMs = 60_000;

/**
 * Tells the operator how the connection to Discord fares. The client tries twice a second to connect; a Discord that
 * is down for an hour gives a line a minute, not thousands.
 */
export function logConnection(
	client: Client,
	{logger, now}: {readonly logger: Logger; readonly now: () => Date},
): void {
	let lostAt: number | undefined;
	let saidAt = Number.NEGATIVE_INFINITY;
	const atTimes = (say: () => void) => {
		const at = now().getTime();
		if (at - saidAt < sayAgainAfterMs) return;
		saidAt = at;
		say();
	};
	const back = (message: string, about: object) => {
		const lostForMs = lostAt === undefined ? {} : {lostForMs: now().getTime() - lostAt};
		lostAt = undefined;
		saidAt = Number.NEGATIVE_INFINITY;
		logger.info({...about, ...lostForMs}, message);
	};

	client.on(Events.Error, error => logger.error({err: error}, 'Discord’s client reports an error'));
	client.on(Events.Warn, warning => logger.warn({}, warning));
	client.on(Events.ShardError, error =>
		atTimes(() => logger.warn({err: error}, 'the connection to Discord failed')),
	);
	client.on(Events.ShardReconnecting, () => {
		lostAt ??= now().getTime();
		atTimes(() => logger.info({}, 'the connection to Discord was lost; reconnecting'));
	});
	client.on(Events.ShardResume, (_, replayed) => back('the connection to Discord is back', {replayed}));
	client.on(Events.ShardReady, () => {
		if (lostAt !== undefined) back('the connection to Discord is back, in a new session', {});
	});
	client.on(Events.ShardDisconnect, ({code}) =>
		logger.error({code}, 'Discord closed the connection for good: check the token and the application'),
	);
	client.rest.on('rateLimited', ({route, global, retryAfter}) =>
		logger.info({route, global, retryAfter}, 'Discord asked us to wait'),
	);
}
