import {html} from 'hono/html';
import {draftOf} from '../../discord/review/correction-draft.ts';
import {longestCorrection, longestLink} from '../../discord/review/read-correction.ts';
import type {Html} from '../page.ts';
import {renderMarkdown} from '../render-markdown.ts';
import {renderTime} from '../render-time.ts';
import {renderFormToken} from '../sign-in/form-token.ts';
import {webAddress} from '../web-address.ts';
import type {AnswerPage} from './answer-page.ts';
import {listPath} from './wanted.ts';

/** What was answered first, and what stands in its place. */
export function renderSideBySide({given, names}: AnswerPage): Html | undefined {
	const {record, corrections} = given;
	const standing = corrections.at(-1);
	if (standing === undefined) return undefined;
	const {text, byId, at, cause, link} = standing;
	const url = link === undefined ? null : webAddress(link);
	return html`<section class="side-by-side" aria-label="Original and correction">
		<div><h2>Original</h2><p class="meta">${record.diagnosis.causes[0] === undefined ? undefined : html`<code>${record.diagnosis.causes[0].id}</code>`} <span>${record.answer.writer === 'model' ? 'the model' : 'the built-in writer'}</span></p>
			<div class="content">${renderMarkdown(record.answer.messages[0] ?? '')}</div></div>
		<div><h2>Correction</h2><p class="meta">${cause === undefined ? undefined : html`<code>${cause}</code>`} <span>${names.person(byId)}</span> ${renderTime(at)}${corrections.length > 1 ? html` <span>version ${corrections.length}</span>` : undefined}</p>
			<div class="content">${renderMarkdown(text)}</div>${url === null ? undefined : html`<p><a href="${url.href}" rel="noopener noreferrer nofollow">${url.href}</a></p>`}</div>
	</section>`;
}

/** The form that puts something else in an answer's place. */
export function renderCorrecting({given, refused, knowledge, viewer, wanted}: AnswerPage): Html {
	const {cause, text, link} = refused?.draft ?? draftOf(given);
	const {publication} = given.standing;
	const isDraft = publication === 'draft';
	return html`<details class="correcting" id="correct"${refused === undefined ? '' : html` open`}><summary>${isDraft ? 'Edit and let out' : 'Correct this answer'}</summary>
		<form method="post" action="/answers/${given.record.id}">${renderFormToken(viewer)}
			<input type="hidden" name="list" value="${listPath('', wanted).slice(1)}">
			${refused && html`<div class="problem" role="alert"><ul>${refused.problems.map(problem => html`<li>${problem}</li>`)}</ul></div>`}
			<label>What members read in place of the answer, in Discord Markdown<textarea name="text" rows="12" maxlength="${longestCorrection * 2}" required data-correct>${text}</textarea></label>
			<p class="note">At most ${longestCorrection} characters. Keys and tokens are taken out.</p>
			<div class="fields">
				<label><span>Cause: what it really was; for one without a page yet, <code>new: name</code></span><input name="cause" value="${cause}" list="causes" maxlength="100" autocomplete="off" spellcheck="false"></label>
				<label>Link: the page that explains it<input name="link" type="text" inputmode="url" value="${link}" maxlength="${longestLink}" placeholder="https://"></label>
			</div>
			<datalist id="causes">${knowledge.causes.map(({id, title}) => html`<option value="${id}">${title}</option>`)}</datalist>
			<p class="actions"><button class="button" name="do" value="correct">${isDraft ? 'Let it out like this' : 'Correct'}</button></p>
		</form>
	</details>`;
}
