import type {ServerSettings} from '../../log/server-settings.ts';
import {disarm} from '../disarm.ts';
import type {Setting, SettingName} from './setting-groups.ts';

/** What a setting is set to, in Discord Markdown and at a length that can be read. */
export function showSetting(setting: Setting, settings: ServerSettings): string {
	const {field, name} = setting;
	const value = settings[name];
	if (field.kind === 'choice') {
		const chosen = (field.options as readonly {value: unknown; label: string}[]).find(
			each => each.value === value,
		);
		// It stands in the middle of a line here.
		return chosen ? chosen.label.charAt(0).toLowerCase() + chosen.label.slice(1) : '';
	}
	if (isNothing(value)) return nothing[name] ?? 'none';
	switch (field.kind) {
		case 'channels':
			return listed((value as readonly string[]).map(id => `<#${id}>`));
		case 'roles':
			return listed((value as readonly string[]).map(id => `<@&${id}>`));
		case 'channel':
			return `<#${value as string}>`;
		case 'role':
			return `<@&${value as string}>`;
		case 'line':
		case 'lines':
			return showText(name, settings);
	}
}

function showText(name: SettingName, settings: ServerSettings): string {
	switch (name) {
		case 'linkUrl':
			return `<${short(settings.linkUrl ?? '', 120)}>`;
		case 'languages':
			return listed(settings.languages.map(nameLanguage));
		case 'quietHours':
			return showQuietHours(settings.quietHours);
		case 'probeHosts':
		case 'pasteHosts':
			return listed(settings[name].map(host => `\`${short(disarm(host), 60)}\``));
		default:
			return String(settings[name]);
	}
}

/** What it means that nothing is set. */
const nothing: Readonly<Partial<Record<SettingName, string>>> = {
	channels: 'all that I can see',
	moderatorRoles: 'those who may manage messages',
	languages: 'any',
	questionsPerMember: 'no limit',
	questionsPerServer: 'no limit',
};

export function isNothing(value: unknown): boolean {
	return value === null || (Array.isArray(value) && value.length === 0);
}

export function showQuietHours(hours: ServerSettings['quietHours']): string {
	return hours === null ? '' : `${hours.from}-${hours.to} ${hours.timeZone}`;
}

const english = new Intl.DisplayNames('en', {type: 'language'});

export function nameLanguage(code: string): string {
	return english.of(code) ?? code;
}

/** The first few, and how many more there are. */
function listed(parts: readonly string[]): string {
	const shown = parts.slice(0, mostListed).join(', ');
	return parts.length > mostListed ? `${shown} and ${parts.length - mostListed} more` : shown;
}

const mostListed = 10;

function short(text: string, most: number): string {
	return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
