import type {Answer} from './answer.ts';
import {fitMessages, messageLimit} from './fit-messages.ts';

/** What a part of the reply says. */
export type PartKind =
	| 'incident'
	| 'warning'
	| 'verdict'
	| 'slip'
	| 'client'
	| 'meaning'
	| 'live_check'
	| 'models'
	| 'candidates'
	| 'ask'
	| 'steps'
	| 'sample'
	| 'next_step'
	| 'alternative'
	| 'found'
	| 'reading'
	| 'picture'
	| 'closing';

/** A part of the reply. Where all do not fit one message, those with the highest `spare` go first; 0 always stays. */
export type Part = {readonly kind: PartKind; readonly text: string; readonly spare: number};

/** The parts as one reply: those that fit one message together, and the others as what is shown on request. */
export function composeReply(parts: readonly Part[]): Pick<Answer, 'messages' | 'text' | 'details'> {
	const kept = fitting(parts);
	const details = joined(parts.filter(part => !kept.includes(part)));
	const messages = fitMessages(joined(kept));
	return {messages, text: messages.join('\n\n'), ...(details !== '' && {details})};
}

/** The parts that fit one message together; where even the ones that must stay do not, they alone. */
function fitting(parts: readonly Part[]): readonly Part[] {
	if (joined(parts).length <= messageLimit) return parts;
	const most = Math.max(...parts.map(({spare}) => spare));
	if (most === 0) return parts;
	const last = parts.findLastIndex(({spare}) => spare === most);
	return fitting(parts.filter((_, index) => index !== last));
}

function joined(parts: readonly Part[]): string {
	return parts.map(({text}) => text).join('\n\n');
}
