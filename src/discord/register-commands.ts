import {
	type APIApplicationCommand,
	ApplicationCommandOptionType,
	ApplicationCommandType,
	type Client,
	Routes,
} from 'discord.js';
import type {Command} from './command.ts';
import {isUnreachable} from './discord-errors.ts';
import type {DiscordTools} from './discord-tools.ts';

/**
 * Tells Discord of our commands, again every `againMs` until it listens. Several processes may do so at once: all
 * want the same, and whoever comes later finds nothing to change.
 */
export function keepRegistered(
	commands: readonly Command[],
	tools: Pick<DiscordTools, 'client' | 'logger' | 'aside' | 'closing'>,
	againMs: number,
): void {
	const {client, logger, aside, closing} = tools;
	aside('register the commands', {}, async () => {
		try {
			const outcome = await registerCommands(client, commands);
			logger.info({commands: commands.map(({definition}) => definition.name)}, `commands ${outcome}`);
		} catch (error) {
			if (isUnreachable(error) && !closing.aborted) {
				const timer = setTimeout(() => keepRegistered(commands, tools, againMs), againMs);
				timer.unref();
				closing.addEventListener('abort', () => clearTimeout(timer), {once: true});
			}
			throw error;
		}
	});
}

/** Tells Discord of our commands, if what it knows of them differs; says whether it did. */
export async function registerCommands(
	client: Client<true>,
	commands: readonly Command[],
): Promise<'registered' | 'unchanged'> {
	const route = Routes.applicationCommands(client.application.id);
	const query = new URLSearchParams({with_localizations: 'true'});
	const known = (await client.rest.get(route, {query})) as readonly APIApplicationCommand[];
	const wanted = commands.map(({definition}) => definition);
	if (fingerprint(known) === fingerprint(wanted)) return 'unchanged';
	await client.rest.put(route, {body: wanted});
	return 'registered';
}

/** What makes a list of commands the same to a member; Discord adds ids, versions and defaults of its own. */
export function fingerprint(commands: readonly object[]): string {
	const plain = commands.map(command => normal(command, usual.command));
	return JSON.stringify(plain.map(command => JSON.stringify(command)).sort());
}

/** What a field is where nothing is said of it, or nothing but that; fields that Discord makes are not compared. */
const usual = {
	command: {
		type: ApplicationCommandType.ChatInput,
		description: '',
		options: [],
		name_localizations: {},
		description_localizations: {},
		default_member_permissions: null,
		contexts: null,
		nsfw: false,
	},
	option: {
		type: ApplicationCommandOptionType.String,
		description: '',
		options: [],
		choices: [],
		channel_types: [],
		required: false,
		autocomplete: false,
		name_localizations: {},
		description_localizations: {},
		min_value: null,
		max_value: null,
		min_length: null,
		max_length: null,
	},
	choice: {value: null, name_localizations: {}},
} as const satisfies Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A command, an option or a choice with every field that counts, in one order. */
function normal(given: object, defaults: Readonly<Record<string, unknown>>): unknown {
	const fields = given as Readonly<Record<string, unknown>>;
	return Object.entries({name: null, ...defaults})
		.sort(([a], [b]) => a.localeCompare(b))
		.map(([name, otherwise]) => [name, normalField(name, fields[name] ?? otherwise)]);
}

function normalField(name: string, value: unknown): unknown {
	if (name === 'options') return (value as readonly object[]).map(option => normal(option, usual.option));
	if (name === 'choices') return (value as readonly object[]).map(choice => normal(choice, usual.choice));
	if (name.endsWith('_localizations')) {
		return Object.entries(value as Readonly<Record<string, string | null>>)
			.filter(([, text]) => text !== null)
			.sort(([a], [b]) => a.localeCompare(b));
	}
	// Lists without an order of their own.
	return Array.isArray(value) ? value.toSorted() : value;
}
