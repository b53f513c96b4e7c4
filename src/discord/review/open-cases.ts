import {
	type APIActionRowComponent,
	type APIComponentInMessageActionRow,
	type ButtonInteraction,
	ButtonStyle,
	type ChatInputCommandInteraction,
	ComponentType,
	MessageFlags,
	type StringSelectMenuInteraction,
} from 'discord.js';
import type {AnswerRecord} from '../../log/answer-record.ts';
import type {Standing} from '../../log/moderation.ts';
import {quietly} from '../channel-reply.ts';
import {cut, messageUrl, timestamp, verdictFor} from '../describe-answer.ts';
import {disarm} from '../disarm.ts';
import type {DiscordTools} from '../discord-tools.ts';
import {caseFor, mayModerate} from './case-access.ts';
import {cardOf} from './show-case.ts';
import {reasonNames} from './write-card.ts';

const prefix = 'cases';
const casesOnPage = 8;

type Row = APIActionRowComponent<APIComponentInMessageActionRow>;
type Page = {readonly content: string; readonly components: readonly Row[]};

/** Shows a moderator the open cases of their server, the newest first. */
export async function listOpenCases(
	interaction: ChatInputCommandInteraction,
	tools: DiscordTools,
): Promise<void> {
	if (!(await mayModerate(interaction, tools)) || interaction.guildId === null) return;
	const page = await readPage(interaction.guildId, undefined, tools);
	await interaction.reply({...asReply(page), flags: [MessageFlags.Ephemeral, MessageFlags.SuppressEmbeds]});
}

/** Turns a page of the list, or opens a case of it; says whether the interaction was for the list. */
export async function useCaseList(
	interaction: ButtonInteraction | StringSelectMenuInteraction,
	tools: DiscordTools,
): Promise<boolean> {
	const [start, what, before] = interaction.customId.split('/');
	if (start !== prefix) return false;
	if (what === 'open' && interaction.isStringSelectMenu()) {
		const given = await caseFor(interaction, interaction.values[0] ?? '', tools);
		if (!given) return true;
		const {content, buttons = []} = cardOf(given);
		await interaction.reply({
			...asReply({content, components: buttons}),
			flags: [MessageFlags.Ephemeral, MessageFlags.SuppressEmbeds],
		});
	} else if (what === 'page' && (await mayModerate(interaction, tools)) && interaction.guildId !== null) {
		await interaction.update(asReply(await readPage(interaction.guildId, before || undefined, tools)));
	}
	return true;
}

async function readPage(guildId: string, before: string | undefined, {log}: DiscordTools): Promise<Page> {
	const count = await log.moderation.countOpen(guildId);
	const found = await log.moderation.open({
		guildId,
		limit: casesOnPage + 1,
		...(before !== undefined && {before}),
	});
	const shown = found.slice(0, casesOnPage);
	const entries = await Promise.all(
		shown.map(async standing => ({standing, record: await log.find(standing.questionId)})),
	);
	const known = entries.flatMap(({standing, record}) => (record ? [{standing, record}] : []));
	if (known.length === 0) {
		const content =
			count === 0 ? 'Nothing is open: every case has been looked at.' : 'There are no older ones.';
		return {content, components: count === 0 ? [] : [pageButtons({newest: true})]};
	}
	const head = count === 1 ? '**One case is open**' : `**${count} cases are open**, the newest first`;
	const older = found.length > casesOnPage ? shown.at(-1)?.questionId : undefined;
	const isNewest = before === undefined;
	return {
		content: [head, ...known.map(entry => entryLine(entry))].join('\n'),
		components: [
			chooser(known),
			...(isNewest && older === undefined
				? []
				: [pageButtons({...(older !== undefined && {older}), newest: !isNewest})]),
		],
	};
}

type Entry = {readonly standing: Standing; readonly record: AnswerRecord};

function entryLine({standing, record}: Entry): string {
	const {place} = record;
	const link = standing.card === undefined ? '' : ` · [card](<${messageUrl(standing.card, place?.guildId)}>)`;
	return `- ${timestamp(record.askedAt)} **${why(standing)}**: ${disarm(cut(verdictFor(record), 90))}${link}`;
}

function why({reasons}: Standing): string {
	return reasons.map(reason => reasonNames[reason]).join(' · ');
}

function chooser(entries: readonly Entry[]): Row {
	return {
		type: ComponentType.ActionRow,
		components: [
			{
				type: ComponentType.StringSelect,
				custom_id: `${prefix}/open`,
				placeholder: 'Open a case',
				options: entries.map(({standing, record}) => ({
					label: cut(disarm(verdictFor(record)).trim() || 'An answer', 100),
					description: cut(why(standing), 100),
					value: record.id,
				})),
			},
		],
	};
}

function pageButtons({older, newest}: {readonly older?: string; readonly newest: boolean}): Row {
	const {Button: type} = ComponentType;
	const style = ButtonStyle.Secondary as const;
	return {
		type: ComponentType.ActionRow,
		components: [
			...(newest ? [{type, style, label: 'Newest', custom_id: `${prefix}/page/`} as const] : []),
			...(older === undefined
				? []
				: [{type, style, label: 'Older', custom_id: `${prefix}/page/${older}`} as const]),
		],
	};
}

function asReply({content, components}: Page) {
	return {content, components: [...components], allowedMentions: quietly.allowedMentions};
}
