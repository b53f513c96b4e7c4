import {readFileSync, writeFileSync} from 'node:fs';
import {Charset, Encoder, Index} from 'flexsearch';
import {type Engine, mostSections, type Searcher} from './engine.ts';
import {readSections} from './read-sections.ts';
import {stopWords} from './stop-words.ts';

/**
 * One text with the title first, because an early word counts more there: that ranks better here than a field for each.
 * As fine a score as its README computes for such texts; `suggest`: any of the words.
 */
function empty(): Index {
	return new Index({
		tokenize: 'strict',
		resolution: 60,
		encoder: new Encoder({...Charset.Default, filter: new Set(stopWords)}),
	});
}

export const flexsearch: Engine = {
	async build({dir, file}) {
		const index = empty();
		const pages: string[] = [];
		for (const sections of readSections(dir)) {
			for (const {id, page, title, headings, text} of sections) {
				pages[id] = page;
				index.add(id, [title, headings, text].join('\n'));
			}
		}
		return searcher(index, pages, file);
	},
	async open({file}) {
		const index = empty();
		const {pages, parts} = JSON.parse(readFileSync(file, 'utf8'));
		for (const [name, part] of parts) await index.import(name, part);
		return searcher(index, pages, file);
	},
};

function searcher(index: Index, pages: readonly string[], file: string): Searcher {
	return {
		search: ({query, limit}) => {
			const found = index.search(query, {suggest: true, limit: mostSections}) as readonly number[];
			return [...new Set(found.map(id => pages[id] ?? ''))].slice(0, limit);
		},
		async keep() {
			const parts: [string, string][] = [];
			await index.export((name, part) => {
				parts.push([name, part]);
			});
			writeFileSync(file, JSON.stringify({pages, parts}));
		},
		close: () => {},
	};
}
