import type {DiscordTools} from './discord-tools.ts';
import {lineSize, type Ticket, type Wait} from './waiting-line.ts';

/**
 * Takes a place in the line for a question of a member's, in that of this process or in the one that several share;
 * undefined where it is full.
 */
export async function takePlace(
	askerId: string,
	tools: Pick<DiscordTools, 'line' | 'shared' | 'log' | 'logger' | 'now'>,
): Promise<Ticket | undefined> {
	const {line, shared, log, logger, now} = tools;
	if (!shared) return line.join(askerId);
	try {
		const before = new Date(now().getTime() - aboutToBeTakenMs);
		const {waiting, own} = await log.shared.crowd({askerId, before});
		if (waiting >= lineSize.room || own > lineSize.roomEach) return undefined;
		return {...turnAtOnce, wait: waitOf({waiting, own})};
	} catch (error) {
		logger.error({err: error}, 'Cannot count the questions that wait');
		return turnAtOnce;
	}
}

/** What was asked so lately is about to be taken, and nobody waits behind it. */
const aboutToBeTakenMs = 1000;

/** For a question whose turn it is already. */
export const turnAtOnce: Ticket = {wait: undefined, turn: async () => {}, leave() {}};

function waitOf({waiting, own}: {readonly waiting: number; readonly own: number}): Wait | undefined {
	if (own > 0) return {behind: 'own', ahead: own};
	return waiting > 0 ? {behind: 'others', ahead: waiting} : undefined;
}
