import type {StoredPage} from './index-store.ts';

/** A folder of the index. */
export type IndexDir = {
	readonly dir: string;
	/** Where its pages live in public; undefined: they have no address of their own. */
	readonly urlRoot?: string;
	/** `mentions`: its pages are not found themselves, they only say which pages of the other folders are meant. */
	readonly use?: 'pages' | 'mentions';
};

export type PlacedPage = StoredPage & {
	readonly slug: string;
	readonly url?: string;
	readonly isFound: boolean;
};

/** Every page by its number, and by what links call it. */
export type PageTable = {
	readonly byId: ReadonlyMap<number, PlacedPage>;
	/** By the number of a page the place of its first bag among those of all pages; one more at the end. */
	readonly starts: Uint32Array;
	/** The same for the first of its mentions. */
	readonly mentionStarts: Uint32Array;
	/** The page that a link on another page leads to, if it is one of these. */
	readonly follow: (link: string, from: PlacedPage) => PlacedPage | undefined;
	/** The page with this address. */
	readonly at: (url: string) => PlacedPage | undefined;
};

export function placePages(pages: readonly StoredPage[], dirs: readonly IndexDir[]): PageTable {
	const prefixes = findPrefixes(pages);
	const placed = pages.map(page => placePage(page, {dirs, prefixes}));
	const byId = new Map(placed.map(page => [page.id, page]));
	const found = placed.filter(({isFound}) => isFound);
	const byUrl = new Map(found.flatMap(page => (page.url === undefined ? [] : [[addressOf(page.url), page]])));
	const byName = uniqueNames(found);
	return {
		byId,
		...placeBags(placed),
		at: url => byUrl.get(addressOf(url)),
		follow(link, from) {
			if (link === '') return from.isFound ? from : undefined;
			if (link.startsWith('#')) return undefined;
			const url = URL.parse(link, from.url ?? 'file:///');
			// Pages move and keep their names.
			return url === null ? undefined : (byUrl.get(addressOf(url.href)) ?? byName.get(nameOf(url.pathname)));
		},
	};
}

/** Each page has a bag as a whole, then those of its sections and of its mentions. */
function placeBags(pages: readonly PlacedPage[]): Pick<PageTable, 'starts' | 'mentionStarts'> {
	const size = pages.reduce((most, {id}) => Math.max(most, id), 0) + 1;
	const starts = new Uint32Array(size + 1);
	const mentionStarts = new Uint32Array(size);
	for (const {id, sections, mentions} of pages) starts[id + 1] = 1 + sections + mentions;
	for (let id = 0; id < size; id++) starts[id + 1] = (starts[id + 1] ?? 0) + (starts[id] ?? 0);
	for (const {id, sections} of pages) mentionStarts[id] = (starts[id] ?? 0) + 1 + sections;
	return {starts, mentionStarts};
}

/** How slugs of a folder begin where they end with the name of their file; a page without a slug takes the commonest. */
function findPrefixes(pages: readonly StoredPage[]): ReadonlyMap<string, string> {
	const counts = new Map<string, Map<string, number>>();
	for (const {dir, path, slug} of pages) {
		const name = nameOf(path);
		if (slug === null || !slug.endsWith(name)) continue;
		const folder = folderOf(dir, path);
		const ofFolder = counts.get(folder) ?? new Map<string, number>();
		const prefix = slug.slice(0, slug.length - name.length);
		counts.set(folder, ofFolder.set(prefix, (ofFolder.get(prefix) ?? 0) + 1));
	}
	return new Map(
		[...counts].map(([folder, ofFolder]) => {
			const [commonest] = [...ofFolder].sort((a, b) => b[1] - a[1]);
			return [folder, commonest?.[0] ?? ''];
		}),
	);
}

type Placing = {readonly dirs: readonly IndexDir[]; readonly prefixes: ReadonlyMap<string, string>};

function placePage(page: StoredPage, {dirs, prefixes}: Placing): PlacedPage {
	const dir = dirs.find(each => each.dir === page.dir);
	const prefix = prefixes.get(folderOf(page.dir, page.path));
	const path = page.path.replace(/\.\w+$/, '');
	const slug = page.slug ?? (prefix === undefined ? path : prefix + nameOf(page.path));
	const url =
		dir?.urlRoot === undefined ? undefined : `${dir.urlRoot.replace(/(?<!\/)\/*$/, '/')}${encodeURI(slug)}`;
	return {...page, slug, isFound: dir?.use !== 'mentions', ...(url !== undefined && {url})};
}

function uniqueNames(pages: readonly PlacedPage[]): ReadonlyMap<string, PlacedPage> {
	const byName = Map.groupBy(pages, ({slug}) => nameOf(slug));
	return new Map(
		[...byName].flatMap(([name, [page, ...others]]) => (page && others.length === 0 ? [[name, page]] : [])),
	);
}

/** Without what follows the path and without the slash at its end. */
function addressOf(url: string): string {
	return url
		.replace(/[?#].*/s, '')
		.replace(/(?<!\/)\/+$/, '')
		.toLowerCase();
}

function nameOf(path: string): string {
	return path
		.replace(/(?<!\/)\/+$/, '')
		.replace(/^.*\//, '')
		.replace(/\.mdx?$/, '');
}

function folderOf(dir: string, path: string): string {
	return `${dir}/${path.slice(0, path.lastIndexOf('/') + 1)}`;
}
