import type {Progress} from '../answer-question.ts';
import type {Question} from '../evidence/question.ts';
import type {AnswerRecord} from '../log/answer-record.ts';
import {noLongerOurs} from '../queue/share-questions.ts';
import {languageLine} from './answer-language.ts';
import type {Asked, Posted, ReplyPlace, Shown, ShownFile} from './asked.ts';
import {buttonsFor, extrasOf} from './buttons.ts';
import {composeMessages, joined, withLineBelow} from './compose.ts';
import {isGone, isUnreachable, logDiscordError} from './discord-errors.ts';
import type {DiscordTools} from './discord-tools.ts';
import {firstText, interruptedText, sorryText} from './fixed-replies.ts';
import {forgetMeWords} from './forget-me-words.ts';
import {linePicture} from './line-picture.ts';
import {openLiveReply} from './live-reply.ts';
import {watchForKeys, withoutKeyWarning} from './pasted-keys.ts';
import {follow, type Steps, showProgress} from './progress-text.ts';
import {newQuestionId, readQuestion} from './read-question.ts';
import {remarkOn} from './remark-on.ts';
import {raiseCase} from './review/raise-case.ts';
import {draftReply, showCard} from './review/show-case.ts';
import {type Ticket, unlessAborted} from './waiting-line.ts';

export type GiveOptions = {
	/** The question's place in the line; left when the answer is given. */
	readonly ticket: Ticket;
	/** Ends the work early; the door's closing where nothing else is given. */
	readonly signal?: AbortSignal;
	/** The question's id; the record of a question that is answered anew is replaced. */
	readonly id?: string;
};

/** The reason of a signal that ends an answer without a word: another one takes its place, or none is wanted. */
export const supersededReason = new Error('another answer takes its place');

/**
 * Answers a question in a reply that already stands: waits for its turn, shows how the work goes on, and
 * puts the answer in its place. Never throws: what goes wrong is logged, and the member reads a kind line.
 */
export async function giveAnswer(
	asked: Asked,
	place: ReplyPlace,
	tools: DiscordTools,
	{ticket, signal = tools.closing, id = newQuestionId(tools)}: GiveOptions,
): Promise<void> {
	const {askerId} = asked;
	const about = {questionId: id, channelId: asked.place.channelId, guildId: asked.place.guildId};
	let stage: 'working' | 'posting' = 'working';
	const arrivedAt = performance.now();
	const live = openLiveReply({
		edit: content => place.edit({content}),
		everyMs: tools.editEveryMs,
		mayEdit: () => tools.edits.take(place.editsWith ?? id),
		onFailure: error => logDiscordError(tools.logger, {action: 'show progress', error, about}),
	});
	try {
		await remember({questionId: id, ...place.first}, tools);
		// Should we break off without a goodbye, the next run finds who still waits, and where.
		await noteDown(() => tools.log.pending.acknowledge(id, place.first));
		await ticket.turn({signal, onMove: wait => live.show(firstText(askerId, wait))});
		const waitedMs = Math.round(performance.now() - arrivedAt);
		tools.tell({kind: 'begun', waitedMs});
		await tools.calm(signal);
		const settings = await tools.settings.of(asked.place.guildId);
		const {drafts} = settings;
		const keys = watchForKeys(asked, settings, about, tools);
		// What a moderator sees first is not shown while it is written.
		const show = ({writing, ...steps}: Steps) => {
			const keyWarning = keys.warning();
			const shown = {...steps, ...(keyWarning !== undefined && {keyWarning})};
			const isShown = writing !== undefined && !drafts;
			const text = showProgress(askerId, {...shown, ...(isShown && {writing})});
			if (isShown && steps.isBeginning) live.showNow(text);
			else live.show(text);
		};
		show({});
		const either = AbortSignal.any([signal, AbortSignal.timeout(tools.answerWithinMs)]);
		const {
			question,
			notes,
			notice: linkNotice,
			isFirst,
		} = await readQuestion(asked, {id, signal: either, tools});
		const record = await walk(question, {show, see: keys.see, signal: either, tools});
		const ofKey = await keys.outcome();
		const notice = joined([linkNotice, ofKey?.text, languageLine(record, settings)]);
		const raised = await raiseCase(record, tools);
		await live.end();
		if (!(await isStillOurs(id, tools))) return;
		stage = 'posting';
		const postingAt = performance.now();
		const {keptDays} = tools;
		const firstUse =
			isFirst && keptDays !== undefined
				? forgetMeWords(record.answer.language).firstUse(keptDays)
				: undefined;
		if (raised.publication === 'draft') {
			const {content, buttons = []} = await draftReply(id, tools);
			// The draft says nothing yet of a key that stands there for everybody.
			const warning = ofKey === undefined ? keys.warning() : undefined;
			const messages = withLineBelow([joined([notice, warning, content])], firstUse);
			await post(messages, {place, buttons, about, tools});
		} else {
			const said = asked.again === undefined ? undefined : await remarkOn(asked.again, record, tools);
			const [first = ''] = record.answer.messages;
			const whole = ofKey?.message === 'deleted' ? withoutKeyWarning(first) : first;
			const answer = said?.stands === 'alone' ? '' : whole;
			const messages = composeMessages({notice, remark: said?.text, notes, answer});
			const extras = extrasOf(record).filter(kind => answer !== '' || kind !== 'details');
			const buttons = buttonsFor({questionId: id, askerId, extras});
			const picture = await linePicture(record, tools);
			const shown = withLineBelow(messages, firstUse);
			await post(shown, {place, buttons, ...(picture && {picture}), about, tools});
		}
		await noteDown(() => tools.log.pending.end(id));
		const postingMs = Math.round(performance.now() - postingAt);
		tools.tell({kind: 'answered', postingMs});
		if (raised.hasCase) tools.aside('show a review card', about, () => showCard(id, tools));
		tools.logger.info(
			{
				...about,
				verdict: record.answer.verdict,
				ms: record.times.elapsedMs,
				waitedMs,
				...record.times,
				postingMs,
				...(record.probe && {line: record.probe.verdict}),
				...(record.probe?.failure !== undefined && {failure: record.probe.failure}),
			},
			'answered a question',
		);
	} catch (error) {
		await live.end();
		if (signal.reason !== supersededReason && error !== noLongerOurs) await apologise(error);
	} finally {
		ticket.leave();
	}

	async function apologise(error: unknown): Promise<void> {
		const isClosing = tools.closing.aborted;
		if (!isClosing) tools.tell({kind: 'failed'});
		if (!isClosing) logDiscordError(tools.logger, {action: `answer question "${id}"`, error, about});
		// Nothing can be said now: it is tried again when Discord is back.
		if (!isClosing && stage === 'posting' && isUnreachable(error)) return void tools.unsaid.add(id);
		const content = isClosing ? interruptedText(askerId) : sorryText(askerId, id);
		try {
			if (!isGone(error)) await place.edit({content});
			// The next run goes on with it.
			if (isClosing) return;
			if (await tools.log.find(id)) await tools.log.pending.end(id);
			else await tools.log.forget(id);
		} catch (second) {
			logDiscordError(tools.logger, {action: 'say what went wrong', error: second, about});
			if (!isClosing) tools.unsaid.add(id);
		}
	}

	/** Keeps how far we are; that it cannot be kept is no reason not to answer. */
	async function noteDown(work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			tools.logger.error({...about, err: error}, 'Cannot keep how far a question has come');
		}
	}
}

/** Where several processes answer, a question may have been taken back or given to another meanwhile. */
async function isStillOurs(questionId: string, {log, shared, logger}: DiscordTools): Promise<boolean> {
	if (!shared) return true;
	try {
		return (await log.shared.standing(questionId, shared.holder)) === 'ours';
	} catch (error) {
		// The answer is there; better twice than never.
		logger.error({questionId, err: error}, 'Cannot tell whether a question is ours still');
		return true;
	}
}

/** Walks the road, showing each step; ends with the signal, whether the road listens to it or not. */
async function walk(
	question: Question,
	{
		show,
		see,
		signal,
		tools,
	}: {
		readonly show: (steps: Steps) => void;
		/** Hears of everything first. */
		readonly see: (progress: Progress) => void;
		readonly signal: AbortSignal;
		readonly tools: DiscordTools;
	},
): Promise<AnswerRecord> {
	let steps: Steps = {};
	const onProgress = (progress: Progress) => {
		see(progress);
		steps = follow(steps, progress);
		show(steps);
	};
	const walking = tools.answer(question, {onProgress, signal});
	try {
		return await unlessAborted(walking, signal);
	} catch (error) {
		// A question that is taken back is forgotten next: whatever the road still keeps of it has to be kept before.
		if (signal.reason === supersededReason) {
			await unlessAborted(walking, AbortSignal.timeout(longestGoodbyeMs)).catch(() => {});
		}
		throw error;
	}
}

/** How long a road that does not listen to its signal is waited for. */
const longestGoodbyeMs = 2000;

/** Puts the answer in the reply's place, picture and buttons under its last message, and remembers what was written. */
async function post(
	{messages, below}: {readonly messages: readonly string[]; readonly below?: string},
	{
		place,
		buttons,
		picture,
		about,
		tools,
	}: {
		readonly place: ReplyPlace;
		readonly buttons: ReturnType<typeof buttonsFor>;
		readonly picture?: ShownFile;
		readonly about: {readonly questionId: string};
		readonly tools: DiscordTools;
	},
): Promise<void> {
	const {questionId} = about;
	for (const [index, content] of messages.entries()) {
		const isLast = index === messages.length - 1;
		const shown = {content, ...(isLast && {buttons}), ...(isLast && picture && {file: picture})};
		const posted = await withoutFileIfNeeded(index === 0 ? place.edit : place.add, shown, error =>
			logDiscordError(tools.logger, {
				action: 'attach the picture of the line',
				error,
				about,
				permission: '"Attach Files"',
			}),
		);
		await remember({questionId, ...posted}, tools);
	}
	if (below !== undefined) await remember({questionId, ...(await place.add({content: below}))}, tools);
}

async function remember(
	reply: Posted & {readonly questionId: string},
	{log, logger}: DiscordTools,
): Promise<void> {
	try {
		await log.rememberReply(reply);
	} catch (error) {
		// The answer comes all the same; only a reply to it will not be known as a follow-up.
		logger.error({questionId: reply.questionId, err: error}, `Cannot remember reply "${reply.messageId}"`);
	}
}

/** Writes a message; without its file where that is refused, since an answer is not lost for its picture. */
export async function withoutFileIfNeeded(
	write: (shown: Shown) => Promise<Posted>,
	{file, ...rest}: Shown,
	onFileFailure: (error: unknown) => void,
): Promise<Posted> {
	if (file === undefined) return write(rest);
	try {
		return await write({...rest, file});
	} catch (error) {
		if (isGone(error)) throw error;
		onFileFailure(error);
		return write(rest);
	}
}
