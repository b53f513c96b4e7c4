import type {OpenLog} from '../../log/open-log.ts';
import type {ServerSettings} from '../../log/server-settings.ts';
import {changeGroup, type GroupChange} from './change-group.ts';
import type {Surroundings} from './check-settings.ts';
import type {SettingGroup} from './setting-groups.ts';

/** A filled form of a server's settings, and who sent it. */
export type FilledGroup = {
	readonly guildId: string;
	readonly byId: string;
	readonly group: SettingGroup;
	readonly before: ServerSettings;
	/** A value for each setting of the group. */
	readonly filled: Readonly<Record<string, unknown>>;
	/** Undefined: Discord cannot be asked what works. */
	readonly around: Surroundings | undefined;
};

/** What it takes to keep settings and to tell of it. */
export type SettingsKeeping = {
	readonly log: Pick<OpenLog, 'settings' | 'moderation'>;
	readonly logger: {info(about: object, message: string): void};
	readonly now: () => Date;
	/** Hears that what was known of a server's settings no longer holds. */
	readonly forget: (guildId: string) => void;
};

export const changeAction = 'change_settings';

/** Keeps what of a form can be kept, with an entry of the audit for each setting; says what became of it. */
export async function keepChange(form: FilledGroup, keeping: SettingsKeeping): Promise<GroupChange> {
	const {guildId, byId, group, before, filled, around} = form;
	const {log, logger, now, forget} = keeping;
	const change = changeGroup(before, group, filled, around);
	const {settings, changed} = change;
	if (changed.length === 0) return change;
	const at = now();
	await log.settings.keep({guildId, settings, byId, at});
	forget(guildId);
	for (const name of changed) {
		const detail = {from: before[name], to: settings[name]};
		await log.moderation.note({at, byId, guildId, action: changeAction, subject: name, detail});
	}
	logger.info({guildId, byId, changed}, 'a server has changed its settings');
	return change;
}
