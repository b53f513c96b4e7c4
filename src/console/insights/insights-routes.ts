import type {Context, Hono} from 'hono';
import {reasons} from '../../discord/not-helpful.ts';
import {type Gap, gapReasons} from '../../log/insights.ts';
import {keepForMs} from '../../log/line-history.ts';
import {causeTemplate} from '../../retrieval/cause-template.ts';
import {tokenize} from '../../retrieval/tokenize.ts';
import type {ConsoleTools} from '../console-tools.ts';
import {assumedSolved, ownWords} from '../desk/wanted.ts';
import {serversFor} from '../names.ts';
import {frameOf} from '../page.ts';
import {sendPage} from '../send-page.ts';
import {type Viewer, viewerOf} from '../sign-in/viewer.ts';
import {addUp, percentilesIn, percentilesOf, sumOf, topCauses} from './add-up.ts';
import {linesOf} from './availability.ts';
import {draftRemedy} from './draft-remedy.ts';
import {lowPercent, renderGaps} from './gaps-page.ts';
import {type Grouped, groupQuestions} from './group-questions.ts';
import {renderLine} from './line-page.ts';
import {renderOverview} from './overview-page.ts';
import {binsOf, readWantedSpan, spanFor} from './wanted-span.ts';

/** What the answers come to; the routes are behind the sign-in. */
export function addInsightsRoutes(app: Hono, tools: ConsoleTools): void {
	const group = rememberGroups();
	app.get('/insights', c => overview(c, tools));
	app.get('/insights/gaps', c => gaps(c, tools, group));
	app.get('/insights/line', c => line(c, tools));
}

const dayMs = 86_400_000;
const mostCauses = 12;

async function overview(c: Context, tools: ConsoleTools): Promise<Response> {
	const {assets, log, knowledge} = tools;
	const {wanted, span, servers} = await lookedAt(c, tools);
	const {causes} = knowledge();
	const {askedBefore: settledBefore, asides} = assumedSolved(tools);
	const {insights} = log;
	const [{counts, times}, opinions, models, complaints] = await Promise.all([
		insights.days({...span, settledBefore}),
		insights.opinions({...span, settledBefore, asides}),
		insights.models(span),
		insights.complaints({...span, reasons: Object.values(reasons)}),
	]);
	const bins = binsOf(wanted);
	const sums = addUp({bins, counts, opinions, asides: new Set(asides)});
	const timed = (of: 'first_reply' | 'answer') => {
		const all = percentilesOf(times.filter(each => each.of === of));
		return {...(all && {all}), bins: percentilesIn(times, {bins, of})};
	};
	const page = renderOverview({
		frame: frameOf(c, assets),
		span: wanted,
		servers,
		bins,
		sums,
		all: sumOf(sums),
		firstReply: timed('first_reply'),
		answer: timed('answer'),
		reasons: inOrder(complaints),
		models,
		causes: topCauses(counts, {bins, most: mostCauses}),
		titles: new Map(causes.map(({id, title}) => [id, title])),
	});
	return sendPage(c, page);
}

/** The reasons that were given, most frequent first. */
function inOrder(complaints: ReadonlyMap<string | undefined, number>) {
	const known = Object.entries(reasons).map(([key, title]) => ({
		key,
		title: title as string,
		answers: complaints.get(title) ?? 0,
	}));
	const others = {key: ownWords, title: 'In their own words alone', answers: complaints.get(undefined) ?? 0};
	return [...known, others].filter(({answers}) => answers > 0).toSorted((a, b) => b.answers - a.answers);
}

const mostGaps = 300;

async function gaps(c: Context, tools: ConsoleTools, group: typeof groupGaps): Promise<Response> {
	const {assets, log, knowledge} = tools;
	const {wanted, span, servers} = await lookedAt(c, tools);
	const lowConfidence = lowPercent / 100;
	const [found, counts] = await Promise.all([
		log.insights.gaps({...span, lowConfidence, limit: mostGaps}),
		log.insights.countGaps({...span, lowConfidence}),
	]);
	const {causes} = knowledge();
	const page = renderGaps({
		frame: frameOf(c, assets),
		span: wanted,
		servers,
		gaps: found,
		most: mostGaps,
		tiles: gapReasons.map(reason => ({reason, answers: counts[reason]})),
		grouped: group(found),
		draftOf: each => draftRemedy(each, {causes, template: causeTemplate}),
	});
	return sendPage(c, page);
}

function groupGaps(found: readonly Gap[]): Grouped<Gap> {
	return groupQuestions(found, tokenize);
}

/** The last groups are kept for as long as the questions are the same: to group them takes a moment. */
function rememberGroups(): typeof groupGaps {
	let last: {readonly key: string; readonly grouped: Grouped<Gap>} | undefined;
	return found => {
		const key = JSON.stringify(found);
		if (last?.key !== key) last = {key, grouped: groupGaps(found)};
		return last.grouped;
	};
}

async function line(c: Context, tools: ConsoleTools): Promise<Response> {
	const {assets, log, knowledge, now} = tools;
	const {wanted, span, servers} = await lookedAt(c, tools);
	const [days, incidents] = await Promise.all([log.line.days(span), log.line.incidents(span)]);
	const bins = binsOf(wanted);
	const {targets} = knowledge().service;
	const page = renderLine({
		frame: frameOf(c, assets),
		span: wanted,
		servers,
		bins,
		lines: linesOf({targets: targets.map(({name}) => name), days, incidents, bins, now: now()}),
		titles: new Map(targets.map(({name, title}) => [name, title])),
		keptDays: keepForMs / dayMs,
	});
	return sendPage(c, page);
}

/** Which answers somebody looks at, and which servers they may choose from. */
async function lookedAt(c: Context, tools: ConsoleTools) {
	const {person} = viewerOf(c) as Viewer;
	const wanted = readWantedSpan(new URL(c.req.url).searchParams, tools.now());
	return {wanted, span: spanFor(wanted, person), servers: await serversFor(person, tools)};
}
