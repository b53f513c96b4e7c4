import {readFile} from 'node:fs/promises';
import {answerQuestion} from '../answer-question.ts';
import {type KnowledgeDir, readConfig, readKnowledgeDir} from '../config.ts';
import {type AnswerCase, type Cases, readCases} from '../evaluation/cases.ts';
import {type AnswerFigures, isRight, measureAnswers, questionOfCase} from '../evaluation/measure-answers.ts';
import {measureRetrieval} from '../evaluation/measure-retrieval.ts';
import {newUuid7} from '../lib/uuid.ts';
import type {AnswerRecord} from '../log/answer-record.ts';
import {type OpenOptions, type OpenTools, openTools} from '../open-tools.ts';
import {type Command, type Io, readArgs, UsageError} from './command.ts';

const help = `Measures answers and retrieval on labelled cases, without the network.

Usage: npm run -s evaluate -- [OPTIONS] CASES.jsonl…

Cases with "message" measure the whole road; cases with "query" and "relevant" measure retrieval alone.

Options:
  --knowledge DIR=URLROOT  also search this documentation folder; may be given more than once. Retrieval cases
                           are measured over these folders only, if there are any
  --embeddings             search with the model of OPENAI_EMBEDDING_MODEL too, which needs the network; its vectors are
                           kept beside the log
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
		embeddings: {type: 'boolean'},
		knowledge: {type: 'string', multiple: true},
	});
	if (positionals.length === 0) throw new UsageError('Found no file, want at least one CASES.jsonl');
	const dirs = knowledgeDirs(values.knowledge ?? []);
	const search = values.embeddings === true ? withVectors(io) : byWords(io);
	const files = await Promise.all(positionals.map(readCaseFile));
	for (const {file, cases} of files) {
		const figures =
			cases.kind === 'answers'
				? await evaluateAnswers(cases.cases, {dirs, search}, io)
				: await evaluateRetrieval(cases, {dirs, search}, io);
		const {misses, ...shown} = figures;
		if (values.json === true) io.print(`${JSON.stringify({file, kind: cases.kind, ...shown})}\n`);
		else io.print(`${table(file, shown)}\n`);
		if (values.misses === true) io.print(`${misses.join('\n')}\n`);
	}
	return 0;
}

type How = Pick<OpenOptions, 'onWarning' | 'vantage' | 'keep' | 'vectors'>;

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

/** The folders to search beside the knowledge, and how. */
type Searching = {readonly dirs: readonly KnowledgeDir[]; readonly search: How};

async function evaluateAnswers(
	cases: readonly AnswerCase[],
	{dirs, search}: Searching,
	io: Io,
): Promise<Figures> {
	const config = readConfig(io.environment);
	const knowledgeDirs = [...config.knowledgeDirs, ...dirs];
	const tools = await openTools({...config, knowledgeDirs}, search);
	try {
		const answered = await answerAll(cases, tools, io);
		const figures: AnswerFigures = measureAnswers(answered, tools.isKnownLink);
		const misses = answered
			.filter(given => !isRight(given, 1))
			.map(({case: labelled, record}) => {
				const named = record.diagnosis.causes
					.slice(0, 3)
					.map(({id, confidence}) => `${id} ${confidence.toFixed(2)}`);
				return `${labelled.id}: want ${labelled.cause}, found ${named.join(', ')}`;
			});
		return {...figures, misses};
	} finally {
		await tools.close();
	}
}

async function answerAll(cases: readonly AnswerCase[], tools: OpenTools, io: Io) {
	const answered = [];
	for (const [index, labelled] of cases.entries()) {
		io.signal.throwIfAborted();
		if (io.isTerminal) io.note(`\r${index + 1} of ${cases.length} cases`);
		answered.push({case: labelled, record: await answerCase(labelled, tools)});
	}
	if (io.isTerminal) io.note('\n');
	return answered;
}

/** One case's question walks the road; the line is not tested. */
export function answerCase(
	labelled: Parameters<typeof questionOfCase>[0],
	{knowledge, search}: Pick<OpenTools, 'knowledge' | 'search'>,
): Promise<AnswerRecord> {
	return answerQuestion(questionOfCase(labelled, newUuid7(), new Date()), {knowledge, search});
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
		if (typeof value !== 'number') return [];
		return [`  ${name.padEnd(20)} ${Number.isInteger(value) ? value : value.toFixed(3)}`];
	});
	return [file, ...lines].join('\n');
}
