import type {Context} from 'hono';
import {html} from 'hono/html';
import type {Case} from '../../discord/review/case.ts';
import type {CorrectionDraft} from '../../discord/review/read-correction.ts';
import {isQuestionId} from '../ask.ts';
import type {ConsoleTools} from '../console-tools.ts';
import {namesFor} from '../names.ts';
import {frameOf, type Html} from '../page.ts';
import {sendPage} from '../send-page.ts';
import {type Viewer, viewerOf} from '../sign-in/viewer.ts';
import {renderAnswerPage} from './answer-page.ts';
import {filterFor, listPath, type Wanted} from './wanted.ts';
import {didSentences} from './words.ts';

/** Sends the page of one answer. */
export async function showAnswer(
	c: Context,
	given: Case,
	show: {
		readonly tools: ConsoleTools;
		readonly wanted: Wanted;
		readonly refused?: {readonly draft: CorrectionDraft; readonly problems: readonly string[]};
		readonly status?: 422;
	},
): Promise<Response> {
	const {tools, wanted, refused, status = 200} = show;
	const {assets, log, knowledge} = tools;
	const viewer = viewerOf(c) as Viewer;
	const {id} = given.record;
	const filter = filterFor(wanted, viewer.person, tools);
	const [[newer], [older], names] = await Promise.all([
		log.answers.ids({filter, limit: 1, after: id}),
		log.answers.ids({filter, limit: 1, before: id}),
		namesFor(viewer.person, tools),
	]);
	const notice = noticeOf(c, wanted);
	const page = renderAnswerPage({
		frame: frameOf(c, assets),
		viewer,
		given,
		names,
		knowledge: knowledge(),
		wanted,
		...(newer !== undefined && {newer}),
		...(older !== undefined && {older}),
		...(notice && {notice}),
		...(refused && {refused}),
	});
	return sendPage(c, page, status);
}

/** What has just been done, as the address says it. */
export function noticeOf(c: Context, wanted: Wanted): Html | undefined {
	const {did = '', was = '', members} = c.req.query();
	const sentences: Readonly<Record<string, string>> = didSentences;
	const sentence = Object.hasOwn(sentences, did) ? sentences[did] : undefined;
	if (sentence === undefined) return undefined;
	const back = isQuestionId(was)
		? html` <a href="${listPath(`/answers/${was}`, wanted)}">Look at it again</a>`
		: undefined;
	const unaware =
		members === 'unaware'
			? html` Members do not see it yet: Discord could not be reached from here, or the reply is gone.`
			: undefined;
	return html`${sentence}.${unaware}${back}`;
}
