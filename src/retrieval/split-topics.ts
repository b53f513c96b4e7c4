/** The text below one heading of the second level, as the pages of causes and clients are divided. */
export type Topic = {
	readonly heading: string;
	/** The line of the body on which the heading stands, from 0. */
	readonly line: number;
	readonly text: string;
};

/** Headings inside code are code. What stands before the first heading belongs to no topic. */
export function splitTopics(body: string): Topic[] {
	const topics: {heading: string; line: number; lines: string[]}[] = [];
	let fence: string | undefined;
	for (const [number, line] of body.split(/\r?\n/).entries()) {
		const mark = /^\s{0,3}(```+|~~~+)/.exec(line)?.[1];
		if (fence === undefined && line.startsWith('## ')) {
			topics.push({heading: line.slice(3).trim(), line: number, lines: []});
			continue;
		}
		if (mark !== undefined) fence = fence === undefined ? mark : mark.startsWith(fence) ? undefined : fence;
		topics.at(-1)?.lines.push(line);
	}
	return topics.map(({heading, line, lines}) => ({heading, line, text: lines.join('\n').trim()}));
}
