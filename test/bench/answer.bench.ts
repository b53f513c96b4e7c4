import {fork} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import OpenAI from 'openai';
import {guardModel} from '../../src/answer/guard-model.ts';
import {type Model, openModel} from '../../src/answer/model.ts';
import {openModelWriter} from '../../src/answer/open-model-writer.ts';
import type {WriteWithModel} from '../../src/answer/write-with-model.ts';
import {answerQuestion} from '../../src/answer-question.ts';
import {readConfig} from '../../src/config.ts';
import {readCases} from '../../src/evaluation/cases.ts';
import {quantile} from '../../src/evaluation/figures.ts';
import {questionOfCase} from '../../src/evaluation/measure-answers.ts';
import {naturalLanguage} from '../../src/evidence/natural-language.ts';
import {removeSecrets} from '../../src/evidence/remove-secrets.ts';
import {openTools} from '../../src/open-tools.ts';
import {type Bench, median} from './bench.ts';

const questions = 40;
const rounds = 4;

export const bench: Bench = {
	summary: 'what Lineman adds around a model, beside a bare stream of the same server',
	async measure(note) {
		const {url, stop} = await startModel();
		try {
			const {asked, redact} = await askedQuestions();
			const timed = timedWriter(url, redact);
			timed.writer.rehearse();
			const added: Added[] = [];
			const bare: number[] = [];
			for (let round = 0; round <= rounds; round += 1) {
				note(`round ${round} of ${rounds}`);
				for (const given of asked) {
					const one = await timed.write(given);
					const stream = await timeBareStream(url, one.input);
					// The first round is for the machine to get warm.
					if (round === 0) continue;
					added.push(one);
					bare.push(stream);
				}
			}
			return {
				rows: [
					row(
						'before the request',
						added.map(({beforeMs}) => beforeMs),
					),
					row(
						'each piece of text',
						added.flatMap(({pieceMs}) => pieceMs),
					),
					row('all pieces of a text', added.map(piecesOf)),
					row(
						'after the last',
						added.map(({afterMs}) => afterMs),
					),
					row('in all', added.map(inAll)),
					row(
						'in all, work alone',
						added.map(({workMs}) => workMs),
					),
					row(
						'a whole answer',
						added.map(({wholeMs}) => wholeMs),
					),
					row('the bare stream', bare),
				],
				bounds: [
					{name: 'in all, p95 in ms', value: quantile(added.map(inAll), 0.95), most: 40},
					{
						name: 'each piece, p95 in ms',
						value: quantile(
							added.flatMap(({pieceMs}) => pieceMs),
							0.95,
						),
						most: 5,
					},
				],
				remarks: [
					`Milliseconds; ${questions} labelled questions, ${rounds} times. The model says about 200 words as fast as it can, so that`,
					'nothing hides behind its pauses: with a real one, all but the last piece is read while the next is waited for.',
				],
			};
		} finally {
			stop();
		}
	},
};

type Added = {
	readonly beforeMs: number;
	readonly pieceMs: readonly number[];
	readonly afterMs: number;
	readonly wholeMs: number;
	/** What this thread worked for all of it, without what it waited for the processor. */
	readonly workMs: number;
	/** What the model was asked. */
	readonly input: {readonly instructions: string; readonly input: string};
};

function piecesOf({pieceMs}: Added): number {
	return pieceMs.reduce((sum, ms) => sum + ms, 0);
}

function inAll(added: Added): number {
	return added.beforeMs + piecesOf(added) + added.afterMs;
}

function row(what: string, values: readonly number[]) {
	return {what, p50: median(values), p95: quantile(values, 0.95), most: Math.max(...values)};
}

type Given = Parameters<WriteWithModel>[0];

/** What the road hands to the writer, for labelled questions over the knowledge and the documentation. */
async function askedQuestions(): Promise<{asked: readonly Given[]; redact: (text: string) => string}> {
	const root = join(import.meta.dirname, '../..');
	const config = readConfig({});
	const tools = await openTools(
		{
			...config,
			knowledgeDirs: [
				{dir: join(root, 'knowledge')},
				{dir: join(root, 'test/cases/docs'), urlRoot: 'https://docs.example.com/'},
			],
		},
		{onWarning: () => {}, vantage: 'terminal', keep: 'memory'},
	);
	const file = join(root, 'test/cases/answers.dev.jsonl');
	const cases = readCases(file, readFileSync(file, 'utf8'));
	const asked: Given[] = [];
	for (const labelled of cases.kind === 'answers' ? cases.cases : []) {
		if (asked.length === questions) break;
		await answerQuestion(questionOfCase(labelled, labelled.id, new Date()), {
			knowledge: tools.knowledge,
			search: tools.search,
			writeWithModel: async given => {
				// In other languages our own lines are asked for beside; what is measured is one request.
				if (given.findings.evidence.language === 'en' && given.builtIn.text.includes('To debug'))
					asked.push(given);
				return given.builtIn;
			},
		});
	}
	const {keyPatterns} = tools.knowledge().service.evidence;
	await tools.close();
	return {asked, redact: text => removeSecrets(text, keyPatterns).text};
}

/** A writer whose model tells when it was asked, how long each piece took to be read, and when it was done. */
function timedWriter(url: string, redact: (text: string) => string) {
	let askedAt = 0;
	let doneAt = 0;
	let workMs = 0;
	let workFrom = 0;
	let pieceMs: number[] = [];
	let input: Added['input'] = {instructions: '', input: ''};
	let hours = 0;
	const model = openModel({name: 'bench', baseUrl: url});
	const timed: Model = {
		name: model.name,
		async ask(request, call) {
			input = request;
			askedAt = performance.now();
			workMs += workedMs() - workFrom;
			const reply = await model.ask(request, {
				...call,
				onText(piece) {
					const startedAt = performance.now();
					const from = workedMs();
					call.onText?.(piece);
					workMs += workedMs() - from;
					pieceMs.push(performance.now() - startedAt);
				},
			});
			doneAt = performance.now();
			workFrom = workedMs();
			return reply;
		},
	};
	const writer = openModelWriter({
		model: guardModel(timed),
		languageOf: naturalLanguage,
		redact,
		// Each answer is asked for in an hour of its own: none is kept from before.
		now: () => new Date(hours * 3_600_001),
	});
	return {
		writer,
		async write(given: Given): Promise<Added> {
			hours += 1;
			pieceMs = [];
			workMs = 0;
			const startedAt = performance.now();
			workFrom = workedMs();
			await writer.write({...given, onText: () => {}});
			const endedAt = performance.now();
			workMs += workedMs() - workFrom;
			return {
				beforeMs: askedAt - startedAt,
				pieceMs,
				afterMs: endedAt - doneAt,
				wholeMs: endedAt - startedAt,
				workMs,
				input,
			};
		},
	};
}

function workedMs(): number {
	const {user, system} = process.threadCpuUsage();
	return (user + system) / 1000;
}

let client: OpenAI | undefined;

/** The same request and the same text, with nothing done to it. */
async function timeBareStream(url: string, {instructions, input}: Added['input']): Promise<number> {
	client ??= new OpenAI({baseURL: url, apiKey: 'none', maxRetries: 0});
	const startedAt = performance.now();
	const stream = await client.chat.completions.create({
		model: 'bench',
		stream: true,
		messages: [
			{role: 'system', content: instructions},
			{role: 'user', content: input},
		],
	});
	let length = 0;
	for await (const {choices} of stream) length += choices[0]?.delta.content?.length ?? 0;
	if (length === 0) throw new Error('Cannot measure the bare stream: found no text, want the model to speak');
	return performance.now() - startedAt;
}

function startModel(): Promise<{readonly url: string; readonly stop: () => void}> {
	const child = fork(join(import.meta.dirname, 'model-process.ts'));
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('message', (url: string) => resolve({url, stop: () => child.kill()}));
	});
}
