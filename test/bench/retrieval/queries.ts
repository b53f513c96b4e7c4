import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {answerCase} from '../../../src/cli/evaluate.ts';
import {type AnswerCase, type RetrievalCase, readCases} from '../../../src/evaluation/cases.ts';
import {readKnowledge} from '../../../src/retrieval/read-knowledge.ts';
import type {SearchRequest} from '../../../src/retrieval/section.ts';
import {type Chance, makeChance} from './chance.ts';
import type {WordStock} from './word-stock.ts';

export type BenchQuery = {
	readonly kind: 'labelled' | 'message' | 'made-up' | 'log';
	readonly request: SearchRequest;
	/** The pages that answer it, each with its grade; undefined: nobody has said. */
	readonly relevant?: RetrievalCase['relevant'];
};

const casesDir = join(import.meta.dirname, '../../cases');
const pagesWanted = 10;
const labelledFile = 'retrieval.dev.jsonl';
const messageFile = 'answers.own.jsonl';

export type QueriesWanted = {
	readonly stock: WordStock;
	readonly seed: number;
	/** How many of the questions that are not labelled. */
	readonly messages: number;
	readonly madeUp: number;
	readonly logs: number;
};

/**
 * The labelled queries; then, mixed, what the road searches for members' messages, made-up queries as long as the
 * labelled ones, and pasted logs, which are the longest that anybody can ask.
 */
export async function collectQueries({
	stock,
	seed,
	messages,
	madeUp,
	logs,
}: QueriesWanted): Promise<BenchQuery[]> {
	const labelled = readCases(labelledFile, readFileSync(join(casesDir, labelledFile), 'utf8'))
		.cases as readonly RetrievalCase[];
	const lengths = labelled.map(({query}) => query.split(/\s+/).length);
	const chance = makeChance(seed);
	return [
		...labelled.map(({query, relevant}) => ({
			kind: 'labelled' as const,
			request: {query, limit: pagesWanted},
			relevant,
		})),
		...mix([
			(await roadRequests(messages)).map(request => ({kind: 'message', request})),
			Array.from({length: madeUp}, () => {
				const words = draw(lengths[chance.whole(lengths.length)] ?? 1, stock, chance);
				return {kind: 'made-up', request: {query: words.join(' '), limit: pagesWanted}};
			}),
			Array.from({length: logs}, () => {
				const query = writeLog(1000 + chance.whole(7000), stock, chance);
				return {kind: 'log', request: {query, limit: pagesWanted}};
			}),
		]),
	];
}

/** Each kind spread evenly over the whole. */
function mix(kinds: readonly (readonly BenchQuery[])[]): readonly BenchQuery[] {
	return kinds
		.flatMap(queries => queries.map((query, index) => ({query, at: (index + 0.5) / queries.length})))
		.sort((a, b) => a.at - b.at)
		.map(({query}) => query);
}

/** What the road asks of the search for every so manieth labelled message. */
async function roadRequests(count: number): Promise<SearchRequest[]> {
	const cases = readCases(messageFile, readFileSync(join(casesDir, messageFile), 'utf8'))
		.cases as readonly AnswerCase[];
	const {knowledge} = readKnowledge(join(casesDir, '../../knowledge'));
	const requests: SearchRequest[] = [];
	for (let index = 0; index < count; index++) {
		const labelled = cases[Math.floor((index * cases.length) / count)];
		if (labelled === undefined) break;
		await answerCase(labelled, {
			knowledge: () => knowledge,
			search: request => {
				requests.push({...request, limit: pagesWanted});
				return [];
			},
		});
	}
	return requests;
}

function draw(count: number, stock: WordStock, chance: Chance): string[] {
	return Array.from({length: count}, () => stock.draw(chance));
}

/** Lines as programs write them: when, how bad, where, what, and identifiers of one request each. */
function writeLog(length: number, stock: WordStock, chance: Chance): string {
	let log = 'It worked yesterday, since this morning I get this, what is wrong?\n';
	for (let line = 0; log.length < length; line++) {
		const [place = '', name = '', ...said] = draw(4 + chance.whole(12), stock, chance);
		const at = `2026-03-0${1 + chance.whole(9)}T1${chance.whole(10)}:${10 + chance.whole(50)}:${10 + chance.whole(50)}.${chance.whole(1000)}Z`;
		const level = ['DEBUG', 'INFO', 'WARN', 'ERROR'][chance.whole(4)];
		const id = chance.whole(2 ** 32).toString(16);
		log +=
			line % 5 === 4
				? `    at ${name} (/srv/app/node_modules/${place}/lib/${name}.js:${chance.whole(900)}:${chance.whole(80)})\n`
				: `${at} ${level} [${place}] ${said.join(' ')} ${name}=${chance.whole(5000)} id=${id}\n`;
	}
	return log.slice(0, length);
}
