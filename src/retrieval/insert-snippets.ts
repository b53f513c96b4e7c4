/**
 * A page with the files that it includes by `<Markdown src="…"/>` or `<Snippet file="…"/>` in their places. What
 * is not there leaves the words of its name: `english-only.mdx` says something of the page even so.
 */
export function insertSnippets(page: string, readSnippet: (source: string) => string | undefined): string {
	if (!/<(?:Markdown|Snippet)\s/.test(page)) return page;
	return page.replaceAll(
		/<(?:Markdown|Snippet)\s{1,20}(?:src|file)=["']([^"'\n]{1,300})["']\s{0,20}\/?>(?:<\/(?:Markdown|Snippet)>)?/g,
		(_, source: string) => readSnippet(source) ?? `${nameOf(source).replaceAll(/[-_]/g, ' ')}.`,
	);
}

function nameOf(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
}
