import {readFileSync, writeFileSync} from 'node:fs';
import MiniSearch, {type Options} from 'minisearch';
import {stem} from '../../../src/retrieval/stem.ts';
import {type Engine, mostSections, type Searcher} from './engine.ts';
import {type BenchSection, readSections} from './read-sections.ts';
import {stopWords} from './stop-words.ts';

/** Any of the words, title and headings twice, stop words and stems by `processTerm`: as its README shows. */
const options: Options<BenchSection> = {
	fields: ['title', 'headings', 'text'],
	storeFields: ['page'],
	processTerm: term => {
		const word = term.toLowerCase();
		return stopWords.has(word) ? null : stem(word);
	},
	searchOptions: {boost: {title: 2, headings: 2}, combineWith: 'OR'},
};

export const minisearch: Engine = {
	async build({dir, file}) {
		const index = new MiniSearch(options);
		for (const sections of readSections(dir)) index.addAll(sections);
		return searcher(index, file);
	},
	async open({file}) {
		return searcher(MiniSearch.loadJSON(readFileSync(file, 'utf8'), options), file);
	},
};

function searcher(index: MiniSearch<BenchSection>, file: string): Searcher {
	return {
		search: ({query, limit}) => {
			const sections = index.search(query).slice(0, mostSections);
			return [...new Set(sections.map(({page}) => String(page)))].slice(0, limit);
		},
		keep: async () => writeFileSync(file, JSON.stringify(index)),
		close: () => {},
	};
}
