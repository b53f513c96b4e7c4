import type {Person, ServerName} from '../log/sessions.ts';
import type {ConsoleTools} from './console-tools.ts';

/** How people, servers and channels are called, as far as it is known and whoever looks may know it. */
export type Names = {
	readonly person: (id: string) => string;
	readonly server: (id: string) => string;
	readonly channel: (id: string) => string;
};

type Known = {readonly names?: ConsoleTools['names'] | undefined};

/** The names on a page that somebody looks at: people by their sign-in, the rest as Discord has it. */
export async function namesFor(
	person: Person,
	{log, now, names}: Known & Pick<ConsoleTools, 'log' | 'now'>,
): Promise<Names> {
	const signedIn = await log.sessions.names(now());
	return {
		...placesFor(person, {names}),
		person(id) {
			if (id === person.id) return 'you';
			const name = signedIn.get(id) ?? nobody[id] ?? names?.person(id);
			return name ?? (/^\d{1,20}$/.test(id) ? `moderator ${id}` : 'somebody');
		},
	};
}

/** Who acts without an account. */
const nobody: Readonly<Record<string, string>> = {console: 'the operator', lineman: 'Lineman'};

/** An id in an address may be of a server that one does not moderate: its name is not told. */
export function placesFor({servers}: Person, {names}: Known): Omit<Names, 'person'> {
	const maySee = (id: string) => servers === undefined || servers.some(server => server.id === id);
	return {
		server(id) {
			const known = servers?.find(server => server.id === id)?.name;
			return known ?? (maySee(id) ? names?.server(id) : undefined) ?? `server ${id}`;
		},
		channel(id) {
			const found = names?.channel(id);
			return found !== undefined && maySee(found.serverId) ? `#${found.name}` : `channel ${id}`;
		},
	};
}

/** The servers to choose from, by their names. */
export async function serversFor(
	person: Person,
	{log, names}: Known & Pick<ConsoleTools, 'log'>,
): Promise<readonly ServerName[]> {
	if (person.servers !== undefined) return person.servers;
	const {server} = placesFor(person, {names});
	return (await log.answers.servers()).map(id => ({id, name: server(id)}));
}
