import type {ButtonInteraction} from 'discord.js';
import type {Act} from '../../log/moderate.ts';
import type {DiscordTools} from '../discord-tools.ts';
import type {CardKind, CardPress} from './card-buttons.ts';
import {carryOut} from './carry-out.ts';
import {caseFor} from './case-access.ts';
import {openCorrection} from './correct-answer.ts';

/** Does what a moderator pressed under a card. */
export async function pressCard(
	interaction: ButtonInteraction,
	{kind, questionId}: CardPress,
	tools: DiscordTools,
): Promise<void> {
	const given = await caseFor(interaction, questionId, tools);
	if (!given) return;
	if (kind === 'correct') return openCorrection(interaction, given, tools);
	await interaction.deferUpdate();
	await carryOut(acts[kind], {interaction, given, tools});
}

const acts: Readonly<Record<Exclude<CardKind, 'correct'>, Act>> = {
	right: {kind: 'judge', judgement: 'right'},
	partly: {kind: 'judge', judgement: 'partly'},
	wrong: {kind: 'judge', judgement: 'wrong'},
	unsafe: {kind: 'judge', judgement: 'unsafe'},
	retract: {kind: 'retract'},
	restore: {kind: 'restore'},
	publish: {kind: 'publish'},
	discard: {kind: 'discard'},
};
