import {readFile} from 'node:fs/promises';
import {basename} from 'node:path';
import {answerQuestion} from '../answer-question.ts';
import {readConfig} from '../config.ts';
import type {Attachment} from '../evidence/question.ts';
import {newUuid7} from '../lib/uuid.ts';
import {openTools} from '../open-tools.ts';
import {toAnswerJson} from './answer-json.ts';
import {checkTarget} from './check-target.ts';
import {type Command, type Io, readArgs, UsageError} from './command.ts';
import {progressLine} from './progress-lines.ts';

const help = `Asks Lineman one question and prints the reply as Discord Markdown.

Usage: npm run -s ask -- [OPTIONS] [TEXT]

Without TEXT, the question is read from standard input: paste a log and end with Ctrl-D.

Options:
  --json             print the whole answer as one JSON object
  --no-probe         do not test the line
  --target NAME|URL  the endpoint to test, by its name in knowledge/service.yaml or as a ws, wss, http or https URL
  --attach FILE      a text file that belongs to the question; may be given more than once
  --help             this text

Exit status: 0 answered, 2 bad usage.
`;

export const ask: Command = {help, run};

async function run(args: readonly string[], io: Io): Promise<number> {
	const {values, positionals} = readArgs(args, {
		json: {type: 'boolean'},
		'no-probe': {type: 'boolean'},
		target: {type: 'string'},
		attach: {type: 'string', multiple: true},
	});
	const attachments = await Promise.all((values.attach ?? []).map(readAttachment));
	const tools = await openTools(readConfig(io.environment), {
		onWarning: io.note,
		vantage: 'terminal',
		keep: 'disk',
		writer: 'model',
		// Nobody who asks one question waits until a whole knowledge has vectors: those that the bot made are used.
		vectors: {make: 'never', news: {onNote: () => {}, onWarning: warning => io.note(`${warning}\n`)}},
	});
	try {
		const {target} = values;
		if (target !== undefined)
			checkTarget(
				target,
				tools.knowledge().service.targets.map(({name}) => name),
			);
		const text = await questionText(positionals, io);
		const id = newUuid7();
		const {probe, ...others} = tools;
		const record = await answerQuestion(
			{
				id,
				conversationId: id,
				askedAt: new Date(),
				door: 'terminal',
				text,
				attachments,
				earlier: [],
				hints: target === undefined ? {} : {target},
			},
			values['no-probe'] === true ? others : {...others, probe},
			{
				signal: io.signal,
				onProgress: progress => {
					const line = io.isTerminal ? progressLine(progress) : undefined;
					if (line !== undefined) io.note(`${line}\n`);
				},
			},
		);
		io.print(values.json === true ? `${JSON.stringify(toAnswerJson(record))}\n` : `${record.answer.text}\n`);
		return 0;
	} finally {
		await tools.close();
	}
}

async function questionText(positionals: readonly string[], io: Io): Promise<string> {
	if (positionals.length === 0 && io.isTerminal) io.note('Paste the question, then press Ctrl-D.\n');
	const text = positionals.length > 0 ? positionals.join(' ') : await io.readInput();
	if (text.trim() === '') throw new UsageError('Found an empty question, want some text');
	return text;
}

async function readAttachment(file: string): Promise<Attachment> {
	try {
		return {name: basename(file), text: await readFile(file, 'utf8')};
	} catch (error) {
		throw new UsageError(
			`Cannot read "${file}" (${(error as NodeJS.ErrnoException).code}), want a text file`,
		);
	}
}
