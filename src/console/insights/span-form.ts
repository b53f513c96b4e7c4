import {html} from 'hono/html';
import type {ServerName} from '../../log/sessions.ts';
import type {Html} from '../page.ts';
import {spanPath, type WantedSpan} from './wanted-span.ts';

const parts = [
	{path: '/insights', title: 'Overview'},
	{path: '/insights/gaps', title: 'Gaps'},
	{path: '/insights/line', title: 'The line'},
] as const;
export type InsightsPath = (typeof parts)[number]['path'];

const dayMs = 86_400_000;

/** The parts of the insights, and the time and the server that they are about. */
export function renderSpanForm({
	path,
	span,
	servers,
}: {
	readonly path: InsightsPath;
	readonly span: WantedSpan;
	/** The servers to choose from. */
	readonly servers: readonly ServerName[];
}): Html {
	const {from, to, server} = span;
	const known =
		server === undefined || servers.some(({id}) => id === server)
			? servers
			: [...servers, {id: server, name: `server ${server}`}];
	const last = (days: number) => ({
		...span,
		from: new Date(Date.parse(`${to}T00:00:00Z`) - (days - 1) * dayMs).toISOString().slice(0, 10),
	});
	return html`<nav class="parts" aria-label="Parts of the insights">${parts.map(
		part =>
			html`<a href="${spanPath(part.path, span)}"${part.path === path ? html` aria-current="page"` : ''}>${part.title}</a>`,
	)}</nav>
	<form class="finder span" method="get" action="${path}">
		<label>From<input type="date" name="from" value="${from}" required></label>
		<label>To<input type="date" name="to" value="${to}" required></label>
		${
			known.length > 1
				? html`<label>Server<select name="server"><option value="">all</option>${known.map(
						({id, name}) =>
							html`<option value="${id}"${id === server ? html` selected` : ''}>${name}</option>`,
					)}</select></label>`
				: undefined
		}
		<button class="button">Show</button>
		<p class="last">${[7, 30, 90].map(days => html`<a href="${spanPath(path, last(days))}">${days} days</a>`)}</p>
	</form>`;
}
