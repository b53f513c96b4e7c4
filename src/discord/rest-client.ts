import {
	type APIChannel,
	type APIUser,
	type Channel,
	type Client,
	ClientUser,
	type Guild,
	Routes,
} from 'discord.js';

/**
 * Makes a client ready that only asks Discord and hears nothing of it: no gateway tells it who it is and in which servers
 * channels are, so it asks. Rejects where the token is refused or Discord does not answer.
 */
export async function signInToRest(client: Client, token: string): Promise<void> {
	client.rest.setToken(token);
	const self = (await client.rest.get(Routes.user('@me'))) as APIUser;
	// The constructor is private in the types alone.
	client.user = Reflect.construct(ClientUser, [client, self]) as ClientUser;
	// The library means its gateway; what can be asked here needs none.
	Object.defineProperty(client, 'isReady', {value: () => true});
	fetchChannelsWithServers(client);
}

/** A server as it stands now, with its channels and what we may do there; rejects where we are not in it. */
export async function fetchServer(client: Client, guildId: string): Promise<Guild> {
	const guild = await client.guilds.fetch({guild: guildId, force: true});
	await Promise.all([guild.members.fetchMe({force: true}), guild.channels.fetch()]);
	return guild;
}

/** What is private in the library's channels. */
type Channels = {
	fetch(id: string, options?: {readonly force?: boolean}): Promise<Channel | null>;
	_add(data: APIChannel, guild: null): Channel | null;
};

/** The library gives no channel of a server that it does not know. */
function fetchChannelsWithServers(client: Client): void {
	const channels = client.channels as unknown as Channels;
	const asking = new Map<string, Promise<void>>();
	const knowServer = (guildId: string): Promise<void> => {
		const asked = asking.get(guildId) ?? askForServer(client, guildId).finally(() => asking.delete(guildId));
		asking.set(guildId, asked);
		return asked;
	};
	channels.fetch = async (id, {force = false} = {}) => {
		const known = client.channels.cache.get(id);
		if (known && !known.partial && !force) return known;
		const found = (await client.rest.get(Routes.channel(id))) as APIChannel;
		const guildId = 'guild_id' in found ? found.guild_id : undefined;
		if (guildId !== undefined && !client.guilds.cache.has(guildId)) await knowServer(guildId);
		return channels._add(found, null);
	};
}

async function askForServer(client: Client, guildId: string): Promise<void> {
	const guild = await client.guilds.fetch(guildId);
	// What we may do there hangs on our own roles.
	await guild.members.fetchMe();
}
