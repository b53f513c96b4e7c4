import {createRequire} from 'node:module';
import type {HLJSApi, LanguageFn} from 'highlight.js';

/** Grammars look back and forth: time can grow with the square of a hostile text, so longer code stays plain. */
const mostCharacters = 4000;

/** Each language's grammar, and the names that fences give it. */
const names = {
	bash: ['bash', 'sh', 'zsh', 'ksh', 'fish'],
	c: ['c', 'h'],
	cpp: ['cpp', 'c++', 'cc', 'cxx', 'hpp'],
	csharp: ['csharp', 'cs', 'c#'],
	dart: ['dart'],
	diff: ['diff', 'patch'],
	dockerfile: ['dockerfile', 'docker'],
	go: ['go', 'golang'],
	http: ['http', 'https'],
	java: ['java'],
	javascript: ['javascript', 'js', 'jsx', 'mjs', 'cjs', 'node'],
	json: ['json', 'jsonc', 'json5', 'jsonl', 'har'],
	kotlin: ['kotlin', 'kt', 'kts'],
	objectivec: ['objectivec', 'objc', 'objective-c', 'obj-c', 'm', 'mm'],
	php: ['php'],
	powershell: ['powershell', 'ps1', 'pwsh', 'ps'],
	python: ['python', 'py', 'python3', 'py3'],
	ruby: ['ruby', 'rb'],
	rust: ['rust', 'rs'],
	shell: ['shell', 'console', 'shellsession', 'sh-session', 'terminal'],
	swift: ['swift'],
	typescript: ['typescript', 'ts', 'tsx', 'mts', 'cts'],
	xml: ['xml', 'html', 'xhtml', 'svg', 'plist'],
	yaml: ['yaml', 'yml'],
} as const;

type Language = keyof typeof names;

/** What a grammar needs besides its own: commands after a prompt, the body of a response. */
const within: Partial<Record<Language, Language>> = {shell: 'bash', http: 'json'};

const languageOf = new Map<string, Language>(
	Object.entries(names).flatMap(([language, labels]) => labels.map(label => [label, language as Language])),
);

/**
 * Code as HTML with a class for each kind of word, its text escaped. Undefined where the label names no language
 * that is known here, or the code is too long to be read at once.
 */
export function highlightCode(code: string, label: string): string | undefined {
	const language = languageOf.get(label.toLowerCase());
	if (language === undefined || code.length > mostCharacters) return undefined;
	const {value} = grammarOf(language).highlight(code, {language, ignoreIllegals: true});
	return holdsOnly(code, value) ? value : undefined;
}

const require = createRequire(import.meta.url);
const read = new Map<Language, HLJSApi>();

/** A language is read when the first fence names it. Each stands alone, so that none depends on what came before. */
function grammarOf(language: Language): HLJSApi {
	const known = read.get(language);
	if (known !== undefined) return known;
	const core: HLJSApi = require('highlight.js/lib/core');
	const made = core.newInstance();
	for (const needed of [language, within[language]]) {
		if (needed === undefined) continue;
		const grammar: LanguageFn = require(`highlight.js/lib/languages/${needed}`);
		made.registerLanguage(needed, grammar);
	}
	read.set(language, made);
	return made;
}

/** Whatever a grammar makes of hostile code: what is shown is the code, with nothing but classes around its words. */
function holdsOnly(code: string, marked: string): boolean {
	return marked.replaceAll(/<span class="(?:hljs|language)-[a-z_ -]+">|<\/span>/g, '') === escaped(code);
}

/** As the library escapes. */
function escaped(code: string): string {
	return code
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll("'", '&#x27;');
}
