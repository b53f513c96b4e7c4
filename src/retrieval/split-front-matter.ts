/** The two parts of a page, each with the line of the file on which it begins. */
export type PageParts = {
	readonly frontMatter: string;
	readonly frontMatterLine: number;
	readonly body: string;
	readonly bodyLine: number;
};

/** A page without front matter is all body. */
export function splitFrontMatter(page: string): PageParts {
	const text = page.replace(/^\uFEFF/, '');
	const opening = /^---[ \t]*\r?\n/.exec(text);
	if (opening === null) return {frontMatter: '', frontMatterLine: 1, body: text, bodyLine: 1};
	const closing = /^---[ \t]*(?:\r?\n|$)/gm;
	closing.lastIndex = opening[0].length;
	const end = closing.exec(text);
	if (end === null) return {frontMatter: '', frontMatterLine: 1, body: text, bodyLine: 1};
	const frontMatter = text.slice(opening[0].length, end.index);
	return {
		frontMatter,
		frontMatterLine: 2,
		body: text.slice(end.index + end[0].length),
		bodyLine: 3 + countLines(frontMatter),
	};
}

function countLines(text: string): number {
	return text.split('\n').length - 1;
}
