import type {Citation} from './answer.ts';

const link = /\[([^\]\n]{1,200})\]\(<?(https:\/\/[^\s<>()]{1,400})>?\)/g;

/** Markdown of the knowledge as Discord shows it best: links in angle brackets, so that none unfolds into a preview. */
export function toDiscord(markdown: string): string {
	return mapLinks(markdown, linkTo);
}

/** The text with something else in the place of each of its links. */
export function mapLinks(markdown: string, write: (link: Citation) => string): string {
	return markdown.replace(link, (_, title: string, url: string) => write({title, url}));
}

export function linkTo({title, url}: Citation): string {
	return `[${title.replace(/[[\]]/g, '')}](<${url}>)`;
}

/** Every link of a text, once each, in the order of appearance. */
export function citationsIn(markdown: string): readonly Citation[] {
	const found = new Map<string, Citation>();
	for (const [, title = '', url = ''] of markdown.matchAll(link)) {
		if (!found.has(url)) found.set(url, {title, url});
	}
	return [...found.values()];
}
