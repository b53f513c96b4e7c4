import {mkdir, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {readConfig} from '../config.ts';
import {type CorrectedAnswer, caseOf, causeDrafts} from '../evaluation/corrected-answers.ts';
import type {AnswerRecord} from '../log/answer-record.ts';
import type {Correction, Standing} from '../log/moderation.ts';
import {type OpenLog, openLog} from '../log/open-log.ts';
import {causeTemplate} from '../retrieval/cause-template.ts';
import {readKnowledge} from '../retrieval/read-knowledge.ts';
import {type Command, type Io, readArgs, UsageError} from './command.ts';

const help = `Shows what moderators have to look at and what they did, and makes files of their corrections.

Usage: npm run -s review -- list [--json]
       npm run -s review -- show [--json] ID
       npm run -s review -- export [--out DIR]

list    prints the open cases, the newest first
show    prints one answer: what was asked, named and measured, and what members and moderators did about it
export  writes the corrections that stand as files to commit: labelled cases for "evaluate", and for each cause
        that was named a draft of its page, or what to add to the one it has

Options:
  --out DIR  export: where the files go (default corrections)
  --json     list and show: print JSON
  --help     this text

The log is that of DATABASE_URL. Exit status 1 where there is nothing to show or to export, 2: bad usage.
`;

export const review: Command = {help, run};

const verbs: Readonly<Record<string, (args: readonly string[], io: Io) => Promise<number>>> = {
	list,
	show,
	export: exportCorrections,
};

async function run(args: readonly string[], io: Io): Promise<number> {
	const [name, ...rest] = args;
	const wanted = `want ${Object.keys(verbs).join(', ')}`;
	if (name === undefined) throw new UsageError(`Found no verb, ${wanted}`);
	const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
	if (verb === undefined) throw new UsageError(`Unknown verb "${name}", ${wanted}`);
	return verb(rest, io);
}

async function withLog<T>(io: Io, work: (log: OpenLog) => Promise<T>): Promise<T> {
	const log = await openLog(readConfig(io.environment).databaseUrl);
	try {
		return await work(log);
	} finally {
		await log.close();
	}
}

const mostListed = 200;

async function list(args: readonly string[], io: Io): Promise<number> {
	const {values, positionals} = readArgs(args, {json: {type: 'boolean'}});
	if (positionals.length > 0) throw new UsageError(`Found "${positionals[0]}", want no more than options`);
	return withLog(io, async log => {
		const open = await log.moderation.open({limit: mostListed});
		const records = await Promise.all(open.map(({questionId}) => log.find(questionId)));
		if (values.json === true) io.print(`${JSON.stringify(open)}\n`);
		else for (const [index, standing] of open.entries()) io.print(`${listLine(standing, records[index])}\n`);
		const count = await log.moderation.countOpen();
		io.note(
			count === 0
				? 'Nothing is open\n'
				: count > open.length
					? `and ${count - open.length} older ones\n`
					: '',
		);
		return count === 0 ? 1 : 0;
	});
}

function listLine(
	{questionId, openedAt, reasons, publication}: Standing,
	record: AnswerRecord | undefined,
): string {
	const why = reasons.map(reason => reason.replaceAll('_', ' ')).join(', ');
	const draft = publication === 'draft' ? ' (draft)' : '';
	return `${questionId}  ${minute(openedAt)}  ${why}${draft}\n  ${verdictOf(record)}`;
}

function verdictOf(record: AnswerRecord | undefined): string {
	const answer = record?.answer;
	return answer?.gloss ?? (answer?.verdict || '(its text is no longer kept)');
}

async function show(args: readonly string[], io: Io): Promise<number> {
	const {values, positionals} = readArgs(args, {json: {type: 'boolean'}});
	const [id, ...others] = positionals;
	if (id === undefined || others.length > 0)
		throw new UsageError(`Found ${positionals.length} ids, want the id of one answer`);
	return withLog(io, async log => {
		const record = await log.find(id);
		if (!record) {
			io.note(`There is no answer "${id}"\n`);
			return 1;
		}
		const {moderation} = log;
		const kept = {
			record,
			standing: await moderation.standing(id),
			reviews: await moderation.reviewsOf(id),
			corrections: await moderation.correctionsOf(id),
			feedback: await log.feedbackOf(id),
			history: await moderation.history({subject: id, limit: 50}),
		};
		io.print(values.json === true ? `${JSON.stringify(kept)}\n` : `${describe(kept)}\n`);
		return 0;
	});
}

type Kept = {
	readonly record: AnswerRecord;
	readonly standing: Standing | undefined;
	readonly reviews: Awaited<ReturnType<OpenLog['moderation']['reviewsOf']>>;
	readonly corrections: readonly Correction[];
	readonly feedback: Awaited<ReturnType<OpenLog['feedbackOf']>>;
	readonly history: Awaited<ReturnType<OpenLog['moderation']['history']>>;
};

function describe({record, standing, reviews, corrections, feedback, history}: Kept): string {
	const {evidence, diagnosis, probe, answer} = record;
	const causes = diagnosis.causes.map(({id, confidence}) => `${id} ${Math.round(confidence * 100)} %`);
	const lines = [
		`${record.id}  ${minute(record.askedAt)}`,
		`state      ${standing === undefined ? 'never raised' : `${standing.state}, ${standing.publication}`}`,
		`why        ${standing?.reasons.map(reason => reason.replaceAll('_', ' ')).join(', ') || '-'}`,
		`verdict    ${verdictOf(record)}`,
		`causes     ${causes.join(', ') || '-'}`,
		`evidence   ${[...new Set([...evidence.failures, ...evidence.serviceCodes].map(({code}) => code))].join(', ') || '-'}`,
		`the line   ${probe === undefined ? 'not tested' : [probe.verdict, probe.failure, probe.status].filter(part => part !== undefined).join(', ')}`,
		`writer     ${answer.writer}`,
		...feedback.map(
			({kind, note}) => `member     ${kind.replaceAll('_', ' ')}${note === undefined ? '' : `: ${note}`}`,
		),
		...reviews.map(({judgement, byId, at}) => `judged     ${judgement} by ${byId}, ${minute(at)}`),
		...history.map(
			({action, byId, at}) => `done       ${action.replaceAll('_', ' ')} by ${byId}, ${minute(at)}`,
		),
	];
	const parts = [
		lines.join('\n'),
		`asked\n${indented(evidence.text)}`,
		`answered\n${indented(answer.text)}`,
		...corrections.map(
			({byId, at, cause, link, text}) =>
				`corrected by ${byId}, ${minute(at)}${cause === undefined ? '' : `, to ${cause}`}${link === undefined ? '' : `, ${link}`}\n${indented(text)}`,
		),
	];
	return parts.join('\n\n');
}

function indented(text: string): string {
	return text
		.split('\n')
		.map(line => `  ${line}`)
		.join('\n');
}

function minute(at: Date): string {
	return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

async function exportCorrections(args: readonly string[], io: Io): Promise<number> {
	const {values, positionals} = readArgs(args, {out: {type: 'string'}});
	if (positionals.length > 0) throw new UsageError(`Found "${positionals[0]}", want no more than --out DIR`);
	const dir = values.out ?? 'corrections';
	const answers = await withLog(io, correctedAnswers);
	const cases = answers.flatMap(answer => caseOf(answer) ?? []);
	const {knowledge} = readKnowledge(knowledgeDir(io));
	const drafts = causeDrafts(answers, knowledge, causeTemplate);
	const files = [
		...(cases.length === 0
			? []
			: [
					{
						name: 'answers.reviewed.jsonl',
						text: cases.map(each => `${JSON.stringify(each)}\n`).join(''),
					},
				]),
		...drafts.map(({cause, isNew, text}) => ({
			name: join('causes', isNew ? `${cause}.md` : `${cause}.additions.md`),
			text,
		})),
	];
	for (const {name, text} of files) {
		const file = join(dir, name);
		await mkdir(dirname(file), {recursive: true});
		await writeFile(file, text);
		io.print(`${file}\n`);
	}
	io.note(summary({answers: answers.length, cases: cases.length, drafts: drafts.length}));
	return files.length === 0 ? 1 : 0;
}

/** The corrections that members see now; what was taken back later is nobody's word any more. */
async function correctedAnswers(log: OpenLog): Promise<readonly CorrectedAnswer[]> {
	const answers: CorrectedAnswer[] = [];
	for (const correction of await log.moderation.corrections()) {
		const standing = await log.moderation.standing(correction.questionId);
		const record = await log.find(correction.questionId);
		if (record && standing?.publication === 'corrected') answers.push({record, correction});
	}
	return answers;
}

function knowledgeDir(io: Io): string {
	return readConfig(io.environment).knowledgeDirs[0]?.dir ?? 'knowledge';
}

function summary({answers, cases, drafts}: Readonly<Record<'answers' | 'cases' | 'drafts', number>>): string {
	if (answers === 0) return 'No answer is corrected: nothing to write\n';
	const left = answers - cases;
	const without = left === 0 ? '' : `; ${left} without a cause, or without the question’s text`;
	return `${cases} of ${answers} corrections are labelled cases${without}; ${drafts} causes have a draft. Read them before you commit them: they hold members’ words\n`;
}
