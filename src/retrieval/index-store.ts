import {DatabaseSync} from 'node:sqlite';
import {type PageWords, readWords} from './page-words.ts';
import type {ReadPage} from './read-page.ts';
import {openVectorTable, type VectorTable, vectorTable} from './vector-table.ts';

export type FileState = {
	readonly dir: string;
	readonly path: string;
	readonly hash: string;
	readonly changedAtMs: number;
	readonly size: number;
};

/** A page of the index without its text. */
export type StoredPage = FileState & {
	readonly id: number;
	readonly kind: ReadPage['kind'];
	readonly subject: string | null;
	readonly title: string;
	readonly slug: string | null;
};

/** What a search scores: see `ReadPage`. */
export type StoredWords = {
	readonly words: PageWords;
	readonly sections: number;
	/** Only few pages of a search say anything that fits, so this is read when asked for. */
	readonly mentions: () => ReadPage['mentions'];
};

export type SectionText = Pick<ReadPage['sections'][number], 'headings' | 'text'>;

export type Wording = {readonly text: string; readonly isAside: boolean};

/**
 * The tables of the search index. It holds nothing that cannot be read again: another version begins anew,
 * but for the vectors, which cost money and do not depend on it.
 */
export type IndexStore = {
	readonly pages: () => StoredPage[];
	/** Puts a page in place of what the index has of the same file. */
	readonly put: (file: FileState, page: ReadPage) => void;
	/** The file was touched, its text is the same. */
	readonly touch: (id: number, file: FileState) => void;
	readonly drop: (id: number) => void;
	/** Changes between `begin` and `commit` last only if all of them succeed. */
	readonly begin: () => void;
	readonly commit: () => void;
	readonly rollback: () => void;
	/** How many pages have a term, by its number. */
	readonly pagesWith: (number: number) => number;
	readonly pageIdsWith: (number: number) => readonly number[];
	readonly words: (page: number) => StoredWords | undefined;
	readonly section: (page: number, place: number) => ReadPage['sections'][number] | undefined;
	/** The texts of a page's sections, in their order. */
	readonly texts: (page: number) => readonly SectionText[];
	/** How people ask, for all pages together. */
	readonly wordings: () => readonly Wording[];
	readonly hasAnchor: (page: number, anchor: string) => boolean;
	readonly vectors: VectorTable;
	readonly close: () => void;
};

const tables = `
	CREATE TABLE page (
		id INTEGER PRIMARY KEY, dir TEXT NOT NULL, path TEXT NOT NULL, hash TEXT NOT NULL, changed_at REAL NOT NULL,
		size INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT, title TEXT NOT NULL, slug TEXT, UNIQUE (dir, path)
	);
	CREATE TABLE page_words (
		page INTEGER PRIMARY KEY, sections INTEGER NOT NULL, mentions TEXT NOT NULL, words BLOB NOT NULL
	);
	CREATE TABLE section (
		page INTEGER NOT NULL, place INTEGER NOT NULL, headings TEXT NOT NULL, anchor TEXT NOT NULL, text TEXT NOT NULL,
		PRIMARY KEY (page, place)
	) WITHOUT ROWID;
	CREATE TABLE wording (page INTEGER NOT NULL, text TEXT NOT NULL, is_aside INTEGER NOT NULL);
	CREATE INDEX wording_page ON wording (page);
	CREATE TABLE term (number INTEGER PRIMARY KEY, pages INTEGER NOT NULL);
	CREATE VIRTUAL TABLE page_terms USING fts5 (
		terms, content = '', contentless_delete = 1, detail = none, tokenize = ascii
	);
`;

/** Opens the index in a file or in `:memory:`; one of another version is emptied. */
export function openStore(file: string, version: string): IndexStore {
	const database = new DatabaseSync(file);
	// The words of a page are longer than SQLite's usual page of 4 KiB.
	database.exec(
		'PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000',
	);
	if (readVersion(database) !== version) createTables(database, version);
	const sql = prepareAll(database);
	/** How many pages more or fewer have each term since `begin`, so that each is written once. */
	const changes = new Map<number, number>();

	const count = (numbers: Uint32Array, by: 1 | -1) => {
		for (const number of numbers) changes.set(number, (changes.get(number) ?? 0) + by);
	};
	const kept = new Map<number, StoredWords>();
	const words = (page: number): StoredWords | undefined => {
		const known = kept.get(page);
		if (known !== undefined) return known;
		const row = sql.words.get(page);
		if (row === undefined) return undefined;
		const mentions = () => JSON.parse(String(row.mentions)) as string[][];
		const stored = {sections: Number(row.sections), mentions, words: readWords(row.words as Uint8Array)};
		if (kept.size >= mostKept) kept.clear();
		kept.set(page, stored);
		return stored;
	};
	const drop = (id: number) => {
		const stored = words(id);
		if (stored !== undefined) count(stored.words.numbers, -1);
		kept.delete(id);
		for (const statement of sql.drop) statement.run(id);
	};
	return {
		pages: () => sql.pages.all().map(row => ({...row}) as StoredPage),
		put({dir, path, hash, changedAtMs, size}, page) {
			const before = sql.pageId.get(dir, path);
			if (before !== undefined) drop(Number(before.id));
			const {kind, subject = null, title, slug = null} = page;
			const id = sql.addPage.run(
				dir,
				path,
				hash,
				changedAtMs,
				size,
				kind,
				subject,
				title,
				slug,
			).lastInsertRowid;
			sql.addWords.run(id, page.sections.length, JSON.stringify(page.mentions), page.words);
			const {numbers} = readWords(page.words);
			sql.addTerms.run(id, Array.from(numbers, tokenOf).join(' '));
			count(numbers, 1);
			for (const [place, {headings, anchor, text}] of page.sections.entries()) {
				sql.addSection.run(id, place, JSON.stringify(headings), anchor, text);
			}
			for (const text of page.wordings) sql.addWording.run(id, text, Number(page.isAside));
		},
		touch(id, {hash, changedAtMs, size}) {
			sql.touch.run(hash, changedAtMs, size, id);
		},
		drop,
		begin: () => database.exec('BEGIN IMMEDIATE'),
		commit() {
			for (const [number, change] of changes) if (change !== 0) sql.countPages.run(number, change);
			changes.clear();
			database.exec('COMMIT');
		},
		rollback() {
			changes.clear();
			database.exec('ROLLBACK');
		},
		pagesWith: number => Number(sql.pagesWith.get(number)?.pages ?? 0),
		pageIdsWith: number => JSON.parse(String(sql.pageIdsWith.get(`"${tokenOf(number)}"`)?.ids)) as number[],
		words,
		section(page, place) {
			const row = sql.section.get(page, place);
			if (row === undefined) return undefined;
			const {headings, anchor, text} = row;
			return {headings: JSON.parse(String(headings)) as string[], anchor: String(anchor), text: String(text)};
		},
		texts: page =>
			sql.texts.all(page).map(({headings, text}) => ({
				headings: JSON.parse(String(headings)) as string[],
				text: String(text),
			})),
		wordings: () => sql.wordings.all().map(row => ({text: String(row.text), isAside: Boolean(row.is_aside)})),
		hasAnchor: (page, anchor) => sql.hasAnchor.get(page, anchor) !== undefined,
		vectors: openVectorTable(database),
		close: () => database.close(),
	};
}

/** How the inverted index spells a term: whatever a word is made of, its number is letters and digits. */
function tokenOf(number: number): string {
	return number.toString(36);
}

/** Words of the pages that were searched last, some ten thousand bytes each: reading them is half of a search. */
const mostKept = 2000;

function prepareAll(database: DatabaseSync) {
	const prepare = (sql: string) => database.prepare(sql);
	return {
		pages: prepare(
			'SELECT id, dir, path, hash, changed_at AS changedAtMs, size, kind, subject, title, slug FROM page ORDER BY id',
		),
		pageId: prepare('SELECT id FROM page WHERE dir = ? AND path = ?'),
		addPage: prepare(
			'INSERT INTO page (dir, path, hash, changed_at, size, kind, subject, title, slug) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
		),
		addWords: prepare('INSERT INTO page_words (page, sections, mentions, words) VALUES (?, ?, ?, ?)'),
		addTerms: prepare('INSERT INTO page_terms (rowid, terms) VALUES (?, ?)'),
		addSection: prepare('INSERT INTO section (page, place, headings, anchor, text) VALUES (?, ?, ?, ?, ?)'),
		addWording: prepare('INSERT INTO wording (page, text, is_aside) VALUES (?, ?, ?)'),
		texts: prepare('SELECT headings, text FROM section WHERE page = ? ORDER BY place'),
		wordings: prepare('SELECT text, is_aside FROM wording'),
		touch: prepare('UPDATE page SET hash = ?, changed_at = ?, size = ? WHERE id = ?'),
		drop: [
			prepare('DELETE FROM page WHERE id = ?'),
			prepare('DELETE FROM page_words WHERE page = ?'),
			prepare('DELETE FROM page_terms WHERE rowid = ?'),
			prepare('DELETE FROM section WHERE page = ?'),
			prepare('DELETE FROM wording WHERE page = ?'),
		],
		countPages: prepare(
			'INSERT INTO term (number, pages) VALUES (?, ?) ON CONFLICT (number) DO UPDATE SET pages = pages + excluded.pages',
		),
		pagesWith: prepare('SELECT pages FROM term WHERE number = ?'),
		// One text with all numbers is read many times faster than as many rows.
		pageIdsWith: prepare('SELECT json_group_array(rowid) AS ids FROM page_terms WHERE page_terms MATCH ?'),
		words: prepare('SELECT sections, mentions, words FROM page_words WHERE page = ?'),
		section: prepare('SELECT headings, anchor, text FROM section WHERE page = ? AND place = ?'),
		hasAnchor: prepare('SELECT 1 FROM section WHERE page = ? AND anchor = ?'),
	};
}

function readVersion(database: DatabaseSync): string | undefined {
	const exists = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'meta'").get() !== undefined;
	return exists ? String(database.prepare('SELECT version FROM meta').get()?.version) : undefined;
}

function createTables(database: DatabaseSync, version: string): void {
	const before = database
		.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%fts5%'")
		.all();
	for (const {name} of before) database.exec(`DROP TABLE "${name}"`);
	const others = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
	for (const {name} of others) if (name !== vectorTable) database.exec(`DROP TABLE "${name}"`);
	database.exec(`CREATE TABLE meta (version TEXT NOT NULL); ${tables}`);
	database.prepare('INSERT INTO meta (version) VALUES (?)').run(version);
}
