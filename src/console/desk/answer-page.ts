import {html} from 'hono/html';
import {messageUrl} from '../../discord/describe-answer.ts';
import type {Case} from '../../discord/review/case.ts';
import type {CorrectionDraft} from '../../discord/review/read-correction.ts';
import type {Knowledge} from '../../retrieval/knowledge.ts';
import type {Names} from '../names.ts';
import {type Frame, type Html, renderPage} from '../page.ts';
import {renderExchange} from '../render-exchange.ts';
import {renderTime} from '../render-time.ts';
import type {Viewer} from '../sign-in/viewer.ts';
import {renderCorrecting, renderSideBySide} from './correcting.ts';
import {renderHistory} from './history.ts';
import {renderJudging, renderStanding} from './judging.ts';
import {renderKeys} from './render-keys.ts';
import {listPath, type Wanted} from './wanted.ts';

export type AnswerPage = {
	readonly frame: Frame;
	readonly viewer: Viewer;
	readonly given: Case;
	readonly names: Names;
	readonly knowledge: Knowledge;
	/** The list that one comes from, and the answers beside this one in it. */
	readonly wanted: Wanted;
	readonly newer?: string;
	readonly older?: string;
	/** What has just been done, in a sentence. */
	readonly notice?: Html;
	/** A correction that could not be kept: what was written, and what is wrong with it. */
	readonly refused?: {readonly draft: CorrectionDraft; readonly problems: readonly string[]};
};

/** One answer whole, with all that was said and done about it, and the means to do more. */
export function renderAnswerPage(page: AnswerPage): Html {
	const {frame, given, wanted, newer, older, notice, names} = page;
	const {record, replies} = given;
	const {id, conversationId, door, askedAt, place, answer} = record;
	const reply = replies.at(-1);
	const beside = (other: string | undefined, rel: string, key: string, title: string) =>
		other === undefined
			? undefined
			: html`<a href="${listPath(`/answers/${other}`, wanted)}" rel="${rel}" data-key="${key}">${title}</a>`;
	return renderPage({
		title: `Lineman: ${answer.verdict.slice(0, 80)}`,
		frame,
		script: frame.assets.desk,
		main: html`<main id="main" class="reading wide desk">
		${notice && html`<p class="notice" role="status">${notice}</p>`}
		<nav class="pager" aria-label="This answer"><a href="${listPath('/answers', wanted)}#a-${id}">All answers</a>${beside(newer, 'prev', 'k', 'Newer')}${beside(older, 'next', 'j', 'Older')}${
			door === 'console' ? html`<a href="/?conversation=${conversationId}">Ask a follow-up</a>` : undefined
		}</nav>
		<h1 class="verdict" dir="auto">${answer.gloss ?? answer.verdict}</h1>
		<p class="meta">${renderTime(askedAt)} <span>${door}</span>${
			place?.guildId === undefined ? undefined : html` <span>${names.server(place.guildId)}</span>`
		}${
			place === undefined
				? undefined
				: html` <a href="${listPath('/answers', {channel: place.channelId})}">${names.channel(place.channelId)}</a>`
		}${
			reply === undefined
				? undefined
				: html` <a href="${messageUrl(reply, place?.guildId)}" rel="noopener noreferrer">the reply in Discord</a>`
		} <code>${id}</code></p>
		${renderExchange({record, assets: frame.assets})}
		${renderJudging(page)}
		${renderStanding(page)}
		${renderSideBySide(page)}
		${renderCorrecting(page)}
		${renderHistory(page)}
		${renderKeys([
			['1', 'right'],
			['2', 'partly'],
			['3', 'wrong'],
			['4', 'unsafe: it is taken back'],
			['5', 'skip'],
			['c', 'correct it'],
			['j', 'older answer'],
			['k', 'newer answer'],
			['/', 'search'],
		])}
		<a class="visually-hidden" href="${listPath('/answers', wanted)}#search" data-key="/">Search</a>
	</main>`,
	});
}
