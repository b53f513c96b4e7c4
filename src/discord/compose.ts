import {disarm} from './disarm.ts';

/** What one message of Discord's takes, in characters. */
export const messageLimit = 2000;

/**
 * An answer as it is sent, in one message where that is possible: nothing in it can ring anybody, and what has to
 * be said first stands above. Notes that no longer fit are left out; notice and remark get a message of their own.
 */
export function composeMessages({
	notice,
	remark,
	notes,
	answer,
}: {
	readonly notice: string | undefined;
	/** A sentence or two on this answer. */
	readonly remark: string | undefined;
	/** Each a sentence; shown small. */
	readonly notes: readonly string[];
	readonly answer: string;
}): readonly string[] {
	const body = disarm(answer);
	const small = notes.map(note => `-# ${disarm(note)}`).join('\n');
	const above = joined([notice, remark]);
	const whole = [joined([above, small, body]), joined([above, body])].find(
		text => text.length <= messageLimit,
	);
	return whole === undefined ? [above, body] : [whole];
}

function joined(parts: readonly (string | undefined)[]): string {
	return parts.filter(part => part !== undefined && part !== '').join('\n\n');
}
