import type {SecretKind} from './evidence.ts';

/** Where a secret stands in a text. */
export type SecretSpan = {readonly start: number; readonly end: number; readonly kind: SecretKind};

export function spanOf(start: number, value: string, kind: SecretKind = 'authorization_header'): SecretSpan {
	return {start, end: start + value.length, kind};
}

/** Without the punctuation of the sentence around it. */
export function trimmed(value: string): string {
	return value.replace(/[.:!?*%^&@#]{1,10}$/, '');
}

/** What a sticky pattern finds right there. */
export function readAt(text: string, at: number, pattern: RegExp): RegExpExecArray | undefined {
	pattern.lastIndex = at;
	return pattern.exec(text) ?? undefined;
}
