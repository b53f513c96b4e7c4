import {setTimeout as pause} from 'node:timers/promises';
import {DiscordAPIError, DiscordjsError} from 'discord.js';

const waitsMs = [200, 1000, 3000];

/**
 * Does something in Discord, again where the connection or Discord itself failed. Only for what may be done
 * twice: edits, and messages with a nonce that is enforced.
 */
export async function tryAgain<T>(work: () => Promise<T>): Promise<T> {
	for (const waitMs of waitsMs) {
		try {
			return await work();
		} catch (error) {
			// What Discord has refused, it refuses again.
			if (error instanceof DiscordAPIError || error instanceof DiscordjsError) throw error;
			await pause(waitMs, undefined, {ref: false});
		}
	}
	return work();
}
