import {readConfig} from '../config.ts';
import {openTools} from '../open-tools.ts';
import {checkKnowledge} from '../retrieval/check-knowledge.ts';
import {type Command, type Io, readArgs, UsageError} from './command.ts';
import {knowledgeDirs} from './evaluate.ts';

const help = `Checks and searches the knowledge.

Usage: npm run -s knowledge -- check [DIR]
       npm run -s knowledge -- search [OPTIONS] QUERY

check   names every mistake in the knowledge folder with file and line; exit status 1 if there is one
search  prints the sections that fit a query best, each with its link; exit status 1 if nothing fits

Options of search:
  --knowledge DIR=URLROOT  also search this documentation folder; may be given more than once
  --json                   print an array with one JSON object a section
  --help                   this text

Exit status 2: bad usage.
`;

export const knowledge: Command = {help, run};

async function run(args: readonly string[], io: Io): Promise<number> {
	const [verb, ...rest] = args;
	if (verb === 'check') return check(rest, io);
	if (verb === 'search') return search(rest, io);
	throw new UsageError(
		verb === undefined
			? 'Found no verb, want check or search'
			: `Unknown verb "${verb}", want check or search`,
	);
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
