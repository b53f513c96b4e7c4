import {SimpleShardingStrategy, type WebSocketOptions} from 'discord.js';

type BuildStrategy = NonNullable<WebSocketOptions['buildStrategy']>;

/** What is private in a shard of the library's: its socket, while it has one. */
type Shard = {
	readonly connection: {on(event: 'error', listener: () => void): void} | null;
	destroy(...given: readonly unknown[]): Promise<void>;
};

/**
 * Shards as the library makes them, but for one thing: it takes its listeners from a socket that it gives up, and a
 * socket that is still connecting then fails unheard, which would end the process.
 */
export const buildShards: BuildStrategy = manager => {
	const strategy = new SimpleShardingStrategy(manager);
	const {shards} = strategy as unknown as {readonly shards: ReadonlyMap<number, Shard>};
	const spawn = strategy.spawn.bind(strategy);
	strategy.spawn = async ids => {
		await spawn(ids);
		for (const shard of shards.values()) giveUpQuietly(shard);
	};
	return strategy;
};

function giveUpQuietly(shard: Shard): void {
	const destroy = shard.destroy.bind(shard);
	shard.destroy = (...given) => {
		shard.connection?.on('error', () => {});
		return destroy(...given);
	};
}
