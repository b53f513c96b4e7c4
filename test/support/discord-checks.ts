/** What Discord refuses, and how it says so. Sources: https://docs.discord.com/developers/reference and /topics/opcodes-and-status-codes. */

export type Json = {readonly [key: string]: unknown};

/** An answer that is not a success, in Discord's shape. */
export class DiscordError extends Error {
	readonly status: number;
	readonly body: Json;

	constructor(status: number, code: number, message: string, errors?: Json) {
		super(message);
		this.status = status;
		this.body = {code, message, ...(errors && {errors})};
	}
}

type Problem = {readonly path: readonly (string | number)[]; readonly code: string; readonly message: string};
type Problems = Problem[];

/** Throws what Discord answers to a body with these problems; returns where there are none. */
function refuse(problems: Problems): void {
	if (problems.length === 0) return;
	const errors: {[key: string]: unknown} = {};
	for (const {path, code, message} of problems) {
		let at = errors;
		for (const part of path) {
			const below = (at[part] ?? {}) as {[key: string]: unknown};
			at[part] = below;
			at = below;
		}
		at._errors = [...((at._errors as unknown[]) ?? []), {code, message}];
	}
	throw new DiscordError(400, 50035, 'Invalid Form Body', errors);
}

const tooLong = (path: Problem['path'], limit: number): Problem => ({
	path,
	code: 'BASE_TYPE_MAX_LENGTH',
	message: `Must be ${limit} or fewer in length.`,
});
const required = (path: Problem['path']): Problem => ({
	path,
	code: 'BASE_TYPE_REQUIRED',
	message: 'This field is required',
});
const wrongLength = (path: Problem['path'], from: number, to: number): Problem => ({
	path,
	code: 'BASE_TYPE_BAD_LENGTH',
	message: `Must be between ${from} and ${to} in length.`,
});
const wrongChoice = (path: Problem['path'], among: readonly (string | number)[]): Problem => ({
	path,
	code: 'BASE_TYPE_CHOICES',
	message: `Value must be one of {${among.join(', ')}}.`,
});
const wrongType = (path: Problem['path'], wanted: string): Problem => ({
	path,
	code: 'BASE_TYPE_CONVERT',
	message: `Could not convert value to ${wanted}.`,
});

/** A text of `from` to `to` characters; nothing where it is absent and may be. */
function text(
	value: unknown,
	path: Problem['path'],
	{from = 0, to, optional}: {from?: number; to: number; optional?: true},
): Problems {
	if (value === undefined || value === null) return optional ? [] : [required(path)];
	if (typeof value !== 'string') return [wrongType(path, 'string')];
	if (value.length < from) return [wrongLength(path, from, to)];
	return value.length > to ? [from > 0 ? wrongLength(path, from, to) : tooLong(path, to)] : [];
}

export function isSnowflake(value: unknown): value is string {
	return typeof value === 'string' && /^\d{17,20}$/.test(value);
}

// SUPPRESS_EMBEDS, EPHEMERAL, SUPPRESS_NOTIFICATIONS, IS_COMPONENTS_V2
const newerComponents = 32768;
const creatableFlags = 4 | 64 | 4096 | newerComponents;

/** Checks a message as sent to a channel, a webhook or an interaction's callback. */
export function checkMessage(body: Json, kind: 'create' | 'edit', hasFiles = false): void {
	const problems: Problems = [
		...text(body.content, ['content'], {to: 2000, optional: true}),
		...((Number(body.flags ?? 0) & newerComponents) === 0
			? checkComponents(body.components)
			: checkNewerMessage(body)),
		...checkAllowedMentions(body.allowed_mentions),
	];
	if (Array.isArray(body.embeds) && body.embeds.length > 10) problems.push(wrongLength(['embeds'], 0, 10));
	if (body.nonce !== undefined && body.nonce !== null) {
		if (typeof body.nonce !== 'string' && typeof body.nonce !== 'number') {
			problems.push(wrongType(['nonce'], 'string'));
		} else if (String(body.nonce).length > 25) problems.push(tooLong(['nonce'], 25));
	} else if (body.enforce_nonce === true) problems.push(required(['nonce']));
	if (body.flags !== undefined && body.flags !== null) {
		if (typeof body.flags !== 'number') problems.push(wrongType(['flags'], 'int'));
		else if (kind === 'create' && (body.flags & ~creatableFlags) !== 0) {
			problems.push({path: ['flags'], code: 'MESSAGE_FLAGS_INVALID', message: 'Invalid message flags.'});
		}
	}
	const reference = body.message_reference as Json | undefined | null;
	if (reference && !isSnowflake(reference.message_id)) {
		problems.push({
			path: ['message_reference', 'message_id'],
			code: 'NUMBER_TYPE_COERCE',
			message: `Value "${String(reference.message_id)}" is not snowflake.`,
		});
	}
	refuse(problems);
	const empty = (value: unknown) => value === undefined || value === null || value === '';
	const nothing = (value: unknown) => !Array.isArray(value) || value.length === 0;
	const hasNothing =
		nothing(body.embeds) && nothing(body.components) && nothing(body.sticker_ids) && !hasFiles;
	if (kind === 'create' ? empty(body.content) && hasNothing : body.content === '' && hasNothing) {
		throw new DiscordError(400, 50006, 'Cannot send an empty message');
	}
}

/** A file as it is uploaded; `part` is the name of its part of the form. */
export type Upload = {readonly part: string; readonly filename: string; readonly size: number};

const largestUpload = 10 * 1024 * 1024;

/** Checks uploaded files and what the message says of them. `known`: ids of files that an edited message has. */
export function checkUploads(body: Json, uploads: readonly Upload[], known: readonly string[] = []): void {
	if (uploads.some(({size}) => size > largestUpload)) {
		throw new DiscordError(413, 40005, 'Request entity too large');
	}
	const problems: Problems = [];
	if (uploads.length > 10) problems.push(wrongLength(['files'], 0, 10));
	for (const {part, filename, size} of uploads) {
		if (!/^files\[\d+\]$/.test(part)) problems.push(wrongChoice([part], ['files[n]']));
		if (filename === '' || filename === 'blob') problems.push(required([part, 'filename']));
		if (size === 0) problems.push(required([part]));
	}
	if (body.attachments !== undefined && !Array.isArray(body.attachments)) {
		problems.push(wrongType(['attachments'], 'list'));
		refuse(problems);
	}
	const ids = [...uploads.map(({part}) => /\d+/.exec(part)?.[0] ?? ''), ...known];
	for (const [index, {id, description}] of ((body.attachments ?? []) as Json[]).entries()) {
		const path = ['attachments', index];
		if (!ids.includes(String(id))) problems.push(wrongChoice([...path, 'id'], ids));
		problems.push(...text(description, [...path, 'description'], {to: 1024, optional: true}));
	}
	refuse(problems);
}

function checkAllowedMentions(value: unknown): Problems {
	if (value === undefined || value === null) return [];
	const allowed = value as Json;
	const parse = (allowed.parse ?? []) as readonly unknown[];
	const problems: Problems = parse
		.filter(kind => !['roles', 'users', 'everyone'].includes(String(kind)))
		.map((_, index) => wrongChoice(['allowed_mentions', 'parse', index], ['roles', 'users', 'everyone']));
	for (const kind of ['users', 'roles'] as const) {
		const ids = allowed[kind] as readonly unknown[] | undefined;
		if (ids === undefined) continue;
		if (ids.length > 100) problems.push(wrongLength(['allowed_mentions', kind], 0, 100));
		if (ids.length > 0 && parse.includes(kind)) {
			problems.push({
				path: ['allowed_mentions'],
				code: 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
				message: `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
			});
		}
	}
	return problems;
}

/** Rows of buttons or one select menu each. */
function checkComponents(value: unknown): Problems {
	if (value === undefined || value === null) return [];
	if (!Array.isArray(value)) return [wrongType(['components'], 'list')];
	const problems: Problems = [];
	if (value.length > 5) problems.push(wrongLength(['components'], 0, 5));
	for (const [index, row] of (value as Json[]).entries()) {
		const path = ['components', index];
		problems.push(...(row.type === 1 ? checkRow(row, path) : [wrongChoice([...path, 'type'], [1])]));
	}
	return [...problems, ...checkCustomIds(value)];
}

function checkRow(row: Json, path: Problem['path']): Problems {
	const children = (row.components ?? []) as Json[];
	return [
		...(children.length < 1 || children.length > 5 ? [wrongLength([...path, 'components'], 1, 5)] : []),
		...children.flatMap((child, place) => {
			const childPath = [...path, 'components', place];
			return child.type === 2 ? checkButton(child, childPath) : checkMenu(child, childPath);
		}),
	];
}

/** What the newer components of a message may be: rows, sections, texts, files, separators and containers. */
function checkNewerComponents(value: unknown, path: Problem['path'] = ['components']): Problems {
	if (!Array.isArray(value)) return [required(path)];
	return (value as Json[]).flatMap((each, index): Problems => {
		const at = [...path, index];
		switch (each.type) {
			case 1:
				return checkRow(each, at);
			case 9:
				return checkSection(each, at);
			case 10:
				return text(each.content, [...at, 'content'], {from: 1, to: 4000});
			case 14:
				return [];
			case 17:
				return path.length > 1
					? [wrongChoice([...at, 'type'], [1, 9, 10, 12, 13, 14])]
					: checkNewerComponents(each.components, [...at, 'components']);
			default:
				return [wrongChoice([...at, 'type'], [1, 9, 10, 12, 13, 14, 17])];
		}
	});
}

function checkSection({components, accessory}: Json, path: Problem['path']): Problems {
	const texts = (components ?? []) as Json[];
	return [
		...(texts.length < 1 || texts.length > 3 ? [wrongLength([...path, 'components'], 1, 3)] : []),
		...texts.flatMap((each, index) =>
			text(each.content, [...path, 'components', index, 'content'], {from: 1, to: 4000}),
		),
		...((accessory as Json | undefined)?.type === 2
			? checkButton(accessory as Json, [...path, 'accessory'])
			: [required([...path, 'accessory'])]),
	];
}

/** Every component of a message, those within others too. */
export function allComponents(value: unknown): readonly Json[] {
	if (!Array.isArray(value)) return [];
	return (value as Json[]).flatMap(each => [
		each,
		...allComponents(each.components),
		...(each.accessory ? [each.accessory as Json] : []),
	]);
}

function checkCustomIds(components: unknown): Problems {
	const ids = allComponents(components).flatMap(({custom_id}) =>
		typeof custom_id === 'string' ? [custom_id] : [],
	);
	return ids
		.filter((id, index) => ids.indexOf(id) !== index)
		.map(() => ({
			path: ['components'],
			code: 'COMPONENT_CUSTOM_ID_DUPLICATED',
			message: 'Component custom id cannot be duplicated',
		}));
}

/** A message with the flag of the newer components: they are all that it has, at most 40 of them and 4,000 characters. */
function checkNewerMessage({content, embeds, components}: Json): Problems {
	const all = allComponents(components);
	const length = all.reduce((sum, each) => sum + (each.type === 10 ? String(each.content).length : 0), 0);
	const problems: Problems = [...checkNewerComponents(components), ...checkCustomIds(components)];
	if (all.length < 1 || all.length > 40) problems.push(wrongLength(['components'], 1, 40));
	if (length > 4000) {
		problems.push({
			path: ['components'],
			code: 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
			message: 'Component displayable text size exceeds maximum size of 4000',
		});
	}
	for (const [name, given] of Object.entries({content, embeds})) {
		const isGiven = Array.isArray(given)
			? given.length > 0
			: given !== undefined && given !== null && given !== '';
		if (!isGiven) continue;
		problems.push({
			path: [name],
			code: 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
			message: `The '${name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
		});
	}
	return problems;
}

function checkButton(button: Json, path: Problem['path']): Problems {
	const problems: Problems = text(button.label, [...path, 'label'], {to: 80, optional: true});
	if (!button.label && !button.emoji) {
		problems.push({
			path,
			code: 'BUTTON_COMPONENT_INVALID',
			message: 'A button must have a label or an emoji',
		});
	}
	if (![1, 2, 3, 4, 5, 6].includes(button.style as number)) {
		problems.push(wrongChoice([...path, 'style'], [1, 2, 3, 4, 5, 6]));
	} else if (button.style === 5) {
		problems.push(...text(button.url, [...path, 'url'], {from: 1, to: 512}));
		if (button.custom_id !== undefined) {
			problems.push({
				path,
				code: 'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE',
				message: 'A custom id and url cannot both be specified',
			});
		}
	} else problems.push(...text(button.custom_id, [...path, 'custom_id'], {from: 1, to: 100}));
	return problems;
}

function checkMenu(menu: Json, path: Problem['path']): Problems {
	if (![3, 5, 6, 7, 8].includes(menu.type as number)) {
		return [wrongChoice([...path, 'type'], [2, 3, 5, 6, 7, 8])];
	}
	const problems = [
		...text(menu.custom_id, [...path, 'custom_id'], {from: 1, to: 100}),
		...text(menu.placeholder, [...path, 'placeholder'], {to: 150, optional: true}),
	];
	const {min_values: least = 1, max_values: most = 1} = menu as {min_values?: number; max_values?: number};
	if (least < 0 || least > 25) problems.push(wrongLength([...path, 'min_values'], 0, 25));
	if (most < 1 || most > 25 || most < least) problems.push(wrongLength([...path, 'max_values'], 1, 25));
	const chosen = (menu.default_values ?? []) as readonly Json[];
	if (chosen.length > most) problems.push(wrongLength([...path, 'default_values'], least, most));
	if (menu.type !== 3) return problems;
	const options = (menu.options ?? []) as readonly Json[];
	if (options.length < 1 || options.length > 25) problems.push(wrongLength([...path, 'options'], 1, 25));
	for (const [index, option] of options.entries()) {
		const at = [...path, 'options', index];
		problems.push(...text(option.label, [...at, 'label'], {from: 1, to: 100}));
		problems.push(...text(option.value, [...at, 'value'], {from: 1, to: 100}));
		problems.push(...text(option.description, [...at, 'description'], {to: 100, optional: true}));
	}
	if (options.filter(option => option.default === true).length > most) {
		problems.push(wrongLength([...path, 'options'], least, most));
	}
	return problems;
}

/** Checks what a modal shows: fields, each under a label (18) or in a row (1, text inputs alone), or texts (10). */
export function checkModal(body: Json): void {
	const problems: Problems = [
		...text(body.title, ['title'], {from: 1, to: 45}),
		...text(body.custom_id, ['custom_id'], {from: 1, to: 100}),
	];
	const rows = (body.components ?? []) as Json[];
	if (rows.length < 1 || rows.length > 5) problems.push(wrongLength(['components'], 1, 5));
	for (const [index, row] of rows.entries()) {
		const path = ['components', index];
		if (row.type === 10) continue;
		if (row.type !== 1 && row.type !== 18) {
			problems.push(wrongChoice([...path, 'type'], [1, 10, 18]));
			continue;
		}
		if (row.type === 18) {
			problems.push(...text(row.label, [...path, 'label'], {from: 1, to: 45}));
			problems.push(...text(row.description, [...path, 'description'], {to: 100, optional: true}));
		}
		const input = (row.type === 18 ? row.component : (row.components as Json[])?.[0]) as Json | undefined;
		if (!input) problems.push(required([...path, 'component']));
		else if (input.type === 4) problems.push(...checkTextInput(input, path, row.type === 1));
		else if (row.type === 18) problems.push(...checkModalMenu(input, [...path, 'component']));
		else problems.push(wrongChoice([...path, 'components', 0, 'type'], [4]));
	}
	refuse(problems);
}

/** A menu in a modal has to be filled unless it says otherwise, and cannot be switched off. */
function checkModalMenu(menu: Json, path: Problem['path']): Problems {
	const problems = checkMenu(menu, path);
	if (menu.disabled === true) {
		problems.push({
			path: [...path, 'disabled'],
			code: 'COMPONENT_DISABLED_INVALID',
			message: 'Cannot be disabled in a modal',
		});
	}
	if (menu.required !== false && menu.min_values === 0)
		problems.push(wrongLength([...path, 'min_values'], 1, 25));
	return problems;
}

function checkTextInput(input: Json, path: Problem['path'], needsLabel: boolean): Problems {
	const problems: Problems = [
		...text(input.custom_id, [...path, 'custom_id'], {from: 1, to: 100}),
		...text(input.placeholder, [...path, 'placeholder'], {to: 100, optional: true}),
		...text(input.value, [...path, 'value'], {to: 4000, optional: true}),
	];
	if (needsLabel) problems.push(...text(input.label, [...path, 'label'], {from: 1, to: 45}));
	if (input.style !== 1 && input.style !== 2) problems.push(wrongChoice([...path, 'style'], [1, 2]));
	if (typeof input.max_length === 'number' && (input.max_length < 1 || input.max_length > 4000)) {
		problems.push(wrongLength([...path, 'max_length'], 1, 4000));
	}
	return problems;
}

/** Checks a thread that is to be started. */
export function checkThread(body: Json): void {
	const minutes = body.auto_archive_duration;
	refuse([
		...text(body.name, ['name'], {from: 1, to: 100}),
		...(minutes === undefined || [60, 1440, 4320, 10080].includes(Number(minutes))
			? []
			: [wrongChoice(['auto_archive_duration'], [60, 1440, 4320, 10080])]),
	]);
}

/** Checks the choices that answer an autocomplete. */
export function checkChoices(body: Json): void {
	const choices = (body.choices ?? []) as Json[];
	const problems: Problems = choices.flatMap((choice, index) => [
		...text(choice.name, ['data', 'choices', index, 'name'], {from: 1, to: 100}),
		...(typeof choice.value === 'string'
			? text(choice.value, ['data', 'choices', index, 'value'], {to: 100})
			: []),
	]);
	if (choices.length > 25) problems.push(wrongLength(['data', 'choices'], 0, 25));
	refuse(problems);
}

const commandName = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const locales = [
	'id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko',
].flatMap(line => line.split(' '));

/** Checks a whole list of application commands, as it is put. */
export function checkCommands(commands: readonly Json[]): void {
	const problems: Problems = commands.flatMap((command, index) => checkCommand(command, [index]));
	const keys = commands.map(command => `${String(command.type ?? 1)}:${String(command.name)}`);
	for (const [index, key] of keys.entries()) {
		if (keys.indexOf(key) !== index) {
			problems.push({
				path: [index],
				code: 'APPLICATION_COMMANDS_DUPLICATE_NAME',
				message: 'Application command names must be unique',
			});
		}
	}
	if (keys.filter(key => key.startsWith('1:')).length > 100) problems.push(wrongLength([], 0, 100));
	for (const type of ['2:', '3:']) {
		if (keys.filter(key => key.startsWith(type)).length > 15) problems.push(wrongLength([], 0, 15));
	}
	refuse(problems);
}

function checkCommand(command: Json, path: Problem['path']): Problems {
	const type = (command.type ?? 1) as number;
	const problems: Problems = [...checkLocalised(command, path, type === 1)];
	if (type === 1) {
		problems.push(...checkName(command.name, [...path, 'name']));
		problems.push(...text(command.description, [...path, 'description'], {from: 1, to: 100}));
		problems.push(...checkOptions(command.options, path));
	} else {
		problems.push(...text(command.name, [...path, 'name'], {from: 1, to: 32}));
		if (command.description) {
			problems.push({
				path: [...path, 'description'],
				code: 'APPLICATION_COMMAND_INVALID_DESCRIPTION',
				message: 'Context menu commands cannot have description',
			});
		}
		if (command.options) {
			problems.push({
				path: [...path, 'options'],
				code: 'APPLICATION_COMMAND_INVALID_OPTIONS',
				message: 'Context menu commands cannot have options',
			});
		}
	}
	for (const context of (command.contexts ?? []) as readonly number[]) {
		if (![0, 1, 2].includes(context)) problems.push(wrongChoice([...path, 'contexts'], [0, 1, 2]));
	}
	return problems;
}

function checkName(value: unknown, path: Problem['path']): Problems {
	const problems = text(value, path, {from: 1, to: 32});
	if (problems.length > 0) return problems;
	if (commandName.test(value as string) && (value as string) === (value as string).toLowerCase()) return [];
	return [
		{
			path,
			code: 'APPLICATION_COMMAND_INVALID_NAME',
			message: 'Command name is invalid',
		},
	];
}

function checkLocalised(item: Json, path: Problem['path'], chat: boolean): Problems {
	const problems: Problems = [];
	for (const [locale, name] of Object.entries((item.name_localizations ?? {}) as Json)) {
		const at = [...path, 'name_localizations', locale];
		if (!locales.includes(locale)) problems.push(wrongChoice(at, locales));
		problems.push(...(chat ? checkName(name, at) : text(name, at, {from: 1, to: 32})));
	}
	for (const [locale, description] of Object.entries((item.description_localizations ?? {}) as Json)) {
		const at = [...path, 'description_localizations', locale];
		if (!locales.includes(locale)) problems.push(wrongChoice(at, locales));
		problems.push(...text(description, at, {from: 1, to: 100}));
	}
	return problems;
}

function checkOptions(value: unknown, path: Problem['path']): Problems {
	const options = (value ?? []) as Json[];
	const problems: Problems = options.flatMap((option, index) => {
		const at = [...path, 'options', index];
		const found: Problems = [
			...checkName(option.name, [...at, 'name']),
			...text(option.description, [...at, 'description'], {from: 1, to: 100}),
			...checkLocalised(option, at, true),
		];
		const type = option.type as number;
		if (type === 1 || type === 2) found.push(...checkOptions(option.options, at));
		if (!(type >= 1 && type <= 11))
			found.push(wrongChoice([...at, 'type'], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]));
		if (option.autocomplete === true && ![3, 4, 10].includes(type)) {
			found.push({
				path: [...at, 'autocomplete'],
				code: 'APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID_TYPE',
				message: 'Autocomplete is not supported for this option type',
			});
		}
		if (option.autocomplete === true && ((option.choices ?? []) as unknown[]).length > 0) {
			found.push({
				path: [...at, 'autocomplete'],
				code: 'APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES_INVALID',
				message: 'Autocomplete and choices cannot be used together',
			});
		}
		if (typeof option.max_length === 'number' && (option.max_length < 1 || option.max_length > 6000)) {
			found.push(wrongLength([...at, 'max_length'], 1, 6000));
		}
		return found;
	});
	if (options.length > 25) problems.push(wrongLength([...path, 'options'], 0, 25));
	const firstOptional = options.findIndex(option => option.required !== true);
	for (const [index, option] of options.entries()) {
		if (firstOptional !== -1 && index > firstOptional && option.required === true) {
			problems.push({
				path: [...path, 'options', index],
				code: 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
				message: 'Required options must be placed before non-required options',
			});
		}
	}
	return problems;
}
