import type {SearchRequest} from '../../../src/retrieval/section.ts';
import type {VocabularyWords} from '../../../src/retrieval/vocabulary.ts';

/** A way to search pages, as the bench drives it: Lineman's or a peer's. */
export type Engine = {
	/** Makes the index of a folder. */
	readonly build: (corpus: Corpus) => Promise<Searcher>;
	/** Opens what an earlier process kept. */
	readonly open: (corpus: Corpus) => Promise<Searcher>;
};

export type Corpus = {
	readonly dir: string;
	/** Where the index is kept. */
	readonly file: string;
	/** What Lineman knows of the service; its peers have no use for it. */
	readonly words: VocabularyWords;
};

export type Searcher = {
	/** The slugs of the pages found, best first. */
	readonly search: (request: SearchRequest) => readonly string[];
	/** Writes the index for `open`. */
	readonly keep: () => Promise<void>;
	/** Takes up what changed in the folder; undefined: the engine does not look at folders. */
	readonly refresh?: () => Promise<void>;
	readonly close: () => void;
};

/** How many sections are asked of a peer, so that ten pages are among them. */
export const mostSections = 100;

export const engineNames = ['lineman', 'lineman, pages alone', 'minisearch', 'orama', 'flexsearch'] as const;
export type EngineName = (typeof engineNames)[number];

/** A process loads the engine that it measures and no other. */
export async function loadEngine(name: EngineName): Promise<Engine> {
	switch (name) {
		case 'lineman':
			return (await import('./lineman-engine.ts')).lineman;
		case 'lineman, pages alone':
			return (await import('./lineman-engine.ts')).linemanAlone;
		case 'minisearch':
			return (await import('./minisearch-engine.ts')).minisearch;
		case 'orama':
			return (await import('./orama-engine.ts')).orama;
		case 'flexsearch':
			return (await import('./flexsearch-engine.ts')).flexsearch;
	}
}
