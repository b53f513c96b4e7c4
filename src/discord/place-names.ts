import type {Client} from 'discord.js';

/** How servers, channels and people are called in Discord. Nobody waits: what is not known yet may be the next time. */
export type PlaceNames = {
	server(id: string): string | undefined;
	/** A channel's name, and the server that it is in. */
	channel(id: string): {readonly name: string; readonly serverId: string} | undefined;
	person(id: string): string | undefined;
	/** Those that the bot is a member of. */
	servers(): readonly {readonly id: string; readonly name: string}[];
};

const mostRemembered = 2000;

/** `client`: undefined as long as Discord is not reached. Those who are not known are asked for once. */
export function placeNames(client: () => Client | undefined): PlaceNames {
	const people = new Map<string, string | undefined>();
	const channels = new Set<string>();
	return {
		servers: () => [...(client()?.guilds.cache.values() ?? [])].map(({id, name}) => ({id, name})),
		server: id => client()?.guilds.cache.get(id)?.name,

		channel(id) {
			const found = client()?.channels.cache.get(id);
			if (found !== undefined) {
				return 'guildId' in found && found.guildId !== null && 'name' in found && found.name !== null
					? {name: found.name, serverId: found.guildId}
					: undefined;
			}
			// A thread that was archived is not in the cache; one that is gone is not asked for again.
			if (!channels.has(id) && isDiscordId(id) && client()?.isReady()) {
				if (channels.size >= mostRemembered) channels.clear();
				channels.add(id);
				client()
					?.channels.fetch(id)
					.catch(() => {});
			}
			return undefined;
		},

		person(id) {
			const cached = client()?.users.cache.get(id)?.displayName ?? people.get(id);
			if (cached !== undefined || people.has(id) || !isDiscordId(id) || !client()?.isReady()) return cached;
			if (people.size >= mostRemembered) people.clear();
			people.set(id, undefined);
			client()
				?.users.fetch(id)
				.then(({displayName}) => people.set(id, displayName))
				// Nobody's name is worth an error: the id stands in its place.
				.catch(() => {});
			return undefined;
		},
	};
}

/** The names of a door that may be opened later; as long as it is not, nobody is known. */
export function placeNamesOf(names: () => PlaceNames | undefined): PlaceNames {
	return {
		server: id => names()?.server(id),
		channel: id => names()?.channel(id),
		person: id => names()?.person(id),
		servers: () => names()?.servers() ?? [],
	};
}

/** Pseudonyms, and whoever acts without an account, are nobody whom Discord knows. */
function isDiscordId(id: string): boolean {
	return /^\d{17,20}$/.test(id);
}
