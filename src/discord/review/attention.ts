import {insufficientInfo} from '../../diagnosis/diagnose.ts';
import type {AnswerRecord} from '../../log/answer-record.ts';
import type {AttentionReason} from '../../log/moderation.ts';

/**
 * An answer that is less sure than this is looked at by a moderator. Of the labelled questions that nobody tuned on,
 * 96 % of the causes named with at least this confidence were right, and half of those below it.
 */
export const sureEnough = 0.9;

/** From this share of the model's sentences on that had to be cut, somebody should see what it wrote. */
const muchCut = 0.25;

/** The cause of questions that try to steer the bot, and the score from which on a question is suspected of it. */
const injection = 'injection';
const suspicious = 2;

/**
 * Why a moderator should look at an answer; empty where nothing speaks for it. An aside that was recognised surely
 * (thanks, small talk, an account question) is no refusal that anybody has to look at.
 */
export function attentionFor(
	{evidence, diagnosis, answer}: Pick<AnswerRecord, 'evidence' | 'diagnosis' | 'answer'>,
	{
		hasLed,
		wants = 'needs_eyes',
	}: {
		/** Whether the leading cause has led an answer before. */
		readonly hasLed: boolean;
		readonly wants?: 'needs_eyes' | 'all';
	},
): readonly AttentionReason[] {
	const [lead] = diagnosis.causes;
	const isNamed = lead !== undefined && lead.id !== insufficientInfo;
	const found: Readonly<Partial<Record<AttentionReason, boolean>>> = {
		refused: !isNamed,
		low_confidence: isNamed && lead.confidence < sureEnough,
		secret_found: evidence.secrets.some(({turn}) => turn === 0),
		injection_suspected: diagnosis.causes.some(({id, score}) => id === injection && score >= suspicious),
		new_cause: isNamed && lead.kind !== 'aside' && !hasLed,
		model_cut: isMuchCut(answer),
	};
	const reasons = Object.entries(found).flatMap(([reason, holds]) =>
		holds ? [reason as AttentionReason] : [],
	);
	return reasons.length === 0 && wants === 'all' ? ['every_answer'] : reasons;
}

function isMuchCut({model}: AnswerRecord['answer']): boolean {
	return model !== undefined && model.cut.sentences > 0 && model.cut.sentences >= muchCut * model.cut.of;
}
