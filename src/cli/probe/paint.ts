import type {Screen} from '../command.ts';

type Brush = (text: string) => string;

/** Colours where a terminal shows them, else the text as it is. */
export type Paint = {
	readonly good: Brush;
	readonly bad: Brush;
	readonly faint: Brush;
	readonly strong: Brush;
};

export function paintFor(screen: Screen | undefined): Paint {
	const brush = (code: number): Brush =>
		screen?.hasColour ? text => (text === '' ? '' : `\u001b[${code}m${text}\u001b[0m`) : text => text;
	return {good: brush(32), bad: brush(31), faint: brush(2), strong: brush(1)};
}

/** What a server said, without anything that a terminal could take for an order, on one line and of a bearable length. */
export function printable(text: string): string {
	return text
		.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
		.slice(0, 300)
		.trim();
}

/** Lines of whole words, at most so wide; all but the first are indented. */
export function wrap(
	text: string,
	{columns, indent}: {readonly columns: number; readonly indent: number},
): string {
	const [first = '', ...words] = text.split(/(?<=\S) /);
	const lines = [first];
	for (const word of words) {
		const line = `${lines.at(-1)} ${word}`;
		if (line.length <= columns) lines[lines.length - 1] = line;
		else lines.push(`${' '.repeat(indent)}${word}`);
	}
	return lines.join('\n');
}
