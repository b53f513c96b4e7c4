import {html} from 'hono/html';
import type {Session} from '../../log/sessions.ts';
import {type Frame, type Html, renderPage} from '../page.ts';
import {renderTime} from '../render-time.ts';
import {renderFormToken} from './form-token.ts';
import type {Viewer} from './viewer.ts';

/** Who is signed in, what they may see, and everywhere they are signed in. */
export function renderAccount(page: {
	readonly frame: Frame;
	readonly viewer: Viewer;
	readonly sessions: readonly Session[];
}): Html {
	const {frame, viewer, sessions} = page;
	const {servers, name} = viewer.person;
	return renderPage({
		title: 'Lineman: account',
		name: 'account',
		frame,
		main: html`<main id="main" class="reading">
		<h1>${name}</h1>
		${
			servers === undefined
				? html`<p>You are signed in as the operator: you see every answer, those from outside Discord too.</p>`
				: html`<p>You see the answers of the servers that you moderate, as Discord said ${renderTime(viewer.session.checkedAt)}: ${servers.map(({name}) => name).join(', ')}.</p>`
		}
		<h2>Sessions</h2>
		<p class="note">A session ends after twelve hours without use, and after seven days in any case.</p>
		<ul class="sessions">${sessions.map(session => renderSession(session, viewer))}</ul>
		<form method="post" class="actions">${renderFormToken(viewer)}
			<button class="button" formaction="/account/sign-out">Sign out</button>
			<button class="button plain" formaction="/account/sign-out-everywhere">Sign out everywhere</button>
		</form>
	</main>`,
	});
}

function renderSession({ref, browser, createdAt, seenAt}: Session, viewer: Viewer): Html {
	const isThis = ref === viewer.session.ref;
	return html`<li><div><b>${browser}</b>${isThis ? html` <span class="badge open">this one</span>` : undefined}
		<p class="meta"><span>since ${renderTime(createdAt)}</span> <span>last used ${renderTime(seenAt)}</span></p></div>${
			isThis
				? undefined
				: html`<form method="post" action="/account/end">${renderFormToken(viewer)}<button class="button plain" name="session" value="${ref}" aria-label="End the session of ${browser}">End</button></form>`
		}</li>`;
}
