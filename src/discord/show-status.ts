import type {ChatInputCommandInteraction} from 'discord.js';
import {MessageFlags} from 'discord.js';
import {editPayload} from './channel-reply.ts';
import type {DiscordTools} from './discord-tools.ts';
import {isModerator} from './moderators.ts';
import {writeStatus} from './write-status.ts';

const dayMs = 24 * 60 * 60_000;

/** Shows how the bot and the service's line are, to the one who asks alone. */
export async function showStatus(
	interaction: ChatInputCommandInteraction,
	tools: DiscordTools,
): Promise<void> {
	await interaction.deferReply({flags: MessageFlags.Ephemeral});
	const {client, log, logger, knowledge, line, model, now, openedAt} = tools;
	const {targets} = knowledge().service;
	const since = new Date(now().getTime() - dayMs);
	/** What the log says; a log that cannot be read is part of the news. */
	const read = async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
		try {
			return await work();
		} catch (error) {
			logger.error({err: error}, 'Cannot read the log for /status');
			return otherwise;
		}
	};
	const [answers, openCases, incidents, checks] = await Promise.all([
		read<number | undefined>(() => log.count(), undefined),
		read(() => openCasesFor(interaction, tools), undefined),
		read(() => log.line.openIncidents(), []),
		Promise.all(
			targets.map(
				async ({name}) => [name, await read(() => log.line.checks({target: name, since}), [])] as const,
			),
		),
	]);
	const content = writeStatus({
		openedAt,
		pingMs: client.ws.ping < 0 ? undefined : client.ws.ping,
		queue: await read(() => queueOf(tools), line.size()),
		answers,
		openCases,
		model: model(),
		knowledge: knowledge(),
		checks: Object.fromEntries(checks),
		incidents,
	});
	await interaction.editReply(editPayload({content}));
}

/** How many questions are answered and wait, in all processes. */
async function queueOf({line, log, shared, now}: DiscordTools) {
	return shared ? log.shared.crowd({askerId: '', before: now()}) : line.size();
}

/** How many cases are open, for those who may see them. */
async function openCasesFor(
	interaction: ChatInputCommandInteraction,
	{log, settings}: DiscordTools,
): Promise<number | undefined> {
	const {guildId} = interaction;
	if (guildId === null || !isModerator(interaction, await settings.of(guildId))) return undefined;
	return log.moderation.countOpen(guildId);
}
