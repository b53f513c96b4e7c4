import {replayAnswer} from '../answer/replay-answer.ts';
import {readConfig} from '../config.ts';
import {naturalLanguage} from '../evidence/natural-language.ts';
import {removeSecrets} from '../evidence/remove-secrets.ts';
import {openLog} from '../log/open-log.ts';
import {readKnowledge} from '../retrieval/read-knowledge.ts';
import {type Command, type Io, readArgs, UsageError} from './command.ts';

const help = `Makes an answer that a model worded again from the log, without the model.

Usage: npm run -s lineman -- replay [OPTIONS] ID

The text that the model wrote is held against the same knowledge, evidence and measurement once more; they are
kept with the answer. What comes out is printed, and on standard error whether it is what was answered.

Options:
  --request  print what the model was asked, and what it wrote, in place of the answer
  --json     print all of it as one JSON object
  --help     this text

Exit status: 0 the same, 1 another text (the rules or the prompt's version have changed since), 2 bad usage.
`;

export const replay: Command = {help, run};

async function run(args: readonly string[], io: Io): Promise<number> {
	const {values, positionals} = readArgs(args, {json: {type: 'boolean'}, request: {type: 'boolean'}});
	const [id] = positionals;
	if (id === undefined || positionals.length > 1)
		throw new UsageError(`Found ${positionals.length} ids, want one`);
	const {databaseUrl, knowledgeDirs} = readConfig(io.environment);
	const log = await openLog(databaseUrl);
	try {
		const record = await log.find(id);
		if (record === undefined) throw new UsageError(`Found no answer "${id}" in ${databaseUrl}`);
		const {keyPatterns} = readKnowledge(knowledgeDirs[0]?.dir ?? 'knowledge').knowledge.service.evidence;
		const made = replayAnswer(record.answer, {
			languageOf: naturalLanguage,
			redact: text => removeSecrets(text, keyPatterns).text,
		});
		if (made === undefined)
			throw new UsageError(`Answer "${id}" is not in a model's words: nothing to replay`);
		const isSame = made.answer.text === record.answer.text;
		const {request, raw, answer} = made;
		if (values.json === true) {
			io.print(
				`${JSON.stringify({id, same: isSame, request, raw, text: answer.text, answered: record.answer.text})}\n`,
			);
		} else if (values.request === true) {
			io.print(
				`${[request?.instructions, request?.input, raw].filter(text => text !== undefined).join('\n\n')}\n`,
			);
		} else {
			io.print(`${answer.text}\n`);
		}
		io.note(isSame ? 'The same as was answered.\n' : 'Not what was answered.\n');
		return isSame ? 0 : 1;
	} finally {
		await log.close();
	}
}
