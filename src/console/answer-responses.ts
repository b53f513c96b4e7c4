import type {Context} from 'hono';
import {html} from 'hono/html';
import {streamSSE} from 'hono/streaming';
import type {Progress} from '../answer-question.ts';
import type {Question} from '../evidence/question.ts';
import type {AnswerRecord} from '../log/answer-record.ts';
import {isQuestionId, untilAborted} from './ask.ts';
import type {ConsoleTools} from './console-tools.ts';
import {frameOf, type Html} from './page.ts';
import {renderPlayground} from './playground-page.ts';
import {renderExchange, renderQuestion, renderTurns, renderWork} from './render-exchange.ts';
import {renderMarkdown} from './render-markdown.ts';
import {sendPage, sendProblem} from './send-page.ts';
import {viewerOf} from './sign-in/viewer.ts';
import {linesSoFar, sayProgress, stepsSoFar} from './steps.ts';
import {type Listening, lastEvents} from './under-way.ts';

const longestWalkMs = 60_000;

/** A question, and what was left out of its files. */
export type Asked = {readonly question: Question; readonly notes: readonly string[]};

/** For a browser without scripts: waits for the answer, then shows the conversation with it. */
export async function answerWithPage(
	c: Context,
	{question, notes}: Asked,
	tools: ConsoleTools,
): Promise<Response> {
	const {answer, assets, knowledge, pictures, closing} = tools;
	const signal = AbortSignal.any([c.req.raw.signal, closing, AbortSignal.timeout(longestWalkMs)]);
	try {
		const record = await untilAborted(answer(question, {signal}), signal);
		const said = html`${renderTurns(question.earlier, assets)}${renderExchange({record, assets, notes, ...pageOf(record, c, tools)})}`;
		const conversation = {id: record.conversationId, said};
		const frame = frameOf(c, assets);
		return sendPage(c, renderPlayground({frame, knowledge: knowledge(), pictures, conversation, draft: ''}));
	} catch (error) {
		return sendProblem(c, {assets, ...whatFailed(error, question, tools)});
	}
}

/** For the page's script: the stages as they pass, each as the HTML to show and the words to say, then the answer. */
export function answerWithStream(c: Context, {question, notes}: Asked, tools: ConsoleTools): Response {
	const {answer, assets, closing, underWay} = tools;
	const page = (record: AnswerRecord) => pageOf(record, c, tools);
	const walk = underWay.begin(question.id, async (tell, abandoned) => {
		const signal = AbortSignal.any([abandoned, closing, AbortSignal.timeout(longestWalkMs)]);
		const progress: Progress[] = [];
		const showStages = (say: string) => {
			const work = renderWork(stepsSoFar(progress), linesSoFar(progress));
			tell('stages', async () => ({html: String(await work), say}));
		};
		const onProgress = (event: Progress) => {
			if (event.stage === 'writing') {
				tell('writing', async () => ({html: String(await renderMarkdown(event.text))}));
				return;
			}
			progress.push(event);
			if (event.stage === 'evidence') {
				// As soon as the secrets are known, they go from the page too.
				const cleaned = renderQuestion(event.evidence.text, notes);
				tell('question', async () => ({html: String(await cleaned)}));
			}
			showStages(sayProgress(event));
		};
		showStages('');
		try {
			const record = await untilAborted(answer(question, {onProgress, signal}), signal);
			tell('answer', () => tellAnswer(renderExchange({record, assets, notes, ...page(record)}), record));
		} catch (error) {
			tell('failed', async () => ({say: `${whatFailed(error, question, tools).because}.`}));
		}
	});
	return follow(c, {id: question.id, walk, closing});
}

/** For a page whose connection broke off: its walk from where it is, or the answer if that is there already. */
export async function rejoin(c: Context, id: string, tools: ConsoleTools): Promise<Response> {
	const {assets, closing, log, underWay} = tools;
	const walk = underWay.find(id);
	if (walk !== undefined) return follow(c, {id, walk, closing});
	const record = isQuestionId(id) ? await log.find(id) : undefined;
	if (record?.door !== 'console') {
		const because = 'The connection broke off, and the question was given up: ask again';
		return sendProblem(c, {assets, status: 404, because});
	}
	return streamSSE(c, async stream => {
		const exchange = renderExchange({record, assets, ...pageOf(record, c, tools)});
		await stream.writeSSE({event: 'answer', data: JSON.stringify(await tellAnswer(exchange, record))});
	});
}

async function tellAnswer(exchange: Html, {answer, conversationId}: AnswerRecord): Promise<object> {
	return {html: String(await exchange), say: `Answer: ${answer.verdict}`, conversation: conversationId};
}

/** Writes what a walk tells, one event after the other, until it is over or the reader has left. */
function follow(
	c: Context,
	{id, walk, closing}: {readonly id: string; readonly walk: Listening; readonly closing: AbortSignal},
): Response {
	c.header('Lineman-Question', id);
	return streamSSE(c, async stream => {
		const gone = new AbortController();
		stream.onAbort(() => gone.abort());
		const left = AbortSignal.any([gone.signal, c.req.raw.signal]);
		const {promise: over, resolve: end} = Promise.withResolvers<void>();
		let written = Promise.resolve();
		const stop = walk.listen(({event, data}) => {
			written = written.then(() => stream.writeSSE({event, data}));
			if (lastEvents.includes(event)) end();
		});
		await untilAborted(over, left).catch(() => {});
		stop();
		// A reader that has stopped reading is not waited for once there is nothing more to write.
		const patience = closing.aborted ? AbortSignal.timeout(250) : closing;
		const enough = AbortSignal.any([left, patience, AbortSignal.timeout(longestWalkMs)]);
		await untilAborted(written, enough).catch(() => stream.abort());
	});
}

/** Where the record has a page that who asked may see: what is tried out here belongs to no server. */
function pageOf({id}: AnswerRecord, c: Context, {signIn}: ConsoleTools): {readonly href?: string} {
	const viewer = viewerOf(c);
	const isForThem = viewer === undefined ? signIn.discord === undefined : viewer.person.servers === undefined;
	return isForThem ? {href: `/answers/${id}`} : {};
}

function whatFailed(
	error: unknown,
	question: Question,
	{closing, logger}: ConsoleTools,
): {readonly status: 500 | 503; readonly because: string} {
	if (closing.aborted) return {status: 503, because: 'Lineman is stopping: ask again when it is back'};
	const isTimeout = error instanceof DOMException && error.name === 'TimeoutError';
	if (isTimeout)
		return {status: 503, because: 'The answer took too long and was given up: ask again in a moment'};
	const isGone = error instanceof DOMException && error.name === 'AbortError';
	if (!isGone)
		logger.error({err: error, questionId: question.id}, 'Cannot answer a question from the console');
	return {
		status: 500,
		because: `Something went wrong on our side. It has been logged with the question ${question.id}`,
	};
}
