import {parse} from 'yaml';
import {splitFrontMatter} from './split-front-matter.ts';

/** A page of Markdown or MDX, divided at its headings. */
export type SplitPage = {
	readonly title: string;
	/** Where the page says that it lives in public, without slashes around it. */
	readonly slug?: string;
	readonly description: string;
	readonly frontMatter: Readonly<Record<string, unknown>>;
	readonly sections: readonly PageSection[];
	readonly mentions: readonly Mention[];
};

export type PageSection = {
	/** The page's title, then the headings down to this one. */
	readonly headings: readonly string[];
	/** As GitHub makes it from the heading; empty for what stands before the first heading. */
	readonly anchor: string;
	/** Readable text, code in fences. */
	readonly text: string;
	/** The same without code. */
	readonly prose: string;
	/** The code alone. */
	readonly code: string;
};

/** What a page says of others: a line with links, after the heading that it stands below. */
export type Mention = {readonly text: string; readonly urls: readonly string[]};

export type PageSource = {
	readonly text: string;
	/** Without its ending; the title of a page that has none. */
	readonly name: string;
};

/** What is longer is cut: no page for people is, and a search has to answer in time. */
const longest = {
	page: 1_000_000,
	frontMatter: 20_000,
	line: 20_000,
	section: 100_000,
	sections: 5_000,
	heading: 300,
	mention: 800,
} as const;

/** Never throws: what is no Markdown is text. */
export function splitPage({text, name}: PageSource): SplitPage {
	const {frontMatter: yaml, body} = splitFrontMatter(text.slice(0, longest.page));
	const frontMatter = readFrontMatter(yaml);
	const lines = readLines(body);
	const sections = collectSections(lines, textOf(frontMatter.title));
	const title =
		textOf(frontMatter.title) || sections.find(({headings}) => headings.length > 0)?.headings[0] || name;
	const slug = textOf(frontMatter.slug).replaceAll(/^\/+|(?<!\/)\/+$/g, '');
	return {
		title,
		...(slug !== '' && {slug}),
		description: textOf(frontMatter.subtitle) || textOf(frontMatter.description),
		frontMatter,
		sections,
		mentions: collectMentions(lines),
	};
}

function readFrontMatter(yaml: string): Readonly<Record<string, unknown>> {
	if (yaml === '' || yaml.length > longest.frontMatter) return {};
	const plain = readPlainFields(yaml);
	if (plain !== undefined) return plain;
	try {
		const value: unknown = parse(yaml, {logLevel: 'silent'});
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
	} catch {
		// A page of others with front matter that cannot be read is still worth searching.
		return {};
	}
}

/** Lines with a name and a plain or simply quoted text each, as most pages have, are read in no time; undefined: there is more to it. */
function readPlainFields(yaml: string): Readonly<Record<string, unknown>> | undefined {
	const fields = new Map<string, string>();
	for (const line of yaml.trimEnd().split('\n')) {
		const [, name, quoted, single, plain] = plainField.exec(line) ?? [];
		const text = quoted ?? single ?? plain;
		if (name === undefined || text === undefined || fields.has(name)) return undefined;
		if (plain !== undefined && /: | #|:$|^(?:true|false|null)$/i.test(plain)) return undefined;
		fields.set(name, text);
	}
	return Object.fromEntries(fields);
}

const plainField =
	/^([a-z][\w-]{0,40}): {1,4}(?:"([^"\\]{0,300})"|'([^']{0,300})'|([a-z][^\s](?:.{0,300}\S)?)) {0,4}$/i;

function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

type Line =
	| {readonly kind: 'heading'; readonly level: number; readonly text: string; readonly anchor?: string}
	| {readonly kind: 'text'; readonly text: string; readonly urls: readonly string[]}
	| {readonly kind: 'code' | 'fence'; readonly text: string};

/** Each line as what it is. What has no words for a reader (imports, comments, styles, tags) is gone. */
function readLines(body: string): Line[] {
	const lines: Line[] = [];
	const raw = body.split('\n');
	const linesToSkip = blockFinder(raw);
	let fence: string | undefined;
	for (let number = 0; number < raw.length; number++) {
		const line = (raw[number] ?? '').slice(0, longest.line).trimEnd();
		const mark = /^\s*[`~]{3}/.test(line) ? /^\s*(`{3,99}|~{3,99})(.*)$/.exec(line) : null;
		if (fence !== undefined) {
			if (mark?.[1]?.startsWith(fence) && mark[2]?.trim() === '') {
				fence = undefined;
				lines.push({kind: 'fence', text: '```'});
			} else {
				lines.push({kind: 'code', text: line});
			}
			continue;
		}
		if (mark !== null && !mark[2]?.includes('`')) {
			fence = mark[1];
			lines.push({kind: 'fence', text: `\`\`\`${mark[2]?.trim() ?? ''}`});
			continue;
		}
		const skipped = linesToSkip(number);
		if (skipped > 0) {
			number += skipped - 1;
			continue;
		}
		const joined = joinTag(raw, number);
		number += joined.more;
		lines.push(readLine(joined.text ?? line, raw[number + 1]));
		if (lines.at(-1)?.kind === 'heading' && isUnderline(raw[number + 1])) number++;
	}
	return lines;
}

/** What has nothing to read: comments, styles, scripts, imports; each with how it ends. */
const blocks: readonly (readonly [start: RegExp, end: RegExp])[] = [
	[/^<style\b/i, /<\/style>/i],
	[/^<script\b/i, /<\/script>|\/>\s*$/i],
	[/^<!--/, /-->/],
	[/^\{\/\*/, /\*\/\}/],
	[/^import\s.{1,300}\sfrom\s+['"]|^import\s+['"]/, /['"];?\s*$/],
	[/^export\s+(?:const|default|function|let)\b/, /^\S*\}?;?\s*$|;\s*$/],
];

const blockLines = 400;

/** Says how many lines from a line on belong to a block; a block that does not end is one line. */
function blockFinder(raw: readonly string[]): (number: number) => number {
	const endsOf = new Map<RegExp, number[]>();
	return number => {
		const line = (raw[number] ?? '').trimStart();
		if (!/^[<{ie]/.test(line)) return 0;
		const end = blocks.find(([start]) => start.test(line))?.[1];
		if (end === undefined) return 0;
		const ends = endsOf.get(end) ?? raw.flatMap((each, at) => (end.test(each) ? [at] : [])).reverse();
		endsOf.set(end, ends);
		while ((ends.at(-1) ?? number) < number) ends.pop();
		const last = ends.at(-1) ?? Infinity;
		return last < number + blockLines ? last - number + 1 : 1;
	};
}

const tagLines = 20;

/** A tag that goes over several lines as one. */
function joinTag(raw: readonly string[], number: number): {text?: string; more: number} {
	const line = raw[number] ?? '';
	const open = line.lastIndexOf('<');
	if (open <= line.lastIndexOf('>') || !/^<[A-Za-z][\w.]*(?:\s|$)/.test(line.slice(open))) return {more: 0};
	for (let more = 1; more <= tagLines && number + more < raw.length; more++) {
		const next = raw[number + more] ?? '';
		if (next.trim() === '') return {more: 0};
		if (/>\s*$/.test(next.slice(-20)) && !next.includes('={<')) {
			const text = raw.slice(number, number + more + 1).join(' ');
			return {text: text.slice(0, longest.line), more};
		}
	}
	return {more: 0};
}

function isUnderline(line: string | undefined): boolean {
	return line !== undefined && /^(?:={2,}|-{2,})\s*$/.test(line);
}

function readLine(line: string, next: string | undefined): Line {
	const heading = /^\s{0,3}(#{1,6})\s/.exec(line);
	if (heading) return headingLine(heading[1]?.length ?? 1, line.slice(heading[0].length));
	const tagged = /^\s*<h([1-6])\b[^>]*>(.{1,300}?)<\/h\1>\s*$/i.exec(line);
	if (tagged) return headingLine(Number(tagged[1]), tagged[2] ?? '');
	if (isUnderline(next) && /^[^\s|>*#-]/.test(line)) return headingLine(next?.startsWith('=') ? 1 : 2, line);
	const urls: string[] = [];
	return {kind: 'text', text: cleanLine(line, urls), urls};
}

function headingLine(level: number, line: string): Line {
	const raw = line.trim().slice(0, longest.heading).replace(/\s#+$/, '');
	const id = /\s*\{#([\w-]{1,100})\}\s*$/.exec(raw);
	const text = cleanLine(id ? raw.slice(0, id.index) : raw, []);
	return {kind: 'heading', level, text, ...(id?.[1] !== undefined && {anchor: id[1]})};
}

/** One line of Markdown or MDX as words: links as their text, components as what they hold. Collects where links lead. */
function cleanLine(line: string, urls: string[]): string {
	let text = line;
	if (text.includes('](')) {
		text = text.replaceAll(
			/(!?)\[([^\]\n]{0,300})\]\(\s*<?([^)\s>]{1,500})>?[^)\n]{0,100}\)/g,
			(_, image, words, url) => {
				if (image === '') urls.push(url);
				return words;
			},
		);
	}
	if (text.includes('<'))
		text = text.replaceAll(tag, part => (part.startsWith('`') ? part : readTag(part, urls)));
	if (text.startsWith('|') || text.trimStart().startsWith('|')) text = readTableRow(text);
	if (text.includes('**')) text = text.replaceAll('**', '');
	if (text.includes('&'))
		text = text.replaceAll(/&(?:nbsp|lt|gt|amp|quot);/g, entity => entities[entity] ?? entity);
	return text.trim() === '***' || text.trim() === '---' ? '' : text;
}

/** Code between backticks keeps its angle brackets. */
const tag =
	/`[^`\n]*`|<\/?[A-Za-z][\w.]*(?:\s(?:[^<>"'{}]|"[^"]*"|'[^']*'|\{[^{}]*\}|\{\{[^{}]*\}\})*)?\/?>/g;

const entities: Readonly<Record<string, string>> = {
	'&nbsp;': ' ',
	'&lt;': '<',
	'&gt;': '>',
	'&amp;': '&',
	'&quot;': '"',
};

/** A tag says what its title or label says; where it leads is a link. */
function readTag(part: string, urls: string[]): string {
	if (part.startsWith('</')) return ' ';
	const words = [...part.matchAll(/\b(?:title|label|caption|summary|alt)=(?:"([^"]*)"|'([^']*)')/g)]
		.map(match => match[1] ?? match[2] ?? '')
		.join(' ');
	const url = /\bhref=["']([^"']{1,500})["']/.exec(part)?.[1];
	if (url !== undefined && words !== '') urls.push(url);
	return ` ${words} `;
}

function readTableRow(row: string): string {
	const text = row.trim();
	if (/^\|[\s|:-]*$/.test(text)) return '';
	return text
		.split('|')
		.map(cell => cell.trim())
		.filter(cell => cell !== '')
		.join(' | ');
}

/** Sections in order; what comes before the first heading is the page's own. */
function collectSections(lines: readonly Line[], title: string): PageSection[] {
	const sections: PageSection[] = [];
	const newAnchor = anchorMaker();
	let above: {level: number; text: string}[] = [];
	let headings: readonly string[] = title === '' ? [] : [title];
	let anchor = '';
	let from = 0;
	const finish = (to: number) => {
		const section = toSection(lines.slice(from, to), headings, anchor);
		if (section.anchor !== '' || section.text !== '') sections.push(section);
	};
	for (const [number, line] of lines.entries()) {
		if (line.kind !== 'heading' || sections.length >= longest.sections) continue;
		finish(number);
		const {level, text} = line;
		above = [...above.filter(each => each.level < level), {level, text}];
		const own = above.map(each => each.text);
		headings = title === '' || own[0] === title ? own : [title, ...own];
		anchor = newAnchor(line.anchor ?? anchorOf(text));
		from = number + 1;
	}
	finish(lines.length);
	return sections;
}

function collectMentions(lines: readonly Line[]): Mention[] {
	let heading = '';
	return lines.flatMap(line => {
		if (line.kind === 'heading') heading = line.text;
		if (line.kind !== 'text' || line.urls.length === 0) return [];
		return [{text: `${heading}\n${line.text}`.slice(0, longest.mention), urls: [...new Set(line.urls)]}];
	});
}

function toSection(lines: readonly Line[], headings: readonly string[], anchor: string): PageSection {
	const text: string[] = [];
	const prose: string[] = [];
	const code: string[] = [];
	for (const line of lines) {
		text.push(line.text);
		if (line.kind === 'code') code.push(line.text);
		else if (line.kind !== 'fence') prose.push(line.text);
	}
	return {headings, anchor, text: joinLines(text), prose: joinLines(prose), code: joinLines(code)};
}

function joinLines(lines: readonly string[]): string {
	return lines
		.join('\n')
		.replaceAll(/\n{3,}/g, '\n\n')
		.trim()
		.slice(0, longest.section);
}

/** As GitHub does: lower case, no punctuation, hyphens for spaces. */
export function anchorOf(heading: string): string {
	return heading
		.trim()
		.toLowerCase()
		.replaceAll(/[^\p{L}\p{M}\p{N}\s_-]/gu, '')
		.replaceAll(/\s/g, '-');
}

/** An anchor that was given before gets a number. */
function anchorMaker(): (anchor: string) => string {
	const given = new Map<string, number>();
	return anchor => {
		let next = anchor;
		for (let count = given.get(anchor) ?? 0; given.has(next); ) next = `${anchor}-${++count}`;
		const count = next === anchor ? 0 : Number(next.slice(anchor.length + 1));
		given.set(anchor, count);
		given.set(next, 0);
		return next;
	};
}
