import {html} from 'hono/html';
import {judgementNames, reasonNames} from '../../discord/review/write-card.ts';
import type {Judgement} from '../../log/moderation.ts';
import type {Html} from '../page.ts';
import {renderTime} from '../render-time.ts';
import type {AnswerPage} from './answer-page.ts';
import {actionName, feedbackNames} from './words.ts';

type Event = {readonly at: Date; readonly text: Html};

/** Who did what about an answer, the newest first. */
export function renderHistory(page: AnswerPage): Html {
	const events = [...doings(page), ...sayings(page), ...beginnings(page)].toSorted(
		(one, other) => other.at.getTime() - one.at.getTime(),
	);
	return html`<section class="history" aria-labelledby="history"><h2 id="history">History</h2>
		<ol>${events.map(({at, text}) => html`<li>${renderTime(at)} <span>${text}</span></li>`)}</ol></section>`;
}

function doings({given, names}: AnswerPage): readonly Event[] {
	return given.history.map(({at, byId, action, detail}) => {
		const judgement = detail?.judgement as Judgement | undefined;
		const how = judgement === undefined ? undefined : judgementNames[judgement]?.toLowerCase();
		const cause = typeof detail?.cause === 'string' ? detail.cause : undefined;
		const text = html`${names.person(byId)} ${how === undefined ? actionName(action) : `judged it ${how}`}${cause === undefined ? undefined : html`: it was <code>${cause}</code>`}`;
		return {at, text};
	});
}

function sayings({given}: AnswerPage): readonly Event[] {
	return given.feedback.map(({at, kind, byId, note}) => ({
		at,
		text: html`${byId === given.record.askerId ? 'The asker' : 'A member'}: ${feedbackNames[kind]}${note === undefined ? undefined : html`<q dir="auto">${note}</q>`}`,
	}));
}

function beginnings({given: {record, standing}}: AnswerPage): readonly Event[] {
	const why = standing.reasons.map(reason => reasonNames[reason]).join(' · ');
	return [
		...(why === '' ? [] : [{at: standing.openedAt, text: html`Put before the moderators: ${why}`}]),
		{at: record.askedAt, text: html`Asked`},
	];
}
