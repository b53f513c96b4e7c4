import {type Kysely, type RawBuilder, sql} from 'kysely';
import {isPostgres} from './column-types.ts';
import type {Schema} from './schema.ts';
import {type Phrase, readPhrases, wordsOf} from './words-of.ts';

/**
 * What answers are found by, kept in step with `answer`. It can be made again from there at any time, so it is no
 * part of `Schema`: in SQLite plain words under a number, which FTS5 indexes; in Postgres a `tsvector`.
 */
export type SearchSchema = {
	answer_fts_words: {id: number; question_id: string; words: string};
	answer_fts: {rowid: number};
};

/** The texts of an answer that are searched. */
export type SearchedTexts = {
	readonly id: string;
	readonly guild_id: string | null;
	readonly cause: string | null;
	readonly verdict: string;
	readonly question: string;
	readonly answer_json: string;
};

/** So much of a text is searched; a long log is in it as a whole, a file of megabytes by how it begins. */
const mostCharacters = 100_000;
const mostWords = 15_000;

/** Keeps the words of an answer, in place of those before. */
export async function keepWords(db: Kysely<Schema>, texts: SearchedTexts): Promise<void> {
	const words = allWords(texts);
	const value = isPostgres(db) ? asVector(words) : sql`${words.join(' ')}`;
	await sql`
		insert into answer_fts_words (question_id, words) values (${texts.id}, ${value})
		on conflict (question_id) do update set words = excluded.words
	`.execute(db);
}

/** The answer can no longer be found by its words. */
export async function forgetWords(db: Kysely<Schema>, questionId: string): Promise<void> {
	await sql`delete from answer_fts_words where question_id = ${questionId}`.execute(db);
}

/** Keeps the words of every answer that has none yet. */
export async function keepMissingWords(db: Kysely<Schema>): Promise<void> {
	let after = '';
	for (;;) {
		const rows = await db
			.selectFrom('answer')
			.select(['id', 'guild_id', 'cause', 'verdict', 'question', 'answer_json'])
			.where('id', '>', after)
			.where('text_gone', 'is', null)
			.orderBy('id')
			.limit(500)
			.execute();
		for (const row of rows) await keepWords(db, row);
		const last = rows.at(-1);
		if (last === undefined) return;
		after = last.id;
	}
}

/**
 * The search as the engine at hand takes it; undefined where there is no word in it. With `servers`, only answers of
 * these are met: where they are few among many, the index need not be asked for all that have a word.
 */
export function searchFor(
	db: Kysely<Schema>,
	query: string,
	servers?: readonly string[],
): RawBuilder<string> | undefined {
	const phrases = readPhrases(query);
	if (phrases.length === 0) return undefined;
	const [write, and, or] = isPostgres(db)
		? ([vectorPhrase, ' & ', ' | '] as const)
		: ([ftsPhrase, ' AND ', ' OR '] as const);
	const within = (servers ?? []).map(id => write({words: [serverWord(id)], isBegun: false}));
	const text = [...(within.length === 0 ? [] : [`(${within.join(or)})`]), ...phrases.map(write)].join(and);
	return isPostgres(db) ? sql<string>`${text}::tsquery` : sql<string>`${text}`;
}

function allWords({guild_id, cause, verdict, question, answer_json}: SearchedTexts): readonly string[] {
	const {text} = JSON.parse(answer_json) as {readonly text: string};
	return [
		...(guild_id === null ? [] : [serverWord(guild_id)]),
		...wordsOf(cause ?? ''),
		...wordsOf(verdict),
		...wordsOf(text.slice(0, mostCharacters)),
		...wordsOf(question.slice(0, mostCharacters)),
	].slice(0, mostWords);
}

/** A word that stands for the server, and is hardly anybody's. */
function serverWord(id: string): string {
	return `inserver${id.replaceAll(/\D/g, '')}`;
}

/** Words are letters and digits alone: nothing in them has to be escaped. */
function asVector(words: readonly string[]): RawBuilder<unknown> {
	return sql`${words.map((word, index) => `${word}:${index + 1}`).join(' ')}::tsvector`;
}

function vectorPhrase({words, isBegun}: Phrase): string {
	return `(${words.join(' <-> ')}${isBegun ? ':*' : ''})`;
}

function ftsPhrase({words, isBegun}: Phrase): string {
	return `"${words.join(' ')}"${isBegun ? '*' : ''}`;
}
