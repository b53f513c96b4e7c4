import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';

export type PageFile = {
	/** Within the folder, with `/` on every system. */
	readonly path: string;
	readonly changedAtMs: number;
	readonly size: number;
};

/** Markdown and MDX of a folder and the folders in it, in the order of their paths. */
export function listPages(dir: string): PageFile[] {
	return listFolder(dir, '').sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Folders that are set aside are not even looked into: there may be a hundred thousand files in them. */
function listFolder(dir: string, folder: string): PageFile[] {
	return readdirSync(join(dir, folder), {withFileTypes: true})
		.filter(({name}) => !isSetAside(name))
		.flatMap(entry => {
			const path = `${folder}${entry.name}`;
			if (entry.isDirectory()) return listFolder(dir, `${path}/`);
			if (!entry.isFile() || !isPage(entry.name)) return [];
			const stat = statSync(join(dir, path), {throwIfNoEntry: false});
			return stat === undefined ? [] : [{path, changedAtMs: stat.mtimeMs, size: stat.size}];
		});
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
