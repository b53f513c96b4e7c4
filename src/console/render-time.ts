import {html} from 'hono/html';
import type {Html} from './page.ts';

const format = new Intl.DateTimeFormat('en-GB', {
	day: 'numeric',
	month: 'short',
	year: 'numeric',
	hour: '2-digit',
	minute: '2-digit',
	timeZone: 'UTC',
});

/** A moment in UTC; the page's script turns it into the reader's own time. */
export function renderTime(at: Date): Html {
	return html`<time datetime="${at.toISOString()}" data-local>${format.format(at)} UTC</time>`;
}
