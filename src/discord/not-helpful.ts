import {type ButtonInteraction, ComponentType, type ModalSubmitInteraction, TextInputStyle} from 'discord.js';
import {cleanText} from '../evidence/clean-text.ts';
import {removeSecrets} from '../evidence/remove-secrets.ts';
import {whisper} from './ask-by-command.ts';
import type {Press} from './buttons.ts';
import {cut} from './describe-answer.ts';
import type {DiscordTools} from './discord-tools.ts';
import {mayPress, notYoursText} from './may-press.ts';
import {showCard} from './review/show-case.ts';

const prefix = 'not_helpful';

/** Why an answer was of no use, in the words of members; the keys are kept in forms that are open. */
export const reasons = {
	wrong_cause: 'It names the wrong cause',
	still_fails: 'I did what it says, and it still fails',
	unclear: 'I do not understand it',
	beside: 'It does not answer my question',
	other: 'Something else',
} as const;

const longestNote = 500;

/** Asks why an answer was of no use. */
export async function openReasonForm(
	interaction: ButtonInteraction,
	{questionId, askerId}: Press,
): Promise<void> {
	await interaction.showModal({
		title: 'What was not helpful?',
		custom_id: `${prefix}/${questionId}/${askerId}`,
		components: [
			{
				type: ComponentType.Label,
				label: 'Reason',
				component: {
					type: ComponentType.StringSelect,
					custom_id: 'reason',
					required: false,
					min_values: 0,
					max_values: 1,
					options: Object.entries(reasons).map(([value, label]) => ({value, label})),
				},
			},
			{
				type: ComponentType.Label,
				label: 'What happened instead?',
				description: 'If you like. Keys and tokens are removed before it is kept.',
				component: {
					type: ComponentType.TextInput,
					custom_id: 'note',
					style: TextInputStyle.Paragraph,
					max_length: longestNote,
					required: false,
				},
			},
		],
	});
}

/** Keeps the reason that a member gave, without secrets; says whether the form was one. */
export async function submitReason(
	interaction: ModalSubmitInteraction,
	tools: DiscordTools,
): Promise<boolean> {
	const [start, questionId, askerId] = interaction.customId.split('/');
	if (start !== prefix || questionId === undefined || askerId === undefined) return false;
	if (!(await mayPress(interaction, {askerId}, tools))) {
		await whisper(interaction, notYoursText({askerId}));
		return true;
	}
	const {log, now, knowledge} = tools;
	const [chosen = ''] = interaction.fields.getStringSelectValues('reason');
	const note = noteOf(chosen, interaction.fields.getTextInputValue('note'), tools);
	if (note !== '' && (await log.find(questionId))) {
		await log.giveFeedback({questionId, byId: interaction.user.id, kind: 'not_helpful', note, at: now()});
		tools.aside('show a review card', {questionId}, () => showCard(questionId, tools));
	}
	const {name} = knowledge().service;
	await whisper(
		interaction,
		`Thank you. Those who look after my answers read this. If you need more now: reply to my answer with what you see, or press **Ask a human** to reach people who know ${name}.`,
	);
	return true;
}

function noteOf(chosen: string, text: string, {knowledge}: DiscordTools): string {
	const reason = Object.entries(reasons).find(([key]) => key === chosen)?.[1];
	const {keyPatterns} = knowledge().service.evidence;
	const said = removeSecrets(cleanText(text), keyPatterns).text.trim();
	return cut([reason, said].filter(part => part !== undefined && part !== '').join(': '), longestNote);
}
