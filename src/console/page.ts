import type {Context} from 'hono';
import {html} from 'hono/html';
import type {Person} from '../log/sessions.ts';
import type {Asset, Assets} from './assets.ts';
import {viewerOf} from './sign-in/viewer.ts';

/** HTML whose text is escaped already. */
export type Html = ReturnType<typeof html>;

export type PageName =
	| 'playground'
	| 'answers'
	| 'review'
	| 'insights'
	| 'knowledge'
	| 'settings'
	| 'audit'
	| 'account'
	| 'sign-in';

/** What stands around every page. */
export type Frame = {
	readonly assets: Assets;
	/** Who is signed in. */
	readonly person?: Person;
};

type Page = {
	readonly title: string;
	readonly name?: PageName;
	readonly frame: Frame;
	readonly main: Html;
	/** A style and a script that this page needs besides those of all pages. */
	readonly style?: Asset;
	readonly script?: Asset;
	/** Where the page leads by itself at once. */
	readonly goTo?: string;
};

export function frameOf(c: Context, assets: Assets): Frame {
	const person = viewerOf(c)?.person;
	return {assets, ...(person && {person})};
}

/** A whole page around its main part. */
export function renderPage({title, name, frame, main, style: own, script, goTo}: Page): Html {
	const {style, script: common, mark} = frame.assets;
	return html`<!doctype html>
<html lang="en">
<head>
	<meta charset="utf-8">
	<meta name="viewport" content="width=device-width, initial-scale=1">
	<meta name="color-scheme" content="light dark">${goTo === undefined ? undefined : html`<meta http-equiv="refresh" content="0; url=${goTo}">`}
	<title>${title}</title>
	<link rel="icon" type="image/svg+xml" href="${mark.href}">
	<link rel="stylesheet" href="${style.href}">${own && html`<link rel="stylesheet" href="${own.href}">`}
	<script type="module" src="${common.href}"></script>${script && html`<script type="module" src="${script.href}"></script>`}
</head>
<body>
	<a class="skip" href="#main">Skip to the content</a>
	<header class="bar">
		<a class="home" href="/"><img src="${mark.href}" alt="" width="28" height="28">Lineman</a>
		<nav aria-label="Pages">${pagesFor(frame.person).map(link => renderLink(link, name))}</nav>
		<nav class="own" aria-label="You">${renderLink(ownPage(frame.person), name)}</nav>
	</header>
	${main}
</body>
</html>`;
}

type Link = {readonly name: PageName; readonly href: string; readonly title: string};

const playground: Link = {name: 'playground', href: '/', title: 'Playground'};

/** The pages of those who are signed in, in the order of the bar. */
const deskPages: readonly Link[] = [
	{name: 'answers', href: '/answers', title: 'Answers'},
	{name: 'review', href: '/review', title: 'Review'},
	{name: 'insights', href: '/insights', title: 'Insights'},
	{name: 'knowledge', href: '/knowledge', title: 'Knowledge'},
	{name: 'settings', href: '/settings', title: 'Settings'},
	{name: 'audit', href: '/audit', title: 'Audit'},
];

function pagesFor(person: Person | undefined): readonly Link[] {
	return person === undefined ? [playground] : [playground, ...deskPages];
}

function ownPage(person: Person | undefined): Link {
	return person === undefined
		? {name: 'sign-in', href: '/sign-in', title: 'Sign in'}
		: {name: 'account', href: '/account', title: person.name};
}

function renderLink({name, href, title}: Link, current: PageName | undefined): Html {
	return html`<a href="${href}"${name === current ? html` aria-current="page"` : ''}>${title}</a>`;
}
