import {
	type APIMessageTopLevelComponent,
	type APISectionComponent,
	type APISeparatorComponent,
	type APITextDisplayComponent,
	ButtonStyle,
	ComponentType,
} from 'discord.js';
import type {AuditEntry} from '../../log/moderation.ts';
import type {ServerSettings} from '../../log/server-settings.ts';
import type {Finding} from './check-settings.ts';
import {formButtonId} from './form.ts';
import {type SettingGroup, type SettingName, settingGroups} from './setting-groups.ts';
import {isNothing, showSetting} from './show-setting.ts';

/** What a panel shows. */
export type PanelContent = {
	/** What the server itself has set. */
	readonly settings: ServerSettings;
	/** What holds: where the server has set nothing, what whoever runs the bot has. */
	readonly inForce: ServerSettings;
	/** What does not work at the moment. */
	readonly findings: readonly Finding[];
	/** What has just been done. */
	readonly notice?: string;
	/** The last changes, newest first. */
	readonly history?: readonly AuditEntry[];
	/** `change`: with a button for each group of settings; `read`: without. */
	readonly purpose: 'change' | 'read';
};

/** All the characters that a message of this kind may have. */
const mostText = 4000;
const mostNotice = 1200;
const mostFindings = 1100;

/** The settings of a server as a message: each group with what is set, and what does not work. */
export function writePanel(content: PanelContent): readonly APIMessageTopLevelComponent[] {
	const {findings, notice, history = [], purpose} = content;
	const parts: APIMessageTopLevelComponent[] = [
		text('## Lineman’s settings in this server'),
		...(notice === undefined ? [] : [text(cut(notice, mostNotice)), line()]),
		...settingGroups.map(group => writeGroup(group, content)),
		...(findings.length === 0
			? []
			: [line(), text(cut(`### ⚠️ What does not work\n${writeFindings(findings)}`, mostFindings))]),
		...(history.length === 0
			? []
			: [line(), text(`### Last changes\n${history.map(writeChange).join('\n')}`)]),
		...(purpose === 'read' ? [text('-# `/lineman settings` changes them.')] : []),
	];
	return fit(parts);
}

function writeGroup(
	group: SettingGroup,
	{settings, inForce, purpose}: PanelContent,
): APISectionComponent | APITextDisplayComponent {
	const lines = group.settings.map(setting => {
		const {name, label} = setting;
		const isOperators = isNothing(settings[name]) && !isNothing(inForce[name]);
		const value = showSetting(setting, isOperators ? inForce : settings);
		return `**${label}:** ${value}${isOperators ? ' (set by whoever runs me)' : ''}`;
	});
	const shown = text(`### ${group.title}\n${lines.join('\n')}`);
	if (purpose === 'read') return shown;
	return {
		type: ComponentType.Section,
		components: [shown],
		accessory: {
			type: ComponentType.Button,
			style: ButtonStyle.Secondary,
			label: group.button,
			custom_id: formButtonId(group),
		},
	};
}

/** What was changed by a form, what was not and why. */
export function writeOutcome(
	changed: readonly SettingName[],
	findings: readonly Finding[],
	settings: ServerSettings,
): string {
	const done = changed.map(name => {
		const setting = settingNamed(name);
		return `✅ **${setting.label}** saved: ${showSetting(setting, settings)}`;
	});
	const refused = findings.filter(({weight}) => weight === 'refused');
	const warned = findings.filter(({weight}) => weight === 'warned');
	const lines = [
		...done,
		...refused.map(finding => `❌ **${settingNamed(finding.setting).label}** not changed: ${finding.text}`),
		...warned.map(finding => `⚠️ **${settingNamed(finding.setting).label}**: ${finding.text}`),
	];
	return lines.length === 0 ? 'Nothing was changed.' : lines.join('\n');
}

function writeFindings(findings: readonly Finding[]): string {
	return findings.map(({setting, text: said}) => `- **${settingNamed(setting).label}**: ${said}`).join('\n');
}

function writeChange({byId, at, subject}: AuditEntry): string {
	const label =
		settingGroups.flatMap(({settings}) => settings).find(({name}) => name === subject)?.label ?? subject;
	return `- <t:${Math.floor(at.getTime() / 1000)}:R> by <@${byId}>: ${label}`;
}

function settingNamed(name: SettingName) {
	const found = settingGroups.flatMap(({settings}) => settings).find(setting => setting.name === name);
	if (!found) throw new Error(`Cannot show setting "${name}": it is in no group, want one`);
	return found;
}

function text(content: string): APITextDisplayComponent {
	return {type: ComponentType.TextDisplay, content};
}

function line(): APISeparatorComponent {
	return {type: ComponentType.Separator, divider: true};
}

/** Leaves out what stands last where it would be too much for one message. */
function fit(parts: readonly APIMessageTopLevelComponent[]): readonly APIMessageTopLevelComponent[] {
	let left = mostText;
	return parts.filter(part => {
		left -= lengthOf(part);
		return left >= 0;
	});
}

function lengthOf(part: APIMessageTopLevelComponent): number {
	if (part.type === ComponentType.TextDisplay) return part.content.length;
	if (part.type !== ComponentType.Section) return 0;
	return part.components.reduce((sum, {content}) => sum + content.length, 0);
}

function cut(content: string, most: number): string {
	return content.length <= most ? content : `${content.slice(0, content.lastIndexOf('\n', most - 2))}\n…`;
}
