import {messageLimit} from '../../answer/fit-messages.ts';
import {linkTo} from '../../answer/markdown.ts';
import type {Correction} from '../../log/moderation.ts';
import type {Knowledge} from '../../retrieval/knowledge.ts';
import type {Shown} from '../asked.ts';
import {buttonsFor, extrasOf} from '../buttons.ts';
import {composeMessages} from '../compose.ts';
import {timestamp} from '../describe-answer.ts';
import {disarm} from '../disarm.ts';
import {type Case, standingCorrection} from './case.ts';
import {splitClosing} from './correction-draft.ts';
import {titleIn} from './read-correction.ts';

/** Where members find people: the help channel's id, and the service's own places. */
export type People = {readonly helpChannel: string | null; readonly knowledge: Knowledge};

/** When a draft was due, and how many wait before it. */
export type DraftWait = {
	readonly isLate: boolean;
	readonly dueAt: Date;
	readonly ahead: number;
	readonly now: Date;
};

/** What members see in the place of an answer, as moderators have left it; the picture comes on top. */
export function publicReply(
	given: Case,
	people: People,
	wait: DraftWait,
): Pick<Shown, 'content' | 'buttons'> {
	return {content: textOf(given, people, wait), ...buttonsOf(given)};
}

/** Whether the picture of the line belongs to what members see. */
export function showsPicture({publication}: Case['standing']): boolean {
	return publication === 'published' || publication === 'corrected';
}

function textOf(given: Case, people: People, wait: DraftWait): string {
	const {record, standing} = given;
	const correction = standingCorrection(given);
	if (correction) return correctedText(given, correction, people.knowledge);
	if (standing.publication === 'draft') {
		return wait.isLate ? lateDraftText(given, people) : draftText(given, wait);
	}
	if (standing.publication === 'retracted') return retractedText(given, people);
	const notes = {unread: [], cut: []};
	const [answer = ''] = record.answer.messages;
	return composeMessages({notice: undefined, remark: undefined, notes, answer}).at(-1) ?? '';
}

function buttonsOf({record, standing, feedback}: Case): Pick<Shown, 'buttons'> {
	if (record.askerId === undefined) return {};
	return {
		buttons: buttonsFor({
			questionId: record.id,
			askerId: record.askerId,
			extras: extrasOf(record),
			pressed: new Set(feedback.map(({kind}) => kind)),
			publication: standing.publication,
		}),
	};
}

/** A moderator's text in the place of the answer; the answer's last lines stay below it where they fit. */
export function correctedText(
	{record, standing}: Case,
	{at, text, link}: Correction,
	knowledge: Knowledge,
): string {
	const wasDraft = standing.reasons.includes('draft');
	const note = `-# ✏️ ${wasDraft ? 'Written with' : 'Corrected by'} a moderator, ${timestamp(at, 'f')}`;
	const source =
		link === undefined ? '' : `Documentation: ${linkTo({title: titleIn(knowledge, link), url: link})}`;
	const [answer = ''] = record.answer.messages;
	const {closing} = splitClosing(answer);
	const warning = text.includes('⚠️') ? [] : secretLine(record.evidence);
	const body = [note, disarm(text), source];
	const fitting = [[...warning, ...body, disarm(closing)], [...warning, ...body], body]
		.map(parts => parts.filter(part => part !== '').join('\n\n'))
		.find(whole => whole.length <= messageLimit);
	return fitting ?? disarm(text).slice(0, messageLimit);
}

function retractedText({record, standing}: Case, people: People): string {
	const discarded = standing.reasons.includes('draft');
	const what = discarded
		? 'A moderator looked at my answer and would rather have a person answer this.'
		: 'A moderator took this answer back.';
	return [...secretLine(record.evidence), `${what} ${peopleText(people)}`].join('\n\n');
}

function draftText({record}: Case, {ahead, dueAt, now}: DraftWait): string {
	const hi = record.askerId === undefined ? 'Hi.' : `Hi <@${record.askerId}>.`;
	const queue =
		ahead === 0
			? 'Yours is the next one.'
			: `At ${timestamp(now, 't')} ${ahead === 1 ? 'one other answer was' : `${ahead} other answers were`} waiting before it.`;
	return [
		...secretLine(record.evidence),
		`${hi} I have an answer. In this server a moderator looks at it first; then it stands right here. ${queue} If nobody has come to it by ${timestamp(dueAt, 't')}, I'll tell you here whom to ask.`,
	].join('\n\n');
}

function lateDraftText({record}: Case, people: People): string {
	const hi = record.askerId === undefined ? '' : `<@${record.askerId}>, `;
	return [
		...secretLine(record.evidence),
		`${hi}no moderator has come to my answer yet. It will still stand here when one does; you need not wait for it. ${peopleText(people)}`,
	].join('\n\n');
}

/** A pasted key has to be replaced now, whoever looks at the answer later. */
function secretLine({secrets}: Case['record']['evidence']): readonly string[] {
	return secrets.some(({turn}) => turn === 0)
		? ['⚠️ **Your message holds what looks like a key.** Delete the message and replace the key.']
		: [];
}

/** Where people are who can help. */
export function peopleText({helpChannel, knowledge}: People): string {
	if (helpChannel !== null) return `People can help you in <#${helpChannel}>.`;
	const {name, community, support} = knowledge.service;
	const ways = [community, support].flatMap(link => (link ? [linkTo(link)] : []));
	return ways.length === 0
		? 'Please ask in this server: somebody who knows will see it.'
		: `People who can help with ${name}: ${ways.join(' · ')}.`;
}
