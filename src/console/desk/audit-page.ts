import {html} from 'hono/html';
import type {NumberedEntry} from '../../log/audit-trail.ts';
import {isQuestionId} from '../ask.ts';
import type {Names} from '../names.ts';
import {type Frame, type Html, renderPage} from '../page.ts';
import {renderTime} from '../render-time.ts';
import type {Viewer} from '../sign-in/viewer.ts';
import {actionName} from './words.ts';

/** Who did what, the newest first. */
export function renderAudit(page: {
	readonly frame: Frame;
	readonly viewer: Viewer;
	readonly names: Names;
	readonly entries: readonly NumberedEntry[];
	readonly isNewest: boolean;
	/** The number that the page of older entries begins behind. */
	readonly older?: number;
}): Html {
	const {frame, viewer, names, entries, isNewest, older} = page;
	return renderPage({
		title: 'Lineman: audit',
		name: 'audit',
		frame,
		main: html`<main id="main" class="reading">
		<h1>Audit</h1>
		<p class="note">Every change that somebody made, here and in Discord${viewer.person.servers === undefined ? '' : ', in the servers that you moderate'}.</p>
		${
			entries.length === 0
				? html`<p class="note">${isNewest ? 'Nobody has done anything yet.' : 'There is nothing older.'}</p>`
				: html`<div class="scroll" tabindex="0" role="group" aria-label="Audit"><table class="audit"><thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">Where</th></tr></thead><tbody>${entries.map(
						entry => renderEntry(entry, names),
					)}</tbody></table></div>`
		}
		<nav class="pager" aria-label="More entries">${isNewest ? undefined : html`<a href="/audit">Newest</a>`}${
			older === undefined ? undefined : html`<a href="/audit?before=${older}" rel="next">Older</a>`
		}</nav>
	</main>`,
	});
}

function renderEntry({at, byId, action, subject, guildId, detail}: NumberedEntry, names: Names): Html {
	const told = Object.entries(detail ?? {})
		.map(([name, value]) => `${name.replaceAll('_', ' ')}: ${tell(value)}`)
		.join(', ');
	const about =
		subject === undefined
			? undefined
			: isQuestionId(subject)
				? html` <a href="/answers/${subject}">${subject.slice(0, 8)}…</a>`
				: html` <code>${subject}</code>`;
	return html`<tr><td>${renderTime(at)}</td><td>${names.person(byId)}</td><td>${actionName(action)}${about}${told === '' ? undefined : html`<br><span class="note">${told}</span>`}</td><td>${guildId === undefined ? '' : names.server(guildId)}</td></tr>`;
}

function tell(value: unknown): string {
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
