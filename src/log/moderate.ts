import type {Judgement, ModerationLog, Publication, Standing} from './moderation.ts';

/** What a moderator does about an answer. */
export type Act =
	| {readonly kind: 'judge'; readonly judgement: Judgement; readonly note?: string}
	/** Members no longer see it. */
	| {readonly kind: 'retract'}
	/** Members see it again, as it was before it was taken back. */
	| {readonly kind: 'restore'}
	/** Lets a draft out as it is. */
	| {readonly kind: 'publish'}
	/** A draft that members never see. */
	| {readonly kind: 'discard'}
	/** Puts a text in its place; text and link are without secrets. */
	| {readonly kind: 'correct'; readonly text: string; readonly cause?: string; readonly link?: string};

export type ActRequest = {
	readonly questionId: string;
	/** The server that it was answered in. */
	readonly guildId?: string;
	/** Who acts: a Discord id, or `console`. */
	readonly byId: string;
	readonly at: Date;
	readonly act: Act;
};

/**
 * Keeps what a moderator does about an answer, closes its case and notes it in the audit; gives how the answer stands
 * then. Doing again what is done already changes nothing. What members see is changed by the doors, from the standing.
 */
export async function moderate(
	log: ModerationLog,
	{questionId, guildId, byId, at, act}: ActRequest,
): Promise<Standing> {
	const of = {questionId, ...(guildId !== undefined && {guildId})};
	// An answer that nobody had put before the moderators is put there by the one who acts.
	const before = (await log.standing(questionId)) ?? (await log.raise({...of, reasons: [], at})).standing;
	const isSaidAgain = act.kind === 'judge' && (await hasJudged(log, {questionId, byId, ...act}));
	if (act.kind === 'judge' && !isSaidAgain) {
		const {judgement, note} = act;
		await log.review({questionId, byId, judgement, ...(note !== undefined && {note}), at});
	}
	if (act.kind === 'correct') {
		const {text, cause, link} = act;
		await log.correct({
			questionId,
			byId,
			at,
			text,
			...(cause !== undefined && {cause}),
			...(link !== undefined && {link}),
		});
	}
	const publication = publicationAfter(act, before.publication, await isCorrected(log, questionId));
	if (publication !== before.publication) await log.publish(questionId, publication);
	// Who waits for a draft waits on until it is let out or discarded.
	if (publication !== 'draft') await log.close({questionId, byId, at});
	const isNews =
		(act.kind === 'judge' && !isSaidAgain) || act.kind === 'correct' || publication !== before.publication;
	if (isNews) {
		const detail = detailOf(act);
		await log.note({
			at,
			byId,
			...(guildId !== undefined && {guildId}),
			action: actions[act.kind],
			subject: questionId,
			...(detail && {detail}),
		});
	}
	return (await log.standing(questionId)) ?? {...before, publication};
}

const actions: Readonly<Record<Act['kind'], string>> = {
	judge: 'judge_answer',
	retract: 'retract_answer',
	restore: 'restore_answer',
	publish: 'publish_answer',
	discard: 'discard_answer',
	correct: 'correct_answer',
};

function publicationAfter(act: Act, before: Publication, corrected: boolean): Publication {
	switch (act.kind) {
		case 'judge':
			return act.judgement === 'unsafe' ? 'retracted' : before;
		case 'retract':
		case 'discard':
			return 'retracted';
		case 'restore':
			if (before !== 'retracted') return before;
			return corrected ? 'corrected' : 'published';
		case 'publish':
			return before === 'draft' ? 'published' : before;
		case 'correct':
			return 'corrected';
	}
}

async function hasJudged(
	log: ModerationLog,
	said: {
		readonly questionId: string;
		readonly byId: string;
		readonly judgement: Judgement;
		readonly note?: string;
	},
): Promise<boolean> {
	const own = (await log.reviewsOf(said.questionId)).find(({byId}) => byId === said.byId);
	return own?.judgement === said.judgement && own.note === said.note;
}

async function isCorrected(log: ModerationLog, questionId: string): Promise<boolean> {
	return (await log.correctionsOf(questionId)).length > 0;
}

/** For the audit: no text of anybody's. */
function detailOf(act: Act): Readonly<Record<string, unknown>> | undefined {
	if (act.kind === 'judge') return {judgement: act.judgement};
	if (act.kind === 'correct' && act.cause !== undefined) return {cause: act.cause};
	return undefined;
}
