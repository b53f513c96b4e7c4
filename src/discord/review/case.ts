import type {AnswerRecord, Feedback, Log} from '../../log/answer-record.ts';
import type {AuditEntry, Correction, ModerationLog, Review, Standing} from '../../log/moderation.ts';
import type {Posted} from '../asked.ts';

/** An answer with everything that members and moderators said and did about it. */
export type Case = {
	readonly record: AnswerRecord;
	readonly standing: Standing;
	readonly reviews: readonly Review[];
	/** Oldest first: the last one stands. */
	readonly corrections: readonly Correction[];
	readonly feedback: readonly Feedback[];
	/** Our messages that answer the question, in their order. */
	readonly replies: readonly Posted[];
	/** What moderators did, newest first. */
	readonly history: readonly AuditEntry[];
};

const mostHistory = 30;

/** What is known of an answer; undefined where there is none with this id. */
export async function readCase(
	questionId: string,
	log: Log & {readonly moderation: ModerationLog},
): Promise<Case | undefined> {
	const {moderation} = log;
	const record = await log.find(questionId);
	if (!record) return undefined;
	const [standing, reviews, corrections, feedback, replies, history] = await Promise.all([
		moderation.standing(questionId),
		moderation.reviewsOf(questionId),
		moderation.correctionsOf(questionId),
		log.feedbackOf(questionId),
		log.repliesOf(questionId),
		moderation.history({subject: questionId, limit: mostHistory}),
	]);
	return {
		record,
		standing: standing ?? neverRaised(record),
		reviews,
		corrections,
		feedback,
		replies,
		history,
	};
}

/** How an answer stands that nobody has put before the moderators. */
function neverRaised({id, place, askedAt}: AnswerRecord): Standing {
	return {
		questionId: id,
		...(place?.guildId !== undefined && {guildId: place.guildId}),
		reasons: [],
		state: 'done',
		publication: 'published',
		openedAt: askedAt,
	};
}

/** The correction that members see. */
export function standingCorrection({
	standing,
	corrections,
}: Pick<Case, 'standing' | 'corrections'>): Correction | undefined {
	return standing.publication === 'corrected' ? corrections.at(-1) : undefined;
}
