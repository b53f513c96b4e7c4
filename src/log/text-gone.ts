import type {TextGone} from './answer-record.ts';

/** Why a text is not here, in words that follow "was". */
export function sayTextGone(textGone: TextGone): string {
	if (textGone.because === 'request') return 'removed at a member’s request';
	const {keptDays} = textGone;
	return `removed after ${keptDays} day${keptDays === 1 ? '' : 's'}`;
}
