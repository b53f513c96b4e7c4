import {
	type APIApplicationCommand,
	type APIApplicationCommandOption,
	ApplicationCommandType,
	type Client,
	Routes,
} from 'discord.js';
import type {Command} from './command.ts';

/** Tells Discord of our commands, if what it knows of them differs; says whether it did. */
export async function registerCommands(
	client: Client<true>,
	commands: readonly Command[],
): Promise<'registered' | 'unchanged'> {
	const route = Routes.applicationCommands(client.application.id);
	const query = new URLSearchParams({with_localizations: 'true'});
	const known = (await client.rest.get(route, {query})) as readonly APIApplicationCommand[];
	const wanted = commands.map(({definition}) => definition);
	if (fingerprint(known) === fingerprint(wanted as readonly Partial<APIApplicationCommand>[]))
		return 'unchanged';
	await client.rest.put(route, {body: wanted});
	return 'registered';
}

/** What makes a command the same to a member; Discord adds ids, versions and defaults of its own. */
function fingerprint(commands: readonly Partial<APIApplicationCommand>[]): string {
	return JSON.stringify(
		commands
			.map(command => ({
				type: command.type ?? ApplicationCommandType.ChatInput,
				name: command.name,
				names: sorted(command.name_localizations),
				description: command.description ?? '',
				descriptions: sorted(command.description_localizations),
				options: (command.options ?? []).map(optionFingerprint),
				contexts: [...(command.contexts ?? [])].sort(),
				permissions: command.default_member_permissions ?? null,
			}))
			.sort((a, b) => `${a.type}${a.name}`.localeCompare(`${b.type}${b.name}`)),
	);
}

function optionFingerprint(option: APIApplicationCommandOption): unknown {
	const {type, name, description, required = false} = option;
	const rest = option as unknown as Readonly<Record<string, unknown>>;
	return {
		type,
		name,
		names: sorted(option.name_localizations),
		description,
		descriptions: sorted(option.description_localizations),
		required,
		autocomplete: rest.autocomplete ?? false,
		choices: rest.choices ?? [],
		options: ((rest.options ?? []) as readonly APIApplicationCommandOption[]).map(optionFingerprint),
		limits: [rest.min_value, rest.max_value, rest.min_length, rest.max_length].map(limit => limit ?? null),
	};
}

function sorted(localised: Partial<Record<string, string | null>> | null | undefined): unknown {
	return Object.entries(localised ?? {})
		.filter(([, text]) => text !== null)
		.sort(([a], [b]) => a.localeCompare(b));
}
