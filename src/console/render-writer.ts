import {html} from 'hono/html';
import {readPrompt} from '../answer/prompts.ts';
import {renderRequest} from '../answer/render-request.ts';
import type {CutCount, FallbackReason, Writing} from '../answer/writing.ts';
import type {AnswerRecord} from '../log/answer-record.ts';
import {counted, duration} from './describe.ts';
import type {Html} from './page.ts';
import {renderCode} from './render-code.ts';

/** Who worded an answer; of a model what it was asked and what it wrote, and a way to make the answer again from that. */
export function renderWriter({id, answer}: AnswerRecord): Html {
	const {model, writer} = answer;
	if (model === undefined) {
		return html`<p class="note">The built-in writer wrote this answer: no model was asked. The same question and the same test of the line give the same words again.</p>`;
	}
	return html`${writer === 'model' ? renderModel(model) : renderFallback(model)}
		${writer === 'model' ? renderReplayForm(id) : undefined}
		${renderPrompt(model)}
		${model.raw === undefined ? undefined : html`<details class="text"><summary>What the model wrote</summary>${renderCode({name: 'what the model wrote', label: 'text', code: model.raw})}</details>`}`;
}

function renderModel(model: Writing): Html {
	const {name, promptVersion, tokens, totalMs, cut, kept} = model;
	return html`<p class="note">The model <b>${name}</b> worded this answer with the prompt <code>${promptVersion}</code>${
		kept ? ', kept from an identical question' : ` in ${duration(totalMs)}`
	}, ${tokens.input + tokens.output} tokens. ${cutSentence(cut)}</p>`;
}

function cutSentence({of, sentences, because}: CutCount): string {
	if (of === 0) return '';
	if (sentences === 0) return `All of its ${counted(of, 'sentence')} passed the check.`;
	const reasons = Object.entries(because).map(([reason, count]) => `${reason.replaceAll('_', ' ')} ${count}`);
	return `${sentences} of its ${counted(of, 'sentence')} did not pass the check and were cut (${reasons.join(', ')}).`;
}

function renderFallback({name, promptVersion, fallback}: Writing): Html {
	return html`<p class="note">The built-in writer’s answer stands. The model <b>${name}</b> was asked with the prompt <code>${promptVersion}</code>, but ${whatHappened(fallback)}.</p>`;
}

function whatHappened(fallback: FallbackReason | undefined): string {
	return fallback === undefined ? 'its text was not used' : `not used: ${fallback.replaceAll('_', ' ')}`;
}

/** With scripts the outcome appears below the button, without them on a page of its own. */
function renderReplayForm(id: string): Html {
	return html`<form class="replay" method="post" action="/replay" data-replay><input type="hidden" name="answer" value="${id}"><button class="button plain">Replay</button> <span class="note">Makes the answer again from what was kept, without the model.</span><div data-outcome role="status"></div></form>`;
}

function renderPrompt({task, promptVersion}: Writing): Html | undefined {
	if (task === undefined) return undefined;
	const prompt = promptOf(promptVersion);
	if (prompt === undefined) {
		return html`<p class="note">The prompt <code>${promptVersion}</code> is not part of this version of Lineman.</p>`;
	}
	const {instructions, input} = renderRequest(task, prompt);
	return html`<details class="text"><summary>The prompt <code>${promptVersion}</code></summary>
		${renderCode({name: 'the instructions', label: 'instructions', code: instructions})}
		${renderCode({name: 'the input', label: 'input', code: input})}
	</details>`;
}

/** A record can be older or newer than the prompts that are here. */
function promptOf(version: string): string | undefined {
	try {
		return readPrompt(version);
	} catch {
		// Only what it said cannot be shown: the page has all the rest.
		return undefined;
	}
}
