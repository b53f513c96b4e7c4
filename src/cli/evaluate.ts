import {readFile} from 'node:fs/promises';
import {answerQuestion, queryOf} from '../answer-question.ts';
import {type KnowledgeDir, readConfig, readKnowledgeDir} from '../config.ts';
import {diagnose} from '../diagnosis/diagnose.ts';
import {type Arithmetic, arithmetic} from '../diagnosis/rank-causes.ts';
import {type AnswerCase, type Cases, type RetrievalCase, readCases} from '../evaluation/cases.ts';
import {foldCases} from '../evaluation/fold-cases.ts';
import {foldRetrieval} from '../evaluation/fold-retrieval.ts';
import {
	type AnswerFigures,
	isRight,
	measureAnswers,
	questionOfCase,
	type ReliabilityBin,
} from '../evaluation/measure-answers.ts';
import {measureOpinions, type OpinionFigures} from '../evaluation/measure-opinions.ts';
import {measureRetrieval} from '../evaluation/measure-retrieval.ts';
import {measureWriting} from '../evaluation/measure-writing.ts';
import {newUuid7} from '../lib/uuid.ts';
import type {AnswerRecord} from '../log/answer-record.ts';
import {modelOf, type OpenOptions, type OpenTools, openTools} from '../open-tools.ts';
import {type Fit, fit, searchIndex} from '../retrieval/search-index.ts';
import {createVocabulary, groupsIn, type Vocabulary, withoutGroups} from '../retrieval/vocabulary.ts';
import {type Command, type Io, readArgs, UsageError} from './command.ts';

const help = `Measures answers and retrieval on labelled cases, without the network.

Usage: npm run -s evaluate -- [OPTIONS] CASES.jsonl…

Cases with "message" measure the whole road; cases with "query" and "relevant" measure retrieval alone.

Options:
  --knowledge DIR=URLROOT  also search this documentation folder; may be given more than once. Retrieval cases
                           are measured over these folders only, if there are any
  --embeddings             search with the model of OPENAI_EMBEDDING_MODEL too, which needs the network; its vectors are
                           kept beside the log
  --folds N                cross-validate: each of N parts of all answers is answered with the numbers of the arithmetic
                           that do best on the other parts; each of N parts of all queries is searched with the numbers
                           that do best on the other parts, and without the groups of synonyms that its questions alone use
  --writer model|built-in  who words the answers (default: built-in). The model is the one of OPENAI_MODEL, which needs
                           the network; with either, how well the replies cite is measured, too
  --second-opinion         where no cause is sure, the model of OPENAI_MODEL may choose, which needs the network; the figures
                           are given for several weights of its vote
  --misses                 list the cases whose cause was not found
  --json                   one JSON object a file
  --help                   this text

Exit status: 0 measured, 2 bad usage.
`;

export const evaluate: Command = {help, run};

async function run(args: readonly string[], io: Io): Promise<number> {
	const {values, positionals} = readArgs(args, {
		json: {type: 'boolean'},
		misses: {type: 'boolean'},
		folds: {type: 'string'},
		embeddings: {type: 'boolean'},
		writer: {type: 'string'},
		'second-opinion': {type: 'boolean'},
		knowledge: {type: 'string', multiple: true},
	});
	if (positionals.length === 0) throw new UsageError('Found no file, want at least one CASES.jsonl');
	const dirs = knowledgeDirs(values.knowledge ?? []);
	const writer = readWriter(values.writer, io);
	const search = {
		...(values.embeddings === true ? withVectors(io) : byWords(io)),
		...(writer === 'model' && {writer}),
		...(values['second-opinion'] === true && withOpinion(io)),
	};
	const files = await Promise.all(positionals.map(readCaseFile));
	if (values.folds !== undefined) {
		const folds = readFolds(values.folds);
		for (const kind of ['answers', 'retrieval'] as const) {
			const some = files.filter(({cases}) => cases.kind === kind);
			if (some.length === 0) continue;
			const figures = await foldFigures(
				some.map(({cases}) => cases),
				{folds, searching: {dirs, search}},
				io,
			);
			const shown = {file: some.map(({file}) => file).join(' '), kind, folds, ...figures};
			io.print(values.json === true ? `${JSON.stringify(shown)}\n` : `${table(shown.file, figures)}\n`);
		}
		return 0;
	}
	for (const {file, cases} of files) {
		const figures =
			cases.kind === 'answers'
				? await evaluateAnswers(cases.cases, {dirs, search, ...(writer && {writer})}, io)
				: await evaluateRetrieval(cases, {dirs, search}, io);
		const {misses, ...shown} = figures;
		if (values.json === true) io.print(`${JSON.stringify({file, kind: cases.kind, ...shown})}\n`);
		else io.print(`${table(file, shown)}\n`);
		if (values.misses === true) io.print(`${misses.join('\n')}\n`);
	}
	return 0;
}

type How = Pick<OpenOptions, 'onWarning' | 'vantage' | 'keep' | 'vectors' | 'writer' | 'secondOpinion'>;

function byWords(io: Io): How {
	return {onWarning: io.note, vantage: 'terminal', keep: 'memory'};
}

function withVectors(io: Io): How {
	if (readConfig(io.environment).openai?.embeddingModel === undefined) {
		throw new UsageError('--embeddings: found no OPENAI_EMBEDDING_MODEL, want the name of a model');
	}
	const onNote = (note: string) => io.note(`${note}\n`);
	return {...byWords(io), keep: 'index alone', vectors: {make: 'at once', news: {onNote, onWarning: onNote}}};
}

function withOpinion(io: Io): Pick<OpenOptions, 'secondOpinion'> {
	if (modelOf(readConfig(io.environment).openai ?? {}) === undefined) {
		throw new UsageError('--second-opinion: found no OPENAI_API_KEY and no OPENAI_MODEL, want a model');
	}
	return {secondOpinion: 'on'};
}

function readWriter(given: string | undefined, io: Io): Searching['writer'] {
	if (given === undefined || given === 'built-in') return given;
	if (given !== 'model') throw new UsageError(`--writer: found "${given}", want model or built-in`);
	if (modelOf(readConfig(io.environment).openai ?? {}) === undefined) {
		throw new UsageError('--writer model: found no OPENAI_API_KEY and no OPENAI_MODEL, want a model');
	}
	return given;
}

/** Folders of `--knowledge`, as the usage names them. */
export function knowledgeDirs(given: readonly string[]): readonly KnowledgeDir[] {
	try {
		return given.map(readKnowledgeDir);
	} catch (error) {
		throw new UsageError(`--knowledge: ${(error as Error).message}`);
	}
}

async function readCaseFile(file: string): Promise<{file: string; cases: Cases}> {
	let text: string;
	try {
		text = await readFile(file, 'utf8');
	} catch (error) {
		throw new UsageError(
			`Cannot read "${file}" (${(error as NodeJS.ErrnoException).code}), want a file of cases`,
		);
	}
	try {
		return {file, cases: readCases(file, text)};
	} catch (error) {
		throw new UsageError((error as Error).message);
	}
}

type Figures = {readonly misses: readonly string[]} & Readonly<Record<string, unknown>>;

/** The folders to search beside the knowledge, and how; who words the answers, where that is to be measured. */
type Searching = {
	readonly dirs: readonly KnowledgeDir[];
	readonly search: How;
	readonly writer?: 'model' | 'built-in';
};

async function evaluateAnswers(
	cases: readonly AnswerCase[],
	{dirs, search, writer}: Searching,
	io: Io,
): Promise<Figures> {
	const config = readConfig(io.environment);
	const knowledgeDirs = [...config.knowledgeDirs, ...dirs];
	const tools = await openTools({...config, knowledgeDirs}, search);
	try {
		const answered = await answerAll(cases, tools, io);
		const figures: AnswerFigures = measureAnswers(answered, tools.isKnownLink);
		const writing = writer === undefined ? {} : measureWriting(answered);
		const misses = answered
			.filter(given => !isRight(given, 1))
			.map(({case: labelled, record}) => {
				const named = record.diagnosis.causes
					.slice(0, 3)
					.map(({id, confidence}) => `${id} ${confidence.toFixed(2)}`);
				return `${labelled.id}: want ${labelled.cause}, found ${named.join(', ')}`;
			});
		const opinions = search.secondOpinion === undefined ? {} : measureOpinions(answered, tools.knowledge());
		return {...figures, ...writing, ...opinions, misses};
	} finally {
		await tools.close();
	}
}

function readFolds(written: string): number {
	const folds = Number(written);
	if (Number.isInteger(folds) && folds >= 2 && folds <= 20) return folds;
	throw new UsageError(`--folds: found "${written}", want a whole number from 2 to 20`);
}

/** The numbers that cross-validation chooses among. */
const choices: readonly Arithmetic[] = [0.5, 0.7].flatMap(wordWeight =>
	[0.75, 0.9, 1.05].flatMap(temperature =>
		[1.3, 2].map(doubt => ({...arithmetic, wordWeight, temperature, doubt})),
	),
);

type Folding = {readonly folds: number; readonly searching: Searching};

function foldFigures(files: readonly Cases[], folding: Folding, io: Io) {
	const answers = files.flatMap(each => (each.kind === 'answers' ? each.cases : []));
	const queries = files.flatMap(each => (each.kind === 'retrieval' ? each.cases : []));
	return answers.length > 0 ? foldAnswers(answers, folding, io) : foldQueries(queries, folding, io);
}

/** The numbers of the search that cross-validation chooses among. */
const fits: readonly Fit[] = [1.1, 1.2, 1.3].flatMap(least =>
	[0.1, 0.2, 0.3].flatMap(concept => [0.5, 0.7, 1].map(elsewhere => ({...fit, least, concept, elsewhere}))),
);

async function foldQueries(
	cases: readonly RetrievalCase[],
	{folds, searching: {dirs, search}}: Folding,
	io: Io,
) {
	const tools = await openTools(readConfig(io.environment), {
		...search,
		...(dirs.length > 0 && {searchDirs: dirs}),
	});
	try {
		const {synonyms, elsewhere = []} = tools.knowledge().service;
		const words = {synonyms, elsewhere};
		const vocabularies = new Map<ReadonlySet<number>, Vocabulary>();
		const {found, chosen} = foldRetrieval(cases, {
			folds,
			choices: fits,
			groupsOf: query => groupsIn(query, words),
			search(request, {left, numbers}) {
				const vocabulary = vocabularies.get(left) ?? createVocabulary(withoutGroups(words, left));
				vocabularies.set(left, vocabulary);
				return searchIndex(request, {...tools.searched(), vocabulary}, numbers);
			},
		});
		const ofQuery = new Map(cases.map(({query}, index) => [query, found[index] ?? []]));
		const {p50_ms, p99_ms, ...figures} = await measureRetrieval(cases, async ({query}) => [
			...(ofQuery.get(query) ?? []),
		]);
		return {
			...figures,
			chosen: chosen.map(({numbers: {least, concept, elsewhere: matters}, left}) => ({
				least,
				concept,
				elsewhere: matters,
				left,
			})),
		};
	} finally {
		await tools.close();
	}
}

/** The figures that the numbers change: pages and links are those of the answer as it is given. */
async function foldAnswers(cases: readonly AnswerCase[], {folds, searching}: Folding, io: Io) {
	const config = readConfig(io.environment);
	const knowledgeDirs = [...config.knowledgeDirs, ...searching.dirs];
	const tools = await openTools({...config, knowledgeDirs}, searching.search);
	try {
		const {causes, resemble} = tools.knowledge();
		const read = new Map(
			(await answerAll(cases, tools, io)).map(one => [one, resemble?.(queryOf(one.record.evidence)) ?? []]),
		);
		const {answered, chosen} = foldCases([...read.keys()], {
			folds,
			choices,
			rejudge: (one, numbers) => {
				const {evidence, sections} = one.record;
				const resemblances = read.get(one) ?? [];
				return diagnose({evidence, sections, causes, resemblances, arithmetic: numbers});
			},
		});
		const figures = measureAnswers(answered, tools.isKnownLink);
		const {cause_top1, cause_top3, refused_right, refused_wrong, calibration_error, reliability} = figures;
		return {
			cases: cases.length,
			cause_top1,
			cause_top3,
			refused_right,
			refused_wrong,
			calibration_error,
			reliability,
			chosen: chosen.map(({wordWeight, temperature, doubt}) => ({wordWeight, temperature, doubt})),
		};
	} finally {
		await tools.close();
	}
}

async function answerAll(cases: readonly AnswerCase[], tools: OpenTools, io: Io) {
	const answered = [];
	// A model is waited for most of the time.
	const atOnce = tools.modelWriter === undefined && tools.askOpinion === undefined ? 1 : 4;
	for (let index = 0; index < cases.length; index += atOnce) {
		io.signal.throwIfAborted();
		if (io.isTerminal) io.note(`\r${index + 1} of ${cases.length} cases`);
		const some = cases.slice(index, index + atOnce).map(async labelled => ({
			case: labelled,
			record: await answerCase(labelled, tools),
		}));
		answered.push(...(await Promise.all(some)));
	}
	if (io.isTerminal) io.note('\n');
	return answered;
}

/** One case's question walks the road; the line is not tested. */
export function answerCase(
	labelled: Parameters<typeof questionOfCase>[0],
	{
		knowledge,
		search,
		writeWithModel,
		askOpinion,
	}: Pick<OpenTools, 'knowledge' | 'search' | 'writeWithModel' | 'askOpinion'>,
): Promise<AnswerRecord> {
	return answerQuestion(questionOfCase(labelled, newUuid7(), new Date()), {
		knowledge,
		search,
		...(writeWithModel && {writeWithModel}),
		...(askOpinion && {askOpinion}),
	});
}

async function evaluateRetrieval(
	{cases}: Extract<Cases, {kind: 'retrieval'}>,
	{dirs, search}: Searching,
	io: Io,
): Promise<Figures> {
	const config = readConfig(io.environment);
	const tools = await openTools(config, {...search, ...(dirs.length > 0 && {searchDirs: dirs})});
	try {
		return {...(await measureRetrieval(cases, tools.search)), misses: []};
	} finally {
		await tools.close();
	}
}

function table(file: string, figures: Readonly<Record<string, unknown>>): string {
	const lines = Object.entries(figures).flatMap(([name, value]) => {
		if (name === 'fallbacks' || name === 'cut_because') return [`  ${name.padEnd(20)} ${countsOf(value)}`];
		if (name === 'opinion_weights') return weightLines(value as OpinionFigures['opinion_weights']);
		if (typeof value !== 'number') return [];
		return [`  ${name.padEnd(20)} ${Number.isInteger(value) ? value : value.toFixed(3)}`];
	});
	const {reliability = []} = figures as {readonly reliability?: readonly ReliabilityBin[]};
	return [file, ...lines, ...reliabilityLines(reliability)].join('\n');
}

/** The figures with each weight of the vote. */
function weightLines(weights: OpinionFigures['opinion_weights']): readonly string[] {
	return weights.map(
		({weight, cause_top1, cause_top3}) =>
			`  opinion of weight ${weight.toFixed(1)}: cause_top1 ${cause_top1.toFixed(3)}, cause_top3 ${cause_top3.toFixed(3)}`,
	);
}

function countsOf(counts: unknown): string {
	const entries = Object.entries(counts as Readonly<Record<string, number>>);
	return entries.length === 0 ? 'none' : entries.map(([name, count]) => `${name} ${count}`).join(', ');
}

/** Of the answers given with about this confidence, how many were right. */
function reliabilityLines(bins: readonly ReliabilityBin[]): readonly string[] {
	if (bins.length === 0) return [];
	const percent = (share: number) => `${Math.round(share * 100)} %`.padStart(6);
	return [
		'  confidence      answers  said   right',
		...bins.map(
			({from, to, answers, confidence, right}) =>
				`  ${from.toFixed(1)} to ${to.toFixed(1)}${String(answers).padStart(14)} ${percent(confidence)}  ${percent(right)}`,
		),
	];
}
