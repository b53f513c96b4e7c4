import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {stripTypeScriptTypes} from 'node:module';
import {join} from 'node:path';
import test from 'node:test';
import {parse} from 'acorn';
import {checkSync} from 'recheck';

const root = join(import.meta.dirname, '../..');

type Literal = {readonly file: string; readonly pattern: string; readonly flags: string};

/**
 * Patterns that the tool cannot prove or finds quadratic, and why that does no harm. A pattern is named by its
 * file and its beginning.
 */
const harmless: readonly {readonly file: string; readonly begins: string; readonly because: string}[] = [
	{
		file: 'src/evidence/fact-wordings.ts',
		begins: '\\b(?:works?',
		because: 'every repetition in it is bounded',
	},
	{
		file: 'src/evidence/fact-wordings.ts',
		begins: '\\b(?:second',
		because: 'every repetition in it is bounded',
	},
	{
		file: 'src/evidence/programming-language.ts',
		begins: "thread '",
		because: 'every repetition in it is bounded',
	},
	{
		file: 'src/evidence/read-closes.ts',
		begins: '(?:\\bclos',
		because: 'it reads the 40 characters before a code',
	},
	{
		file: 'src/discord/review/read-correction.ts',
		begins: '^`+|',
		because: 'it reads one short field of a form, and is linear: only the first of a run can match',
	},
	{
		file: 'src/evidence/read-evidence.ts',
		begins: '[^/@]{0,400}\\[removed',
		because: 'it reads one URL, and every repetition in it is bounded',
	},
	{
		file: 'src/evidence/read-evidence.ts',
		begins: '[?&][^?&=]{1,100}=',
		because: 'it reads one URL, and every repetition in it is bounded',
	},
	{
		file: 'src/evidence/read-service-words.ts',
		begins: '["\'`]?[,;]',
		because: 'it reads a reason of at most some hundred characters',
	},
	{file: 'src/evidence/read-statuses.ts', begins: '(?:expect', because: 'it reads the words before a number'},
	{file: 'src/evidence/secret-assignments.ts', begins: '(?:sec-websocket', because: 'it reads one name'},
	{file: 'src/evidence/secret-passwords.ts', begins: '^(?:[<[{$%(]', because: 'it reads one value'},
	{
		file: 'src/retrieval/read-knowledge.ts',
		begins: '^```',
		because: 'it reads a page of the knowledge folder, and nothing that a member wrote',
	},
	{file: 'src/retrieval/split-page.ts', begins: '^\\s*(`{3,99}', because: 'it reads one line of a page'},
	{file: 'src/retrieval/split-page.ts', begins: '\\s*\\{#', because: 'it reads one heading of a page'},
	{
		file: 'src/retrieval/split-page.ts',
		begins: '`[^`\\n]*`|',
		because:
			'it reads a page of a documentation folder, and the kinds of characters in it exclude each other',
	},
	{file: 'src/retrieval/split-page.ts', begins: '(!?)\\[', because: 'every repetition in it is bounded'},
];

function literals(): readonly Literal[] {
	return ['src', 'commands']
		.flatMap(folder =>
			readdirSync(join(root, folder), {recursive: true, encoding: 'utf8'}).map(name => `${folder}/${name}`),
		)
		.filter(file => file.endsWith('.ts'))
		.flatMap(file => {
			const found: Literal[] = [];
			const code = stripTypeScriptTypes(readFileSync(join(root, file), 'utf8'));
			parse(code, {
				ecmaVersion: 'latest',
				sourceType: 'module',
				allowHashBang: true,
				onToken(token) {
					const {type, value} = token as typeof token & {value: unknown};
					if (type.label === 'regexp') found.push({file, ...(value as Pick<Literal, 'pattern' | 'flags'>)});
				},
			});
			return found;
		});
}

/** The tool knows neither these flags nor what they change: they do not make a pattern slower. */
function knownFlags(flags: string): string {
	return flags.replaceAll(/[dy]/g, '');
}

/** Undefined where no text makes the pattern slow: that is proved, or no attack of some seconds has found one. */
function slownessOf({pattern, flags}: Literal): string | undefined {
	const proved = checkSync(pattern, knownFlags(flags), {checker: 'automaton', timeout: 1000});
	const judged =
		proved.status === 'unknown'
			? checkSync(pattern, knownFlags(flags), {checker: 'fuzz', timeout: 3000, randomSeed: 1})
			: proved;
	return judged.status === 'vulnerable' ? judged.complexity.summary : undefined;
}

test('every regular expression in the code takes linear time, whatever text it is given', () => {
	const slow = literals().flatMap(literal => {
		const {file, pattern} = literal;
		if (
			flagsOfSets(literal) ||
			harmless.some(each => each.file === file && pattern.startsWith(each.begins))
		) {
			return [];
		}
		const slowness = slownessOf(literal);
		return slowness === undefined ? [] : [`${file}: ${pattern.slice(0, 80)}: ${slowness}`];
	});
	assert.deepEqual(slow, []);
});

/** Sets (flag v) are beyond the tool; one without a quantifier matches one character at a time. */
function flagsOfSets({pattern, flags}: Literal): boolean {
	return flags.includes('v') && !/[*+{]\S*[*+{]/.test(pattern.replaceAll(/\\p\{[^}]*\}/g, ''));
}

test('every exception is still there', () => {
	const all = literals();
	for (const {file, begins} of harmless) {
		assert.ok(
			all.some(each => each.file === file && each.pattern.startsWith(begins)),
			`${file}: ${begins}`,
		);
	}
});
