/**
 * Text in which nothing can ring anybody and nothing is hidden. Every message we send already forbids mentions;
 * this holds even where a text is copied on. The sign is replaced by its full-width twin, so that the text does
 * not grow; characters that cannot be seen or turn the writing direction are taken out (joiners stay: emoji and
 * several scripts need them).
 */
export function disarm(text: string): string {
	return text
		.replace(/[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
		.replace(/@(?=everyone|here)/gi, '＠')
		.replace(/<@(?=[!&]?\d)/g, '<＠');
}

/** Text that stays inside its code block. */
export function disarmCode(text: string): string {
	return disarm(text).replace(/```/g, "'''");
}
