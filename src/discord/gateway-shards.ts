import {SimpleShardingStrategy, type WebSocketOptions} from 'discord.js';

type BuildStrategy = NonNullable<WebSocketOptions['buildStrategy']>;

/** What is private in a shard of the library's. */
type Shard = {
	/** Its socket, while it has one. */
	readonly connection: {on(event: 'error', listener: () => void): void} | null;
	connect(): Promise<void>;
	internalConnect(): Promise<void>;
	/** With `recover` it connects again, after half a second. */
	destroy(options?: {readonly recover?: number}): Promise<void>;
};

/**
 * Shards as the library makes them, but for two things. It takes its listeners from a socket that it gives up, and a
 * socket that is still connecting then fails unheard, which would end the process. And who leaves while it connects,
 * or between two tries, is not heeded: it goes on trying, for ever.
 */
export const buildShards: BuildStrategy = manager => {
	const strategy = new SimpleShardingStrategy(manager);
	const {shards} = strategy as unknown as {readonly shards: ReadonlyMap<number, Shard>};
	const spawn = strategy.spawn.bind(strategy);
	strategy.spawn = async ids => {
		await spawn(ids);
		for (const shard of shards.values()) mend(shard);
	};
	return strategy;
};

function mend(shard: Shard): void {
	const connect = shard.connect.bind(shard);
	const internalConnect = shard.internalConnect.bind(shard);
	const destroy = shard.destroy.bind(shard);
	let wanted = false;
	shard.connect = () => {
		wanted = true;
		return connect();
	};
	shard.internalConnect = async () => {
		if (wanted) await internalConnect();
	};
	shard.destroy = async ({recover, ...others} = {}) => {
		if (recover === undefined) wanted = false;
		shard.connection?.on('error', () => {});
		await destroy({...others, ...(wanted && recover !== undefined && {recover})});
	};
}
