import {disarm} from './disarm.ts';

/** What one message of Discord's takes, in characters. */
export const messageLimit = 2000;

/**
 * An answer's messages as they are sent: nothing in them can ring anybody, and what has to be said first stands
 * above. Notes that no longer fit are left out; the notice gets a message of its own.
 */
export function composeMessages({
	messages,
	notice,
	notes,
}: {
	readonly messages: readonly string[];
	readonly notice: string | undefined;
	/** Each a sentence; shown small. */
	readonly notes: readonly string[];
}): readonly string[] {
	const [first = '', ...others] = messages.map(disarm);
	const small = notes.map(note => `-# ${disarm(note)}`).join('\n');
	const noted = joined([small, first]);
	const start = noted.length <= messageLimit ? noted : first;
	if (notice === undefined) return [start, ...others];
	const noticed = joined([notice, start]);
	return noticed.length <= messageLimit ? [noticed, ...others] : [notice, start, ...others];
}

function joined(parts: readonly string[]): string {
	return parts.filter(part => part !== '').join('\n\n');
}
