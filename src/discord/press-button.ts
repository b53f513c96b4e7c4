import {type ButtonInteraction, MessageFlags} from 'discord.js';
import type {AnswerRecord, FeedbackKind} from '../log/answer-record.ts';
import {askByCommand, whisper, whisperBelow} from './ask-by-command.ts';
import {type ButtonKind, type ButtonRow, buttonsFor, extrasOf, type Press, readPress} from './buttons.ts';
import {editPayload, quietly} from './channel-reply.ts';
import {detailsOf} from './compose.ts';
import {logDiscordError} from './discord-errors.ts';
import type {DiscordTools} from './discord-tools.ts';
import {writeHandOver} from './hand-over.ts';
import {ownTestText, probeFileName} from './own-test.ts';
import {whatChanged} from './what-changed.ts';

/** Buttons that show something to the one who presses, and change nothing. */
const forEverybody: readonly ButtonKind[] = ['details', 'own_test'];

/**
 * Acts on a button under an answer. Everybody may read the details and take the test along; the other buttons are
 * for the one who asked. Pressing twice changes nothing.
 */
export async function pressButton(interaction: ButtonInteraction, tools: DiscordTools): Promise<void> {
	const press = readPress(interaction.customId);
	if (!press) return;
	if (!forEverybody.includes(press.kind) && interaction.user.id !== press.askerId) {
		await whisper(
			interaction,
			`These buttons are for <@${press.askerId}>. Mention me to ask a question of your own.`,
		);
		return;
	}
	const record = await tools.log.find(press.questionId);
	if (!record) {
		await whisper(interaction, 'I no longer remember this question. Please ask it again.');
		return;
	}
	const pressed = {interaction, press, record, tools};
	if (press.kind === 'details') return showDetails(pressed);
	if (press.kind === 'own_test') return giveOwnTest(pressed);
	if (press.kind === 'test_again') return testAgain(pressed);
	// Handing over takes several requests, and Discord waits three seconds for the first answer.
	if (press.kind === 'ask_human') await interaction.deferUpdate();
	// Two quick presses are two events; the second has to see what the first has done.
	await tools.inTurn(press.questionId, () => keep(pressed));
}

type Pressed = {
	readonly interaction: ButtonInteraction;
	readonly press: Press;
	readonly record: AnswerRecord;
	readonly tools: DiscordTools;
};

async function showDetails({interaction, record}: Pressed): Promise<void> {
	const [first = 'There is no more to this answer than what you see.', ...others] = detailsOf(record.answer);
	await whisper(interaction, first);
	for (const message of others) await whisperBelow(interaction, message);
}

/** Hands out what tests the line from the member's own machine; only the one who presses sees it. */
async function giveOwnTest({interaction, record, tools}: Pressed): Promise<void> {
	const about = {questionId: record.id};
	await interaction.deferReply({flags: MessageFlags.Ephemeral});
	const {service, clients} = tools.knowledge();
	const show = (bytes?: Uint8Array) => {
		const content = ownTestText({record, service, clients, attached: bytes ? 'file' : 'nothing'});
		const file = bytes && {name: probeFileName, bytes};
		return interaction.editReply(editPayload({content, ...(file && {file})}));
	};
	try {
		await show(await tools.probeFile());
	} catch (error) {
		logDiscordError(tools.logger, {
			action: `attach "${probeFileName}"`,
			error,
			about,
			permission: '"Attach Files"',
		});
		await show();
	}
}

async function keep(pressed: Pressed): Promise<void> {
	const {press, tools} = pressed;
	const feedback = await tools.log.feedbackOf(press.questionId);
	const done = new Set(feedback.map(({kind}) => kind));
	if (press.kind === 'ask_human') await askHuman(pressed, done);
	else if (press.kind === 'solved' || press.kind === 'not_helpful') {
		await giveFeedback(pressed, press.kind, done);
	}
}

async function giveFeedback(
	{interaction, press, record, tools}: Pressed,
	kind: 'solved' | 'not_helpful',
	done: ReadonlySet<FeedbackKind>,
): Promise<void> {
	if (!done.has(kind)) {
		await tools.log.giveFeedback({
			questionId: press.questionId,
			byId: interaction.user.id,
			kind,
			at: tools.now(),
		});
	}
	await interaction.update({components: buttonsOf({press, record}, new Set([...done, kind]))});
}

async function askHuman(pressed: Pressed, done: ReadonlySet<FeedbackKind>): Promise<void> {
	const {interaction, press, tools} = pressed;
	const {helpChannelId} = tools.community;
	if (done.has('ask_human')) {
		await whisperBelow(
			interaction,
			`This question is with people already${helpChannelId ? `, in <#${helpChannelId}>` : ''}.`,
		);
		return;
	}
	if (helpChannelId === undefined || !(await handOver(pressed, helpChannelId))) {
		await whisperBelow(interaction, pointToPeople(tools));
		return;
	}
	await tools.log.giveFeedback({
		questionId: press.questionId,
		byId: interaction.user.id,
		kind: 'ask_human',
		at: tools.now(),
	});
	await interaction.editReply({components: buttonsOf(pressed, new Set([...done, 'ask_human']))});
	await whisperBelow(
		interaction,
		`I have handed your question over in <#${helpChannelId}>, with everything we know so far. Somebody will look at it there.`,
	);
}

function buttonsOf(
	{press, record}: Pick<Pressed, 'press' | 'record'>,
	pressed: ReadonlySet<FeedbackKind>,
): readonly ButtonRow[] {
	return buttonsFor({...press, extras: extrasOf(record), pressed});
}

/** Posts the case in the help channel; false, and logged, where that cannot be done. */
async function handOver({interaction, press, record, tools}: Pressed, channelId: string): Promise<boolean> {
	const about = {questionId: record.id, channelId};
	try {
		const [feedback, turns, channel] = await Promise.all([
			tools.log.feedbackOf(record.id),
			tools.log.turns(record.conversationId),
			tools.client.channels.fetch(channelId),
		]);
		if (!channel?.isSendable()) {
			tools.logger.warn(
				about,
				`Cannot hand a question over: channel "${channelId}" takes no messages, want a text channel`,
			);
			return false;
		}
		const content = writeHandOver({
			record,
			askerId: press.askerId,
			link: interaction.message.url,
			feedback,
			turnCount: turns.filter(turn => turn.role === 'user').length,
		});
		await channel.send({...quietly, content, nonce: `h${interaction.message.id}`, enforceNonce: true});
		return true;
	} catch (error) {
		logDiscordError(tools.logger, {action: `hand a question over in channel "${channelId}"`, error, about});
		return false;
	}
}

function pointToPeople({knowledge}: DiscordTools): string {
	const {name, community, support} = knowledge().service;
	const ways = [community, support].flatMap(link => (link ? [`[${link.title}](<${link.url}>)`] : []));
	if (ways.length === 0) return 'Please ask in this server: somebody who knows will see it.';
	return `People who can help with ${name}: ${ways.join(' · ')}. Take my answer along; it has what they will ask for.`;
}

async function testAgain({interaction, press, record, tools}: Pressed): Promise<void> {
	if (tools.testing.has(press.questionId)) {
		await whisper(interaction, 'I am testing this again already.');
		return;
	}
	tools.testing.add(press.questionId);
	try {
		await askByCommand(
			interaction,
			{
				text: record.evidence.text,
				files: [],
				hints: {...(record.evidence.target !== undefined && {target: record.evidence.target})},
				conversation: {
					kind: 'known',
					conversationId: record.conversationId,
					earlier: record.evidence.earlierTexts.toReversed().map(text => ({role: 'user', text})),
				},
				...(record.place?.messageId !== undefined && {messageId: record.place.messageId}),
			},
			tools,
			{remark: again => whatChanged(record, again)},
		);
	} finally {
		tools.testing.delete(press.questionId);
	}
}
