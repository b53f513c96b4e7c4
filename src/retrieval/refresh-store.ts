import {createHash} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import {dirname, join, normalize} from 'node:path';
import {setImmediate} from 'node:timers/promises';
import type {IndexStore, StoredPage} from './index-store.ts';
import {insertSnippets} from './insert-snippets.ts';
import {listPages, type PageFile} from './list-pages.ts';
import type {IndexDir} from './place-pages.ts';
import {readPage} from './read-page.ts';
import type {Vocabulary} from './vocabulary.ts';

/** How many pages. */
export type Changes = {readonly added: number; readonly changed: number; readonly dropped: number};

export type Folders = {readonly dirs: readonly IndexDir[]; readonly vocabulary: Vocabulary};

/** Reads what is new in the folders and drops what is gone, a page at a time, so that others get their turn between. */
export async function refreshStore(store: IndexStore, {dirs, vocabulary}: Folders): Promise<Changes> {
	const changes = {added: 0, changed: 0, dropped: 0};
	store.begin();
	try {
		const before = new Map(store.pages().map(page => [keyOf(page.dir, page.path), page]));
		let pausedAt = performance.now();
		for (const {dir, use} of dirs) {
			const isKnowledge = existsSync(join(dir, 'service.yaml'));
			for (const file of listPages(dir)) {
				const key = keyOf(dir, file.path);
				const stored = before.get(key);
				before.delete(key);
				const done = refreshPage(store, {
					dir,
					file,
					stored,
					isKnowledge,
					mentionsOnly: use === 'mentions',
					vocabulary,
				});
				if (done !== 'same') changes[done]++;
				if (performance.now() - pausedAt > longestTurnMs) {
					await setImmediate();
					pausedAt = performance.now();
				}
			}
		}
		for (const {id} of before.values()) store.drop(id);
		changes.dropped = before.size;
		store.commit();
		return changes;
	} catch (error) {
		store.rollback();
		throw error;
	}
}

const longestTurnMs = 20;

type PageToRefresh = {
	readonly dir: string;
	readonly file: PageFile;
	readonly stored: StoredPage | undefined;
	readonly isKnowledge: boolean;
	readonly mentionsOnly: boolean;
	readonly vocabulary: Vocabulary;
};

/** A file that was not touched is not read, one whose text is the same is not indexed again. */
function refreshPage(store: IndexStore, page: PageToRefresh): 'added' | 'changed' | 'same' {
	const {dir, file, stored, isKnowledge, mentionsOnly, vocabulary} = page;
	const {path, changedAtMs, size} = file;
	const isUntouched = stored?.changedAtMs === changedAtMs && stored.size === size;
	if (isUntouched && !stored.hash.startsWith(withSnippets)) return 'same';
	const raw = readFileSync(join(dir, path), 'utf8');
	const text = insertSnippets(raw, source => readInside(dir, join(dirname(path), source)));
	const digest = createHash('sha256').update(text).digest('hex');
	const state = {dir, path, hash: text === raw ? digest : withSnippets + digest, changedAtMs, size};
	if (stored?.hash === state.hash) {
		if (!isUntouched) store.touch(stored.id, state);
		return 'same';
	}
	store.put(state, readPage({path, text, isKnowledge, mentionsOnly}, vocabulary));
	return stored === undefined ? 'added' : 'changed';
}

/** A page that includes others may change although its own file does not. */
const withSnippets = 'with snippets: ';

/** A file of the folder; what lies outside is none of its pages' business. */
function readInside(dir: string, path: string): string | undefined {
	const inside = normalize(path);
	if (inside.startsWith('..') || inside.startsWith('/')) return undefined;
	try {
		return readFileSync(join(dir, inside), 'utf8');
	} catch {
		// Not there, or no file: the page is read without it.
		return undefined;
	}
}

function keyOf(dir: string, path: string): string {
	return `${dir}\0${path}`;
}
