import {html} from 'hono/html';
import type {Finding} from '../../discord/settings/check-settings.ts';
import type {Setting, SettingGroup} from '../../discord/settings/setting-groups.ts';
import type {ServerStanding, SettingsDesk} from '../../discord/settings/settings-desk.ts';
import type {AuditEntry} from '../../log/moderation.ts';
import type {ServerName} from '../../log/sessions.ts';
import type {Names} from '../names.ts';
import {type Frame, type Html, renderPage} from '../page.ts';
import {renderTime} from '../render-time.ts';
import {renderSaid} from './render-said.ts';

/** The servers whose settings somebody may change. */
export function renderServers({
	frame,
	servers,
}: {
	readonly frame: Frame;
	readonly servers: readonly ServerName[];
}): Html {
	return renderPage({
		title: 'Lineman: settings',
		name: 'settings',
		frame,
		style: frame.assets.settings,
		main: html`<main id="main" class="reading">
		<h1>Settings</h1>
		${
			servers.length === 0
				? html`<p class="note">There is no server yet. When Lineman is a member of one, what holds there is set here, or with <code>/lineman settings</code> in Discord.</p>`
				: html`<p class="note">Each server has its own. They are the same as those of <code>/lineman settings</code> in Discord.</p><ul class="servers">${servers.map(({id, name}) => html`<li><a href="/settings/${id}">${name}</a></li>`)}</ul>`
		}
	</main>`,
	});
}

export type ServerPage = {
	readonly frame: Frame;
	readonly server: ServerName;
	/** Whether there are others to go to. */
	readonly isOnly: boolean;
	readonly desk: Pick<SettingsDesk, 'groups' | 'show'>;
	readonly standing: ServerStanding;
	readonly names: Names;
	readonly changes: readonly AuditEntry[];
	/** The settings that have just been changed. */
	readonly saved: readonly Setting[];
};

/** All settings of a server, what of them does not work, and who changed them last. */
export function renderServer(page: ServerPage): Html {
	const {frame, server, isOnly, desk, standing, saved} = page;
	return renderPage({
		title: `Lineman: settings of ${server.name}`,
		name: 'settings',
		frame,
		style: frame.assets.settings,
		main: html`<main id="main" class="reading">
		${isOnly ? undefined : html`<nav class="pager" aria-label="Servers"><a href="/settings">All servers</a></nav>`}
		<h1>Settings of ${server.name}</h1>
		${saved.length === 0 ? undefined : html`<p class="notice" role="status">Saved: ${saved.map(({label}) => label).join(', ')}.</p>`}
		${standing.choices === undefined ? renderUnchecked() : undefined}
		${desk.groups.map(group => renderGroup(group, page))}
		${renderChanges(page)}
	</main>`,
	});
}

/** Why channels are ids here, and what was not looked at. */
export function renderUnchecked(): Html {
	return html`<p class="note unchecked">Discord is not open in this process, or Lineman is no member of this server: channels and roles are shown by their ids, and it could not be checked whether Lineman has the permissions that these settings need. <code>/lineman settings</code> in Discord does both.</p>`;
}

function renderGroup(group: SettingGroup, {server, desk, standing}: ServerPage): Html {
	const {settings, inForce, choices, findings} = standing;
	return html`<section class="settings" aria-labelledby="${group.id}"><h2 id="${group.id}">${group.title}</h2>
		<dl>${group.settings.map(setting => {
			const isOperators = isNothing(settings[setting.name]) && !isNothing(inForce[setting.name]);
			const said = desk.show(setting, isOperators ? inForce : settings);
			return html`<div><dt>${setting.label}</dt><dd>${renderSaid(said, choices)}${isOperators ? ' (set by whoever runs Lineman)' : ''}${renderFindings(
				findings.filter(finding => finding.setting === setting.name),
				standing,
			)}</dd></div>`;
		})}</dl>
		<p class="actions"><a class="button plain" href="/settings/${server.id}/${group.id}">${group.button}</a></p>
	</section>`;
}

/** What keeps a setting from working. */
export function renderFindings(
	findings: readonly Finding[],
	{choices}: Pick<ServerStanding, 'choices'>,
): Html | undefined {
	if (findings.length === 0) return undefined;
	return html`<ul class="findings">${findings.map(
		({text, weight}) =>
			html`<li class="${weight}"><b>${weight === 'refused' ? 'Does not work:' : 'Mind:'}</b> ${renderSaid(text, choices)}</li>`,
	)}</ul>`;
}

function renderChanges({changes, names, desk}: ServerPage): Html | undefined {
	if (changes.length === 0) return undefined;
	const settings = desk.groups.flatMap(group => group.settings);
	return html`<section class="history" aria-labelledby="changes"><h2 id="changes">Last changes</h2><ol>${changes.map(
		({at, byId, subject}) =>
			html`<li>${renderTime(at)} <span>${names.person(byId)}: ${settings.find(({name}) => name === subject)?.label ?? subject}</span></li>`,
	)}</ol><p class="pager"><a href="/audit">The audit has all of them, with what held before</a></p></section>`;
}

function isNothing(value: unknown): boolean {
	return value === null || (Array.isArray(value) && value.length === 0);
}
