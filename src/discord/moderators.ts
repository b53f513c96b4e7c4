import {type BaseInteraction, type GuildMember, PermissionFlagsBits} from 'discord.js';
import type {ServerSettings} from '../log/server-settings.ts';

/**
 * Whether who acts is a moderator of the server that it happens in: one who may manage its messages, or who has
 * one of the roles that the settings name. Nobody is one in a direct message.
 */
export function isModerator(
	{memberPermissions, member}: Pick<BaseInteraction, 'memberPermissions' | 'member'>,
	{moderatorRoles}: Pick<ServerSettings, 'moderatorRoles'>,
): boolean {
	if (member === null) return false;
	if (memberPermissions?.has(PermissionFlagsBits.ManageMessages)) return true;
	return rolesOf(member).some(role => moderatorRoles.includes(role));
}

function rolesOf({roles}: NonNullable<BaseInteraction['member']> | GuildMember): readonly string[] {
	return Array.isArray(roles) ? roles : [...roles.cache.keys()];
}
