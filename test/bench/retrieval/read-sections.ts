import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {listPages} from '../../../src/retrieval/list-pages.ts';
import {splitPage} from '../../../src/retrieval/split-page.ts';

/** A section as the peers index it. */
export type BenchSection = {
	readonly id: number;
	readonly page: string;
	/** The page's title, description and slug. */
	readonly title: string;
	readonly headings: string;
	readonly text: string;
};

/** Divides the pages of a folder as Lineman does, a page at a time. */
export function* readSections(dir: string): Generator<readonly BenchSection[]> {
	let next = 0;
	for (const {path} of listPages(dir)) {
		const name = path.replace(/\.\w+$/, '');
		const {
			slug = name,
			title,
			description,
			sections,
		} = splitPage({
			text: readFileSync(join(dir, path), 'utf8'),
			name: name.slice(name.lastIndexOf('/') + 1),
		});
		yield sections.map(({headings, text}) => ({
			id: next++,
			page: slug,
			title: [title, description, slug.replaceAll(/[-/]/g, ' ')].join('\n'),
			headings: headings.slice(1).join('\n'),
			text,
		}));
	}
}
