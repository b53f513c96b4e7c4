import type {Context, Hono} from 'hono';
import type {ConsoleTools} from '../console-tools.ts';
import {frameOf} from '../page.ts';
import {type OwnForm, withOwnForm} from '../read-form.ts';
import {sendPage} from '../send-page.ts';
import {renderAccount} from './account-page.ts';
import type {Viewer} from './viewer.ts';
import {viewerOf} from './viewer.ts';

/** One's own sessions; the routes are behind the sign-in. */
export function addAccountRoutes(app: Hono, tools: ConsoleTools): void {
	app.get('/account', c => account(c, tools));
	app.post('/account/sign-out', c => withOwnForm(c, tools, form => signOut(c, form, tools)));
	app.post('/account/sign-out-everywhere', c =>
		withOwnForm(c, tools, form => signOutEverywhere(c, form, tools)),
	);
	app.post('/account/end', c => withOwnForm(c, tools, form => endOne(c, form, tools)));
}

async function account(c: Context, {assets, log, now}: ConsoleTools): Promise<Response> {
	const viewer = viewerOf(c) as Viewer;
	const sessions = await log.sessions.of(viewer.person.id, now());
	return sendPage(c, renderAccount({frame: frameOf(c, assets), viewer, sessions}));
}

async function signOut(c: Context, {viewer}: OwnForm, {log, signIn, now}: ConsoleTools): Promise<Response> {
	await log.sessions.end(viewer.token);
	await log.moderation.note({at: now(), byId: viewer.person.id, action: 'sign_out'});
	signIn.cookies.session.clear(c);
	return c.redirect('/sign-in', 303);
}

async function signOutEverywhere(
	c: Context,
	{viewer}: OwnForm,
	{log, signIn, now}: ConsoleTools,
): Promise<Response> {
	const sessions = await log.sessions.endAll(viewer.person.id);
	const byId = viewer.person.id;
	await log.moderation.note({at: now(), byId, action: 'sign_out_everywhere', detail: {sessions}});
	signIn.cookies.session.clear(c);
	return c.redirect('/sign-in', 303);
}

async function endOne(c: Context, {viewer, field}: OwnForm, {log, now}: ConsoleTools): Promise<Response> {
	const byId = viewer.person.id;
	if (await log.sessions.endOf(byId, field('session'))) {
		await log.moderation.note({at: now(), byId, action: 'end_session'});
	}
	return c.redirect('/account', 303);
}
