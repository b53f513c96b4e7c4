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
	/** How a setting is called on the pages where it is changed. */
	readonly labels: ReadonlyMap<string, string>;
	readonly entries: readonly NumberedEntry[];
	readonly isNewest: boolean;
	/** The number that the page of older entries begins behind. */
	readonly older?: number;
}): Html {
	const {frame, viewer, entries, isNewest, older} = page;
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
						entry => renderEntry(entry, page),
					)}</tbody></table></div>`
		}
		<nav class="pager" aria-label="More entries">${isNewest ? undefined : html`<a href="/audit">Newest</a>`}${
			older === undefined ? undefined : html`<a href="/audit?before=${older}" rel="next">Older</a>`
		}</nav>
	</main>`,
	});
}

function renderEntry(
	{at, byId, action, subject, guildId, detail}: NumberedEntry,
	{names, labels}: {readonly names: Names; readonly labels: ReadonlyMap<string, string>},
): Html {
	const told = Object.entries(detail ?? {})
		.map(([name, value]) => `${name.replaceAll('_', ' ')}: ${tell(value, names)}`)
		.join(', ');
	const about =
		subject === undefined
			? undefined
			: isQuestionId(subject)
				? html` <a href="/answers/${subject}">${subject.slice(0, 8)}…</a>`
				: html`: ${labels.get(subject) ?? html`<code>${subject}</code>`}`;
	return html`<tr><td>${renderTime(at)}</td><td>${names.person(byId)}</td><td>${actionName(action)}${about}${told === '' ? undefined : html`<br><span class="note">${told}</span>`}</td><td>${guildId === undefined ? '' : names.server(guildId)}</td></tr>`;
}

function tell(value: unknown, {channel}: Names): string {
	const told = typeof value === 'string' ? value : JSON.stringify(value);
	// Of ids the channels have names; what is a role, or gone, stays as it is.
	const text = told.replaceAll(/"?\b(\d{17,20})\b"?/g, (whole, id: string) => {
		const name = channel(id);
		return name.startsWith('#') ? name : whole;
	});
	return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
