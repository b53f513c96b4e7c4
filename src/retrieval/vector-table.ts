import type {DatabaseSync} from 'node:sqlite';

/** Vectors by the hash of what they were made from. */
export type VectorTable = {
	readonly get: (key: string) => Int8Array | undefined;
	readonly put: (vectors: ReadonlyMap<string, Int8Array>) => void;
	readonly keys: () => readonly string[];
	readonly drop: (keys: Iterable<string>) => void;
};

export const vectorTable = 'vector';

/** Makes the table where there is none. */
export function openVectorTable(database: DatabaseSync): VectorTable {
	database.exec(
		`CREATE TABLE IF NOT EXISTS ${vectorTable} (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, numbers BLOB NOT NULL)`,
	);
	const get = database.prepare(`SELECT numbers FROM ${vectorTable} WHERE key = ?`);
	const put = database.prepare(`INSERT OR REPLACE INTO ${vectorTable} (key, numbers) VALUES (?, ?)`);
	const keys = database.prepare(`SELECT key FROM ${vectorTable}`);
	const drop = database.prepare(`DELETE FROM ${vectorTable} WHERE key = ?`);
	return {
		get(key) {
			const bytes = get.get(key)?.numbers as Uint8Array | undefined;
			return bytes && new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		},
		put: vectors =>
			together(database, () => {
				for (const [key, {buffer, byteOffset, byteLength}] of vectors) {
					put.run(key, new Uint8Array(buffer, byteOffset, byteLength));
				}
			}),
		keys: () => keys.all().map(({key}) => String(key)),
		drop: gone =>
			together(database, () => {
				for (const key of gone) drop.run(key);
			}),
	};
}

function together(database: DatabaseSync, work: () => void): void {
	database.exec('BEGIN IMMEDIATE');
	try {
		work();
		database.exec('COMMIT');
	} catch (error) {
		database.exec('ROLLBACK');
		throw error;
	}
}
