import {type Field, type FieldWeight, fillBag, packBag} from './bag.ts';
import type {Section} from './section.ts';
import {type SplitPage, splitPage} from './split-page.ts';
import {tokenize} from './tokenize.ts';
import type {Vocabulary} from './vocabulary.ts';

/** A page as the index keeps it. */
export type ReadPage = {
	readonly kind: Section['kind'];
	readonly subject?: string;
	readonly title: string;
	readonly slug?: string;
	readonly bag: Uint8Array;
	readonly units: readonly Unit[];
};

/** What a search finds first: a section, or what a page says of another one. */
export type Unit = {
	/** Every term once, for the inverted index. */
	readonly terms: readonly string[];
	readonly bag: Uint8Array;
} & (
	| {
			readonly kind: 'section';
			readonly headings: readonly string[];
			readonly anchor: string;
			readonly text: string;
	  }
	/** An address each; the empty one is the page itself. */
	| {readonly kind: 'mention'; readonly targets: readonly string[]}
);

export type PageText = {
	readonly path: string;
	readonly text: string;
	/** Whether the page is one of the bot's own: its folder says then whether it is a cause, a client or a guide. */
	readonly isKnowledge: boolean;
	readonly readSnippet: (source: string) => string | undefined;
};

const sectionWeights = {
	title: {weight: 2, usualLength: 4, lengthCounts: 0.3},
	slug: {weight: 2, usualLength: 5, lengthCounts: 0.3},
	headings: {weight: 2, usualLength: 5, lengthCounts: 0.3},
	description: {weight: 1, usualLength: 16, lengthCounts: 0.3},
	prose: {weight: 1, usualLength: 60, lengthCounts: 0.6},
	code: {weight: 1, usualLength: 40, lengthCounts: 0.6},
} as const satisfies Record<string, FieldWeight>;

const pageWeights = {
	title: {weight: 3, usualLength: 4, lengthCounts: 0.3},
	slug: {weight: 3, usualLength: 5, lengthCounts: 0.3},
	headings: {weight: 2, usualLength: 25, lengthCounts: 0.3},
	description: {weight: 2, usualLength: 16, lengthCounts: 0.3},
	prose: {weight: 1, usualLength: 500, lengthCounts: 0.6},
	code: {weight: 1, usualLength: 300, lengthCounts: 0.6},
} as const satisfies Record<string, FieldWeight>;

const mentionWeight = {weight: 1.5, usualLength: 20, lengthCounts: 0.3} as const satisfies FieldWeight;

/** Divides a page and weighs its words. */
export function readPage(page: PageText, vocabulary: Vocabulary): ReadPage {
	const name = page.path.replace(/\.\w+$/, '');
	const split = splitPage({
		text: page.text,
		name: name.slice(name.lastIndexOf('/') + 1),
		readSnippet: page.readSnippet,
	});
	const own = page.isKnowledge ? readOwn(page.path, split) : undefined;
	const words = (text: string) => {
		const terms = tokenize(text);
		return {terms, concepts: vocabulary.conceptsIn(terms)};
	};
	const about = {
		title: words(split.title),
		slug: words(split.slug ?? name),
		description: words(own?.verdict ?? split.description),
	};
	const sections = split.sections.map(section => ({
		section,
		headings: words(section.headings.slice(1).join('\n')),
		lastHeading: words(section.headings.slice(1).at(-1) ?? ''),
		prose: words(section.prose),
		code: words(section.code),
	}));
	const mentions = [
		...(own?.mentions ?? []),
		...(own?.kind === 'cause' && own.isAside ? [] : split.mentions),
	];
	return {
		kind: own?.kind ?? 'documentation',
		...(own?.subject !== undefined && {subject: own.subject}),
		title: split.title,
		...(split.slug !== undefined && {slug: split.slug}),
		bag: packBag(
			fillBag([
				...fieldsOf(pageWeights, {
					...about,
					headings: join(sections.map(({lastHeading}) => lastHeading)),
					prose: join(sections.map(({prose}) => prose)),
					code: join(sections.map(({code}) => code)),
				}),
			]),
		),
		units: [
			...sections.map(({section, headings, prose, code}): Unit => {
				const bag = fillBag(fieldsOf(sectionWeights, {...about, headings, prose, code}));
				const {headings: path, anchor, text} = section;
				return {kind: 'section', headings: path, anchor, text, terms: [...bag.keys()], bag: packBag(bag)};
			}),
			...mentions.map(({text, urls}): Unit => {
				const bag = fillBag([{...mentionWeight, ...words(text)}]);
				return {kind: 'mention', targets: urls, terms: [...bag.keys()], bag: packBag(bag)};
			}),
		],
	};
}

type Words = {readonly terms: readonly string[]; readonly concepts: readonly string[]};

function fieldsOf<Name extends string>(
	weights: Readonly<Record<Name, FieldWeight>>,
	words: Readonly<Record<Name, Words>>,
): Field[] {
	return (Object.keys(weights) as Name[]).map(name => ({...weights[name], ...words[name]}));
}

function join(all: readonly Words[]): Words {
	return {terms: all.flatMap(({terms}) => terms), concepts: all.flatMap(({concepts}) => concepts)};
}

type OwnPage = {
	readonly kind: 'cause' | 'client' | 'guide';
	readonly subject?: string;
	readonly isAside: boolean;
	readonly verdict?: string;
	/** How people ask for the page, which means its documentation as well, and the codes and error texts by which it is found. */
	readonly mentions: SplitPage['mentions'];
};

const kinds = {causes: 'cause', clients: 'client', guides: 'guide'} as const;

/** What the front matter of a cause, client or guide adds. Mistakes in it are the check's matter: what is not there adds nothing. */
function readOwn(path: string, {title, frontMatter}: SplitPage): OwnPage | undefined {
	const [folder = ''] = path.split('/');
	const kind = Object.hasOwn(kinds, folder) ? kinds[folder as keyof typeof kinds] : undefined;
	if (kind === undefined) return undefined;
	const {id, verdict} = frontMatter;
	const isAside = frontMatter.kind === 'aside';
	const docs = isAside ? [] : listOf(frontMatter.docs).map(doc => textOf(fieldOf(doc, 'url')));
	const urls = ['', ...docs.filter(url => url !== '')];
	const keys = [
		...codesIn(frontMatter.for),
		...listOf(frontMatter.failures).map(textOf),
		...listOf(frontMatter.fingerprints).map(print => plainWords(textOf(fieldOf(print, 'pattern')))),
	];
	const ways = [textOf(verdict), ...listOf(frontMatter.asked).map(textOf)].filter(way => way !== '');
	return {
		kind,
		isAside,
		...(typeof id === 'string' && {subject: id}),
		...(typeof verdict === 'string' && {verdict}),
		mentions: [
			...ways.map(way => ({text: `${title}\n${way}`, urls})),
			...(keys.length === 0 ? [] : [{text: keys.join('\n'), urls: ['']}]),
		],
	};
}

/** Failure codes and service codes that the signals of a cause name, at any depth. */
function codesIn(signals: unknown): string[] {
	if (Array.isArray(signals)) return signals.flatMap(codesIn);
	if (typeof signals !== 'object' || signals === null) return [];
	return Object.entries(signals).flatMap(([name, value]) =>
		['failure', 'measured', 'code'].includes(name) ? [textOf(value)] : name === 'not' ? [] : codesIn(value),
	);
}

/** The words of a regular expression. */
function plainWords(pattern: string): string {
	return pattern.replaceAll(/\\.|\(\?<\w+>|[()[\]{}?*+|^$.]/g, ' ');
}

function listOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}

function fieldOf(value: unknown, name: string): unknown {
	return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}
