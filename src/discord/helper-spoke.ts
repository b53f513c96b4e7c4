import {PermissionFlagsBits} from 'discord.js';
import type {ServerSettings} from '../log/server-settings.ts';
import type {ChannelMessage} from './channel-reply.ts';
import {isGone, logDiscordError} from './discord-errors.ts';
import type {DiscordTools} from './discord-tools.ts';

/** Whoever helps is among the first that answer. */
const mostMessages = 50;
const mostAuthors = 10;

/**
 * Whether a person who helps (staff or a moderator, and not the one who asked) has written since, in the thread that
 * a message stands in or that was opened for it: then we no longer speak there by ourselves. Asked of Discord, so
 * that it holds after a restart too.
 */
export async function helperSpoke(
	message: ChannelMessage,
	settings: Pick<ServerSettings, 'staffRoles' | 'moderatorRoles'>,
	{logger}: Pick<DiscordTools, 'logger'>,
): Promise<boolean> {
	const {guild} = message;
	const channel = message.channel.isThread() ? message.channel : message.thread;
	if (channel === null || guild === null) return false;
	try {
		const later = await channel.messages.fetch({after: message.id, limit: mostMessages, cache: false});
		const authors = new Set(
			later.filter(({author}) => !author.bot && author.id !== message.author.id).map(({author}) => author.id),
		);
		for (const id of [...authors].slice(0, mostAuthors)) {
			const member = await guild.members.fetch(id);
			const roles = [...settings.staffRoles, ...settings.moderatorRoles];
			if (member.permissions.has(PermissionFlagsBits.ManageMessages)) return true;
			if (member.roles.cache.some(role => roles.includes(role.id))) return true;
		}
		return false;
	} catch (error) {
		if (isGone(error)) return true;
		// Better one answer too many than none.
		const about = {channelId: channel.id, messageId: message.id};
		logDiscordError(logger, {action: 'see whether somebody has helped', error, about});
		return false;
	}
}
