import type {
	AutocompleteInteraction,
	ButtonInteraction,
	ChatInputCommandInteraction,
	MessageContextMenuCommandInteraction,
	ModalSubmitInteraction,
	RESTPostAPIChatInputApplicationCommandsJSONBody,
	RESTPostAPIContextMenuApplicationCommandsJSONBody,
} from 'discord.js';
import type {DiscordTools} from './discord-tools.ts';

/** A command that is typed: `/name`. */
export type ChatCommand = {
	readonly kind: 'chat';
	readonly definition: RESTPostAPIChatInputApplicationCommandsJSONBody;
	readonly run: (interaction: ChatInputCommandInteraction, tools: DiscordTools) => Promise<void>;
	/** Offers values for an option while it is typed. */
	readonly complete?: (interaction: AutocompleteInteraction, tools: DiscordTools) => Promise<void>;
	/** Takes a form that `run` has shown; the form's custom id is the command's name. */
	readonly submit?: (interaction: ModalSubmitInteraction, tools: DiscordTools) => Promise<void>;
	/** Acts on a button that `run` has shown; its custom id is the command's name, a slash and what it stands for. */
	readonly press?: (interaction: ButtonInteraction, tools: DiscordTools) => Promise<void>;
};

/** A command in the menu of a message. */
export type MessageCommand = {
	readonly kind: 'message';
	readonly definition: RESTPostAPIContextMenuApplicationCommandsJSONBody;
	readonly run: (interaction: MessageContextMenuCommandInteraction, tools: DiscordTools) => Promise<void>;
};

export type Command = ChatCommand | MessageCommand;
