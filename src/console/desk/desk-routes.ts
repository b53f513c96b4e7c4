import type {Context, Hono} from 'hono';
import {readCase} from '../../discord/review/case.ts';
import type {AnswerFilter} from '../../log/answer-list.ts';
import {isQuestionId} from '../ask.ts';
import type {ConsoleTools} from '../console-tools.ts';
import {namesFor, serversFor} from '../names.ts';
import {frameOf} from '../page.ts';
import {withOwnForm} from '../read-form.ts';
import {sendPage, sendProblem} from '../send-page.ts';
import {maySee, scopeOf, type Viewer, viewerOf} from '../sign-in/viewer.ts';
import {actOnAnswer} from './act-on-answer.ts';
import {agreementIn, confusionIn} from './agreement.ts';
import {renderAudit} from './audit-page.ts';
import {exportAnswers} from './export-answers.ts';
import {renderList} from './list-page.ts';
import {renderReview} from './review-page.ts';
import {noticeOf, showAnswer} from './show-answer.ts';
import {filterFor, listPath, readWanted} from './wanted.ts';

/** The moderators' desk; the routes are behind the sign-in. */
export function addDeskRoutes(app: Hono, tools: ConsoleTools): void {
	app.get('/answers', c => list(c, tools));
	app.get('/answers/export.csv', c => exportAnswers(c, 'csv', tools));
	app.get('/answers/export.jsonl', c => exportAnswers(c, 'jsonl', tools));
	app.get('/answers/:id', c => oneAnswer(c, c.req.param('id'), tools));
	app.post('/answers/:id', c =>
		withOwnForm(c, tools, form => actOnAnswer(c, c.req.param('id'), {form, tools})),
	);
	app.get('/review', c => review(c, tools));
	app.get('/audit', c => audit(c, tools));
}

const onPage = 50;
/** Counting goes no further: what is more is "500+". */
const mostCounted = 501;

async function list(c: Context, tools: ConsoleTools): Promise<Response> {
	const {assets, log, knowledge} = tools;
	const viewer = viewerOf(c) as Viewer;
	const {searchParams} = new URL(c.req.url);
	const wanted = readWanted(searchParams);
	// A form sends all its fields; an address to keep and to share holds those that say something.
	if ([...searchParams.values()].includes('')) return c.redirect(listPath('/answers', wanted), 303);
	const [before, after] = ['before', 'after'].map(name => searchParams.get(name) ?? undefined);
	if (![before, after].every(id => id === undefined || isQuestionId(id))) {
		return sendProblem(c, {assets, status: 404, because: 'There is no such page of answers'});
	}
	const place = {...(before !== undefined && {before}), ...(after !== undefined && {after})};
	const filter = filterFor(wanted, viewer.person, tools);
	const [found, count, servers, channels, names] = await Promise.all([
		log.answers.lines({filter, limit: onPage + 1, ...place}),
		log.answers.count(filter, mostCounted),
		serversFor(viewer.person, tools),
		log.answers.channels(),
		namesFor(viewer.person, tools),
	]);
	const isUpwards = after !== undefined && before === undefined;
	const hasMore = found.length > onPage;
	const lines = isUpwards ? found.slice(-onPage) : found.slice(0, onPage);
	const older = isUpwards || hasMore ? lines.at(-1)?.id : undefined;
	const newer = before !== undefined || (isUpwards && hasMore) ? (lines[0]?.id ?? before) : undefined;
	const notice = noticeOf(c, wanted);
	const page = renderList({
		frame: frameOf(c, assets),
		viewer,
		wanted,
		lines,
		count,
		most: mostCounted,
		...(older !== undefined && {older}),
		...(newer !== undefined && {newer}),
		place,
		...(notice && {notice}),
		servers,
		channels: channels.filter(({serverId}) => isChosen(serverId, filter)),
		names,
		causes: knowledge().causes,
	});
	return sendPage(c, page);
}

/** Of the servers that a list is about; every one where it is about no server in particular. */
function isChosen(serverId: string, {servers}: AnswerFilter): boolean {
	return servers === undefined || servers.includes(serverId);
}

async function oneAnswer(c: Context, id: string, tools: ConsoleTools): Promise<Response> {
	const {person} = viewerOf(c) as Viewer;
	const given = isQuestionId(id) ? await readCase(id, tools.log) : undefined;
	if (given === undefined || !maySee(person, given.record)) {
		return sendProblem(c, {assets: tools.assets, status: 404, because: 'There is no answer with this id'});
	}
	return showAnswer(c, given, {tools, wanted: readWanted(new URL(c.req.url).searchParams)});
}

const dayMs = 86_400_000;
const agreementDays = 90;

async function review(c: Context, tools: ConsoleTools): Promise<Response> {
	const {assets, log, now} = tools;
	const viewer = viewerOf(c) as Viewer;
	const scope = scopeOf(viewer.person);
	const at = now();
	const midnight = new Date(`${at.toISOString().slice(0, 10)}T00:00:00Z`);
	const daysAgo = (days: number) => new Date(at.getTime() - days * dayMs);
	const [open, [first], today, week, tallies, names] = await Promise.all([
		log.progress.open(scope),
		log.answers.ids({filter: filterFor({state: 'open'}, viewer.person, tools), limit: 1}),
		log.progress.closed({...scope, since: midnight}),
		log.progress.closed({...scope, since: daysAgo(7)}),
		log.progress.tallies({...scope, since: daysAgo(agreementDays)}),
		namesFor(viewer.person, tools),
	]);
	const agreement = agreementIn(tallies);
	const page = renderReview({
		frame: frameOf(c, assets),
		names,
		open,
		...(first !== undefined && {first}),
		today,
		week,
		...(agreement && {agreement}),
		confusion: confusionIn(tallies),
		agreementDays,
	});
	return sendPage(c, page);
}

const entriesOnPage = 100;

async function audit(c: Context, tools: ConsoleTools): Promise<Response> {
	const {assets, log} = tools;
	const viewer = viewerOf(c) as Viewer;
	const given = c.req.query('before');
	if (given !== undefined && !/^\d{1,15}$/.test(given)) {
		return sendProblem(c, {assets, status: 404, because: 'There is no such page of the audit'});
	}
	const [found, names] = await Promise.all([
		log.audit({
			...scopeOf(viewer.person),
			orBy: viewer.person.id,
			limit: entriesOnPage + 1,
			...(given !== undefined && {before: Number(given)}),
		}),
		namesFor(viewer.person, tools),
	]);
	const entries = found.slice(0, entriesOnPage);
	const older = found.length > entriesOnPage ? entries.at(-1)?.number : undefined;
	const page = renderAudit({
		frame: frameOf(c, assets),
		viewer,
		names,
		labels: new Map(
			(tools.settings?.groups ?? []).flatMap(({settings}) => settings.map(({name, label}) => [name, label])),
		),
		entries,
		isNewest: given === undefined,
		...(older !== undefined && {older}),
	});
	return sendPage(c, page);
}
