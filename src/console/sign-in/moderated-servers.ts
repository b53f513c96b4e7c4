import type {ServerName} from '../../log/sessions.ts';

/** A server of somebody's, as Discord tells it to those whom they allowed to ask. */
export type JoinedServer = ServerName & {
	readonly owner: boolean;
	/** The bits of what they may do there, as a number. */
	readonly permissions: string;
};

/** What has to be asked to know whether somebody moderates a server. */
export type ModerationRights = {
	/** The servers that Lineman is in. */
	readonly botServers: ReadonlySet<string>;
	/** The roles that make somebody a moderator there, besides the permission. */
	readonly moderatorRoles: (serverId: string) => Promise<readonly string[]>;
	/** The roles that they have there. */
	readonly rolesIn: (serverId: string) => Promise<readonly string[]>;
};

/** Discord's permission bits. */
const administrator = 1n << 3n;
const manageMessages = 1n << 13n;

/**
 * The servers that somebody moderates: where Lineman is, and where they may manage messages or have one of the roles
 * that the server's settings name.
 */
export async function moderatedServers(
	joined: readonly JoinedServer[],
	rights: ModerationRights,
): Promise<readonly ServerName[]> {
	const moderated: ServerName[] = [];
	for (const server of joined.filter(({id}) => rights.botServers.has(id))) {
		if (mayManageMessages(server) || (await hasModeratorRole(server.id, rights))) {
			moderated.push({id: server.id, name: server.name});
		}
	}
	return moderated;
}

function mayManageMessages({owner, permissions}: JoinedServer): boolean {
	return owner || (BigInt(permissions) & (administrator | manageMessages)) !== 0n;
}

async function hasModeratorRole(
	serverId: string,
	{moderatorRoles, rolesIn}: ModerationRights,
): Promise<boolean> {
	const wanted = await moderatorRoles(serverId);
	if (wanted.length === 0) return false;
	const roles = await rolesIn(serverId);
	return roles.some(role => wanted.includes(role));
}
