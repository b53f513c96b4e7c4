import {DatabaseSync} from 'node:sqlite';
import type {ReadPage} from './read-page.ts';

/** A page of the index without its text. */
export type StoredPage = {
	readonly id: number;
	readonly dir: string;
	readonly path: string;
	readonly hash: string;
	readonly changedAtMs: number;
	readonly size: number;
	readonly kind: ReadPage['kind'];
	readonly subject: string | null;
	readonly title: string;
	readonly slug: string | null;
};

/** A section as it is shown. */
export type StoredSection = {
	readonly headings: readonly string[];
	readonly anchor: string;
	readonly text: string;
};

export type StoredUnit = {
	readonly id: number;
	readonly page: number;
	/** Null for a section; the addresses of a mention. */
	readonly targets: readonly string[] | null;
	readonly bag: Uint8Array;
};

export type FileState = {
	readonly dir: string;
	readonly path: string;
	readonly hash: string;
	readonly changedAtMs: number;
	readonly size: number;
};

/** The tables of the search index. It holds nothing that cannot be read again: another version begins anew. */
export type IndexStore = {
	readonly pages: () => StoredPage[];
	/** Puts a page in place of what the index has of the same file. */
	readonly put: (file: FileState, page: ReadPage) => void;
	/** The file was touched, its text is the same. */
	readonly touch: (id: number, file: FileState) => unknown;
	readonly drop: (id: number) => void;
	/** Between `begin` and `commit` a search may find the old page or the new one. */
	readonly begin: () => void;
	readonly commit: () => void;
	readonly rollback: () => void;
	readonly unitCount: () => number;
	/** In how many units a term stands. */
	readonly unitsWith: (term: string) => number;
	readonly unitIdsWith: (term: string) => readonly (readonly [id: number])[];
	readonly unit: (id: number) => StoredUnit | undefined;
	readonly section: (id: number) => StoredSection | undefined;
	readonly firstSection: (page: number) => number | undefined;
	readonly hasAnchor: (page: number, anchor: string) => boolean;
	readonly pageBag: (id: number) => Uint8Array;
	readonly close: () => void;
};

const tables = `
	CREATE TABLE page (
		id INTEGER PRIMARY KEY, dir TEXT NOT NULL, path TEXT NOT NULL, hash TEXT NOT NULL, changed_at REAL NOT NULL,
		size INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT, title TEXT NOT NULL, slug TEXT, bag BLOB NOT NULL,
		UNIQUE (dir, path)
	);
	CREATE TABLE unit (
		id INTEGER PRIMARY KEY, page INTEGER NOT NULL, targets TEXT, headings TEXT, anchor TEXT, bag BLOB NOT NULL
	);
	CREATE INDEX unit_page ON unit (page);
	CREATE TABLE unit_text (id INTEGER PRIMARY KEY, terms TEXT NOT NULL, text TEXT);
	CREATE TABLE term (term TEXT PRIMARY KEY, units INTEGER NOT NULL) WITHOUT ROWID;
	CREATE VIRTUAL TABLE unit_terms USING fts5 (
		terms, content = '', contentless_delete = 1, detail = none, tokenize = "ascii tokenchars '=#+'"
	);
`;

/** Opens the index in a file or in `:memory:`; one that was made with other tables, weights or words is emptied. */
export function openStore(file: string, version: string): IndexStore {
	const database = new DatabaseSync(file);
	database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000');
	if (readVersion(database) !== version) createTables(database, version);
	const sql = prepareAll(database);
	/** How the units with each term have changed since `begin`, so that each term is written once. */
	const changes = new Map<string, number>();

	const count = (terms: readonly string[], by: number) => {
		for (const term of terms) changes.set(term, (changes.get(term) ?? 0) + by);
	};
	const drop = (id: number) => {
		for (const row of sql.textsOfPage.all(id)) {
			count(String(row.terms).split(' '), -1);
			sql.dropTerms.run(Number(row.id));
			sql.dropText.run(Number(row.id));
		}
		sql.dropUnits.run(id);
		sql.dropPage.run(id);
	};
	return {
		pages: () => sql.pages.all().map(row => ({...row}) as StoredPage),
		put({dir, path, hash, changedAtMs, size}, {kind, subject, title, slug, bag, units}) {
			const before = sql.pageId.get(dir, path);
			if (before !== undefined) drop(Number(before.id));
			const fileState = [dir, path, hash, changedAtMs, size] as const;
			const page = sql.addPage.run(
				...fileState,
				kind,
				subject ?? null,
				title,
				slug ?? null,
				bag,
			).lastInsertRowid;
			for (const unit of units) {
				const [targets, headings, anchor, text] =
					unit.kind === 'section'
						? [null, unit.headings.join('\n'), unit.anchor, unit.text]
						: [unit.targets.join('\n'), null, null, null];
				const id = sql.addUnit.run(page, targets, headings, anchor, unit.bag).lastInsertRowid;
				const terms = unit.terms.join(' ');
				sql.addText.run(id, terms, text);
				sql.addTerms.run(id, terms);
				count(unit.terms, 1);
			}
		},
		touch: (id, {hash, changedAtMs, size}) => sql.touch.run(hash, changedAtMs, size, id),
		drop,
		begin: () => database.exec('BEGIN IMMEDIATE'),
		commit() {
			for (const [term, change] of changes) if (change !== 0) sql.countTerm.run(term, change);
			changes.clear();
			database.exec('COMMIT');
		},
		rollback() {
			changes.clear();
			database.exec('ROLLBACK');
		},
		unitCount: () => Number(sql.unitCount.get()?.count ?? 0),
		unitsWith: term => Number(sql.unitsWith.get(term)?.units ?? 0),
		unitIdsWith: term => sql.unitIdsWith.all(`"${term}"`) as unknown as [number][],
		unit(id) {
			const row = sql.unit.get(id) as unknown as [number, string | null, Uint8Array] | undefined;
			if (row === undefined) return undefined;
			const [page, targets, bag] = row;
			return {id, page, targets: targets?.split('\n') ?? null, bag};
		},
		section(id) {
			const row = sql.section.get(id);
			if (row === undefined) return undefined;
			return {headings: String(row.headings).split('\n'), anchor: String(row.anchor), text: String(row.text)};
		},
		firstSection: page => numberOf(sql.firstSection.get(page)?.id),
		hasAnchor: (page, anchor) => sql.hasAnchor.get(page, anchor) !== undefined,
		pageBag: id => (sql.pageBag.get(id)?.bag as Uint8Array | undefined) ?? new Uint8Array(),
		close: () => database.close(),
	};
}

function prepareAll(database: DatabaseSync) {
	const prepare = (sql: string) => database.prepare(sql);
	/** Rows as arrays: for what is asked hundreds of times in one search. */
	const prepareFast = (sql: string) => {
		const statement = database.prepare(sql);
		statement.setReturnArrays(true);
		return statement;
	};
	return {
		pages: prepare(
			'SELECT id, dir, path, hash, changed_at AS changedAtMs, size, kind, subject, title, slug FROM page ORDER BY id',
		),
		pageId: prepare('SELECT id FROM page WHERE dir = ? AND path = ?'),
		addPage: prepare(
			'INSERT INTO page (dir, path, hash, changed_at, size, kind, subject, title, slug, bag) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
		),
		touch: prepare('UPDATE page SET hash = ?, changed_at = ?, size = ? WHERE id = ?'),
		dropPage: prepare('DELETE FROM page WHERE id = ?'),
		pageBag: prepare('SELECT bag FROM page WHERE id = ?'),
		addUnit: prepare('INSERT INTO unit (page, targets, headings, anchor, bag) VALUES (?, ?, ?, ?, ?)'),
		addText: prepare('INSERT INTO unit_text (id, terms, text) VALUES (?, ?, ?)'),
		addTerms: prepare('INSERT INTO unit_terms (rowid, terms) VALUES (?, ?)'),
		textsOfPage: prepare('SELECT unit.id, terms FROM unit JOIN unit_text USING (id) WHERE page = ?'),
		dropTerms: prepare('DELETE FROM unit_terms WHERE rowid = ?'),
		dropText: prepare('DELETE FROM unit_text WHERE id = ?'),
		dropUnits: prepare('DELETE FROM unit WHERE page = ?'),
		countTerm: prepare(
			'INSERT INTO term (term, units) VALUES (?, ?) ON CONFLICT (term) DO UPDATE SET units = units + excluded.units',
		),
		unitCount: prepare('SELECT count(*) AS count FROM unit'),
		unitsWith: prepare('SELECT units FROM term WHERE term = ?'),
		unitIdsWith: prepareFast('SELECT rowid FROM unit_terms WHERE unit_terms MATCH ?'),
		unit: prepareFast('SELECT page, targets, bag FROM unit WHERE id = ?'),
		section: prepare('SELECT headings, anchor, text FROM unit JOIN unit_text USING (id) WHERE id = ?'),
		firstSection: prepare('SELECT id FROM unit WHERE page = ? AND targets IS NULL ORDER BY id LIMIT 1'),
		hasAnchor: prepare('SELECT 1 FROM unit WHERE page = ? AND anchor = ?'),
	};
}

function readVersion(database: DatabaseSync): string | undefined {
	const hasMeta = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'meta'").get() !== undefined;
	if (!hasMeta) return undefined;
	return database.prepare('SELECT version FROM meta').get()?.version as string | undefined;
}

function createTables(database: DatabaseSync, version: string): void {
	const names = ['unit_terms', 'unit_text', 'unit', 'term', 'page', 'meta'];
	database.exec(names.map(name => `DROP TABLE IF EXISTS ${name};`).join(''));
	database.exec(`CREATE TABLE meta (version TEXT NOT NULL); ${tables}`);
	database.prepare('INSERT INTO meta (version) VALUES (?)').run(version);
}

function numberOf(value: unknown): number | undefined {
	return typeof value === 'number' ? value : undefined;
}
