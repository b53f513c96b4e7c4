import type {Context} from 'hono';
import {type Case, readCase} from '../../discord/review/case.ts';
import {type CorrectionDraft, readCorrection} from '../../discord/review/read-correction.ts';
import {cleanText} from '../../evidence/clean-text.ts';
import {removeSecrets} from '../../evidence/remove-secrets.ts';
import {type Act, moderate} from '../../log/moderate.ts';
import {judgements} from '../../log/moderation.ts';
import {isQuestionId} from '../ask.ts';
import type {ConsoleTools} from '../console-tools.ts';
import type {OwnForm} from '../read-form.ts';
import {sendProblem} from '../send-page.ts';
import {maySee} from '../sign-in/viewer.ts';
import {showAnswer} from './show-answer.ts';
import {listPath, readWanted} from './wanted.ts';

/** Does what a moderator chose on the page of an answer, and shows what comes next. */
export async function actOnAnswer(
	c: Context,
	id: string,
	{form, tools}: {readonly form: OwnForm; readonly tools: ConsoleTools},
): Promise<Response> {
	const {log, assets} = tools;
	const {viewer, field} = form;
	const given = isQuestionId(id) ? await readCase(id, log) : undefined;
	if (given === undefined || !maySee(viewer.person, given.record)) {
		return sendProblem(c, {assets, status: 404, because: 'There is no answer with this id'});
	}
	const draft = {cause: field('cause'), text: field('text'), link: field('link')};
	const read = readAct(form, draft, tools);
	if ('problems' in read) {
		const {problems} = read;
		return draft.text === ''
			? sendProblem(c, {assets, status: 400, because: problems.join('. ')})
			: showAnswer(c, given, {tools, wanted: wantedOf(form), refused: {draft, problems}, status: 422});
	}
	const shown = await carryOut(given, {act: read.act, form, tools});
	return c.redirect(whereNext(given, read.act, form, shown), 303);
}

type ActRead =
	| {readonly act: Act; readonly warnings: readonly string[]}
	| {readonly problems: readonly string[]};

const longestNote = 300;

function readAct({field}: OwnForm, draft: CorrectionDraft, {knowledge, isKnownLink}: ConsoleTools): ActRead {
	const wanted = field('do');
	const judgement = judgements.find(each => each === wanted);
	if (judgement !== undefined) {
		const {keyPatterns} = knowledge().service.evidence;
		const note = removeSecrets(cleanText(field('note').slice(0, longestNote)), keyPatterns).text.trim();
		return {act: {kind: 'judge', judgement, ...(note !== '' && {note})}, warnings: []};
	}
	if (wanted === 'correct') {
		const read = readCorrection(draft, {knowledge: knowledge(), isKnownLink});
		if (!read.ok) return {problems: read.problems};
		return {act: {kind: 'correct', ...read.correction}, warnings: read.warnings};
	}
	const plain = (['retract', 'restore', 'publish', 'discard'] as const).find(kind => kind === wanted);
	if (plain !== undefined) return {act: {kind: plain}, warnings: []};
	return {problems: ['Found no act that can be done about an answer']};
}

/** Whether members see it now; `later`: nobody waits for that. */
type Shown = 'shown' | 'later' | 'not shown';

async function carryOut(
	{record, standing}: Case,
	{act, form, tools}: {readonly act: Act; readonly form: OwnForm; readonly tools: ConsoleTools},
): Promise<Shown> {
	const {log, logger, now, showCase} = tools;
	const questionId = record.id;
	const guildId = record.place?.guildId;
	const byId = form.viewer.person.id;
	const after = await moderate(log.moderation, {
		questionId,
		...(guildId !== undefined && {guildId}),
		byId,
		at: now(),
		act,
	});
	logger.info({questionId, act: act.kind, byId}, 'a moderator acted on an answer');
	if (record.door !== 'discord') return 'shown';
	const isForMembers = act.kind === 'correct' || after.publication !== standing.publication;
	if (showCase === undefined) return isForMembers ? 'not shown' : 'later';
	const showing = showCase(questionId).catch(error => {
		logger.error({err: error, questionId}, 'Cannot show members what a moderator did');
		return {ok: false} as const;
	});
	if (!isForMembers) return 'later';
	return (await showing).ok ? 'shown' : 'not shown';
}

/** Who judges goes on to the next answer of the list; who changes what members see stays and looks at it. */
function whereNext({record: {id}}: Case, act: Act, form: OwnForm, shown: Shown): string {
	const wanted = wantedOf(form);
	const did = act.kind === 'judge' ? act.judgement : act.kind;
	const next = form.field('next');
	const members = shown === 'not shown' ? {members: 'unaware'} : {};
	if (act.kind !== 'judge') return `${listPath(`/answers/${id}`, wanted, {did, ...members})}#standing`;
	const notice = {did, was: id, ...members};
	if (form.field('back') === 'list') {
		const at = {before: idIn(form, 'before'), after: idIn(form, 'after')};
		return `${listPath('/answers', wanted, {...at, ...notice})}#a-${isQuestionId(next) ? next : id}`;
	}
	return isQuestionId(next)
		? listPath(`/answers/${next}`, wanted, notice)
		: listPath('/answers', wanted, notice);
}

function idIn({field}: OwnForm, name: string): string | undefined {
	return isQuestionId(field(name)) ? field(name) : undefined;
}

function wantedOf({field}: OwnForm) {
	return readWanted(new URLSearchParams(field('list')));
}
