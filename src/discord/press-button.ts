import {type ButtonInteraction, MessageFlags} from 'discord.js';
import type {AnswerRecord, FeedbackKind} from '../log/answer-record.ts';
import type {Publication} from '../log/moderation.ts';
import {sayTextGone} from '../log/text-gone.ts';
import {askByCommand, whisper, whisperBelow} from './ask-by-command.ts';
import {type ButtonKind, type ButtonRow, buttonsFor, extrasOf, type Press, readPress} from './buttons.ts';
import {editPayload, quietly} from './channel-reply.ts';
import {detailsOf} from './compose.ts';
import {logDiscordError} from './discord-errors.ts';
import type {DiscordTools} from './discord-tools.ts';
import {writeHandOver} from './hand-over.ts';
import {mayPress, notYoursText} from './may-press.ts';
import {openReasonForm} from './not-helpful.ts';
import {ownTestText, probeFileName} from './own-test.ts';
import {readCase} from './review/case.ts';
import {peopleText} from './review/public-reply.ts';
import {showCard} from './review/show-case.ts';

/** Buttons that show something to the one who presses, and change nothing. */
const forEverybody: readonly ButtonKind[] = ['details', 'own_test'];

/** Buttons that do something with what was said. */
const needText: readonly ButtonKind[] = ['details', 'test_again', 'ask_human'];

/**
 * Acts on a button under an answer. Everybody may read the details and take the test along; the other buttons are
 * for the one who asked, and for moderators. Pressing twice changes nothing.
 */
export async function pressButton(interaction: ButtonInteraction, tools: DiscordTools): Promise<void> {
	const press = readPress(interaction.customId);
	if (!press) return;
	if (!forEverybody.includes(press.kind) && !(await mayPress(interaction, press, tools))) {
		await whisper(interaction, notYoursText(press));
		return;
	}
	const record = await tools.log.find(press.questionId);
	if (!record) {
		await whisper(interaction, 'I no longer remember this question. Please ask it again.');
		return;
	}
	if (record.textGone && needText.includes(press.kind)) {
		const gone = `The text of this question was ${sayTextGone(record.textGone)}. Please ask it again.`;
		await whisper(interaction, gone);
		return;
	}
	const publication = (await tools.log.moderation.standing(press.questionId))?.publication ?? 'published';
	const pressed = {interaction, press, record, publication, tools};
	if (press.kind === 'details') return showDetails(pressed);
	if (press.kind === 'own_test') return giveOwnTest(pressed);
	if (press.kind === 'test_again') return testAgain(pressed);
	// The form has to be the first answer to the press.
	if (press.kind === 'not_helpful') await openReasonForm(interaction, press);
	// Handing over takes several requests, and Discord waits three seconds for the first answer.
	else if (press.kind === 'ask_human') await interaction.deferUpdate();
	// Two quick presses are two events; the second has to see what the first has done.
	await tools.inTurn(record.conversationId, () => keep(pressed));
}

type Pressed = {
	readonly interaction: ButtonInteraction;
	readonly press: Press;
	readonly record: AnswerRecord;
	/** What members see in the answer's place. */
	readonly publication: Publication;
	readonly tools: DiscordTools;
};

async function showDetails({interaction, record, publication}: Pressed): Promise<void> {
	// They are the details of an answer that no longer stands here.
	const details = publication === 'published' ? detailsOf(record.answer) : [];
	const [first = 'There is no more to this answer than what you see.', ...others] = details;
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
	else if (press.kind === 'solved') await markSolved(pressed, done);
	else if (press.kind === 'not_helpful') await markNotHelpful(pressed, done);
}

async function markSolved(pressed: Pressed, done: ReadonlySet<FeedbackKind>): Promise<void> {
	const {interaction, tools} = pressed;
	await give('solved', pressed);
	await interaction.update({components: buttonsOf(pressed, new Set([...done, 'solved']))});
	tools.aside('show a review card', {}, () => showCard(pressed.press.questionId, tools));
}

/** The press counts at once; the reason comes with the form, if it comes. */
async function markNotHelpful(pressed: Pressed, done: ReadonlySet<FeedbackKind>): Promise<void> {
	const {interaction, press, record, tools} = pressed;
	const {questionId} = press;
	await give('not_helpful', pressed);
	if (record.place?.guildId !== undefined) {
		const {guildId} = record.place;
		await tools.log.moderation.raise({questionId, guildId, reasons: ['not_helpful'], at: tools.now()});
		tools.aside('show a review card', {questionId}, () => showCard(questionId, tools));
	}
	const channel = await tools.client.channels.fetch(interaction.channelId);
	const components = buttonsOf(pressed, new Set([...done, 'not_helpful']));
	if (channel?.isSendable()) await channel.messages.edit(interaction.message.id, {components});
}

async function give(
	kind: FeedbackKind,
	{interaction, press, tools}: Pick<Pressed, 'interaction' | 'press' | 'tools'>,
): Promise<void> {
	const {questionId} = press;
	await tools.log.giveFeedback({questionId, byId: interaction.user.id, kind, at: tools.now()});
}

async function askHuman(pressed: Pressed, done: ReadonlySet<FeedbackKind>): Promise<void> {
	const {interaction, record, tools} = pressed;
	const {helpChannel} = await tools.settings.of(interaction.guildId);
	if (await tools.log.askedHuman(record.conversationId)) {
		await whisperBelow(
			interaction,
			`This question is with people already${helpChannel === null ? '' : `, in <#${helpChannel}>`}.`,
		);
		return;
	}
	if (helpChannel === null || !(await handOver(pressed, helpChannel))) {
		const people = peopleText({helpChannel: null, knowledge: tools.knowledge()});
		await whisperBelow(interaction, `${people} Take my answer along; it has what they will ask for.`);
		return;
	}
	await give('ask_human', pressed);
	await interaction.editReply({components: buttonsOf(pressed, new Set([...done, 'ask_human']))});
	await whisperBelow(
		interaction,
		`I have handed your question over in <#${helpChannel}>, with everything we know so far. Somebody will look at it there.`,
	);
	tools.aside('show a review card', {}, () => showCard(record.id, tools));
}

function buttonsOf(
	{press, record, publication}: Pick<Pressed, 'press' | 'record' | 'publication'>,
	pressed: ReadonlySet<FeedbackKind>,
): readonly ButtonRow[] {
	return buttonsFor({...press, extras: extrasOf(record), pressed, publication});
}

/** Posts the case in the help channel; false, and logged, where that cannot be done. */
async function handOver({interaction, press, record, tools}: Pressed, channelId: string): Promise<boolean> {
	const about = {questionId: record.id, channelId};
	try {
		const [given, turns, channel] = await Promise.all([
			readCase(record.id, tools.log),
			tools.log.turns(record.conversationId),
			tools.client.channels.fetch(channelId),
		]);
		if (!channel?.isSendable() || !given) {
			tools.logger.warn(
				about,
				`Cannot hand a question over: channel "${channelId}" takes no messages, want a text channel`,
			);
			return false;
		}
		const content = writeHandOver({
			given,
			askerId: press.askerId,
			link: interaction.message.url,
			turnCount: turns.filter(turn => turn.role === 'user').length,
		});
		const nonce = `h${interaction.message.id}`;
		const {id} = await channel.send({...quietly, content, nonce, enforceNonce: true});
		const quotation = {questionId: record.id, channelId, messageId: id};
		tools.aside('remember a hand-over', about, () => tools.log.privacy.rememberQuotation(quotation));
		return true;
	} catch (error) {
		logDiscordError(tools.logger, {action: `hand a question over in channel "${channelId}"`, error, about});
		return false;
	}
}

async function testAgain({interaction, press, record, tools}: Pressed): Promise<void> {
	if (tools.testing.has(press.questionId) || (await isTestedElsewhere(press.questionId, tools))) {
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
				// A moderator tests for the one who asked.
				askerId: press.askerId,
				again: record.id,
				...(record.place?.messageId !== undefined && {messageId: record.place.messageId}),
			},
			tools,
		);
	} finally {
		tools.testing.delete(press.questionId);
	}
}

/** Where several processes answer: whether one of them tests a question again, or is about to. */
async function isTestedElsewhere(questionId: string, {log, shared}: DiscordTools): Promise<boolean> {
	if (!shared) return false;
	return (await log.pending.waiting()).some(({asked}) => asked.again === questionId);
}
