import type {Context, Hono} from 'hono';
import {newUuid7} from '../../lib/uuid.ts';
import type {ConsoleTools, WritersTools} from '../console-tools.ts';
import {readWantedSpan, spanFor} from '../insights/wanted-span.ts';
import {frameOf} from '../page.ts';
import {type OwnForm, withOwnForm} from '../read-form.ts';
import {sendPage, sendProblem} from '../send-page.ts';
import {type Viewer, viewerOf} from '../sign-in/viewer.ts';
import {renderCause, renderHealth, renderShelf, renderTry} from './knowledge-pages.ts';

/** What the bot knows; the routes are behind the sign-in. */
export function addKnowledgeRoutes(app: Hono, tools: ConsoleTools): void {
	const {writers, assets} = tools;
	if (writers === undefined) return;
	app.get('/knowledge', c => shelf(c, tools, writers));
	app.get('/knowledge/causes/:id', c => cause(c, tools, writers));
	app.get('/knowledge/health', c => health(c, tools, writers));
	app.get('/knowledge/try', c =>
		sendPage(c, renderTry({frame: frameOf(c, assets), viewer: viewerOf(c) as Viewer, message: ''})),
	);
	app.post('/knowledge/try', c => withOwnForm(c, tools, form => tryOut(c, form, {tools, writers})));
}

const dayMs = 86_400_000;
const usedDays = 90;
const mostFound = 20;
const mostRemarks = 50;
const longestQuery = 500;
const longestMessage = 8000;

async function shelf(c: Context, tools: ConsoleTools, {library, search}: WritersTools): Promise<Response> {
	const query = (c.req.query('q') ?? '').trim().slice(0, longestQuery);
	const {wanted, span} = lately(c, tools);
	const [uses, found] = await Promise.all([
		tools.log.insights.causes(span),
		query === '' ? undefined : search({query, limit: mostFound}),
	]);
	const page = renderShelf({
		frame: frameOf(c, tools.assets),
		library: library.contents(),
		uses: new Map(uses.map(use => [use.cause, use])),
		span: wanted,
		query,
		...(found && {found}),
	});
	return sendPage(c, page);
}

async function cause(c: Context, tools: ConsoleTools, {library}: WritersTools): Promise<Response> {
	const found = library.contents().causes.find(({id}) => id === c.req.param('id'));
	if (found === undefined) {
		return sendProblem(c, {assets: tools.assets, status: 404, because: 'There is no cause with this id'});
	}
	const {wanted, span} = lately(c, tools);
	const uses = await tools.log.insights.causes(span);
	const use = uses.find(each => each.cause === found.id);
	const frame = frameOf(c, tools.assets);
	return sendPage(c, renderCause({frame, cause: found, span: wanted, ...(use && {use})}));
}

async function health(c: Context, tools: ConsoleTools, {library}: WritersTools): Promise<Response> {
	const {wanted, span} = lately(c, tools);
	const remarks = await tools.log.insights.remarksOnLinks({...span, limit: mostRemarks});
	const frame = frameOf(c, tools.assets);
	const problems = c.req.query('check') === 'now' ? await library.problems() : undefined;
	const page = renderHealth({
		frame,
		library: library.contents(),
		...(problems && {problems}),
		remarks,
		today: wanted.to,
	});
	return sendPage(c, page);
}

async function tryOut(
	c: Context,
	{viewer, field}: OwnForm,
	{tools, writers}: {readonly tools: ConsoleTools; readonly writers: WritersTools},
): Promise<Response> {
	const message = field('message').slice(0, longestMessage);
	const frame = frameOf(c, tools.assets);
	if (message.trim() === '') return sendPage(c, renderTry({frame, viewer, message: ''}));
	const id = newUuid7();
	const record = await writers.tryOut({
		id,
		conversationId: id,
		askedAt: tools.now(),
		door: 'console',
		text: message,
		attachments: [],
		earlier: [],
		hints: {},
	});
	// As it was read: what was a secret does not come back.
	return sendPage(c, renderTry({frame, viewer, message: record.evidence.text, record}));
}

/** The time in which the use of causes is counted. */
function lately(c: Context, {now}: ConsoleTools) {
	const {person} = viewerOf(c) as Viewer;
	const at = now();
	const from = new Date(at.getTime() - (usedDays - 1) * dayMs).toISOString().slice(0, 10);
	const wanted = readWantedSpan(new URLSearchParams({from}), at);
	return {wanted, span: spanFor(wanted, person)};
}
