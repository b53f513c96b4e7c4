import {type Context, Hono, type MiddlewareHandler} from 'hono';
import {bodyLimit} from 'hono/body-limit';
import {compress} from 'hono/compress';
import {secureHeaders} from 'hono/secure-headers';
import {answerWithPage, answerWithStream, rejoin} from './answer-responses.ts';
import {isConsoleConversation, questionFrom} from './ask.ts';
import {type Assets, probeFileName} from './assets.ts';
import {clientAddress} from './client-address.ts';
import type {ConsoleTools} from './console-tools.ts';
import {addDeskRoutes} from './desk/desk-routes.ts';
import {addInsightsRoutes} from './insights/insights-routes.ts';
import {addKnowledgeRoutes} from './knowledge/knowledge-routes.ts';
import {frameOf} from './page.ts';
import {renderPlayground} from './playground-page.ts';
import {limits, readSubmission} from './read-submission.ts';
import {renderTurns} from './render-exchange.ts';
import {replay} from './replay.ts';
import type {Guard} from './request-guard.ts';
import {sendPage, sendProblem, wantsEvents} from './send-page.ts';
import {addSettingsRoutes} from './settings/settings-routes.ts';
import {addAccountRoutes} from './sign-in/account-routes.ts';
import {knowViewer, signedIn} from './sign-in/know-viewer.ts';
import {addSignInRoutes} from './sign-in/sign-in-routes.ts';

/** Every address of the console. */
export function buildRoutes(tools: ConsoleTools): Hono {
	const {assets, guard, metrics, logger} = tools;
	const app = new Hono();
	app.use(pageHeaders, ownHost(guard, assets), ownOrigin(guard, assets));

	app.use(compressed);
	for (const asset of Object.values(assets)) app.get(asset.path, c => sendAsset(c, asset));
	app.get(`/${probeFileName}`, c => sendProbeFile(c, tools));

	for (const path of pagePaths) app.use(path, knowViewer(tools));
	addSignInRoutes(app, tools);
	for (const path of tools.playground === 'open' ? deskPaths : pagePaths) {
		if (!signInPaths.includes(path)) app.use(path, signedIn(tools));
	}
	for (const path of deskPaths) app.post(path, formLimited(assets));
	app.get('/', c => playground(c, tools));
	app.post('/ask', rateLimited(tools), sizeLimited(assets), c => ask(c, tools));
	app.get('/ask/:id', c => rejoin(c, c.req.param('id'), tools));
	app.post('/ask/:id/leave', c => leave(c, c.req.param('id'), tools));
	app.post('/replay', rateLimited(tools), formLimited(assets), c => replay(c, tools));
	addDeskRoutes(app, tools);
	addInsightsRoutes(app, tools);
	addKnowledgeRoutes(app, tools);
	addSettingsRoutes(app, tools);
	addAccountRoutes(app, tools);

	app.get('/healthz', async c => (c.req.query('ready') === undefined ? live(c) : ready(c, tools)));
	app.get('/readyz', c => ready(c, tools));
	if (metrics !== undefined) {
		app.get('/metrics', async c => c.body(await metrics.text(), 200, {'Content-Type': metrics.contentType}));
	}

	app.notFound(c => sendProblem(c, {assets, status: 404, because: 'There is no such page'}));
	app.onError((error, c) => {
		logger.error({err: error, path: c.req.path}, 'Cannot answer a request to the console');
		return sendProblem(c, {
			assets,
			status: 500,
			because: 'Something went wrong on our side. It has been logged',
		});
	});
	return app;
}

/** The pages of those who are signed in, those for everybody, and those to sign in. */
const deskPaths = [
	'/answers/*',
	'/review',
	'/insights/*',
	'/knowledge/*',
	'/settings/*',
	'/audit',
	'/account/*',
];
const openPaths = ['/', '/ask/*', '/replay'];
const signInPaths = ['/sign-in/*'];
const pagePaths = [...deskPaths, ...openPaths, ...signInPaths];

// What every request passes

const compressing = compress();

/** All but events, of which each has to arrive at once. */
const compressed: MiddlewareHandler = (c, next) => (wantsEvents(c) ? next() : compressing(c, next));

/** Nothing but what the console itself serves; no script or style within a page. */
const pageHeaders = secureHeaders({
	contentSecurityPolicy: {
		defaultSrc: ["'none'"],
		scriptSrc: ["'self'"],
		styleSrc: ["'self'"],
		imgSrc: ["'self'"],
		connectSrc: ["'self'"],
		formAction: ["'self'"],
		baseUri: ["'none'"],
		frameAncestors: ["'none'"],
	},
	permissionsPolicy: {camera: [], microphone: [], geolocation: []},
	// With `no-referrer` a form would send `Origin: null`, which the guard could not tell from another site.
	referrerPolicy: 'same-origin',
	// It is plain HTTP here; a proxy that adds TLS adds this too.
	strictTransportSecurity: false,
	xFrameOptions: 'DENY',
});

/** Orchestrators ask for the state by whatever address a container has; it tells them nothing else. */
const statePaths = ['/healthz', '/readyz'];

function ownHost(guard: Guard, assets: Assets): MiddlewareHandler {
	return async (c, next) => {
		if (statePaths.includes(c.req.path) || guard.hostIsOurs(c.req.header('host'))) return next();
		return sendProblem(c, {
			assets,
			status: 421,
			because: 'This request names another host than the one that the console listens on',
		});
	};
}

function ownOrigin(guard: Guard, assets: Assets): MiddlewareHandler {
	return async (c, next) => {
		const onlyReads = c.req.method === 'GET' || c.req.method === 'HEAD';
		const host = c.req.header('host');
		const origin = c.req.header('origin');
		const fetchSite = c.req.header('sec-fetch-site');
		if (onlyReads || guard.originIsOurs({host, origin, fetchSite})) return next();
		return sendProblem(c, {
			assets,
			status: 403,
			because: 'This request does not come from a page of this console',
		});
	};
}

function rateLimited(tools: ConsoleTools): MiddlewareHandler {
	const {rateLimit, assets} = tools;
	return async (c, next) => {
		const waitSeconds = rateLimit(clientAddress(c, tools));
		if (waitSeconds === undefined) return next();
		c.header('Retry-After', String(waitSeconds));
		return sendProblem(c, {
			assets,
			status: 429,
			because: `Too many questions in one minute: wait ${waitSeconds} s, then send it again`,
		});
	};
}

/** A correction is the longest that a form of the desk holds. */
const longestForm = 64 * 1024;

function formLimited(assets: Assets): MiddlewareHandler {
	return bodyLimit({
		maxSize: longestForm,
		onError: c => sendProblem(c, {assets, status: 413, because: 'The form is too large: want at most 64 KB'}),
	});
}

/** What says beforehand that it is too large is not read at all; the rest is counted as it arrives. */
function sizeLimited(assets: Assets): MiddlewareHandler {
	return async (c, next) => {
		if (Number(c.req.header('content-length') ?? 0) <= limits.bodyBytes) return next();
		const because = 'The files together are too large: want at most 40 MB';
		return sendProblem(c, {assets, status: 413, because});
	};
}

// The pages

function sendAsset(c: Context, {body, contentType}: Assets[keyof Assets]): Response {
	const isVersioned = c.req.query('v') !== undefined;
	c.header('Cache-Control', isVersioned ? 'public, max-age=31536000, immutable' : 'no-cache');
	return c.body(body, 200, {'Content-Type': contentType});
}

/** To be saved and run, not to be shown: it is for the member's own machine. */
async function sendProbeFile(c: Context, {assets, probeFile}: ConsoleTools): Promise<Response> {
	const content = await probeFile();
	if (content === undefined) {
		const because = `${probeFileName} has not been built here; "npm start" in a checkout, or the Docker image, builds it`;
		return sendProblem(c, {assets, status: 404, because});
	}
	c.header('Cache-Control', 'no-cache');
	c.header('Content-Disposition', `attachment; filename="${probeFileName}"`);
	return c.body(content, 200, {'Content-Type': 'text/javascript; charset=utf-8'});
}

const longestDraft = 2000;

async function playground(c: Context, {assets, knowledge, log, pictures}: ConsoleTools): Promise<Response> {
	const draft = (c.req.query('message') ?? '').slice(0, longestDraft);
	const id = c.req.query('conversation');
	const frame = frameOf(c, assets);
	if (id === undefined)
		return sendPage(c, renderPlayground({frame, knowledge: knowledge(), pictures, draft}));
	if (!(await isConsoleConversation(id, log))) {
		return sendProblem(c, {assets, status: 404, because: 'There is no such conversation in the console'});
	}
	const conversation = {id, said: renderTurns(await log.turns(id), assets)};
	return sendPage(c, renderPlayground({frame, knowledge: knowledge(), pictures, conversation, draft}));
}

async function ask(c: Context, tools: ConsoleTools): Promise<Response> {
	const {assets} = tools;
	const {body} = c.req.raw;
	const submission = await readSubmission({contentType: c.req.header('content-type') ?? '', body}, tools);
	if (submission.kind === 'refused') return sendProblem(c, {assets, ...submission});
	const question = await questionFrom(submission, tools);
	const asked = {question, notes: submission.notes};
	return wantsEvents(c) ? answerWithStream(c, asked, tools) : answerWithPage(c, asked, tools);
}

/** A page that is closed says so: nobody waits for its answer any more. */
function leave(c: Context, id: string, {underWay}: ConsoleTools): Response {
	underWay.leave(id);
	return c.body(null, 204);
}

// The state, for machines

export function live(c: Context): Response {
	return c.json({status: 'ok', uptime_s: Math.floor(process.uptime())});
}

export async function ready(
	c: Context,
	{health, logger}: Pick<ConsoleTools, 'health' | 'logger'>,
): Promise<Response> {
	try {
		const {ready, checks} = await health();
		return c.json({status: ready ? 'ready' : 'not_ready', checks}, ready ? 200 : 503);
	} catch (error) {
		logger.error({err: error}, 'Cannot tell whether Lineman is ready');
		return c.json({status: 'not_ready', checks: {health: 'failed'}}, 503);
	}
}
