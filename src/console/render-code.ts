import {html} from 'hono/html';
import {raw} from 'hono/utils/html';
import {escapeText} from './escape-text.ts';
import {highlightCode} from './highlight-code.ts';
import type {Html} from './page.ts';

/** Text to be read as it is and copied; `label` names its language. */
export function renderCode({
	name,
	label,
	code,
}: {
	readonly name: string;
	readonly label: string;
	readonly code: string;
}): Html {
	const marked = raw(highlightCode(code, label) ?? escapeText(code));
	return html`<figure class="code" aria-label="${name}"><pre tabindex="0"><code>${marked}</code></pre><figcaption><span>${label}</span><button type="button" data-copy hidden>Copy<span class="visually-hidden"> ${name}</span></button></figcaption></figure>`;
}
