import type {Kysely} from 'kysely';
import type {Schema} from './schema.ts';
import {changeSettings, type ServerSettings, usualSettings} from './server-settings.ts';

/** What the moderators of each server have set. */
export type SettingsStore = {
	/** The usual settings where nothing was set. */
	of(guildId: string): Promise<ServerSettings>;
	/** Keeps settings that have been checked (`changeSettings`), in place of those before. */
	keep(change: {
		readonly guildId: string;
		readonly settings: ServerSettings;
		readonly byId: string;
		readonly at: Date;
	}): Promise<void>;
	/** The servers that have set anything. */
	servers(): Promise<readonly string[]>;
};

export function settingsOver(db: Kysely<Schema>): SettingsStore {
	return {
		async of(guildId) {
			const row = await db
				.selectFrom('server_settings')
				.select('settings_json')
				.where('guild_id', '=', guildId)
				.executeTakeFirst();
			return row === undefined ? usualSettings : stillUsable(JSON.parse(row.settings_json));
		},

		async keep({guildId, settings, byId, at}) {
			const row = {
				guild_id: guildId,
				settings_json: JSON.stringify(settings),
				changed_by: byId,
				changed_at: at.toISOString(),
			};
			await db
				.insertInto('server_settings')
				.values(row)
				.onConflict(conflict => conflict.column('guild_id').doUpdateSet(row))
				.execute();
		},

		async servers() {
			const rows = await db.selectFrom('server_settings').select('guild_id').orderBy('guild_id').execute();
			return rows.map(({guild_id}) => guild_id);
		},
	};
}

/** Another version may have kept settings that this one does not know or take: the others still hold. */
function stillUsable(kept: Readonly<Record<string, unknown>>): ServerSettings {
	let settings = usualSettings;
	const known = Object.entries(kept).filter(([name]) => name in usualSettings);
	const whole = changeSettings(settings, Object.fromEntries(known));
	if (whole.ok) return whole.settings;
	for (const [name, value] of known) {
		const read = changeSettings(settings, {[name]: value});
		if (read.ok) settings = read.settings;
	}
	return settings;
}
