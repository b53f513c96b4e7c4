import {html} from 'hono/html';
import {judgementNames, reasonNames} from '../../discord/review/write-card.ts';
import type {AnswerLine} from '../../log/answer-list.ts';
import {judgements} from '../../log/moderation.ts';
import type {ServerName} from '../../log/sessions.ts';
import {counted, duration, percent} from '../describe.ts';
import type {Names} from '../names.ts';
import {type Frame, type Html, renderPage} from '../page.ts';
import {renderTime} from '../render-time.ts';
import {renderFormToken} from '../sign-in/form-token.ts';
import type {Viewer} from '../sign-in/viewer.ts';
import {renderChips, renderFinder} from './finder.ts';
import {renderKeys} from './render-keys.ts';
import {listPath, type Wanted} from './wanted.ts';
import {feedbackNames, publicationNames} from './words.ts';

export type ListPage = {
	readonly frame: Frame;
	readonly viewer: Viewer;
	readonly wanted: Wanted;
	readonly lines: readonly AnswerLine[];
	/** How many there are in all; counted no further than `most`. */
	readonly count: number;
	readonly most: number;
	/** The answers that the pages beside this one begin behind and in front of. */
	readonly older?: string;
	readonly newer?: string;
	/** Where in the list this page begins. */
	readonly place: {readonly before?: string; readonly after?: string};
	/** What has just been done, in a sentence. */
	readonly notice?: Html;
	/** The servers to choose from. */
	readonly servers: readonly ServerName[];
	/** The channels to choose from. */
	readonly channels: readonly {readonly id: string; readonly serverId: string}[];
	readonly names: Names;
	/** The causes to choose from. */
	readonly causes: readonly {readonly id: string; readonly title: string}[];
};

/** The log's answers, newest first. */
export function renderList(page: ListPage): Html {
	const {frame, viewer, wanted, lines, count, most, place, notice} = page;
	const isAll = Object.keys(wanted).length === 0;
	return renderPage({
		title: 'Lineman: answers',
		name: 'answers',
		frame,
		script: frame.assets.desk,
		main: html`<main id="main" class="reading">
		<h1>Answers <span class="count">${count >= most ? `${most - 1}+ answers` : counted(count, 'answer')}</span></h1>
		${notice && html`<p class="notice" role="status">${notice}</p>`}
		${renderFinder(page)}
		${renderChips(wanted, page.names)}
		${
			lines.length > 0
				? html`<ol class="answers" data-list>${lines.map(line => renderLine(line, page))}</ol>`
				: html`<p class="note">${isAll && page.newer === undefined && page.older === undefined ? html`Nothing has been asked yet. <a href="/">Ask something</a>.` : 'No answer fits.'}</p>`
		}
		${renderPager(page)}
		<form method="post" hidden data-judge>${renderFormToken(viewer)}<input type="hidden" name="list" value="${listPath('', wanted).slice(1)}"><input type="hidden" name="back" value="list"><input type="hidden" name="before" value="${place.before ?? ''}"><input type="hidden" name="after" value="${place.after ?? ''}"><input type="hidden" name="next"><input type="hidden" name="do"></form>
		${renderKeys([
			['j', 'next answer'],
			['k', 'the one before'],
			['Enter', 'open it'],
			...judgements.map((judgement, index) => [String(index + 1), `judge it: ${judgement}`] as const),
			['5', 'skip it'],
			['c', 'correct it'],
			['/', 'search'],
		])}
	</main>`,
	});
}

function renderPager({wanted, older, newer}: ListPage): Html {
	const isNewest = newer === undefined;
	return html`<nav class="pager" aria-label="More answers">${isNewest ? undefined : html`<a href="${listPath('/answers', wanted)}">Newest</a><a href="${listPath('/answers', wanted, {after: newer})}" rel="prev">Newer</a>`}${
		older === undefined
			? undefined
			: html`<a href="${listPath('/answers', wanted, {before: older})}" rel="next">Older</a>`
	}<span class="export">Export <a href="${listPath('/answers/export.csv', wanted)}">CSV</a> <a href="${listPath('/answers/export.jsonl', wanted)}">JSONL</a></span></nav>`;
}

function renderLine(line: AnswerLine, {wanted, names, servers}: ListPage): Html {
	const {id, excerpt, verdict, refused, cause, confidence, door, elapsedMs, askedAt, guildId, channelId} =
		line;
	const led =
		refused || cause === undefined
			? html`<span class="badge refused">No cause named</span>`
			: html`<code>${cause}</code> <span class="share">${percent(confidence ?? 0)}</span>`;
	// The link itself has the name that an address ends with: the browser then gives it the focus.
	return html`<li>
		<a id="a-${id}" href="${listPath(`/answers/${id}`, wanted)}" dir="auto">${excerptOf(excerpt)}</a>
		<p class="verdict" dir="auto">${verdict}</p>
		<p class="meta">${led} ${renderStanding(line)} ${guildId !== undefined && servers.length > 1 ? html`<span>${names.server(guildId)}</span> ` : undefined}<span>${channelId === undefined ? door : names.channel(channelId)}</span> <span>${duration(elapsedMs)}</span> ${renderTime(askedAt)}</p>
	</li>`;
}

/** What members and moderators say of it. */
function renderStanding({standing, judgements: judged, feedback}: AnswerLine): Html {
	const counts = judgements
		.map(judgement => ({judgement, count: judged.filter(each => each === judgement).length}))
		.filter(({count}) => count > 0);
	return html`${standing?.state === 'open' ? html`<span class="badge waits">Open${standing.reasons.length === 0 ? '' : `: ${standing.reasons.map(reason => reasonNames[reason]).join(', ')}`}</span> ` : undefined}${
		standing === undefined || standing.publication === 'published'
			? undefined
			: html`<span class="badge ${standing.publication}">${publicationNames[standing.publication]}</span> `
	}${counts.map(
		({judgement, count}) =>
			html`<span class="badge ${judgement}">${judgementNames[judgement]}${count > 1 ? ` × ${count}` : ''}</span> `,
	)}${feedback.map(kind => html`<span class="said-${kind}">${feedbackNames[kind]}</span> `)}`;
}

function excerptOf(text: string): string {
	const words = text.replaceAll(/[`*\s]+/g, ' ').trim();
	if (words === '') return '(no words)';
	return words.length > 160 ? `${words.slice(0, 159)}…` : words;
}
