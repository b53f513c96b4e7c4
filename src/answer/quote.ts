/**
 * Text from a member or from the network as inline code: on one line, without anything that could end the
 * code or speak to Discord, at most `limit` characters.
 */
export function quote(text: string, limit = 120): string {
	const plain = neutralise(text).replace(/`/g, "'").replace(/\s+/g, ' ').trim();
	const cut = plain.length > limit ? `${plain.slice(0, limit - 1)}…` : plain;
	return cut === '' ? '`(empty)`' : `\`${cut}\``;
}

/**
 * Text from outside that cannot ping anyone, hide anything or turn direction: control, zero-width and
 * bidirectional characters go, and an `@` or `<@` never leads a mention.
 */
export function neutralise(text: string): string {
	return text
		.replace(/[\p{Cc}\p{Cf}]/gu, character => (character === '\n' || character === '\t' ? character : ''))
		.replace(/@(everyone|here)/gi, '@\u200b$1')
		.replace(/<(@[!&]?|#)(\d)/g, '<\u200b$1$2');
}
