import {html} from 'hono/html';
import {judgementNames, reasonNames} from '../../discord/review/write-card.ts';
import {type Judgement, judgements} from '../../log/moderation.ts';
import type {Html} from '../page.ts';
import {renderTime} from '../render-time.ts';
import {renderFormToken} from '../sign-in/form-token.ts';
import type {AnswerPage} from './answer-page.ts';
import {listPath} from './wanted.ts';
import {publicationNames} from './words.ts';

/** The bar with which an answer is judged while it is read. */
export function renderJudging({given, viewer, wanted, older}: AnswerPage): Html {
	const own = given.reviews.find(({byId}) => byId === viewer.person.id);
	return html`<form method="post" action="/answers/${given.record.id}" class="judge" id="judge" aria-label="Judge this answer">${renderFormToken(viewer)}
		<input type="hidden" name="list" value="${listPath('', wanted).slice(1)}">
		<input type="hidden" name="next" value="${older ?? ''}">
		<div class="buttons">
		${judgements.map((judgement, index) => renderJudgement(judgement, index + 1, own?.judgement === judgement))}
		${
			older === undefined
				? undefined
				: html`<a class="button plain" href="${listPath(`/answers/${older}`, wanted)}" data-key="5"><kbd>5</kbd> Skip</a>`
		}
		<a class="button plain" href="#correct" data-key="c"><kbd>c</kbd> Correct</a>
		</div>
		<details class="note-field"${own?.note === undefined ? '' : html` open`}><summary>Note</summary><input name="note" maxlength="300" placeholder="A word for other moderators" aria-label="A word for other moderators on your judgement" value="${own?.note ?? ''}"></details>
	</form>`;
}

/** Where an answer stands, how it was judged, and the buttons to decide whether members see it. */
export function renderStanding({given, names}: AnswerPage): Html {
	const {standing, reviews} = given;
	const {publication, state, reasons, closedBy} = standing;
	const why = reasons.map(reason => reasonNames[reason]).join(' · ');
	return html`<section class="standing" id="standing" aria-labelledby="standing-title">
		<h2 id="standing-title">Review</h2>
		<p><span class="badge ${state === 'open' ? 'waits' : 'open'}">${state === 'open' ? 'Open' : 'Done'}</span>${
			closedBy === undefined || state === 'open'
				? undefined
				: html` <span>by ${names.person(closedBy)}</span>`
		}${why === '' ? undefined : html` <span>${why}</span>`} <span>Members see: ${publicationNames[publication]}</span></p>
		${
			reviews.length === 0
				? undefined
				: html`<ul class="reviews">${reviews.map(
						({byId, judgement, note, at}) =>
							html`<li><span class="badge ${judgement}">${judgementNames[judgement]}</span> ${names.person(byId)}, ${renderTime(at)}${note === undefined ? undefined : html`<q dir="auto">${note}</q>`}</li>`,
					)}</ul>`
		}
		<p class="buttons">${renderPublishing(publication)}</p>
	</section>`;
}

function renderJudgement(judgement: Judgement, key: number, isOwn: boolean): Html {
	return html`<button class="button plain ${judgement}" name="do" value="${judgement}" data-key="${key}"${isOwn ? html` aria-pressed="true"` : ''}><kbd>${key}</kbd> ${judgementNames[judgement]}</button>`;
}

function renderPublishing(publication: AnswerPage['given']['standing']['publication']): Html {
	const button = (act: string, title: string) =>
		html`<button class="button plain" form="judge" name="do" value="${act}">${title}</button>`;
	if (publication === 'draft')
		return html`${button('publish', 'Let it out')}${button('discard', 'Discard it')}`;
	return publication === 'retracted' ? button('restore', 'Show it again') : button('retract', 'Take it back');
}
