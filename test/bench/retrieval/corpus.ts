import {copyFileSync, mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {listPages} from '../../../src/retrieval/list-pages.ts';
import {makeChance} from './chance.ts';
import {makePages} from './make-pages.ts';
import {readSections} from './read-sections.ts';
import type {WordStock} from './word-stock.ts';

/** The documentation folder of the labelled queries. */
export const realDir = join(import.meta.dirname, '../../cases/docs');

export const knowledgeDir = join(import.meta.dirname, '../../../knowledge');

export function countRealSections(): number {
	return [...readSections(realDir)].reduce((sum, {length}) => sum + length, 0);
}

export type CorpusWanted = {readonly dir: string; readonly sections: number; readonly stock: WordStock};

/** Writes a folder with the real pages, as far as they fit, and made-up ones to make it as many sections as are wanted. */
export function writeCorpus({dir, sections, stock}: CorpusWanted): void {
	let written = 0;
	const files = listPages(realDir);
	for (const [index, page] of [...readSections(realDir)].entries()) {
		if (written + page.length > sections) break;
		const {path = ''} = files[index] ?? {};
		mkdirSync(dirname(join(dir, path)), {recursive: true});
		copyFileSync(join(realDir, path), join(dir, path));
		written += page.length;
	}
	for (const {path, text} of makePages({sections: sections - written, stock, chance: makeChance(1)})) {
		mkdirSync(dirname(join(dir, path)), {recursive: true});
		writeFileSync(join(dir, path), text);
	}
}
