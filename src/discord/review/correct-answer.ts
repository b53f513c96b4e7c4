import {
	type ButtonInteraction,
	ButtonStyle,
	ComponentType,
	MessageFlags,
	type ModalSubmitInteraction,
	TextInputStyle,
} from 'discord.js';
import {messageLimit} from '../../answer/fit-messages.ts';
import {removeSecrets} from '../../evidence/remove-secrets.ts';
import type {Act} from '../../log/moderate.ts';
import {quietly} from '../channel-reply.ts';
import {cut} from '../describe-answer.ts';
import {disarm, disarmCode} from '../disarm.ts';
import type {DiscordTools} from '../discord-tools.ts';
import {carryOut} from './carry-out.ts';
import type {Case} from './case.ts';
import {caseFor, tellPrivately} from './case-access.ts';

import {draftOf} from './correction-draft.ts';
import {type CorrectionDraft, longestCorrection, longestLink, readCorrection} from './read-correction.ts';

const prefix = 'correct';

/** Shows the form in which a moderator corrects an answer, with what stands now already in it. */
export async function openCorrection(
	interaction: ButtonInteraction,
	given: Case,
	{corrections}: DiscordTools,
): Promise<void> {
	const {questionId, publication} = given.standing;
	const shown = corrections.get(keyOf(questionId, interaction.user.id)) ?? draftOf(given);
	const field = (
		label: string,
		input: {custom_id: keyof CorrectionDraft; style: TextInputStyle; max_length: number; required?: boolean},
		help: {description: string; placeholder?: string},
	) => {
		const value = shown[input.custom_id].slice(0, input.max_length);
		return {
			type: ComponentType.Label as const,
			label,
			description: help.description,
			component: {
				type: ComponentType.TextInput as const,
				required: false,
				...input,
				...(help.placeholder !== undefined && {placeholder: help.placeholder}),
				...(value !== '' && {value}),
			},
		};
	};
	await interaction.showModal({
		title: publication === 'draft' ? 'Edit and publish' : 'Correct this answer',
		custom_id: `${prefix}/${questionId}`,
		components: [
			field(
				'Cause',
				{custom_id: 'cause', style: TextInputStyle.Short, max_length: 100},
				{
					description: 'What it really was. For one without a page yet: “new: ” and a name.',
					placeholder: 'auth.invalid_key',
				},
			),
			field(
				'Text',
				{custom_id: 'text', style: TextInputStyle.Paragraph, max_length: longestCorrection, required: true},
				{description: 'What members read in place of my answer. Discord Markdown.'},
			),
			field(
				'Link',
				{custom_id: 'link', style: TextInputStyle.Short, max_length: longestLink},
				{description: 'The page that explains it, if there is one.', placeholder: 'https://'},
			),
		],
	});
}

/** Takes the form of a correction; says whether it was one. What cannot be used comes back with what is wrong with it. */
export async function submitCorrection(
	interaction: ModalSubmitInteraction,
	tools: DiscordTools,
): Promise<boolean> {
	const [start, questionId] = interaction.customId.split('/');
	if (start !== prefix || questionId === undefined) return false;
	const given = await caseFor(interaction, questionId, tools);
	if (!given) return true;
	const value = (name: keyof CorrectionDraft) => interaction.fields.getTextInputValue(name);
	const draft = {cause: value('cause'), text: value('text'), link: value('link')};
	const {corrections, knowledge, isKnownLink} = tools;
	const key = keyOf(questionId, interaction.user.id);
	const read = readCorrection(draft, {knowledge: knowledge(), isKnownLink});
	if (!read.ok) {
		keepDraft(corrections, key, draft);
		await giveBack(interaction, {questionId, draft, problems: read.problems, tools});
		return true;
	}
	corrections.delete(key);
	await interaction.deferUpdate();
	await carryOut(actOf(given, read.correction), {interaction, given, tools});
	if (read.warnings.length > 0) {
		await tellPrivately(interaction, `Kept. ${read.warnings.join('\n')}`);
	}
	return true;
}

/** A draft that was let alone in the form is published as it is. */
function actOf(given: Case, correction: Omit<Extract<Act, {kind: 'correct'}>, 'kind'>): Act {
	const before = draftOf(given);
	const isUntouched =
		correction.text === disarm(before.text).trim() &&
		correction.cause === before.cause &&
		correction.link === undefined;
	return given.standing.publication === 'draft' && isUntouched
		? {kind: 'publish'}
		: {kind: 'correct', ...correction};
}

function keyOf(questionId: string, userId: string): string {
	return `${questionId}/${userId}`;
}

const mostDrafts = 200;

/** So that nobody has to write it again; whoever restarts in between still finds it in the message below. */
function keepDraft(drafts: Map<string, CorrectionDraft>, key: string, draft: CorrectionDraft): void {
	drafts.delete(key);
	drafts.set(key, draft);
	const [oldest] = drafts.keys();
	if (drafts.size > mostDrafts && oldest !== undefined) drafts.delete(oldest);
}

/** Says what is wrong with a correction, with its text to take up again. */
async function giveBack(
	interaction: ModalSubmitInteraction,
	given: {
		readonly questionId: string;
		readonly draft: CorrectionDraft;
		readonly problems: readonly string[];
		readonly tools: DiscordTools;
	},
): Promise<void> {
	const {keyPatterns} = given.tools.knowledge().service.evidence;
	const {text} = removeSecrets(disarm(given.draft.text), keyPatterns);
	const head = `Nothing was changed.\n${given.problems.map(problem => `- ${problem}`).join('\n')}\nYou wrote:`;
	const room = messageLimit - head.length - '\n```\n\n```'.length;
	await interaction.reply({
		content: `${head}\n\`\`\`\n${cut(disarmCode(text), room)}\n\`\`\``,
		components: [
			{
				type: ComponentType.ActionRow,
				components: [
					{
						type: ComponentType.Button,
						style: ButtonStyle.Primary,
						label: 'Change it',
						custom_id: `case/correct/${given.questionId}`,
					},
				],
			},
		],
		allowedMentions: quietly.allowedMentions,
		flags: [MessageFlags.Ephemeral, MessageFlags.SuppressEmbeds],
	});
}
