import type {Context, Hono, MiddlewareHandler} from 'hono';
import {operator, type Person} from '../../log/sessions.ts';
import {clientAddress} from '../client-address.ts';
import type {ConsoleTools} from '../console-tools.ts';
import {frameOf} from '../page.ts';
import {sendPage, sendProblem} from '../send-page.ts';
import {describeBrowser} from './describe-browser.ts';
import {type DiscordOAuth, OAuthError} from './discord-oauth.ts';
import {returnPath} from './return-path.ts';
import {linkIsUsedUp, renderLink, renderNotSignedIn, renderSignIn} from './sign-in-pages.ts';
import {viewerOf} from './viewer.ts';

/** The ways in. */
export function addSignInRoutes(app: Hono, tools: ConsoleTools): void {
	const {discord} = tools.signIn;
	app.get('/sign-in', c => signIn(c, tools));
	app.get('/sign-in/link', c =>
		sendPage(c, renderLink({frame: frameOf(c, tools.assets), link: c.req.query('token') ?? ''})),
	);
	app.post('/sign-in/link', limited(tools), c => byLink(c, tools));
	if (discord === undefined) return;
	app.get('/sign-in/discord', limited(tools), c => toDiscord(c, discord, tools));
	app.get('/sign-in/discord/callback', limited(tools), c => fromDiscord(c, discord, tools));
}

/** Where Discord sends browsers back to. */
export const callbackPath = '/sign-in/discord/callback';

function limited(tools: ConsoleTools): MiddlewareHandler {
	const {assets, signIn} = tools;
	return async (c, next) => {
		const waitSeconds = signIn.rateLimit(clientAddress(c, tools));
		if (waitSeconds === undefined) return next();
		c.header('Retry-After', String(waitSeconds));
		const because = `Too many attempts to sign in within one minute: wait ${waitSeconds} s, then try again`;
		return sendProblem(c, {assets, status: 429, because});
	};
}

function signIn(c: Context, {assets, signIn: {discord}}: ConsoleTools): Response | Promise<Response> {
	const to = returnPath(c.req.query('to'));
	if (viewerOf(c) !== undefined) return c.redirect(to, 303);
	const by = discord === undefined ? 'link' : 'discord';
	return sendPage(c, renderSignIn({frame: frameOf(c, assets), by, to}));
}

async function byLink(c: Context, tools: ConsoleTools): Promise<Response> {
	const {assets, log, now} = tools;
	const {link} = await c.req.parseBody().catch(() => ({link: ''}));
	const isGood = typeof link === 'string' && (await log.sessions.useLink(link, now()));
	if (!isGood) {
		return sendPage(c, renderNotSignedIn({frame: frameOf(c, assets), because: linkIsUsedUp}), 401);
	}
	await begin(c, {person: operator, by: 'link'}, tools);
	return c.redirect('/answers', 303);
}

/** A sign-in that is not over by then has to be begun anew. */
const backWithinSeconds = 600;

function toDiscord(c: Context, discord: DiscordOAuth, {signIn}: ConsoleTools): Response {
	const {url, state, verifier} = discord.begin();
	const to = Buffer.from(returnPath(c.req.query('to'))).toString('base64url');
	signIn.cookies.signIn.write(c, [state, verifier, to].join('.'), backWithinSeconds);
	c.header('Cache-Control', 'no-store');
	return c.redirect(url, 302);
}

async function fromDiscord(c: Context, discord: DiscordOAuth, tools: ConsoleTools): Promise<Response> {
	const {assets, log, logger, now, signIn} = tools;
	const {code, state} = c.req.query();
	const [keptState, verifier = '', to = ''] = signIn.cookies.signIn.read(c)?.split('.') ?? [];
	signIn.cookies.signIn.clear(c);
	const path = returnPath(Buffer.from(to, 'base64url').toString());
	const again = `/sign-in/discord?to=${encodeURIComponent(path)}`;
	const refuse = (status: 400 | 403 | 502, because: string) =>
		sendPage(c, renderNotSignedIn({frame: frameOf(c, assets), because, again}), status);

	if (keptState === undefined || state !== keptState) {
		return refuse(400, 'This sign-in was not begun in this browser, or took longer than ten minutes');
	}
	if (code === undefined) {
		const refusal = c.req.query('error') === 'access_denied' ? 'You did not let Discord tell' : undefined;
		return refuse(403, refusal ?? 'Discord did not tell who you are');
	}
	let person: Person;
	try {
		person = await discord.finish({code, verifier});
	} catch (error) {
		if (!(error instanceof OAuthError)) throw error;
		logger.warn({err: error}, 'a sign-in with Discord failed');
		return refuse(502, `${error.message}. Try it again in a moment`);
	}
	const before = viewerOf(c);
	if (person.servers?.length === 0) {
		if (before?.person.id === person.id) await log.sessions.endAll(person.id);
		return refuse(
			403,
			`You are ${person.name}, and moderate no server that Lineman is in. Moderators may manage messages there, or have a role that its settings name`,
		);
	}
	if (before?.person.id === person.id) {
		await log.sessions.renew({token: before.token, person, at: now()});
	} else {
		await begin(c, {person, by: 'discord'}, tools);
	}
	return c.redirect(path, 303);
}

/** Begins a session in this browser, in the place of the one that may be there. */
async function begin(
	c: Context,
	{person, by}: {readonly person: Person; readonly by: 'link' | 'discord'},
	{log, signIn, now}: ConsoleTools,
): Promise<void> {
	const before = viewerOf(c);
	if (before !== undefined) await log.sessions.end(before.token);
	const at = now();
	const token = await log.sessions.begin({person, browser: describeBrowser(c.req.header('user-agent')), at});
	signIn.cookies.session.write(c, token);
	await log.moderation.note({at, byId: person.id, action: 'sign_in', detail: {by}});
}
