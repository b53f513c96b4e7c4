import {checkInThread} from './check-in-thread.ts';
import type {Cause, DocLink, KnowledgeProblem, Signal} from './knowledge.ts';
import type {KnowledgeIndex} from './open-index.ts';
import {readSources, type Source, type Sources} from './read-knowledge.ts';

/** A page of the bot's own. */
export type LibraryPage = {readonly file: string; readonly title: string; readonly docs: readonly DocLink[]};

export type LibraryCause = LibraryPage &
	Pick<Cause, 'id' | 'kind' | 'domain' | 'verdict' | 'meaning' | 'steps'> & {
		readonly for: readonly Signal[];
		readonly against: readonly Signal[];
		/** How people put it, as the page and the examples beside it say. */
		readonly asked: readonly string[];
	};

/** Something on a page that somebody should look at. */
export type PageFault = {readonly file: string; readonly line: number; readonly what: string};

/** All that the bot knows, as its writers look through it. */
export type LibraryContents = {
	readonly causes: readonly LibraryCause[];
	readonly clients: readonly LibraryPage[];
	readonly guides: readonly LibraryPage[];
	readonly documentation: readonly {readonly path: string; readonly title: string; readonly url?: string}[];
	/** Links into the documentation that lead to no page of the folder that is searched. */
	readonly brokenLinks: readonly PageFault[];
	/** Sentences that speak of a day as still to come, by those days. */
	readonly dates: readonly (PageFault & {readonly day: string})[];
};

export type Library = {
	/** Read when it is first asked for. */
	readonly contents: () => LibraryContents;
	/** What `knowledge check` says; it takes some seconds when it is first asked for, and holds nobody up. */
	readonly problems: () => Promise<readonly KnowledgeProblem[]>;
	/** The files changed: they are read again when they are asked for. */
	readonly forget: () => void;
};

export function openLibrary(dir: string, index: Pick<KnowledgeIndex, 'searched' | 'hasLink'>): Library {
	let contents: LibraryContents | undefined;
	let problems: Promise<readonly KnowledgeProblem[]> | undefined;
	return {
		contents() {
			contents ??= readLibrary(dir, index);
			return contents;
		},
		problems() {
			problems ??= checkInThread(dir).catch(error => {
				problems = undefined;
				throw error;
			});
			return problems;
		},
		forget() {
			contents = undefined;
			problems = undefined;
		},
	};
}

function readLibrary(dir: string, index: Pick<KnowledgeIndex, 'searched' | 'hasLink'>): LibraryContents {
	const sources = readSources(dir);
	const documentation = [...index.searched().pages.byId.values()]
		.filter(({kind, isFound}) => kind === 'documentation' && isFound)
		.map(({path, title, url}) => ({path, title, ...(url !== undefined && {url})}))
		.toSorted((a, b) => (a.path < b.path ? -1 : 1));
	const pages: readonly Source<{readonly docs: readonly DocLink[]}>[] = [
		...sources.causes,
		...sources.clients,
		...sources.guides,
	];
	const roots = new Set(documentation.flatMap(({url}) => (url === undefined ? [] : [new URL(url).origin])));
	return {
		causes: sources.causes.map(source => toCause(source, sources)),
		clients: sources.clients.map(({file, value}) => ({file, title: value.title, docs: value.docs})),
		guides: sources.guides.map(({file, value}) => ({file, title: value.title, docs: value.docs})),
		documentation,
		brokenLinks: pages.flatMap(source => findBrokenLinks(source, {roots, hasLink: index.hasLink})),
		dates: pages.flatMap(findDates),
	};
}

function toCause({file, value}: Sources['causes'][number], {examples}: Sources): LibraryCause {
	const {id, title, kind, domain, verdict, meaning, steps, docs, asked} = value;
	const lines = examples.filter(({causeId}) => causeId === id).flatMap(each => each.lines);
	return {
		file,
		id,
		title,
		kind,
		domain,
		verdict,
		meaning,
		steps,
		docs,
		for: value.for,
		against: value.against,
		asked: [...asked, ...lines.map(({text}) => text)],
	};
}

function findBrokenLinks(
	source: Source<{readonly docs: readonly DocLink[]}>,
	{roots, hasLink}: {readonly roots: ReadonlySet<string>; readonly hasLink: (url: string) => boolean},
): readonly PageFault[] {
	const isBroken = (url: string) => {
		const parsed = URL.parse(url);
		return parsed !== null && roots.has(parsed.origin) && !hasLink(url);
	};
	const inFrontMatter = source.value.docs.flatMap(({url}, index) =>
		isBroken(url) ? [{file: source.file, line: source.lineOf(['docs', index]), what: url}] : [],
	);
	const inBody = source.body
		.split('\n')
		.flatMap((text, number) =>
			[...text.matchAll(/\]\(<?(https:\/\/[^\s<>()]{1,500})>?\)/g)].flatMap(([, url = '']) =>
				isBroken(url) ? [{file: source.file, line: source.bodyLine(number), what: url}] : [],
			),
		);
	return [...inFrontMatter, ...inBody];
}

/** Words that speak of a day to come, with the day behind them. */
const dayToCome =
	/\b(?:until|till|by|before|ends?|expires?|retires?|sunsets?|removed|shut down|shuts down|stops?|will|from)\b[^.\n]{0,60}?\b(20\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))\b/gi;

/** Where a page says what will be on a day, or lasts until it. */
export function findDates({
	file,
	body,
	bodyLine,
}: Pick<Source<unknown>, 'file' | 'body' | 'bodyLine'>): LibraryContents['dates'] {
	return body
		.split('\n')
		.flatMap((text, number) =>
			[...text.matchAll(dayToCome)].map(([what, day = '']) => ({file, line: bodyLine(number), what, day})),
		);
}
