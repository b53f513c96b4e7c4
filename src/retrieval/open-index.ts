import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, watch} from 'node:fs';
import {dirname} from 'node:path';
import {type IndexStore, openStore, type StoredPage} from './index-store.ts';
import {type IndexDir, placePages} from './place-pages.ts';
import {type Changes, refreshStore} from './refresh-store.ts';
import {type Searched, searchIndex} from './search-index.ts';
import type {FoundSection, SearchRequest} from './section.ts';
import {createVocabulary, type VocabularyWords} from './vocabulary.ts';

export type IndexOptions = VocabularyWords & {
	readonly dirs: readonly IndexDir[];
	/** Where the index is kept, or `:memory:`. */
	readonly file: string;
};

/** The search index over some folders. */
export type KnowledgeIndex = {
	readonly search: (request: SearchRequest) => FoundSection[];
	/** What a search works on, as it stands now. */
	readonly searched: () => Searched;
	/** Writes to the store when no refresh is under way. */
	readonly write: (work: (store: IndexStore) => void) => Promise<void>;
	/** Reads what has changed in the folders since it was read last. */
	readonly refresh: () => Promise<Changes>;
	/** Refreshes when a file changes, then calls back; returns how to stop. */
	readonly watch: (onChange: (changes: Changes) => void) => () => void;
	/** Whether the address is that of a page, and of a section where it has an anchor. */
	readonly hasLink: (url: string) => boolean;
	readonly close: () => void;
};

/** Raised when tables, terms or weights change: an index that was made otherwise is made anew. */
const format = 9;

/** Opens the index and brings it up to date with its folders. */
export async function openIndex({dirs, file, ...words}: IndexOptions): Promise<KnowledgeIndex> {
	for (const {dir} of dirs) {
		if (!existsSync(dir)) throw new Error(`Cannot search "${dir}": found no such folder`);
	}
	const vocabulary = createVocabulary(words);
	if (file !== ':memory:') mkdirSync(dirname(file), {recursive: true});
	const store = openStore(file, versionOf([format, vocabulary.version, dirs]));
	let stored: readonly StoredPage[] = [];
	let pages = placePages(stored, dirs);
	let last: Promise<unknown> = Promise.resolve();

	/** One after the other: each waits until the one before is done, or has failed. */
	function inTurn<T>(work: () => T | Promise<T>): Promise<T> {
		const next = last.then(work);
		last = next.catch(() => undefined);
		return next;
	}

	const refresh = () =>
		inTurn(async () => {
			const changes = await refreshStore(store, {dirs, vocabulary});
			if (stored !== store.pages()) {
				stored = store.pages();
				pages = placePages(stored, dirs);
			}
			return changes;
		});
	const searched = () => ({store, pages, vocabulary});

	await refresh();
	return {
		search: request => searchIndex(request, searched()),
		searched,
		write: work => inTurn(() => work(store)),
		refresh,
		watch: onChange => watchFolders(dirs, () => refresh().then(onChange)),
		hasLink(url) {
			const page = pages.at(url);
			const anchor = decodeURIComponent(URL.parse(url)?.hash.slice(1) ?? '');
			return page !== undefined && (anchor === '' || store.hasAnchor(page.id, anchor));
		},
		close: () => store.close(),
	};
}

function versionOf(parts: readonly unknown[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** An editor or a checkout changes files in bursts; the end of a burst is waited for. */
const calmMs = 200;

function watchFolders(dirs: readonly IndexDir[], onChange: () => Promise<unknown>): () => void {
	let timer: NodeJS.Timeout | undefined;
	const soon = () => {
		clearTimeout(timer);
		// A folder that is being replaced cannot be read for a moment; the change that ends this tries again.
		timer = setTimeout(() => onChange().catch(soon), calmMs);
	};
	const watchers = dirs.map(({dir}) => watch(dir, {recursive: true}, soon));
	return () => {
		clearTimeout(timer);
		for (const watcher of watchers) watcher.close();
	};
}
