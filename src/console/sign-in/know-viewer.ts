import type {Context, MiddlewareHandler} from 'hono';
import type {ConsoleTools} from '../console-tools.ts';
import {sendPage, sendProblem, wantsEvents} from '../send-page.ts';
import {renderRenewal} from './sign-in-pages.ts';
import {setViewer, type Viewer, viewerOf} from './viewer.ts';

const hourMs = 3_600_000;
/** After this long Discord is asked again what somebody moderates. */
export const renewAfterMs = hourMs;
/** So much longer a form that was open at that time can still be sent. */
export const mercyMs = hourMs;

/** Finds out who sends a request. */
export function knowViewer({log, signIn, now}: ConsoleTools): MiddlewareHandler {
	return async (c, next) => {
		const token = signIn.cookies.session.read(c);
		const session = token === undefined ? undefined : await log.sessions.find(token, now());
		// Where moderators can no longer sign in with Discord, nobody can tell what they moderate.
		const isUsable = session?.person.servers === undefined || signIn.discord !== undefined;
		if (token !== undefined && session !== undefined && isUsable) {
			setViewer(c, {person: session.person, session, token});
		}
		return next();
	};
}

/** Lets those pass who are signed in, and sends the others to sign in first. */
export function signedIn(tools: ConsoleTools): MiddlewareHandler {
	return async (c, next) => {
		const viewer = viewerOf(c);
		const onlyReads = c.req.method === 'GET' && !wantsEvents(c);
		if (viewer === undefined) return onlyReads ? c.redirect(signInPath(c), 303) : refuse(c, tools);
		const overdueMs = overdue(viewer, tools.now());
		if (overdueMs > 0 && onlyReads) return renew(c, viewer, tools);
		if (overdueMs > mercyMs) return refuse(c, tools);
		return next();
	};
}

/** For how long it should have been asked again what somebody moderates. */
function overdue({person, session}: Viewer, now: Date): number {
	if (person.servers === undefined) return 0;
	return now.getTime() - session.checkedAt.getTime() - renewAfterMs;
}

/** By a page, not by a redirect: a form may lead here, and forms lead to no other site. */
function renew(c: Context, {person}: Viewer, {assets}: ConsoleTools) {
	return sendPage(c, renderRenewal({frame: {assets, person}, to: pathOf(c)}));
}

function refuse(c: Context, {assets}: ConsoleTools) {
	const because = 'Nothing was changed: you are signed out, or were signed in for too long';
	return sendProblem(c, {assets, status: 401, because});
}

function signInPath(c: Context): string {
	return `/sign-in?to=${encodeURIComponent(pathOf(c))}`;
}

function pathOf(c: Context): string {
	const {pathname, search} = new URL(c.req.url);
	return `${pathname}${search}`;
}
