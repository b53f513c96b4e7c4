import type {Answer} from './answer.ts';
import {composeSoFar} from './compose-model-answer.ts';
import {countTokens} from './count-tokens.ts';
import {type GroundedReply, groundText, openGrounding} from './ground-text.ts';
import {type Grounds, makeGrounds} from './grounds.ts';
import type {GuardedModel} from './guard-model.ts';
import type {LanguageOf} from './is-other-language.ts';
import {type KeptTexts, keyOfQuestion, openKeptTexts} from './kept-texts.ts';
import {makeAnswer, translateAnswer} from './make-model-answer.ts';
import {makeWritingTask} from './make-writing-task.ts';
import type {ModelRequest} from './model.ts';
import {isServersOwn, ModelFailure, tookTokens} from './model-failure.ts';
import {promptVersions, readPrompt} from './prompts.ts';
import {rehearseGrounding} from './rehearse-grounding.ts';
import {renderRequest} from './render-request.ts';
import {openTranslator, type Translator} from './translate-lines.ts';
import {type Lines, linesToTranslate, ownLines} from './translated-lines.ts';
import {replyParts} from './write-answer.ts';
import type {WriteWithModel} from './write-with-model.ts';
import {countWritings, type WriterState} from './writer-state.ts';
import type {FallbackReason, Prices, TokenUse, Writing} from './writing.ts';
import {type Job, openJob} from './writing-job.ts';
import type {WritingTask} from './writing-task.ts';

export type ModelWriterOptions = {
	readonly model: GuardedModel;
	readonly languageOf: LanguageOf;
	/** A text without secrets. */
	readonly redact: (text: string) => string;
	readonly prices?: Prices;
	/** Whether this answer may cost anything: the reason where it may not. */
	readonly mayAsk?: (given: Parameters<WriteWithModel>[0]) => Promise<FallbackReason | undefined>;
	readonly now: () => Date;
};

export type ModelWriter = {
	readonly write: WriteWithModel;
	readonly state: () => WriterState;
	/** Reads a text once, so that the first member waits for no pattern to be compiled. */
	readonly rehearse: () => void;
};

type Given = Parameters<WriteWithModel>[0];

/** What every answer is written with. */
type Desk = ModelWriterOptions & {
	readonly prompt: {readonly version: string; readonly text: string};
	readonly translator: Translator;
	readonly kept: KeptTexts;
};

/** In less, no model says anything of use. */
const leastMs = 3000;
const keepForMs = 60 * 60_000;
/** Our own lines may come a little after the model's. */
const linesWithinMs = 3000;

/** A writer that asks a model for the words and keeps to what was found. */
export function openModelWriter(options: ModelWriterOptions): ModelWriter {
	const {model, languageOf, now} = options;
	const counts = countWritings({model, now});
	const desk: Desk = {
		...options,
		prompt: {version: promptVersions.answer, text: readPrompt(promptVersions.answer)},
		translator: openTranslator({model, prompt: readPrompt(promptVersions.translate), languageOf}),
		kept: openKeptTexts({forMs: keepForMs, now: () => now().getTime()}),
	};
	return {
		state: counts.state,
		rehearse: () => rehearseGrounding(languageOf),
		async write(given) {
			const answer = await write(given, desk);
			if (answer.model !== undefined) counts.add(answer.model);
			return answer;
		},
	};
}

async function write(given: Given, desk: Desk): Promise<Answer> {
	const {findings, builtIn, conversation} = given;
	const job = openJob({...given, modelName: desk.model.name, ...(desk.prices && {prices: desk.prices})});
	try {
		const task = makeWritingTask({findings, conversation, prompt: desk.prompt});
		// Nothing to word, and in the member's language already.
		if (task === undefined && findings.evidence.language === builtIn.language) return builtIn;
		const refusal = given.signal?.aborted === true ? 'stopped' : await desk.mayAsk?.(given);
		if (refusal !== undefined) return job.fallBack(refusal);
		if (job.leftMs() < leastMs) return job.fallBack('too_late');
		return await (task === undefined ? translateBuiltIn(job, desk) : writeTask(job, task, desk));
	} catch (error) {
		// What was not foreseen is no reason to leave a member without an answer; the record names it.
		return job.fallBack(error instanceof ModelFailure ? error.reason : 'failed');
	}
}

// The model's words

async function writeTask(job: Job, task: WritingTask, desk: Desk): Promise<Answer> {
	const ours = translateOurLines(job, task, desk);
	const grounds = makeGrounds({
		task,
		prompt: desk.prompt.text,
		holdsSecret: text => desk.redact(text) !== text,
	});
	const key = keyOfQuestion(task, job.findings, desk.model.name);
	const before = await within(desk.kept.find(key), job.leftMs() - leastMs);
	const standing = before === undefined ? undefined : groundText(before, grounds, desk.languageOf);
	if (before !== undefined && standing?.fallback === undefined) {
		return finish(job, {
			task,
			raw: before,
			reply: standing ?? nothing,
			lines: await ours.settled(),
			kept: true,
		});
	}
	const place = desk.kept.promise(key);
	try {
		const {raw, reply} = await ask(job, {task, grounds, ours}, desk);
		const {fallback, cut} = reply;
		if (fallback !== undefined) {
			place.forget();
			return await insteadOf(job, fallback, {task, cut, ...(raw !== '' && {raw})}, desk);
		}
		place.keep(raw);
		return finish(job, {task, raw, reply, lines: await ours.settled()});
	} catch (error) {
		place.forget();
		throw error;
	}
}

type Written = {readonly raw: string; readonly reply: GroundedReply};

const nothing: GroundedReply = {sentences: [], cut: {of: 0, sentences: 0, because: {}}};

/** Asks for the text and shows what of it stands, a sentence at a time: nothing that is shown is taken back by the check. */
async function ask(
	job: Job,
	{task, grounds, ours}: {task: WritingTask; grounds: Grounds; ours: OurLines},
	desk: Desk,
): Promise<Written> {
	const request = renderRequest(task, desk.prompt.text);
	const grounding = openGrounding(grounds, desk.languageOf);
	let begun: string | undefined;
	const show = (more?: {readonly isBeginning: true}) => {
		const {sentences} = grounding;
		const text = composeSoFar({task, sentences, lines: ours.now(), ...(begun !== undefined && {begun})});
		job.onText?.(text, more);
	};
	let raw = '';
	if (ours.areThere()) show();
	try {
		const reply = await desk.model.ask(request, {
			withinMs: job.leftMs(),
			...(job.signal && {signal: job.signal}),
			onText(piece) {
				raw += piece;
				const hasMore = grounding.feed(piece);
				const because = hasMore ? grounding.fallback() : undefined;
				if (because !== undefined) throw new ModelFailure(because);
				const before = begun;
				begun = grounding.begun();
				if (hasMore || begun !== before)
					show(before === undefined && begun ? {isBeginning: true} : undefined);
			},
		});
		job.firstToken(reply.firstTokenMs);
		job.use(reply.tokens ?? estimate(request, raw));
		return {raw: desk.redact(raw), reply: grounding.end()};
	} catch (error) {
		if (!(error instanceof ModelFailure)) throw error;
		if (raw !== '' || tookTokens(error.reason)) job.use(estimate(request, raw));
		const {sentences, cut} = grounding.end();
		return {raw: desk.redact(raw), reply: {sentences, cut, fallback: error.reason}};
	}
}

function estimate({instructions, input}: ModelRequest, raw: string): TokenUse {
	return {
		input: countTokens(instructions) + countTokens(input),
		output: countTokens(raw),
		estimated: true,
	};
}

function finish(
	job: Job,
	written: Written & {readonly task: WritingTask; readonly lines: Lines; readonly kept?: true},
): Answer {
	const {task, raw, reply, lines, kept} = written;
	const model = job.writing({task, raw, lines, cut: reply.cut, ...(kept && {kept})});
	return makeAnswer({task, sentences: reply.sentences, lines, builtIn: job.builtIn, model});
}

// Our own words, in the member's language

type OurLines = {
	/** As far as they are known by now. */
	readonly now: () => Lines;
	readonly areThere: () => boolean;
	/** When they have come, or nobody waits for them any more. */
	readonly settled: () => Promise<Lines>;
};

function translateOurLines(job: Job, {language, parts}: WritingTask, desk: Desk): OurLines {
	if (language === job.builtIn.language)
		return {now: () => ({}), areThere: () => true, settled: async () => ({})};
	const lines = ownLines(parts, job.builtIn.verdict);
	const now = () => desk.translator.known(lines, language);
	const asking = askTranslator(job, lines, desk).catch(() => {
		// The reply can do without: its fixed lines stay in English, and the model's own failure is what is told.
	});
	return {
		now,
		areThere: () => Object.keys(now()).length === lines.length,
		async settled() {
			await within(asking, Math.min(linesWithinMs, job.leftMs()));
			return now();
		},
	};
}

async function askTranslator(job: Job, lines: readonly string[], {translator}: Desk): Promise<Lines> {
	const {language} = job.findings.evidence;
	const translation = await translator.translate(lines, language, {
		withinMs: job.leftMs(),
		...(job.signal && {signal: job.signal}),
	});
	job.use(translation.tokens);
	return translation.lines;
}

/** The share of lines that has to come, so that a reply does not change its language midway. */
const enoughLines = 0.8;

/** The built-in reply, line by line in the member's language; no word of the member is in the request. */
async function translateBuiltIn(job: Job, desk: Desk, more: Partial<Writing> = {}): Promise<Answer> {
	const parts = replyParts(job.findings);
	const wanted = [...linesToTranslate(parts), job.builtIn.verdict];
	const lines = await askTranslator(job, wanted, desk);
	const share = Object.keys(lines).length / new Set(wanted).size;
	if (share < enoughLines) return job.fallBack(more.fallback ?? 'malformed', more);
	const {language} = job.findings.evidence;
	const model = job.writing({...more, lines, parts});
	return translateAnswer({parts, lines, language, builtIn: job.builtIn, model});
}

/** The built-in answer, where the model's words are not good enough: translated, if that is still to be had. */
async function insteadOf(
	job: Job,
	fallback: FallbackReason,
	more: Partial<Writing>,
	desk: Desk,
): Promise<Answer> {
	const isEnglish = job.findings.evidence.language === job.builtIn.language;
	const isModelsOwn = !isServersOwn(fallback) && fallback !== 'stopped' && fallback !== 'circuit_open';
	if (isEnglish || !isModelsOwn || job.leftMs() < leastMs) return job.fallBack(fallback, more);
	try {
		return await translateBuiltIn(job, desk, {...more, fallback});
	} catch (error) {
		if (!(error instanceof ModelFailure)) throw error;
		return job.fallBack(fallback, more);
	}
}

/** The promise's value, or nothing when it takes longer. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
	const {promise: late, resolve} = Promise.withResolvers<undefined>();
	const timer = setTimeout(() => resolve(undefined), Math.max(0, ms));
	try {
		return await Promise.race([promise, late]);
	} finally {
		clearTimeout(timer);
	}
}
