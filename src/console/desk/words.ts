import type {FeedbackKind} from '../../log/answer-record.ts';
import type {Act} from '../../log/moderate.ts';
import type {Judgement, Publication} from '../../log/moderation.ts';

/** What members say of an answer. */
export const feedbackNames: Readonly<Record<FeedbackKind, string>> = {
	solved: 'solved',
	not_helpful: 'not helpful',
	ask_human: 'asked a human',
};

/** What members see of an answer. */
export const publicationNames: Readonly<Record<Publication, string>> = {
	published: 'as it was written',
	draft: 'waits as a draft',
	corrected: 'corrected',
	retracted: 'taken back',
};

/** What somebody did, by the name under which the audit has it. */
const actionNames: Readonly<Record<string, string>> = {
	judge_answer: 'judged an answer',
	retract_answer: 'took an answer back',
	restore_answer: 'showed an answer again',
	publish_answer: 'let a draft out',
	discard_answer: 'discarded a draft',
	correct_answer: 'corrected an answer',
	export_answers: 'exported answers',
	change_settings: 'changed a setting',
	sign_in: 'signed in',
	sign_out: 'signed out',
	sign_out_everywhere: 'signed out everywhere',
	end_session: 'ended a session',
};

export function actionName(action: string): string {
	return actionNames[action] ?? action.replaceAll('_', ' ');
}

/** What was done, as the next page says it. */
export const didSentences: Readonly<Record<Judgement | Exclude<Act['kind'], 'judge'>, string>> = {
	right: 'Judged right',
	partly: 'Judged partly right',
	wrong: 'Judged wrong',
	unsafe: 'Judged unsafe, and taken back',
	correct: 'Corrected',
	retract: 'Taken back',
	restore: 'Shown again',
	publish: 'Let out',
	discard: 'Discarded',
};
