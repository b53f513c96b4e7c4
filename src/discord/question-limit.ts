import type {ServerSettings} from '../log/server-settings.ts';
import type {DiscordTools} from './discord-tools.ts';

/** A server's limit is reached. */
export type LimitReached = {
	/** Whose it is: the member's own, or everybody's together. */
	readonly of: 'member' | 'server';
	readonly limit: number;
	readonly until: Date;
};

const hourMs = 60 * 60_000;

/** Whether a member may ask no more for now, by what the log holds; undefined where they may. */
export async function limitReached(
	{askerId, guildId}: {readonly askerId: string; readonly guildId: string | null | undefined},
	{questionsPerMember, questionsPerServer}: Pick<ServerSettings, 'questionsPerMember' | 'questionsPerServer'>,
	{log, now}: Pick<DiscordTools, 'log' | 'now'>,
): Promise<LimitReached | undefined> {
	if (guildId == null) return undefined;
	const since = new Date(now().getTime() - hourMs);
	const reached = async (of: LimitReached['of'], limit: number | null): Promise<LimitReached | undefined> => {
		if (limit === null) return undefined;
		const asker = of === 'member' ? {askerId} : {};
		const asked = await log.asked.nthNewest({nth: limit, since, guildId, ...asker});
		return asked && {of, limit, until: new Date(asked.getTime() + hourMs)};
	};
	return (await reached('member', questionsPerMember)) ?? (await reached('server', questionsPerServer));
}

/** What a member is told then. */
export function limitText(askerId: string, {of, limit, until}: LimitReached): string {
	// Discord shows this as "in 12 minutes", in the reader's own language.
	const again = `<t:${Math.ceil(until.getTime() / 1000)}:R>`;
	const whose =
		of === 'member'
			? `You have asked me ${limit} question${limit === 1 ? '' : 's'} in the last hour, which is as many as this server allows each member.`
			: `This server has asked me ${limit} question${limit === 1 ? '' : 's'} in the last hour, which is as many as it allows.`;
	return `Hi <@${askerId}>. ${whose} I can take the next one ${again}.`;
}
