import {messageLimit} from '../../answer/fit-messages.ts';
import type {AnswerRecord} from '../../log/answer-record.ts';
import type {ServerSettings} from '../../log/server-settings.ts';
import {joined} from '../compose.ts';
import {forgetMeWords} from '../forget-me-words.ts';
import {linkNotice} from '../link-notice.ts';

/** What may stand above and below an answer in its message, and is no part of it. */
export type Notices = {readonly above: string | undefined; readonly below: string | undefined};

/** The notices that an answer may have been given with, as they read now. */
export function noticesFor(
	{answer}: Pick<AnswerRecord, 'answer'>,
	settings: ServerSettings,
	keptDays: number | undefined,
): Notices {
	return {
		above: linkNotice(settings, {roleIds: [], hasAsked: false}),
		below: keptDays === undefined ? undefined : forgetMeWords(answer.language).firstUse(keptDays),
	};
}

/** What takes an answer's place, with the notices that stood around it as far as they fit: they are given only once. */
export function withNotices(content: string, before: string, {above, below}: Notices): string {
	const top = above !== undefined && before.startsWith(above) ? above : undefined;
	const bottom = below !== undefined && before.trimEnd().endsWith(below) ? below : undefined;
	const withBottom = bottom === undefined ? content : `${content}\n${bottom}`;
	const wholes = [joined([top, withBottom]), withBottom, joined([top, content])];
	return wholes.find(whole => whole.length <= messageLimit) ?? content;
}
