import {openIndex} from '../../../src/retrieval/open-index.ts';
import type {IndexDir} from '../../../src/retrieval/place-pages.ts';
import {knowledgeDir} from './corpus.ts';
import type {Corpus, Engine, Searcher} from './engine.ts';

/** As `evaluate --knowledge` runs it: the bot's own knowledge says which pages are meant. */
export const lineman: Engine = engineWith([{dir: knowledgeDir, use: 'mentions'}]);

/** Without the causes, clients and guides: the pages are all that it reads, as they are for the peers. */
export const linemanAlone: Engine = engineWith([]);

/** To build and to open is one and the same: an index that is there already is brought up to date. */
function engineWith(more: readonly IndexDir[]): Engine {
	const open = async ({dir, file, words}: Corpus): Promise<Searcher> => {
		const dirs = [{dir, urlRoot: 'https://docs.example.com/'}, ...more];
		const index = await openIndex({dirs, file, ...words});
		return {
			search: request => index.search(request).map(({slug, page}) => slug ?? page),
			keep: async () => {},
			async refresh() {
				const {changed} = await index.refresh();
				if (changed !== 1) throw new Error(`Cannot measure an edit: found ${changed} changed pages, want 1`);
			},
			close: () => index.close(),
		};
	};
	return {build: open, open};
}
