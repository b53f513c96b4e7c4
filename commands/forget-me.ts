import {
	ButtonStyle,
	ComponentType,
	InteractionContextType,
	type InteractionEditReplyOptions,
	MessageFlags,
} from 'discord.js';
import {quietly} from '../src/discord/channel-reply.ts';
import type {ChatCommand} from '../src/discord/command.ts';
import {logDiscordError} from '../src/discord/discord-errors.ts';
import {type ForgetMeWords, forgetMeWords} from '../src/discord/forget-me-words.ts';
import {countOf, type Forgotten, forgetMember} from '../src/discord/forget-member.ts';

/** `/forget-me`: removes what is kept of the one who asks, after they have said so twice. Only they see any of it. */
export default {
	kind: 'chat',
	definition: {
		name: 'forget-me',
		name_localizations: {
			de: 'vergiss-mich',
			'es-ES': 'olvidame',
			fr: 'oubliez-moi',
			'pt-BR': 'esqueca-me',
			ja: '私を忘れて',
		},
		description: 'Removes the questions that I keep of you, and my answers to them',
		description_localizations: {
			de: 'Entfernt die Fragen, die ich von dir gespeichert habe, und meine Antworten darauf',
			'es-ES': 'Elimina las preguntas tuyas que guardo y mis respuestas a ellas',
			fr: 'Supprime les questions que je garde de vous et mes réponses',
			'pt-BR': 'Remove as suas perguntas que guardo e as minhas respostas a elas',
			ja: '保存しているあなたの質問と、それへの回答を削除します',
		},
		contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
	},

	async run(interaction, {log}) {
		const words = forgetMeWords(interaction.locale);
		await interaction.deferReply({flags: MessageFlags.Ephemeral});
		const trace = await log.privacy.traceOf(interaction.user.id);
		const questions = countOf(trace);
		if (questions === 0) {
			await interaction.editReply(said(words.nothing));
			return;
		}
		const content = words.ask({questions, messages: trace.messages.length});
		await interaction.editReply({...said(content), components: [choice(words)]});
	},

	async press(interaction, tools) {
		const words = forgetMeWords(interaction.locale);
		const [, answer] = interaction.customId.split('/');
		if (answer !== 'yes') {
			await interaction.update(said(words.kept));
			return;
		}
		await interaction.update(said(words.working));
		try {
			const forgotten = await forgetMember(interaction.user.id, tools);
			await interaction.editReply(said(report(forgotten, words)));
		} catch (error) {
			logDiscordError(tools.logger, {action: 'forget a member', error, about: {}});
			await interaction.editReply(said(words.failed));
		}
	},
} satisfies ChatCommand;

/** So many links are shown of messages that are still there. */
const mostLinks = 10;

function report({questions, deleted, left}: Forgotten, words: ForgetMeWords): string {
	const done = words.done({questions, deleted});
	if (left.length === 0) return done;
	const links = left.slice(0, mostLinks).map(link => `- ${link}`);
	const rest = left.length > mostLinks ? [`- ${words.more(left.length - mostLinks)}`] : [];
	return [done, '', words.left, ...links, ...rest].join('\n');
}

function choice({yes, no}: ForgetMeWords) {
	const button = (
		answer: 'yes' | 'no',
		label: string,
		style: ButtonStyle.Danger | ButtonStyle.Secondary,
	) => ({
		type: ComponentType.Button as const,
		style,
		label,
		custom_id: `forget-me/${answer}`,
	});
	return {
		type: ComponentType.ActionRow as const,
		components: [button('yes', yes, ButtonStyle.Danger), button('no', no, ButtonStyle.Secondary)],
	};
}

/** Shown in place of what stood there, buttons included. */
function said(content: string) {
	return {
		content,
		components: [],
		allowedMentions: quietly.allowedMentions,
	} satisfies InteractionEditReplyOptions;
}
