/**
 * Takes out what a model thinks aloud before it answers (`<think>…</think>` at the beginning, as servers without a
 * field for it send it), and the blanks before the text. Give it the pieces as they come.
 */
export function withoutThinking(): (piece: string) => string {
	let held = '';
	let state: 'before' | 'within' | 'after' | 'text' = 'before';
	return piece => {
		if (state === 'text') return piece;
		held += piece;
		if (state === 'before') {
			held = held.trimStart();
			if (held.length < opening.length && opening.startsWith(held)) return '';
			state = held.startsWith(opening) ? 'within' : 'after';
		}
		if (state === 'within') {
			const from = Math.max(0, held.length - piece.length - closing.length);
			const end = held.indexOf(closing, from);
			if (end === -1) return '';
			held = held.slice(end + closing.length);
			state = 'after';
		}
		const text = held.trimStart();
		if (text !== '') state = 'text';
		held = '';
		return text;
	};
}

const opening = '<think>';
const closing = '</think>';
