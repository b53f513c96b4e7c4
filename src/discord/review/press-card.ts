import type {ButtonInteraction} from 'discord.js';
import type {Act} from '../../log/moderate.ts';
import {whisper, whisperBelow} from '../ask-by-command.ts';
import {detailsOf} from '../compose.ts';
import {disarm} from '../disarm.ts';
import type {DiscordTools} from '../discord-tools.ts';
import type {CardKind, CardPress} from './card-buttons.ts';
import {carryOut} from './carry-out.ts';
import type {Case} from './case.ts';
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
	if (kind === 'read') return readAloud(interaction, given);
	await interaction.deferUpdate();
	await carryOut(acts[kind], {interaction, given, tools});
}

/** Shows a draft as members would see it, to the one who asks. */
async function readAloud(interaction: ButtonInteraction, {record: {answer}}: Case): Promise<void> {
	const [first = ''] = answer.messages;
	const [shown, ...others] = [...(first === '' ? [] : [disarm(first)]), ...detailsOf(answer)];
	await whisper(interaction, shown ?? 'The text of this answer is no longer kept.');
	for (const message of others) await whisperBelow(interaction, message);
}

const acts: Readonly<Record<Exclude<CardKind, 'correct' | 'read'>, Act>> = {
	right: {kind: 'judge', judgement: 'right'},
	partly: {kind: 'judge', judgement: 'partly'},
	wrong: {kind: 'judge', judgement: 'wrong'},
	unsafe: {kind: 'judge', judgement: 'unsafe'},
	retract: {kind: 'retract'},
	restore: {kind: 'restore'},
	publish: {kind: 'publish'},
	discard: {kind: 'discard'},
};
