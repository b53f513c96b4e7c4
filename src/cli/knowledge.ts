import {readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {readConfig} from '../config.ts';
import type {RankedCause} from '../diagnosis/diagnosis.ts';
import {readCases} from '../evaluation/cases.ts';
import type {AnsweredCase} from '../evaluation/measure-answers.ts';
import {type Leads, movedCases} from '../evaluation/moved-cases.ts';
import type {Evidence} from '../evidence/evidence.ts';
import {type OpenTools, openTools} from '../open-tools.ts';
import {causeTemplate} from '../retrieval/cause-template.ts';
import {checkKnowledge} from '../retrieval/check-knowledge.ts';
import {type Command, type Io, readArgs, UsageError} from './command.ts';
import {answerCase, knowledgeDirs} from './evaluate.ts';

const help = `Checks, searches and extends the knowledge.

Usage: npm run -s knowledge -- check [DIR]
       npm run -s knowledge -- search [OPTIONS] QUERY
       npm run -s knowledge -- new cause ID
       npm run -s knowledge -- try [--cases DIR] MESSAGE

check   names every mistake in the knowledge folder with file and line; exit status 1 if there is one
search  prints the sections that fit a query best, each with its link; exit status 1 if nothing fits
new     writes knowledge/causes/ID.md from a template, to be filled in
try     answers a message with the knowledge as it stands: the causes in order, each with its reasons and their
        weights; then names the labelled cases that another cause leads now than when they were last kept

Options:
  --knowledge DIR=URLROOT  search: also this documentation folder; may be given more than once
  --json                   search: print an array with one JSON object a section
  --cases DIR              try: the folder of labelled cases and of leads.json (default test/cases)
  --help                   this text

Exit status 2: bad usage.
`;

export const knowledge: Command = {help, run};

const verbs: Readonly<Record<string, (args: readonly string[], io: Io) => Promise<number>>> = {
	check,
	search,
	new: writeNew,
	try: tryMessage,
};

async function run(args: readonly string[], io: Io): Promise<number> {
	const [name, ...rest] = args;
	const wanted = `want ${Object.keys(verbs).join(', ')}`;
	if (name === undefined) throw new UsageError(`Found no verb, ${wanted}`);
	const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
	if (verb === undefined) throw new UsageError(`Unknown verb "${name}", ${wanted}`);
	return verb(rest, io);
}

async function check(args: readonly string[], io: Io): Promise<number> {
	const {positionals} = readArgs(args, {});
	if (positionals.length > 1) throw new UsageError(`Found ${positionals.length} folders, want one`);
	const dir = positionals[0] ?? 'knowledge';
	const problems = await checkKnowledge(dir);
	for (const {file, line, message} of problems) io.print(`${file}:${line}: ${message}\n`);
	io.note(problems.length === 0 ? `No mistake in "${dir}"\n` : `${problems.length} mistakes in "${dir}"\n`);
	return problems.length === 0 ? 0 : 1;
}

async function search(args: readonly string[], io: Io): Promise<number> {
	const {values, positionals} = readArgs(args, {
		json: {type: 'boolean'},
		knowledge: {type: 'string', multiple: true},
	});
	const query = positionals.join(' ');
	if (query.trim() === '') throw new UsageError('Found an empty query, want some words');
	const config = readConfig(io.environment);
	const dirs = [...config.knowledgeDirs, ...knowledgeDirs(values.knowledge ?? [])];
	const tools = await openTools(
		{...config, knowledgeDirs: dirs},
		{onWarning: io.note, vantage: 'terminal', keep: 'memory'},
	);
	try {
		const sections = await tools.search({query, limit: 10});
		if (values.json === true) io.print(`${JSON.stringify(sections)}\n`);
		else if (sections.length === 0) io.note('Nothing fits well enough\n');
		else {
			for (const {score, headings, url, page, kind} of sections) {
				io.print(
					`${score.toFixed(2).padStart(7)}  ${headings.join(' › ')}  (${kind})\n         ${url ?? page}\n`,
				);
			}
		}
		return sections.length === 0 ? 1 : 0;
	} finally {
		await tools.close();
	}
}

async function writeNew(args: readonly string[], io: Io): Promise<number> {
	const {positionals} = readArgs(args, {});
	const [kind, id] = positionals;
	if (kind !== 'cause')
		throw new UsageError(`Found "${kind ?? ''}", want cause and an id, as in: new cause net.captive_portal`);
	if (id === undefined || !/^[a-z0-9]+(?:[._][a-z0-9]+)*$/.test(id)) {
		throw new UsageError(
			`Found the id "${id ?? ''}", want small letters, digits, dots and underscores, as in net.captive_portal`,
		);
	}
	const file = join('knowledge', 'causes', `${id}.md`);
	try {
		await writeFile(file, causeTemplate(id), {flag: 'wx'});
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		throw new UsageError(
			code === 'EEXIST' ? `"${file}" is there already, want a new id` : `Cannot write "${file}" (${code})`,
		);
	}
	io.print(`${file}\n`);
	io.note('Fill it in, then: npm run -s knowledge -- check, and: npm run -s knowledge -- try "a message"\n');
	return 0;
}

async function tryMessage(args: readonly string[], io: Io): Promise<number> {
	const {values, positionals} = readArgs(args, {cases: {type: 'string'}});
	const message = positionals.join(' ');
	if (message.trim() === '') throw new UsageError('Found an empty message, want what a member would write');
	const tools = await openTools(readConfig(io.environment), {
		onWarning: io.note,
		vantage: 'terminal',
		keep: 'memory',
	});
	try {
		const {diagnosis, evidence} = await answerCase({message}, tools);
		io.print(`${evidenceLine(evidence)}\n\n${diagnosis.causes.map(describeCause).join('\n\n')}\n\n`);
		io.print(`${await movedSince(values.cases ?? join('test', 'cases'), tools, io)}\n`);
		return 0;
	} finally {
		await tools.close();
	}
}

function evidenceLine({failures, serviceCodes, clients, target, language}: Evidence): string {
	const found = [...failures, ...serviceCodes].map(({code}) => code);
	const about = [
		...new Set(found),
		...clients.slice(0, 1).map(({id}) => id),
		...(target === undefined ? [] : [target]),
		language,
	];
	return `evidence: ${about.join(', ')}`;
}

function describeCause({id, confidence, score, reasons}: RankedCause): string {
	const lines = reasons.map(
		({because, weight}) => `  ${weight > 0 ? '+' : ''}${weight.toFixed(2).padStart(5)}  ${because}`,
	);
	return [`${id}  ${Math.round(confidence * 100)} %  (${score.toFixed(2)})`, ...lines].join('\n');
}

/** The labelled cases that another cause leads now. */
async function movedSince(dir: string, tools: OpenTools, io: Io): Promise<string> {
	const kept = await readLeads(join(dir, 'leads.json'));
	if (kept === undefined) return `No "${join(dir, 'leads.json')}": which cases moved cannot be told`;
	const files = (await readdir(dir)).filter(file => /^answers\..*\.jsonl$/.test(file));
	const answered: AnsweredCase[] = [];
	for (const file of files) {
		const read = readCases(file, await readFile(join(dir, file), 'utf8'));
		for (const labelled of read.kind === 'answers' ? read.cases : []) {
			if (io.isTerminal) io.note(`\r${answered.length + 1} cases`);
			answered.push({case: labelled, record: await answerCase(labelled, tools)});
		}
	}
	if (io.isTerminal) io.note('\r');
	const moved = movedCases(answered, kept);
	if (moved.length === 0) return `None of ${answered.length} labelled cases moved`;
	const lines = moved.map(
		({id, before, now, wanted, isRight}) =>
			`  ${isRight ? 'right now' : 'wrong now'}  ${id}: ${before} → ${now}${isRight ? '' : `, want ${wanted}`}`,
	);
	return [`${moved.length} of ${answered.length} labelled cases moved:`, ...lines].join('\n');
}

async function readLeads(file: string): Promise<Leads | undefined> {
	try {
		return JSON.parse(await readFile(file, 'utf8'));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw error;
	}
}
