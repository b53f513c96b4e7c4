import {type Act, moderate} from '../../log/moderate.ts';
import {editPayload} from '../channel-reply.ts';
import type {DiscordTools} from '../discord-tools.ts';
import {type Case, readCase} from './case.ts';
import {type CaseInteraction, tellPrivately} from './case-access.ts';
import {cardOf, showCard, showCase} from './show-case.ts';

/**
 * Keeps what a moderator did, shows it to members and on the card, and on the message that was pressed where that is
 * another. The interaction was acknowledged before.
 */
export async function carryOut(
	act: Act,
	{
		interaction,
		given,
		tools,
	}: {
		readonly interaction: Exclude<CaseInteraction, {commandName: string}>;
		readonly given: Case;
		readonly tools: DiscordTools;
	},
): Promise<void> {
	const {log, now, inTurn} = tools;
	const {standing} = given;
	const {questionId, guildId} = standing;
	// Two moderators may press at the same moment.
	const after = await inTurn(`case/${questionId}`, () =>
		moderate(log.moderation, {
			questionId,
			...(guildId !== undefined && {guildId}),
			byId: interaction.user.id,
			at: now(),
			act,
		}),
	);
	tools.logger.info({questionId, act: act.kind, byId: interaction.user.id}, 'a moderator acted on an answer');
	if (act.kind === 'correct' || after.publication !== standing.publication) {
		const shown = await showCase(questionId, tools);
		if (!shown.ok) {
			await tellPrivately(
				interaction,
				`I have kept that, but I could not change my reply: ${shown.because}.`,
			);
		}
	} else await showCard(questionId, tools);
	if (interaction.message?.id === after.card?.messageId) return;
	const newest = await readCase(questionId, log);
	if (newest) await interaction.editReply(editPayload(cardOf(newest)));
}
