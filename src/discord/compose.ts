import type {Answer} from '../answer/answer.ts';
import {fitMessages, messageLimit} from '../answer/fit-messages.ts';
import {disarm} from './disarm.ts';
import type {FileNotes} from './read-attachments.ts';

/**
 * An answer as it is sent, in one message where that is possible: nothing in it can ring anybody, and what has to
 * be said first stands above. What no longer fits gets a message of its own; how files were cut is then left out.
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
	/** On the attached files; shown small. */
	readonly notes: FileNotes;
	readonly answer: string;
}): readonly string[] {
	const body = disarm(answer);
	const above = joined([notice, remark]);
	const unread = small(notes.unread);
	const all = small([...notes.unread, ...notes.cut]);
	const whole = [joined([above, all, body]), joined([above, unread, body])].find(
		text => text.length <= messageLimit,
	);
	return whole === undefined ? [joined([above, unread]), body] : [whole];
}

/** Messages with one more line below the last, or that line by itself where it does not fit there. */
export function withLineBelow(
	messages: readonly string[],
	line: string | undefined,
): {readonly messages: readonly string[]; readonly below?: string} {
	if (line === undefined) return {messages};
	const last = `${messages.at(-1) ?? ''}\n${line}`;
	return last.length <= messageLimit ? {messages: [...messages.slice(0, -1), last]} : {messages, below: line};
}

function small(notes: readonly string[]): string {
	return notes.map(note => `-# ${disarm(note)}`).join('\n');
}

/** What of an answer is shown on request: each a message. */
export function detailsOf({messages, details = ''}: Pick<Answer, 'messages' | 'details'>): readonly string[] {
	return [...messages.slice(1), ...fitMessages(details)].map(disarm);
}

/** Parts of a message, one below the other, without those that are not there. */
export function joined(parts: readonly (string | undefined)[]): string {
	return parts.filter(part => part !== undefined && part !== '').join('\n\n');
}
