import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {listPages} from '../../../src/retrieval/list-pages.ts';
import {type Corpus, type EngineName, loadEngine, type Searcher} from './engine.ts';
import type {BenchQuery} from './queries.ts';

/** What the process that measures one engine is asked for. */
export type Task = {
	readonly engine: EngineName;
	readonly corpus: Corpus;
	/** A file with `Queries` as JSON. */
	readonly queries: string;
	/** Whether there is an index to open; else it is made. */
	readonly isKept?: boolean;
};

export type Queries = {readonly warmUp: readonly BenchQuery[]; readonly asked: readonly BenchQuery[]};

export type Measured = {
	readonly indexMs: number;
	/** For each query, in their order; not all are asked of an engine that takes long. */
	readonly tookMs: readonly number[];
	/** For each query that was asked the pages found, best first. */
	readonly found: readonly (readonly string[])[];
	/** How much the process has grown, as the system sees it. */
	readonly grownMb: number;
	/** How much of that JavaScript holds on to. */
	readonly heapMb: number;
	/** To take up one page that changed; empty: the engine does not look at folders. */
	readonly editMs: readonly number[];
	/** Whether there is an index now that another process can open. */
	readonly isKept: boolean;
};

/** A process of its own for each engine and size: what one leaves in memory burdens no other. */
process.once('message', async (task: Task) => {
	const measured = await measureEngine(task);
	process.send?.(measured, () => process.disconnect());
});

async function measureEngine({engine, corpus, queries}: Task): Promise<Measured> {
	const {warmUp, asked} = JSON.parse(readFileSync(queries, 'utf8')) as Queries;
	const before = memory();
	const {build} = await loadEngine(engine);
	const startedAt = performance.now();
	const searcher = await build(corpus);
	const indexMs = performance.now() - startedAt;
	for (const {request} of warmUp) searcher.search(request);
	const {tookMs, found} = ask(asked, searcher);
	const after = memory();
	const editMs = await timeEdits(searcher, corpus.dir);
	const isKept = await keep(searcher);
	searcher.close();
	return {
		indexMs,
		tookMs,
		found,
		grownMb: after.rssMb - before.rssMb,
		heapMb: after.heapMb - before.heapMb,
		editMs,
		isKept,
	};
}

/** The labelled ones are always asked; then no more when they have taken so long together. */
const longestMs = 90_000;

function ask(queries: readonly BenchQuery[], {search}: Searcher) {
	const tookMs: number[] = [];
	const found: (readonly string[])[] = [];
	let sum = 0;
	for (const {request, relevant} of queries) {
		if (relevant === undefined && sum > longestMs) break;
		const askedAt = performance.now();
		found.push(search(request));
		const ms = performance.now() - askedAt;
		tookMs.push(ms);
		sum += ms;
	}
	return {tookMs, found};
}

function memory() {
	globalThis.gc?.();
	const {rss, heapUsed, external} = process.memoryUsage();
	return {rssMb: rss / 2 ** 20, heapMb: (heapUsed + external) / 2 ** 20};
}

const pagesEdited = 5;

/** Edits some pages one after another, each back again. */
async function timeEdits({refresh}: Searcher, dir: string): Promise<number[]> {
	if (refresh === undefined) return [];
	const times: number[] = [];
	const pages = listPages(dir);
	for (let edit = 0; edit < pagesEdited; edit++) {
		const {path = ''} = pages[Math.floor((edit * pages.length) / pagesEdited)] ?? {};
		const file = join(dir, path);
		const text = readFileSync(file, 'utf8');
		for (const edited of [`${text}\nOne sentence more.\n`, text]) {
			writeFileSync(file, edited);
			const startedAt = performance.now();
			await refresh();
			times.push(performance.now() - startedAt);
		}
	}
	return times;
}

async function keep(searcher: Searcher): Promise<boolean> {
	try {
		await searcher.keep();
		return true;
	} catch (error) {
		// The whole index as one text can be longer than a text may be.
		if (error instanceof RangeError) return false;
		throw error;
	}
}
