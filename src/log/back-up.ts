import {existsSync, mkdirSync, renameSync, rmSync} from 'node:fs';
import {dirname} from 'node:path';
import {backup, DatabaseSync} from 'node:sqlite';

/**
 * Copies the log at `file:PATH` to another file while it is in use: SQLite's online backup, whose copy is the log at
 * one moment. The copy is checked before it takes the name `to`; a file of that name is never overwritten.
 */
export async function backUp(
	databaseUrl: string,
	to: string,
	onProgress: (copied: {readonly pages: number; readonly of: number}) => void = () => {},
): Promise<void> {
	if (!databaseUrl.startsWith('file:')) {
		throw new Error(
			'Cannot back up a Postgres log: this command knows SQLite files, want pg_dump for Postgres',
		);
	}
	const path = databaseUrl.replace(/^file:/, '');
	if (!existsSync(path)) throw new Error(`Cannot back up "${path}": found no such file`);
	if (existsSync(to)) throw new Error(`Cannot back up to "${to}": it is there already, want a new name`);
	mkdirSync(dirname(to), {recursive: true});
	const partial = `${to}.partial`;
	rmSync(partial, {force: true});
	const source = new DatabaseSync(path, {readOnly: true, timeout: 5000});
	try {
		await backup(source, partial, {
			rate: 1000,
			progress: ({totalPages, remainingPages}) =>
				onProgress({pages: totalPages - remainingPages, of: totalPages}),
		});
		const problem = problemOf(partial);
		if (problem !== undefined) throw new Error(`Cannot back up "${path}": the copy is damaged (${problem})`);
		renameSync(partial, to);
	} finally {
		source.close();
		for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${partial}${end}`, {force: true});
	}
}

/** What SQLite finds wrong in a file, in its words; undefined where it is whole. */
export function problemOf(path: string): string | undefined {
	const database = new DatabaseSync(path, {timeout: 5000});
	try {
		const found = database.prepare('PRAGMA quick_check(1)').get();
		const said = String(found?.quick_check ?? found?.integrity_check ?? '');
		return said === 'ok' ? undefined : said.replaceAll('\n', ' ');
	} catch (error) {
		return (error as Error).message;
	} finally {
		database.close();
	}
}
