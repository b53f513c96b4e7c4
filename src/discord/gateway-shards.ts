import {setTimeout as pause} from 'node:timers/promises';
import {SimpleShardingStrategy, type WebSocketOptions} from 'discord.js';

type BuildStrategy = NonNullable<WebSocketOptions['buildStrategy']>;

/** What is private in a shard of the library's. */
type Shard = {
	readonly id: number;
	/** Its socket, while it has one. */
	readonly connection: {
		on(event: 'error', listener: () => void): void;
		close(code: number): void;
	} | null;
	connect(): Promise<void>;
	internalConnect(): Promise<void>;
	/** With `recover` it connects again, after half a second. */
	destroy(options?: {readonly recover?: number}): Promise<void>;
	onMessage(...given: readonly unknown[]): Promise<void>;
};

type Forget = {updateSessionInfo(shardId: number, session: null): unknown};

/** Discord closes an application that signs in more than a thousand times a day. */
const longestPauseMs = 5 * 60_000;

/**
 * Shards as the library makes them, but for three things. It takes its listeners from a socket that it gives up, and a
 * socket that is still connecting then fails unheard, which would end the process. Who leaves while it connects, or
 * between two tries, is not heeded: it goes on trying, for ever. And what Discord says of the connection itself (HELLO,
 * READY) is trusted: it throws where nobody catches it when that cannot be read. Here the connection is begun anew
 * then, after a pause that grows, and `onUnreadable` hears of it.
 */
export function buildShards({onUnreadable, firstPauseMs = 1000}: Mending): BuildStrategy {
	return manager => {
		const strategy = new SimpleShardingStrategy(manager);
		const {shards} = strategy as unknown as {readonly shards: ReadonlyMap<number, Shard>};
		const sessions: Forget = manager.options;
		const spawn = strategy.spawn.bind(strategy);
		strategy.spawn = async ids => {
			await spawn(ids);
			for (const shard of shards.values()) mend(shard, {sessions, onUnreadable, firstPauseMs});
		};
		return strategy;
	};
}

type Mending = {
	readonly onUnreadable: (about: {readonly shard: number; readonly pauseMs: number}, error: unknown) => void;
	/** Each further pause is twice as long. */
	readonly firstPauseMs?: number;
};

function mend(
	shard: Shard,
	{sessions, onUnreadable, firstPauseMs}: Required<Mending> & {readonly sessions: Forget},
): void {
	const connect = shard.connect.bind(shard);
	const internalConnect = shard.internalConnect.bind(shard);
	const destroy = shard.destroy.bind(shard);
	const onMessage = shard.onMessage.bind(shard);
	let wanted = false;
	let pauseMs = 0;
	let failedAt = Number.NEGATIVE_INFINITY;
	let mustPause = false;
	shard.connect = () => {
		wanted = true;
		return connect();
	};
	shard.internalConnect = async () => {
		if (mustPause) await pause(pauseMs, undefined, {ref: false});
		mustPause = false;
		if (wanted) await internalConnect();
	};
	shard.destroy = async ({recover, ...others} = {}) => {
		if (recover === undefined) wanted = false;
		shard.connection?.on('error', () => {});
		await destroy({...others, ...(wanted && recover !== undefined && {recover})});
	};
	const connectAnew = async (connection: Shard['connection'], error: unknown) => {
		if (!wanted || connection !== shard.connection || mustPause) return;
		const isAgain = performance.now() - failedAt < 2 * longestPauseMs;
		pauseMs = isAgain ? Math.min(2 * pauseMs, longestPauseMs) : firstPauseMs;
		failedAt = performance.now();
		mustPause = true;
		onUnreadable({shard: shard.id, pauseMs}, error);
		// The library connects anew once the socket is closed; there is no session to go on with.
		await sessions.updateSessionInfo(shard.id, null);
		connection?.close(1000);
	};
	// Every message passes here: nothing more is awaited than the library does.
	shard.onMessage = (...given) => {
		const {connection} = shard;
		return onMessage(...given).catch(error => connectAnew(connection, error));
	};
}
