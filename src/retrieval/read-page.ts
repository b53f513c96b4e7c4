import {type Bag, type FieldWeight, fillBag, joinBags, type WeighedWords, type Words} from './page-words.ts';
import type {Section} from './section.ts';
import {type SplitPage, splitPage} from './split-page.ts';
import {tokenNumbers} from './tokenize.ts';
import type {Vocabulary} from './vocabulary.ts';

/** A page as the index keeps it. */
export type ReadPage = {
	readonly kind: Section['kind'];
	readonly subject?: string;
	readonly title: string;
	readonly slug?: string;
	readonly sections: readonly Pick<Section, 'headings' | 'anchor' | 'text'>[];
	/** Where each thing that the page says of others leads to; the empty address is the page itself. */
	readonly mentions: readonly (readonly string[])[];
	/** How people ask for the page. */
	readonly wordings: readonly string[];
	/** Whether those are matters that nobody looks up: thanks, another subject, an invoice. */
	readonly isAside: boolean;
	/** Of the page as a whole, of its sections, and of its mentions. */
	readonly words: WeighedWords;
};

export type PageText = {
	readonly path: string;
	readonly text: string;
	/** Whether the page is one of the bot's own: its folder says then whether it is a cause, a client or a guide. */
	readonly isKnowledge: boolean;
	/** Whether the page is only to say which other pages are meant, and not to be found itself. */
	readonly mentionsOnly: boolean;
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
	const split = splitPage({text: page.text, name: name.slice(name.lastIndexOf('/') + 1)});
	const own = page.isKnowledge ? readOwn(page.path, split) : undefined;
	const wordsOf = (text: string): Words => {
		const terms = tokenNumbers(text);
		const {length} = terms;
		for (const concept of vocabulary.conceptNumbersIn(terms)) terms.push(concept);
		return {terms, length};
	};
	const mentions = [...(own?.mentions ?? []), ...(own?.isAside ? [] : split.mentions)];
	const description = own?.description ?? split.description;
	const found = page.mentionsOnly
		? [fillBag([])]
		: weighSections({...split, slug: split.slug ?? name, description}, wordsOf);
	const said = mentions.map(({text}) => fillBag([{...mentionWeight, ...wordsOf(text)}]));
	return {
		kind: own?.kind ?? 'documentation',
		...(own?.subject !== undefined && {subject: own.subject}),
		title: split.title,
		...(split.slug !== undefined && {slug: split.slug}),
		sections: page.mentionsOnly
			? []
			: split.sections.map(({headings, anchor, text}) => ({headings, anchor, text})),
		mentions: mentions.map(({urls}) => urls),
		wordings: own?.wordings ?? [],
		isAside: own?.isAside ?? false,
		words: joinBags([...found, ...said]),
	};
}

type Weighed = Pick<SplitPage, 'title' | 'description' | 'sections'> & {readonly slug: string};

/** The bag of the page as a whole, then one for each section. */
function weighSections(page: Weighed, wordsOf: (text: string) => Words): Bag[] {
	const about = {
		title: wordsOf(page.title),
		slug: wordsOf(page.slug),
		description: wordsOf(page.description),
	};
	const sections = page.sections.map(({headings, prose, code}) => {
		const below = headings.slice(1);
		return {
			headings: wordsOf(below.join('\n')),
			lastHeading: wordsOf(below.at(-1) ?? ''),
			prose: wordsOf(prose),
			code: wordsOf(code),
		};
	});
	const whole = {
		headings: joinWords(sections.map(({lastHeading}) => lastHeading)),
		prose: joinWords(sections.map(({prose}) => prose)),
		code: joinWords(sections.map(({code}) => code)),
	};
	return [
		weigh(pageWeights, {...about, ...whole}),
		...sections.map(({headings, prose, code}) => weigh(sectionWeights, {...about, headings, prose, code})),
	];
}

function weigh<Name extends string>(
	weights: Readonly<Record<Name, FieldWeight>>,
	words: Readonly<Record<Name, Words>>,
): Bag {
	return fillBag((Object.keys(weights) as Name[]).map(name => ({...weights[name], ...words[name]})));
}

function joinWords(all: readonly Words[]): Words {
	return {
		terms: all.flatMap(({terms}) => terms),
		length: all.reduce((sum, {length}) => sum + length, 0),
	};
}

type OwnPage = {
	readonly kind: 'cause' | 'client' | 'guide';
	readonly subject?: string;
	readonly isAside: boolean;
	/** What it is about in one line, and the failures and error texts that it explains. */
	readonly description: string;
	readonly wordings: readonly string[];
	/** How people ask for the page, which means its documentation as well. */
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
	const wordings = listOf(frontMatter.asked)
		.map(textOf)
		.filter(way => way !== '');
	const ways = [textOf(verdict), ...wordings].filter(way => way !== '');
	return {
		kind,
		isAside,
		wordings,
		...(typeof id === 'string' && {subject: id}),
		description: [
			textOf(verdict),
			...codesIn(frontMatter.for),
			...listOf(frontMatter.failures).map(textOf),
			...listOf(frontMatter.fingerprints).map(print => plainWords(textOf(fieldOf(print, 'pattern')))),
		].join('\n'),
		mentions: ways.map(way => ({text: `${title}\n${way}`, urls})),
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
