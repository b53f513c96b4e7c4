import type {Context} from 'hono';
import {html} from 'hono/html';
import {type Replay, replayAnswer} from '../answer/replay-answer.ts';
import {naturalLanguage} from '../evidence/natural-language.ts';
import {removeSecrets} from '../evidence/remove-secrets.ts';
import type {AnswerRecord} from '../log/answer-record.ts';
import {isQuestionId} from './ask.ts';
import type {ConsoleTools} from './console-tools.ts';
import {frameOf, type Html, renderPage} from './page.ts';
import {renderMarkdown} from './render-markdown.ts';
import {sendPage, sendProblem, wantsEvents} from './send-page.ts';
import {maySee, viewerOf} from './sign-in/viewer.ts';

/** Makes an answer in a model's words again from its record, without the model, and shows whether the same text comes out. */
export async function replay(c: Context, tools: ConsoleTools): Promise<Response> {
	const {assets, log, knowledge} = tools;
	const id = (await c.req.formData().catch(() => undefined))?.get('answer');
	const record = typeof id === 'string' && isQuestionId(id) ? await log.find(id) : undefined;
	if (record === undefined || !isTheirs(c, record)) {
		return sendProblem(c, {assets, status: 404, because: 'There is no answer with this id'});
	}
	const {keyPatterns} = knowledge().service.evidence;
	const outcome = outcomeOf(record, text => removeSecrets(text, keyPatterns).text);
	const shown = renderOutcome(outcome, record);
	if (wantsEvents(c)) return c.json({html: String(await shown)});
	return sendPage(
		c,
		renderPage({
			title: 'Lineman: replay',
			frame: frameOf(c, assets),
			main: html`<main id="main" class="reading"><h1>Replay</h1>${shown}
			<p class="pager">${
				record.door === 'console'
					? html`<a href="/?conversation=${record.conversationId}">Back to the conversation</a>`
					: html`<a href="/answers/${record.id}">Back to the answer</a>`
			}</p></main>`,
		}),
	);
}

/** Whoever knows the id of a conversation of the console may read it; other answers are their moderators'. */
function isTheirs(c: Context, record: AnswerRecord): boolean {
	const viewer = viewerOf(c);
	return record.door === 'console' || (viewer !== undefined && maySee(viewer.person, record));
}

type Outcome = 'nothing_to_replay' | 'prompt_gone' | Replay;

function outcomeOf({answer}: AnswerRecord, redact: (text: string) => string): Outcome {
	try {
		return replayAnswer(answer, {languageOf: naturalLanguage, redact}) ?? 'nothing_to_replay';
	} catch {
		// The record names a prompt that this version does not have: that is all there is to say of it.
		return 'prompt_gone';
	}
}

function renderOutcome(outcome: Outcome, {answer}: AnswerRecord): Html {
	if (outcome === 'nothing_to_replay') {
		return html`<p>The built-in writer wrote this answer: there is no model’s text to make it from again.</p>`;
	}
	if (outcome === 'prompt_gone') {
		return html`<p>Cannot make it again: its prompt <code>${answer.model?.promptVersion}</code> is not part of this version of Lineman.</p>`;
	}
	if (outcome.answer.text === answer.text) {
		return html`<p class="outcome same"><b>The same text</b> came out, word for word.</p>`;
	}
	return html`<p class="outcome other"><b>Another text</b> came out: the rules have changed since. Now it would say:</p><div class="content">${renderMarkdown(outcome.answer.text)}</div>`;
}
