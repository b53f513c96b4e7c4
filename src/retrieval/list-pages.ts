import {readdirSync, statSync} from 'node:fs';
import {join, relative, sep} from 'node:path';

export type PageFile = {
	/** Within the folder, with `/` on every system. */
	readonly path: string;
	readonly changedAtMs: number;
	readonly size: number;
};

/** Markdown and MDX of a folder and the folders in it, in the order of their paths. */
export function listPages(dir: string): PageFile[] {
	return readdirSync(dir, {recursive: true, withFileTypes: true})
		.filter(entry => entry.isFile() && isPage(entry.name))
		.map(entry => join(entry.parentPath, entry.name))
		.map(file => ({file, path: relative(dir, file).split(sep).join('/')}))
		.filter(({path}) => !path.split('/').some(isSetAside))
		.flatMap(({file, path}) => {
			const stat = statSync(file, {throwIfNoEntry: false});
			return stat === undefined ? [] : [{path, changedAtMs: stat.mtimeMs, size: stat.size}];
		})
		.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What speaks of the folder itself is no page of the documentation. */
function isPage(name: string): boolean {
	return (
		/\.mdx?$/i.test(name) && !/^(?:readme|changelog|contributing|license|code_of_conduct)\.mdx?$/i.test(name)
	);
}

/** Hidden folders, packages, and snippets, which are read with the pages that include them. */
function isSetAside(part: string): boolean {
	return /^[._]/.test(part) || part === 'node_modules' || part === 'snippets';
}
