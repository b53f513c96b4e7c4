import type {Context} from 'hono';
import type {ContentfulStatusCode} from 'hono/utils/http-status';
import type {Assets} from './assets.ts';
import {frameOf, type Html} from './page.ts';
import {renderProblem} from './problem-page.ts';

/** Pages show what was asked a moment ago: no cache keeps them. */
export async function sendPage(
	c: Context,
	markup: Html,
	status: ContentfulStatusCode = 200,
): Promise<Response> {
	c.header('Cache-Control', 'no-store');
	return c.html(markup, status);
}

/** Why a request cannot be met: a page for a person, JSON for the page's script. */
export function sendProblem(
	c: Context,
	problem: {readonly assets: Assets; readonly status: ContentfulStatusCode; readonly because: string},
): Response | Promise<Response> {
	const {assets, status, because} = problem;
	return wantsEvents(c)
		? c.json({error: because}, status)
		: sendPage(c, renderProblem({frame: frameOf(c, assets), status, because}), status);
}

/** The page's script asks for the stages as they pass. */
export function wantsEvents(c: Context): boolean {
	return c.req.header('accept')?.includes('text/event-stream') ?? false;
}
