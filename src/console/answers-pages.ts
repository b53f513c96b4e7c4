import {html} from 'hono/html';
import type {AnswerRecord} from '../log/answer-record.ts';
import type {Assets} from './assets.ts';
import {counted, duration, percent} from './describe.ts';
import {type Html, renderPage} from './page.ts';
import {renderExchange} from './render-exchange.ts';
import {renderTime} from './render-time.ts';

/** The log's page, newest first. `next`: the id that the page of older answers begins behind. */
export function renderAnswers(page: {
	readonly assets: Assets;
	readonly records: readonly AnswerRecord[];
	readonly count: number;
	readonly isNewest: boolean;
	readonly next?: string;
}): Html {
	const {assets, records, count, isNewest, next} = page;
	return renderPage({
		title: 'Lineman: answers',
		name: 'answers',
		assets,
		main: html`<main id="main" class="reading">
		<h1>Answers <span class="count">${counted(count, 'question')}</span></h1>
		${
			records.length === 0
				? html`<p class="note">${isNewest ? html`Nothing has been asked yet. <a href="/">Ask something</a>.` : 'There are no older answers.'}</p>`
				: html`<ol class="answers">${records.map(renderRow)}</ol>`
		}
		<nav class="pager" aria-label="More answers">${isNewest ? undefined : html`<a href="/answers">Newest</a>`}${
			next === undefined ? undefined : html`<a href="/answers?before=${next}" rel="next">Older</a>`
		}</nav>
	</main>`,
	});
}

/** One record whole. */
export function renderAnswerPage(record: AnswerRecord, assets: Assets): Html {
	const {id, conversationId, door, askedAt, place} = record;
	return renderPage({
		title: `Lineman: ${record.answer.verdict.slice(0, 80)}`,
		assets,
		main: html`<main id="main" class="reading wide">
		<h1 class="verdict">${record.answer.verdict}</h1>
		<p class="meta">${renderTime(askedAt)} <span>${door}</span>${place === undefined ? undefined : html` <span>channel ${place.channelId}</span>`} <code>${id}</code></p>
		<nav class="pager" aria-label="This answer"><a href="/answers">All answers</a>${
			door === 'console' ? html`<a href="/?conversation=${conversationId}">Ask a follow-up</a>` : undefined
		}</nav>
		${renderExchange({record, assets})}
	</main>`,
	});
}

function renderRow({id, askedAt, door, evidence, diagnosis, answer, times}: AnswerRecord): Html {
	const [lead] = diagnosis.causes;
	const cause =
		diagnosis.refused || lead === undefined
			? html`<span class="badge refused">No cause named</span>`
			: html`<code>${lead.id}</code> <span class="share">${percent(lead.confidence)}</span>`;
	return html`<li>
		<a href="/answers/${id}" dir="auto">${excerptOf(evidence.text)}</a>
		<p class="verdict" dir="auto">${answer.verdict}</p>
		<p class="meta">${cause} <span>${door}</span> <span>${duration(times.elapsedMs)}</span> ${renderTime(askedAt)}</p>
	</li>`;
}

function excerptOf(text: string): string {
	const words = text
		.slice(0, 400)
		.replaceAll(/[`*\s]+/g, ' ')
		.trim();
	if (words === '') return '(no words)';
	return words.length > 160 ? `${words.slice(0, 159)}…` : words;
}
