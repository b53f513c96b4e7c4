import {html} from 'hono/html';
import type {Html} from '../page.ts';

/** The keys of a page; the question mark unfolds them. */
export function renderKeys(keys: readonly (readonly [key: string, does: string])[]): Html {
	return html`<details class="keys" data-keys><summary>Keyboard <kbd>?</kbd></summary><dl>${keys.map(
		([key, does]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${does}</dd></div>`,
	)}</dl></details>`;
}
