import {html} from 'hono/html';
import type {Assets} from './assets.ts';

/** HTML whose text is escaped already. */
export type Html = ReturnType<typeof html>;

export type PageName = 'playground' | 'answers';

/** A whole page around its main part. */
export function renderPage(page: {
	readonly title: string;
	readonly name?: PageName;
	readonly assets: Assets;
	readonly main: Html;
}): Html {
	const {style, script, mark} = page.assets;
	return html`<!doctype html>
<html lang="en">
<head>
	<meta charset="utf-8">
	<meta name="viewport" content="width=device-width, initial-scale=1">
	<meta name="color-scheme" content="light dark">
	<title>${page.title}</title>
	<link rel="icon" type="image/svg+xml" href="${mark.href}">
	<link rel="stylesheet" href="${style.href}">
	<script type="module" src="${script.href}"></script>
</head>
<body>
	<a class="skip" href="#main">Skip to the content</a>
	<header class="bar">
		<a class="home" href="/"><img src="${mark.href}" alt="" width="28" height="28">Lineman</a>
		<nav aria-label="Pages">${link('/', 'Playground', page.name === 'playground')}${link('/answers', 'Answers', page.name === 'answers')}</nav>
	</header>
	${page.main}
</body>
</html>`;
}

function link(href: string, title: string, isCurrent: boolean): Html {
	return html`<a href="${href}"${isCurrent ? html` aria-current="page"` : ''}>${title}</a>`;
}
