import type {Context} from 'hono';
import {html} from 'hono/html';
import {type SSEStreamingApi, streamSSE} from 'hono/streaming';
import type {Progress} from '../answer-question.ts';
import type {Question} from '../evidence/question.ts';
import type {AnswerRecord} from '../log/answer-record.ts';
import {untilAborted} from './ask.ts';
import type {ConsoleTools} from './console-tools.ts';
import {frameOf} from './page.ts';
import {renderPlayground} from './playground-page.ts';
import {renderExchange, renderQuestion, renderTurns, renderWork} from './render-exchange.ts';
import {renderMarkdown} from './render-markdown.ts';
import {sendPage, sendProblem} from './send-page.ts';
import {viewerOf} from './sign-in/viewer.ts';
import {linesSoFar, sayProgress, stepsSoFar} from './steps.ts';

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
	const {answer, assets, closing} = tools;
	return streamSSE(c, async stream => {
		const gone = new AbortController();
		stream.onAbort(() => gone.abort());
		const ends = [gone.signal, c.req.raw.signal, closing, AbortSignal.timeout(longestWalkMs)];
		const signal = AbortSignal.any(ends);
		const {tell, allTold} = teller(stream);
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
			const exchange = renderExchange({record, assets, notes, ...pageOf(record, c, tools)});
			const say = `Answer: ${record.answer.verdict}`;
			tell('answer', async () => ({html: String(await exchange), say, conversation: record.conversationId}));
		} catch (error) {
			tell('failed', async () => ({say: `${whatFailed(error, question, tools).because}.`}));
		}
		// A reader that has stopped reading is not waited for once there is nothing more to write.
		await untilAborted(allTold(), signal.aborted ? AbortSignal.timeout(250) : signal).catch(() =>
			stream.abort(),
		);
	});
}

/** Where the record has a page that who asked may see: what is tried out here belongs to no server. */
function pageOf({id}: AnswerRecord, c: Context, {signIn}: ConsoleTools): {readonly href?: string} {
	const viewer = viewerOf(c);
	const isForThem = viewer === undefined ? signIn.discord === undefined : viewer.person.servers === undefined;
	return isForThem ? {href: `/answers/${id}`} : {};
}

/** Writes events one after the other, in the order in which they were told. */
function teller(stream: SSEStreamingApi) {
	let told = Promise.resolve();
	return {
		tell(event: string, content: () => Promise<object>): void {
			told = told.then(async () => stream.writeSSE({event, data: JSON.stringify(await content())}));
		},
		allTold: () => told,
	};
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
