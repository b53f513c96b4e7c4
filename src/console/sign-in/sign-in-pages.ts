import {html} from 'hono/html';
import {type Frame, type Html, renderPage} from '../page.ts';

const command = 'npm run -s lineman -- sign-in';

/** How to sign in. */
export function renderSignIn(page: {
	readonly frame: Frame;
	readonly by: 'discord' | 'link';
	/** Where to go afterwards. */
	readonly to: string;
}): Html {
	const {frame, by, to} = page;
	return renderPage({
		title: 'Lineman: sign in',
		name: 'sign-in',
		frame,
		main: html`<main id="main" class="reading narrow">
		<h1>Sign in</h1>
		${
			by === 'discord'
				? html`<p>For moderators of servers that Lineman is in. Discord says who you are and which servers you moderate; nothing else is read, and nothing is kept of it but your name and these servers, for as long as you are signed in.</p>
		<p class="actions"><a class="button" href="/sign-in/discord?to=${encodeURIComponent(to)}">Sign in with Discord</a></p>`
				: html`<p>Logged answers are for those who run Lineman here. Open the link that it printed when it started, or have another one made where it runs:</p>
		<pre tabindex="0"><code>${command}</code></pre>
		<p class="note">A link works once, within ten minutes.</p>`
		}
	</main>`,
	});
}

/** Asks once more before a link is used up, so that nothing but a person uses it. */
export function renderLink(page: {readonly frame: Frame; readonly link: string}): Html {
	return renderPage({
		title: 'Lineman: sign in',
		name: 'sign-in',
		frame: page.frame,
		main: html`<main id="main" class="reading narrow">
		<h1>Sign in as operator</h1>
		<p>You will see every logged answer, and can judge and correct them.</p>
		<form method="post" action="/sign-in/link" class="actions">
			<input type="hidden" name="link" value="${page.link}">
			<button class="button" autofocus>Sign in</button>
		</form>
	</main>`,
	});
}

/** Why nobody was signed in. */
export function renderNotSignedIn(page: {
	readonly frame: Frame;
	readonly because: string;
	/** A way to try it again, where that makes sense. */
	readonly again?: string;
}): Html {
	return renderPage({
		title: 'Lineman: not signed in',
		name: 'sign-in',
		frame: page.frame,
		main: html`<main id="main" class="reading narrow">
		<h1>Not signed in</h1>
		<p>${page.because}.</p>
		${page.again === undefined ? undefined : html`<p class="actions"><a class="button" href="${page.again}">Try again</a></p>`}
	</main>`,
	});
}

export const linkIsUsedUp = `This link was used already, or is older than ten minutes: where Lineman runs, "${command}" makes another`;

/** Goes by way of Discord, and comes back to the page that was asked for. */
export function renderRenewal({frame, to}: {readonly frame: Frame; readonly to: string}): Html {
	const href = `/sign-in/discord?to=${encodeURIComponent(to)}`;
	return renderPage({
		title: 'Lineman: one moment',
		frame,
		goTo: href,
		main: html`<main id="main" class="reading narrow">
		<h1>One moment</h1>
		<p>Discord is asked whether you still moderate the same servers. <a href="${href}">Go on</a></p>
	</main>`,
	});
}
