import {DatabaseSync} from 'node:sqlite';
import type {PageWords} from './page-words.ts';
import {openPostings, type PostingLists, postingTable} from './posting-lists.ts';
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
	/** How many bags its words have after that of the page as a whole: sections, then mentions. */
	readonly sections: number;
	readonly mentions: number;
};

export type StoredWords = {readonly words: PageWords};

export type SectionText = Pick<ReadPage['sections'][number], 'headings' | 'text'>;

export type Wording = {readonly text: string; readonly isAside: boolean};

/**
 * The tables of the search index. It holds nothing that cannot be read again: another version begins anew,
 * but for the vectors, which cost money and do not depend on it.
 */
export type IndexStore = {
	/** The same array until something changes. */
	readonly pages: () => readonly StoredPage[];
	/** Puts a page in place of what the index has of the same file. */
	readonly put: (file: FileState, page: ReadPage) => void;
	/** The file was touched, its text is the same. */
	readonly touch: (id: number, file: FileState) => void;
	readonly drop: (id: number) => void;
	/** Changes between `begin` and `commit` last only if all of them succeed. */
	readonly begin: () => void;
	readonly commit: () => void;
	readonly rollback: () => void;
	readonly postings: Pick<PostingLists, 'pagesWith' | 'addWorth'>;
	readonly words: (page: number) => StoredWords | undefined;
	/** See `ReadPage`. */
	readonly mentions: (page: number) => ReadPage['mentions'];
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
		size INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT, title TEXT NOT NULL, slug TEXT,
		sections INTEGER NOT NULL, mentions INTEGER NOT NULL, UNIQUE (dir, path)
	);
	CREATE TABLE page_words (page INTEGER PRIMARY KEY, mentions TEXT NOT NULL, terms BLOB NOT NULL);
	CREATE TABLE section (
		page INTEGER NOT NULL, place INTEGER NOT NULL, headings TEXT NOT NULL, anchor TEXT NOT NULL, text TEXT NOT NULL,
		PRIMARY KEY (page, place)
	) WITHOUT ROWID;
	CREATE TABLE wording (page INTEGER NOT NULL, text TEXT NOT NULL, is_aside INTEGER NOT NULL);
	CREATE INDEX wording_page ON wording (page);
	${postingTable}
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
	sql.pages.setReturnArrays(true);
	const postings = openPostings(database);
	const words = remembered((page): StoredWords | undefined => {
		const row = sql.words.get(page);
		if (row === undefined) return undefined;
		const terms = (row.terms as Uint8Array).slice();
		return {words: {numbers: new Uint32Array(terms.buffer)}};
	});
	const mentions = remembered(
		page => JSON.parse(String(sql.mentions.get(page)?.mentions ?? '[]')) as ReadPage['mentions'],
	);
	let pages: readonly StoredPage[] | undefined;
	const forget = (id: number) => {
		pages = undefined;
		words.forget(id);
		mentions.forget(id);
	};
	/** Another process may have changed the same file. */
	let seenVersion: number | undefined;
	const forgetAll = () => {
		pages = undefined;
		words.forgetAll();
		mentions.forgetAll();
		postings.forget();
	};
	const drop = (id: number) => {
		const stored = words.of(id);
		if (stored !== undefined) postings.drop(id, stored.words);
		forget(id);
		for (const statement of sql.drop) statement.run(id);
	};
	return {
		pages() {
			pages ??= (sql.pages.all() as unknown as PageRow[]).map(toStoredPage);
			return pages;
		},
		put({dir, path, hash, changedAtMs, size}, page) {
			const before = sql.pageId.get(dir, path);
			if (before !== undefined) drop(Number(before.id));
			const {kind, subject = null, title, slug = null} = page;
			const id = sql.addPage.run(
				before?.id ?? null,
				dir,
				path,
				hash,
				changedAtMs,
				size,
				kind,
				subject,
				title,
				slug,
				page.sections.length,
				page.mentions.length,
			).lastInsertRowid;
			sql.addWords.run(id, JSON.stringify(page.mentions), page.words.numbers);
			postings.put(Number(id), page.words);
			forget(Number(id));
			for (const [place, {headings, anchor, text}] of page.sections.entries()) {
				sql.addSection.run(id, place, JSON.stringify(headings), anchor, text);
			}
			for (const text of page.wordings) sql.addWording.run(id, text, Number(page.isAside));
		},
		touch(id, {hash, changedAtMs, size}) {
			sql.touch.run(hash, changedAtMs, size, id);
			pages = undefined;
		},
		drop,
		begin() {
			database.exec('BEGIN IMMEDIATE');
			const version = Number(sql.dataVersion.get()?.data_version);
			if (version !== seenVersion) forgetAll();
			seenVersion = version;
		},
		commit() {
			postings.flush();
			database.exec('COMMIT');
		},
		rollback() {
			database.exec('ROLLBACK');
			forgetAll();
		},
		postings,
		words: words.of,
		mentions: mentions.of,
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

/** What was read of pages, until so many were. */
function remembered<T>(read: (page: number) => T) {
	const known = new Map<number, T>();
	return {
		of(page: number): T {
			const before = known.get(page);
			if (before !== undefined) return before;
			const now = read(page);
			if (known.size >= mostKept) known.clear();
			known.set(page, now);
			return now;
		},
		forget: (page: number) => known.delete(page),
		forgetAll: () => known.clear(),
	};
}

/** Of the pages that were found last, some thousand bytes each. */
const mostKept = 2000;

type PageRow = readonly [
	...[id: number, dir: string, path: string, hash: string, changedAtMs: number, size: number],
	...[kind: StoredPage['kind'], subject: string | null, title: string, slug: string | null],
	...[sections: number, mentions: number],
];

/** Rows that come as arrays are read in half the time: there are many pages, and all are read when the index is opened. */
function toStoredPage(row: PageRow): StoredPage {
	const [id, dir, path, hash, changedAtMs, size, kind, subject, title, slug, sections, mentions] = row;
	return {id, dir, path, hash, changedAtMs, size, kind, subject, title, slug, sections, mentions};
}

function prepareAll(database: DatabaseSync) {
	const prepare = (sql: string) => database.prepare(sql);
	return {
		dataVersion: prepare('PRAGMA data_version'),
		pages: prepare(
			'SELECT id, dir, path, hash, changed_at, size, kind, subject, title, slug, sections, mentions FROM page ORDER BY id',
		),
		pageId: prepare('SELECT id FROM page WHERE dir = ? AND path = ?'),
		addPage: prepare(
			'INSERT INTO page (id, dir, path, hash, changed_at, size, kind, subject, title, slug, sections, mentions) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
		),
		addWords: prepare('INSERT INTO page_words (page, mentions, terms) VALUES (?, ?, ?)'),
		addSection: prepare('INSERT INTO section (page, place, headings, anchor, text) VALUES (?, ?, ?, ?, ?)'),
		addWording: prepare('INSERT INTO wording (page, text, is_aside) VALUES (?, ?, ?)'),
		texts: prepare('SELECT headings, text FROM section WHERE page = ? ORDER BY place'),
		wordings: prepare('SELECT text, is_aside FROM wording'),
		touch: prepare('UPDATE page SET hash = ?, changed_at = ?, size = ? WHERE id = ?'),
		drop: [
			prepare('DELETE FROM page WHERE id = ?'),
			prepare('DELETE FROM page_words WHERE page = ?'),
			prepare('DELETE FROM section WHERE page = ?'),
			prepare('DELETE FROM wording WHERE page = ?'),
		],
		words: prepare('SELECT terms FROM page_words WHERE page = ?'),
		mentions: prepare('SELECT mentions FROM page_words WHERE page = ?'),
		section: prepare('SELECT headings, anchor, text FROM section WHERE page = ? AND place = ?'),
		hasAnchor: prepare('SELECT 1 FROM section WHERE page = ? AND anchor = ?'),
	};
}

function readVersion(database: DatabaseSync): string | undefined {
	const exists = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'meta'").get() !== undefined;
	return exists ? String(database.prepare('SELECT version FROM meta').get()?.version) : undefined;
}

function createTables(database: DatabaseSync, version: string): void {
	// Earlier versions had a virtual table, whose other tables go with it.
	const virtual = database
		.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%fts5%'")
		.all();
	for (const {name} of virtual) database.exec(`DROP TABLE "${name}"`);
	const others = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
	for (const {name} of others) if (name !== vectorTable) database.exec(`DROP TABLE "${name}"`);
	database.exec(`CREATE TABLE meta (version TEXT NOT NULL); ${tables}`);
	database.prepare('INSERT INTO meta (version) VALUES (?)').run(version);
}
