/**
 * Text in which nothing can ring anybody. Every message we send already forbids mentions; this holds even
 * where a text is copied on. The sign is replaced by its full-width twin, so that the length stays the same.
 */
export function disarm(text: string): string {
	return text.replace(/@(?=everyone|here)/gi, '＠').replace(/<@(?=[!&]?\d)/g, '<＠');
}

/** Text that stays inside its code block, without characters that cannot be seen or turn the writing direction. */
export function disarmCode(text: string): string {
	return disarm(text)
		.replace(/```/g, "'''")
		.replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '');
}
