import {readFileSync, writeFileSync} from 'node:fs';
import {create, insertMultiple, load, type RawData, save, search} from '@orama/orama';
import {type Engine, mostSections, type Searcher} from './engine.ts';
import {readSections} from './read-sections.ts';
import {stopWords} from './stop-words.ts';

/** Its own stems, the stop words, any of the words (`threshold` 1), title and headings twice. */
function empty() {
	return create({
		schema: {page: 'string', title: 'string', headings: 'string', text: 'string'},
		components: {
			tokenizer: {
				language: 'english',
				stemming: true,
				stopWords: [...stopWords],
				tokenizeSkipProperties: ['page'],
			},
		},
	});
}

export const orama: Engine = {
	async build({dir, file}) {
		const index = empty();
		for (const sections of readSections(dir)) {
			await insertMultiple(
				index,
				sections.map(({id, ...section}) => ({...section, id: String(id)})),
			);
		}
		return searcher(index, file);
	},
	async open({file}) {
		const index = empty();
		load(index, JSON.parse(readFileSync(file, 'utf8')) as RawData);
		return searcher(index, file);
	},
};

function searcher(index: ReturnType<typeof empty>, file: string): Searcher {
	return {
		search: ({query, limit}) => {
			const found = search(index, {
				term: query,
				properties: ['title', 'headings', 'text'],
				boost: {title: 2, headings: 2},
				threshold: 1,
				limit: mostSections,
			});
			if (found instanceof Promise) throw new Error('Cannot measure Orama: found a promise, want results');
			return [...new Set(found.hits.map(({document}) => document.page))].slice(0, limit);
		},
		keep: async () => writeFileSync(file, JSON.stringify(save(index))),
		close: () => {},
	};
}
