import {html} from 'hono/html';
import type {Finding} from '../../discord/settings/check-settings.ts';
import type {Setting, SettingGroup} from '../../discord/settings/setting-groups.ts';
import type {ServerStanding, SettingsDesk} from '../../discord/settings/settings-desk.ts';
import type {ServerName} from '../../log/sessions.ts';
import {type Frame, type Html, renderPage} from '../page.ts';
import {renderFormToken} from '../sign-in/form-token.ts';
import type {Viewer} from '../sign-in/viewer.ts';
import {renderSaid} from './render-said.ts';
import {renderUnchecked} from './settings-page.ts';

export type GroupPage = {
	readonly frame: Frame;
	readonly viewer: Viewer;
	readonly server: ServerName;
	readonly group: SettingGroup;
	readonly desk: Pick<SettingsDesk, 'fingerprint'>;
	readonly standing: ServerStanding;
	/** A form that was not kept as a whole: what was written, what is wrong with it, and what was kept. */
	readonly refused?: {
		readonly given: ReadonlyMap<string, readonly string[]>;
		readonly findings: readonly Finding[];
		readonly saved: readonly Setting[];
		readonly isOutdated?: true;
	};
};

/** The form of some settings, filled with what is set, or with what was written before. */
export function renderGroupForm(page: GroupPage): Html {
	const {frame, viewer, server, group, desk, standing} = page;
	return renderPage({
		title: `Lineman: ${group.title}, ${server.name}`,
		name: 'settings',
		frame,
		style: frame.assets.settings,
		main: html`<main id="main" class="reading">
		<nav class="pager" aria-label="Settings"><a href="/settings/${server.id}#${group.id}">All settings of ${server.name}</a></nav>
		<h1>${group.title}</h1>
		${renderProblems(page)}
		${standing.choices === undefined ? renderUnchecked() : undefined}
		<form class="setting-form" method="post" action="/settings/${server.id}/${group.id}">${renderFormToken(viewer)}
			<input type="hidden" name="shown" value="${desk.fingerprint(group, standing.settings)}">
			${group.settings.map(setting => renderField(setting, page))}
			<p class="actions"><button class="button">Save</button> <a class="button plain" href="/settings/${server.id}#${group.id}">Cancel</a></p>
		</form>
	</main>`,
	});
}

function renderProblems({refused, group}: GroupPage): Html | undefined {
	if (refused === undefined) return undefined;
	const {saved, findings, isOutdated} = refused;
	const unsaved = group.settings.filter(({name}) => isRefused(name, findings));
	return html`<div class="problem" role="alert">${
		isOutdated
			? html`<p>Somebody else has changed these settings since this form was opened, so nothing was saved. Below is what you wrote; save it again to put it in the place of theirs.</p>`
			: undefined
	}${saved.length === 0 ? undefined : html`<p>Saved: ${saved.map(({label}) => label).join(', ')}.</p>`}${
		unsaved.length === 0
			? undefined
			: html`<p>Not saved: ${unsaved.map(({name, label}, index) => html`${index === 0 ? '' : ', '}<a href="#${name}">${label}</a>`)}.</p>`
	}</div>`;
}

function isRefused(name: string, findings: readonly Finding[]): boolean {
	return findings.some(({setting, weight}) => setting === name && weight === 'refused');
}

type FieldParts = {
	readonly setting: Setting;
	/** What is written or chosen in it. */
	readonly texts: readonly string[];
	readonly about: Html;
	/** The attributes that tie it to what is said of it. */
	readonly ties: Html;
};

function renderField(setting: Setting, page: GroupPage): Html {
	const {refused, standing} = page;
	const {name, description, label, field} = setting;
	const problems = (refused?.findings ?? []).filter(finding => finding.setting === name);
	const isWrong = isRefused(name, problems);
	const about = html`<p class="note" id="${name}-about">${description}</p>${
		problems.length === 0
			? undefined
			: html`<ul class="findings" id="${name}-problem">${problems.map(({text, weight}) => html`<li class="${weight}">${renderSaid(text, standing.choices)}</li>`)}</ul>`
	}`;
	const ties = html` aria-describedby="${name}-about${problems.length === 0 ? '' : ` ${name}-problem`}"${isWrong ? html` aria-invalid="true"` : ''}`;
	const texts = refused?.given.get(name) ?? textsOf(setting, standing);
	const parts = {setting, texts, about, ties};
	switch (field.kind) {
		case 'channels':
		case 'roles':
			return choicesFor(setting, standing) === undefined
				? renderIds(parts)
				: renderBoxes(parts, choicesFor(setting, standing) ?? []);
		case 'channel':
		case 'role':
			return choicesFor(setting, standing) === undefined
				? renderIds(parts)
				: renderSelect(parts, choicesFor(setting, standing) ?? []);
		case 'choice':
			return renderRadios(parts, field.options);
		case 'line':
			return html`<div class="setting"><label for="${name}">${label}</label>${about}<input id="${name}" name="${name}" value="${texts[0] ?? ''}" placeholder="${field.placeholder}" maxlength="${field.longest}" autocomplete="off"${ties}></div>`;
		case 'lines':
			return html`<div class="setting"><label for="${name}">${label}</label>${about}<textarea id="${name}" name="${name}" rows="4" placeholder="${field.placeholder}" maxlength="${field.longest}" autocomplete="off"${ties}>${texts[0] ?? ''}</textarea></div>`;
	}
}

/** What is set, as the form's fields hold it. */
function textsOf({name, field}: Setting, {settings}: ServerStanding): readonly string[] {
	const value: unknown = settings[name];
	switch (field.kind) {
		case 'channels':
		case 'roles':
			return value as readonly string[];
		case 'channel':
		case 'role':
			return value === null ? [] : [value as string];
		case 'choice':
			return [String(value)];
		case 'line':
		case 'lines':
			return [(field.show as (value: unknown) => string)(value)];
	}
}

type Choice = {readonly id: string; readonly title: string};

/** The channels or roles to choose from, those that are chosen and gone among them; undefined: nobody knows them. */
function choicesFor(
	{name, field}: Setting,
	{choices, settings}: ServerStanding,
): readonly Choice[] | undefined {
	if (choices === undefined) return undefined;
	const isRole = field.kind === 'role' || field.kind === 'roles';
	const types = 'channelTypes' in field ? field.channelTypes : undefined;
	const known = isRole
		? choices.roles.map(({id, name}) => ({id, title: `@${name}`}))
		: choices.channels
				.filter(({kind}) => types === undefined || types.includes(kind))
				.map(({id, name, note}) => ({id, title: note === undefined ? `#${name}` : `${name} (${note})`}));
	const set: unknown = settings[name];
	const chosen = Array.isArray(set) ? (set as readonly string[]) : set === null ? [] : [String(set)];
	const gone = chosen.filter(id => !known.some(each => each.id === id));
	return [...gone.map(id => ({id, title: `${id} (no longer there)`})), ...known];
}

function renderBoxes({setting, texts, about, ties}: FieldParts, choices: readonly Choice[]): Html {
	const {name, label} = setting;
	return html`<fieldset class="setting" id="${name}" tabindex="-1"${ties}><legend>${label}</legend>${about}<div class="choices">${choices.map(
		({id, title}) =>
			html`<label><input type="checkbox" name="${name}" value="${id}"${texts.includes(id) ? html` checked` : ''}>${title}</label>`,
	)}</div></fieldset>`;
}

function renderSelect({setting, texts, about, ties}: FieldParts, choices: readonly Choice[]): Html {
	const {name, label} = setting;
	return html`<div class="setting"><label for="${name}">${label}</label>${about}<select id="${name}" name="${name}"${ties}><option value="">none</option>${choices.map(
		({id, title}) =>
			html`<option value="${id}"${texts.includes(id) ? html` selected` : ''}>${title}</option>`,
	)}</select></div>`;
}

/** Where nobody knows the names. */
function renderIds({setting, texts, about, ties}: FieldParts): Html {
	const {name, label, field} = setting;
	const text = texts.join('\n');
	const isOne = field.kind === 'channel' || field.kind === 'role';
	const hint = html`<p class="note">${isOne ? 'Its id in Discord, or nothing.' : 'Their ids in Discord, one in a line.'}</p>`;
	return html`<div class="setting"><label for="${name}">${label}</label>${about}${hint}${
		isOne
			? html`<input id="${name}" name="${name}" value="${text}" inputmode="numeric" maxlength="40" autocomplete="off"${ties}>`
			: html`<textarea id="${name}" name="${name}" rows="3" maxlength="1000" autocomplete="off"${ties}>${text}</textarea>`
	}</div>`;
}

function renderRadios(
	{setting, texts, about, ties}: FieldParts,
	options: readonly {readonly value: unknown; readonly label: string; readonly description: string}[],
): Html {
	const {name, label} = setting;
	return html`<fieldset class="setting" id="${name}" tabindex="-1"${ties}><legend>${label}</legend>${about}${options.map(
		option =>
			html`<label class="option"><input type="radio" name="${name}" value="${String(option.value)}"${texts[0] === String(option.value) ? html` checked` : ''}><span>${option.label} <span class="note">${option.description}</span></span></label>`,
	)}</fieldset>`;
}
