import type {AnswerRecord} from '../../log/answer-record.ts';
import type {AttentionReason} from '../../log/moderation.ts';
import type {DiscordTools} from '../discord-tools.ts';
import {attentionFor} from './attention.ts';
import {takeAway} from './show-case.ts';

/** What became of a new answer: whether members see it, and whether moderators have a case of it. */
export type Raised = {readonly publication: 'published' | 'draft'; readonly hasCase: boolean};

/**
 * Puts a new answer before the moderators of its server where it needs their eyes, or where every answer is a draft
 * that members see only once a moderator has. An answer that takes another's place takes its card and none of its
 * judgements. Throws only where a draft cannot be kept: any other answer is given all the same.
 */
export async function raiseCase(record: AnswerRecord, tools: DiscordTools): Promise<Raised> {
	const {drafts} = await tools.settings.of(record.place?.guildId);
	const isDraft = drafts && record.place?.guildId !== undefined;
	try {
		return await raise(record, isDraft, tools);
	} catch (error) {
		if (isDraft) throw error;
		tools.logger.error({questionId: record.id, err: error}, 'Cannot put an answer before the moderators');
		return {publication: 'published', hasCase: false};
	}
}

/** Reasons that are not about the answer alone: they stay when another one takes its place. */
const lasting: readonly AttentionReason[] = ['not_helpful', 'secret_found', 'injection_suspected'];

async function raise(record: AnswerRecord, isDraft: boolean, tools: DiscordTools): Promise<Raised> {
	const {log, settings, now} = tools;
	const {id, place, diagnosis} = record;
	const guildId = place?.guildId;
	const {reviewWhich} = await settings.of(guildId);
	const [lead] = diagnosis.causes;
	const hasLed = lead === undefined || (await log.hasLed({cause: lead.id, before: id}));
	const found = attentionFor(record, {hasLed, wants: guildId === undefined ? 'needs_eyes' : reviewWhich});
	const before = await log.moderation.standing(id);
	if (before) await log.moderation.forgetQuestion(id);
	const reasons: readonly AttentionReason[] = [
		...(isDraft ? (['draft'] as const) : []),
		...(before?.reasons.filter(reason => lasting.includes(reason)) ?? []),
		...found,
	];
	const publication = isDraft ? 'draft' : 'published';
	if (reasons.length === 0) {
		if (before?.card) await takeAway(before.card, id, tools);
		return {publication, hasCase: false};
	}
	await log.moderation.raise({
		questionId: id,
		...(guildId !== undefined && {guildId}),
		reasons,
		publication,
		at: now(),
	});
	if (before?.card) await log.moderation.rememberCard(id, before.card);
	return {publication, hasCase: true};
}
