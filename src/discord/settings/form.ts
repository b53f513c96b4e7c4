import {createHash} from 'node:crypto';
import {
	type APIComponentInLabel,
	type APIModalInteractionResponseCallbackData,
	ComponentType,
	type ModalSubmitInteraction,
	SelectMenuDefaultValueType,
	TextInputStyle,
} from 'discord.js';
import type {ServerSettings} from '../../log/server-settings.ts';
import {type Setting, type SettingGroup, settingGroups} from './setting-groups.ts';

/** Begins the custom ids of everything that has to do with settings. */
const prefix = 'settings';

/** The custom id of the button that opens a group's form. */
export function formButtonId({id}: SettingGroup): string {
	return `${prefix}/change/${id}`;
}

/** The group whose form a button opens; undefined where it is none of these. */
export function readFormButton(customId: string): SettingGroup | undefined {
	const [start, verb, id, ...rest] = customId.split('/');
	return start === prefix && verb === 'change' && rest.length === 0 ? groupWith(id) : undefined;
}

/** A filled form: its group, and whether the settings are still those that it was shown with. */
export type FilledForm = {readonly group: SettingGroup; readonly shownWith: string};

export function readFormId(customId: string): FilledForm | undefined {
	const [start, verb, id, shownWith, ...rest] = customId.split('/');
	if (start !== prefix || verb !== 'form' || shownWith === undefined || rest.length > 0) return undefined;
	const group = groupWith(id);
	return group && {group, shownWith};
}

function groupWith(id: string | undefined): SettingGroup | undefined {
	return settingGroups.find(group => group.id === id);
}

/** Tells apart what a group's form was shown with. */
export function fingerprint({settings}: SettingGroup, values: ServerSettings): string {
	const shown = JSON.stringify(settings.map(({name}) => values[name]));
	return createHash('sha256').update(shown).digest('hex').slice(0, 16);
}

/** The form of a group, filled with what is set. */
export function writeForm(
	group: SettingGroup,
	values: ServerSettings,
): APIModalInteractionResponseCallbackData {
	return {
		title: group.title,
		custom_id: `${prefix}/form/${group.id}/${fingerprint(group, values)}`,
		components: group.settings.map(setting => ({
			type: ComponentType.Label,
			label: setting.label,
			description: setting.description,
			component: writeField(setting, values),
		})),
	};
}

/** Discord's limit for one menu. */
const mostChosen = 25;

function writeField({name, field}: Setting, values: ServerSettings): APIComponentInLabel {
	const value = values[name];
	const common = {custom_id: name, required: false} as const;
	switch (field.kind) {
		case 'channels':
		case 'channel': {
			const defaults = idsIn(value).map(id => ({id, type: SelectMenuDefaultValueType.Channel as const}));
			const {channelTypes} = field;
			return {
				...common,
				type: ComponentType.ChannelSelect,
				min_values: 0,
				max_values: field.kind === 'channels' ? mostChosen : 1,
				...(channelTypes && {channel_types: [...channelTypes]}),
				...(defaults.length > 0 && {default_values: defaults}),
			};
		}
		case 'roles':
		case 'role': {
			const defaults = idsIn(value).map(id => ({id, type: SelectMenuDefaultValueType.Role as const}));
			return {
				...common,
				type: ComponentType.RoleSelect,
				min_values: 0,
				max_values: field.kind === 'roles' ? mostChosen : 1,
				...(defaults.length > 0 && {default_values: defaults}),
			};
		}
		case 'choice':
			return {
				custom_id: name,
				required: true,
				type: ComponentType.StringSelect,
				options: field.options.map(option => ({
					label: option.label,
					description: option.description,
					value: String(option.value),
					default: option.value === value,
				})),
			};
		case 'line':
		case 'lines': {
			const text = (field.show as (value: unknown) => string)(value).slice(0, field.longest);
			return {
				...common,
				type: ComponentType.TextInput,
				style: field.kind === 'line' ? TextInputStyle.Short : TextInputStyle.Paragraph,
				placeholder: field.placeholder,
				max_length: field.longest,
				...(text !== '' && {value: text}),
			};
		}
	}
}

function idsIn(value: unknown): readonly string[] {
	if (value === null) return [];
	return (Array.isArray(value) ? (value as readonly string[]) : [String(value)]).slice(0, mostChosen);
}

/** What was filled in, as it is to be checked: a value for each setting of the group. */
export function readForm(
	{settings}: SettingGroup,
	{fields}: Pick<ModalSubmitInteraction, 'fields'>,
): Readonly<Record<string, unknown>> {
	return Object.fromEntries(settings.map(setting => [setting.name, readField(setting, fields)]));
}

function readField({name, field}: Setting, fields: ModalSubmitInteraction['fields']): unknown {
	switch (field.kind) {
		case 'channels':
			return [...(fields.getSelectedChannels(name)?.keys() ?? [])];
		case 'channel':
			return fields.getSelectedChannels(name)?.firstKey() ?? null;
		case 'roles':
			return [...(fields.getSelectedRoles(name)?.keys() ?? [])];
		case 'role':
			return fields.getSelectedRoles(name)?.firstKey() ?? null;
		case 'choice': {
			const [chosen] = fields.getStringSelectValues(name);
			return (field.options as readonly {value: unknown}[]).find(({value}) => String(value) === chosen)
				?.value;
		}
		case 'line':
		case 'lines':
			return field.read(fields.getTextInputValue(name));
	}
}
