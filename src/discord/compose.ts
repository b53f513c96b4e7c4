import type {Answer} from '../answer/answer.ts';
import {fitMessages, messageLimit} from '../answer/fit-messages.ts';
import {disarm} from './disarm.ts';

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

/** What of an answer is shown on request: each a message. */
export function detailsOf({messages, details = ''}: Pick<Answer, 'messages' | 'details'>): readonly string[] {
	return [...messages.slice(1), ...fitMessages(details)].map(disarm);
}

function joined(parts: readonly (string | undefined)[]): string {
	return parts.filter(part => part !== undefined && part !== '').join('\n\n');
}
