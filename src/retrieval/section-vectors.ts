import {createHash} from 'node:crypto';
import {setImmediate} from 'node:timers/promises';
import type {SectionText} from './index-store.ts';
import type {KnowledgeIndex} from './open-index.ts';
import type {PlacedPage} from './place-pages.ts';
import {createVectorSet, type Near, toBytes, type VectorSet} from './vector-set.ts';

/** Where a section stands. `hash`: its page as it was then; a page's number may be another's later. */
export type SectionPlace = {readonly page: number; readonly hash: string; readonly place: number};

/** The vectors of all sections that can be found, as far as they are there. */
export type SectionVectors = {
	/** Takes up what has changed in the index. */
	readonly load: () => Promise<void>;
	/** Texts without a vector, by the key of each. */
	readonly missing: () => ReadonlyMap<string, string>;
	readonly add: (made: ReadonlyMap<string, Float32Array>) => Promise<void>;
	/** A short text whose vector was kept, to see whether the same is still made of it. */
	readonly known: () => {readonly text: string; readonly vector: Int8Array} | undefined;
	/** Drops all vectors: what is made now cannot be compared with them. */
	readonly beginAnew: () => Promise<void>;
	/** No vector can be made of this text. */
	readonly giveUp: (key: string) => void;
	/** Drops vectors of texts that are gone. */
	readonly tidy: () => Promise<void>;
	/** Learns from how people ask how similar a question's best section usually is. */
	readonly learn: () => Promise<void>;
	readonly counts: () => {readonly sections: number; readonly without: number};
	/** Whether enough sections have a vector. */
	readonly isReady: () => boolean;
	/** The nearest sections; none where the vector is of another kind. */
	readonly nearest: (vector: Float32Array, count: number) => readonly Near<SectionPlace>[];
	/** How similar its best section is at least to a question that is answered though no page has its words. */
	readonly leastSimilarity: () => number;
};

/** Of the sections, so many must have a vector: a ranking that does not know the others hides them. */
const leastShare = 0.9;

const longestTurnMs = 15;

/** No server cuts such a text, so its vector is that of the whole. */
const longestKnown = 500;

type Missing = {readonly text: string; owners: readonly SectionPlace[]; readonly isWording: boolean};

/** `madeBy`: what vectors depend on beside their texts. */
export function createSectionVectors(index: KnowledgeIndex, madeBy: readonly unknown[]): SectionVectors {
	const held = new Map<number, {readonly hash: string; readonly keys: readonly string[]}>();
	const missing = new Map<string, Missing>();
	const givenUp = new Set<string>();
	let wordings: readonly (Wording & {readonly key: string})[] = [];
	let set: VectorSet<SectionPlace> | undefined;
	let least = Number.POSITIVE_INFINITY;
	let isLoaded = false;
	let known: {readonly text: string; readonly vector: Int8Array} | undefined;

	const keyOf = (text: string) =>
		createHash('sha256')
			.update(JSON.stringify([...madeBy, text]))
			.digest('hex');

	function put(bytes: Int8Array, owner: SectionPlace): void {
		set ??= createVectorSet(bytes.length);
		set.add(bytes, owner);
	}

	/** The vector that was kept for a text; one of another length than the first is of no use. */
	function kept(key: string, text: string): Int8Array | undefined {
		const vector = index.searched().store.vectors.get(key);
		if (vector === undefined || (set !== undefined && vector.length !== set.length)) return undefined;
		if (text.length < longestKnown) known ??= {text, vector};
		return vector;
	}

	function miss(key: string, {text, owners, isWording}: Missing): void {
		if (givenUp.has(key) || text.trim() === '') return;
		const before = missing.get(key);
		missing.set(key, {
			text,
			owners: [...(before?.owners ?? []), ...owners],
			isWording: isWording || before?.isWording === true,
		});
	}

	function takeUp({id, hash, title}: PlacedPage): void {
		const texts = index
			.searched()
			.store.texts(id)
			.map(section => textOf(title, section));
		const keys = texts.map(keyOf);
		held.set(id, {hash, keys});
		for (const [place, text] of texts.entries()) {
			const key = keys[place] ?? '';
			const owner = {page: id, hash, place};
			const bytes = kept(key, text);
			if (bytes === undefined) miss(key, {text, owners: [owner], isWording: false});
			else put(bytes, owner);
		}
	}

	function letGo(gone: ReadonlySet<number>): void {
		if (gone.size === 0) return;
		const isGone = ({page}: SectionPlace) => gone.has(page);
		set?.drop(isGone);
		for (const id of gone) held.delete(id);
		for (const [key, entry] of missing) {
			entry.owners = entry.owners.filter(owner => !isGone(owner));
			if (entry.owners.length === 0 && !entry.isWording) missing.delete(key);
		}
	}

	async function load(): Promise<void> {
		const {store, pages} = index.searched();
		const found = [...pages.byId.values()].filter(({isFound}) => isFound);
		const hashes = new Map(found.map(({id, hash}) => [id, hash]));
		letGo(new Set([...held].filter(([id, {hash}]) => hashes.get(id) !== hash).map(([id]) => id)));
		const turn = createTurn();
		for (const page of found) {
			if (!held.has(page.id)) takeUp(page);
			await turn();
		}
		wordings = sample(store.wordings().map(wording => ({...wording, key: keyOf(wording.text)})));
		for (const {key, text} of wordings)
			if (kept(key, text) === undefined) miss(key, {text, owners: [], isWording: true});
		isLoaded = true;
	}

	return {
		load,
		missing: () => new Map([...missing].map(([key, {text}]) => [key, text])),
		async add(made) {
			const bytesOf = new Map([...made].map(([key, vector]) => [key, toBytes(vector)]));
			await index.write(({vectors}) => vectors.put(bytesOf));
			for (const [key, bytes] of bytesOf) {
				for (const owner of missing.get(key)?.owners ?? []) put(bytes, owner);
				missing.delete(key);
			}
		},
		known: () => known,
		async beginAnew() {
			await index.write(({vectors}) => vectors.drop(vectors.keys()));
			held.clear();
			missing.clear();
			set = undefined;
			known = undefined;
			least = Number.POSITIVE_INFINITY;
			await load();
		},
		giveUp(key) {
			givenUp.add(key);
			missing.delete(key);
		},
		async tidy() {
			const used = new Set([
				...[...held.values()].flatMap(({keys}) => keys),
				...wordings.map(({key}) => key),
			]);
			await index.write(({vectors}) => {
				const gone = vectors.keys().filter(key => !used.has(key));
				if (gone.length > 0) vectors.drop(gone);
			});
		},
		async learn() {
			const turn = createTurn();
			const best: {similarity: number; isAside: boolean}[] = [];
			for (const {key, text, isAside} of wordings) {
				const bytes = kept(key, text);
				const [near] = bytes === undefined ? [] : (set?.nearest(Float32Array.from(bytes), 1) ?? []);
				if (near !== undefined) best.push({similarity: near.similarity, isAside});
				await turn();
			}
			least = leastSimilarity(best);
		},
		counts,
		isReady() {
			const {sections, without} = counts();
			return set !== undefined && isLoaded && without <= sections * (1 - leastShare);
		},
		nearest: (vector, count) => (set?.length === vector.length ? set.nearest(vector, count) : []),
		leastSimilarity: () => least,
	};

	function counts() {
		const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
		return {
			sections: sum([...held.values()].map(({keys}) => keys.length)),
			without: sum([...missing.values()].map(({owners}) => owners.length)),
		};
	}
}

/** What a section's vector is made of: its words, below the headings that it stands under. */
function textOf(title: string, {headings, text}: SectionText): string {
	const above = headings[0] === title ? headings : [title, ...headings];
	return `${above.join(' › ')}\n\n${text}`;
}

type Wording = {readonly text: string; readonly isAside: boolean};

/** So many of either kind tell enough; the order of the keys is as good as chance, and stays when others come. */
const mostWordings = 60;

function sample<T extends Wording & {readonly key: string}>(wordings: readonly T[]): readonly T[] {
	const sorted = wordings.toSorted((a, b) => (a.key < b.key ? -1 : 1));
	const some = (isAside: boolean) => sorted.filter(each => each.isAside === isAside).slice(0, mostWordings);
	return [...some(false), ...some(true)];
}

/** What fewer wordings say is chance. */
const leastWordings = 8;

/**
 * A question that no page has the words of is answered where its best section is nearer to it than to nineteen
 * of twenty wordings that are asides (thanks, an invoice), and not farther than to the last quarter of the
 * wordings that are not. So the measure is each model's own; their cosines differ too much for a fixed one.
 */
function leastSimilarity(best: readonly {readonly similarity: number; readonly isAside: boolean}[]): number {
	const ofKind = (isAside: boolean) =>
		best
			.filter(each => each.isAside === isAside)
			.map(({similarity}) => similarity)
			.sort((a, b) => a - b);
	const [asked, asides] = [ofKind(false), ofKind(true)];
	if (Math.min(asked.length, asides.length) < leastWordings) return Number.POSITIVE_INFINITY;
	return Math.max(quantile(asked, 0.25), quantile(asides, 0.95));
}

function quantile(sorted: readonly number[], share: number): number {
	return sorted[Math.ceil((sorted.length - 1) * share)] ?? Number.POSITIVE_INFINITY;
}

/** Lets others have their turn from time to time. */
function createTurn(): () => Promise<void> {
	let since = performance.now();
	return async () => {
		if (performance.now() - since < longestTurnMs) return;
		await setImmediate();
		since = performance.now();
	};
}
