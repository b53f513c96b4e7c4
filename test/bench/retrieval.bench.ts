import {fork} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {quantile} from '../../src/evaluation/figures.ts';
import {scoreRanking} from '../../src/evaluation/measure-retrieval.ts';
import {readKnowledge} from '../../src/retrieval/read-knowledge.ts';
import {type Bench, type BenchResult, type Bound, median} from './bench.ts';
import {countRealSections, knowledgeDir, realDir, writeCorpus} from './retrieval/corpus.ts';
import {type EngineName, engineNames} from './retrieval/engine.ts';
import type {FirstAnswer} from './retrieval/first-answer.ts';
import type {Measured, Queries, Task} from './retrieval/measure-engine.ts';
import {collectQueries} from './retrieval/queries.ts';
import {stockWords} from './retrieval/word-stock.ts';

export const bench: Bench = {
	summary: 'the search index beside MiniSearch, Orama and FlexSearch, and beside its limits',
	measure: note =>
		measureEngines({
			sizes: [countRealSections(), 2000, 30_000, 100_000],
			queries: {messages: 60, madeUp: 60, logs: 5},
			starts: 3,
			note,
		}),
};

/** What p99 of a query may be, in ms, by the number of sections. */
const limits: ReadonlyMap<number, number> = new Map([
	[30_000, 20],
	[100_000, 60],
]);
const longestEditMs = 1000;

const remarks = [
	'All over the same files, divided by the same code, each engine in a process of its own. "×": as a multiple of Lineman\'s figure.',
	'"lineman" is told by its knowledge which pages are meant, as "evaluate --knowledge" is; "pages alone" is not, nor are the peers.',
	'Peers: any of the words, stop words, stems (not FlexSearch), title and headings twice (FlexSearch: first in the text), as their',
	"documentation shows. index: from files to searchable, Lineman's on disk. queries: asked once each: labelled ones, what the road",
	"asks for members' messages, made-up ones, pasted logs of up to 8,000 characters; an engine that has taken 90 s is asked no more.",
	'MB: what the process has grown by then; heap: what JavaScript holds of it. start: from the start of a process to its first answer',
	'with the index that was kept, and the memory of that process. edit: to take up one page that changed. nDCG: at 10, of the labelled',
	'queries; the first size is the real pages alone, at the others made-up ones stand among them, which are right for no query.',
];

export type Measuring = {
	/** In sections. */
	readonly sizes: readonly number[];
	/** How many of each kind, beside the labelled ones. */
	readonly queries: {readonly messages: number; readonly madeUp: number; readonly logs: number};
	/** How often each engine is started with the index that it kept. */
	readonly starts: number;
	readonly note: (text: string) => void;
};

/** Measures one engine and size after another. */
export async function measureEngines({sizes, queries, starts, note}: Measuring): Promise<BenchResult> {
	const folder = mkdtempSync(join(tmpdir(), 'lineman-bench-'));
	try {
		const stock = stockWords([realDir, knowledgeDir]);
		const others = await collectQueries({messages: 0, madeUp: 20, logs: 1, stock, seed: 3});
		const given: Queries = {
			asked: await collectQueries({...queries, stock, seed: 2}),
			warmUp: others.filter(({kind}) => kind !== 'labelled'),
		};
		writeFileSync(join(folder, 'queries.json'), JSON.stringify(given));
		const {synonyms, elsewhere = []} = readKnowledge(knowledgeDir).knowledge.service;
		const rows: Row[] = [];
		for (const sections of sizes) {
			const dir = join(folder, `${sections}`);
			writeCorpus({dir, sections, stock});
			for (const [index, engine] of engineNames.entries()) {
				note(`${engine}, ${sections} sections`);
				const corpus = {dir, file: join(folder, `${sections}.${index}`), words: {synonyms, elsewhere}};
				const task = {engine, corpus, queries: join(folder, 'queries.json')};
				const measured = await runTask<Measured>('measure-engine.ts', task);
				rows.push({
					sections,
					engine,
					...figuresOf(measured, given),
					...(await timeStarts(task, {measured, starts})),
				});
			}
			rmSync(dir, {recursive: true});
		}
		return {rows: rows.map(row => tableRow(row, rows)), bounds: boundsOf(rows), remarks};
	} finally {
		rmSync(folder, {recursive: true});
	}
}

type Figures = {
	readonly queries: number;
	readonly indexS: number;
	readonly p50Ms: number;
	readonly p99Ms: number;
	readonly grownMb: number;
	readonly heapMb: number;
	readonly editMs: number;
	readonly ndcg: number;
};

function figuresOf(measured: Measured, {asked}: Queries): Figures {
	const {indexMs, tookMs, found, grownMb, heapMb, editMs} = measured;
	const gains = asked.flatMap(({relevant = {}}, index) =>
		Object.keys(relevant).length === 0 ? [] : [scoreRanking(found[index] ?? [], relevant).ndcg],
	);
	return {
		queries: tookMs.length,
		indexS: indexMs / 1000,
		p50Ms: quantile(tookMs, 0.5),
		p99Ms: quantile(tookMs, 0.99),
		grownMb,
		heapMb,
		editMs: median(editMs),
		ndcg: gains.reduce((sum, gain) => sum + gain, 0) / gains.length,
	};
}

type Start = {readonly startMs: number; readonly startMb: number; readonly isKept: boolean};

async function timeStarts(
	task: Task,
	{measured: {isKept}, starts}: {readonly measured: Measured; readonly starts: number},
): Promise<Start> {
	const times: number[] = [];
	const memory: number[] = [];
	for (let start = 0; start < starts; start++) {
		const startedAt = performance.now();
		const {at, rssMb} = await runTask<FirstAnswer>('first-answer.ts', {...task, isKept});
		times.push(at - performance.timeOrigin - startedAt);
		memory.push(rssMb);
	}
	return {startMs: median(times), startMb: median(memory), isKept};
}

/** What the process answers; it is gone when the next one begins. */
function runTask<Answer>(file: string, task: Task): Promise<Answer> {
	const child = fork(join(import.meta.dirname, 'retrieval', file), {execArgv: ['--expose-gc']});
	let answer: Answer | undefined;
	child.once('message', (message: Answer) => {
		answer = message;
	});
	child.send(task);
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', (code, signal) => {
			if (answer !== undefined) resolve(answer);
			else
				reject(new Error(`Cannot measure ${task.engine}: found its end (${code ?? signal}), want an answer`));
		});
	});
}

type Row = Figures & Start & {readonly sections: number; readonly engine: EngineName};

function tableRow(row: Row, rows: readonly Row[]) {
	const lineman = rows.find(({sections, engine}) => sections === row.sections && engine === 'lineman');
	const times = (name: keyof Figures | 'startMs') => row[name] / (lineman?.[name] ?? Number.NaN);
	return {
		sections: row.sections,
		engine: row.engine,
		'index s': row.indexS,
		'index ×': times('indexS'),
		queries: row.queries,
		'p50 ms': row.p50Ms,
		'p50 ×': times('p50Ms'),
		'p99 ms': row.p99Ms,
		'p99 ×': times('p99Ms'),
		MB: Math.round(row.grownMb),
		'MB ×': times('grownMb'),
		'heap MB': Math.round(row.heapMb),
		'start ms': row.isKept ? Math.round(row.startMs) : `${Math.round(row.startMs)} (indexed anew)`,
		'start ×': times('startMs'),
		'start MB': Math.round(row.startMb),
		'edit ms': Number.isNaN(row.editMs) ? '' : Math.round(row.editMs),
		nDCG: Number(row.ndcg.toFixed(3)),
		'nDCG ×': times('ndcg'),
	};
}

function boundsOf(rows: readonly Row[]): readonly Bound[] {
	return rows
		.filter(({engine}) => engine === 'lineman')
		.flatMap(({sections, p99Ms, editMs, ndcg}) => {
			const at = `at ${sections} sections`;
			const limit = limits.get(sections);
			const peers = rows.filter(row => row.sections === sections && !row.engine.startsWith('lineman'));
			const besidePeers = Math.max(...peers.map(peer => peer.ndcg)) / ndcg;
			return [
				...(limit === undefined ? [] : [{name: `${at}, p99 of a query in ms`, value: p99Ms, most: limit}]),
				{name: `${at}, one edited page in ms`, value: editMs, most: longestEditMs},
				{name: `${at}, nDCG of the best peer beside ours`, value: besidePeers, most: 1},
			];
		});
}
