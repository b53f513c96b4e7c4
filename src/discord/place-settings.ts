import {type ServerSettings, usualSettings} from '../log/server-settings.ts';
import type {SettingsStore} from '../log/settings-store.ts';
import type {Community} from './link-notice.ts';

/** The settings of the server that something happens in; those of the environment where a server has none of its own. */
export type PlaceSettings = {
	/** Null: a direct message. */
	of(guildId: string | null | undefined): Promise<ServerSettings>;
	/** Call it when a server's settings were changed by this process. */
	forget(guildId: string): void;
};

/** So long a change that another process made may go unseen. */
const freshForMs = 30_000;
const mostKept = 2_000;

export function placeSettings({
	store,
	community,
	now,
}: {
	readonly store: Pick<SettingsStore, 'of'>;
	readonly community: Community;
	readonly now: () => Date;
}): PlaceSettings {
	const kept = new Map<string, {readonly settings: ServerSettings; readonly readAtMs: number}>();
	return {
		async of(guildId) {
			if (guildId == null) return withCommunity(usualSettings, community);
			const known = kept.get(guildId);
			if (known && now().getTime() - known.readAtMs < freshForMs) return known.settings;
			const settings = await store.of(guildId).then(
				found => withCommunity(found, community),
				error => {
					// What was known is better than no answer while the database is away.
					if (known) return known.settings;
					throw error;
				},
			);
			if (kept.size >= mostKept) kept.clear();
			kept.set(guildId, {settings, readAtMs: now().getTime()});
			return settings;
		},
		forget(guildId) {
			kept.delete(guildId);
		},
	};
}

function withCommunity(settings: ServerSettings, community: Community): ServerSettings {
	const ownLink = settings.linkedRole !== null;
	return {
		...settings,
		linkedRole: ownLink ? settings.linkedRole : (community.linkedRoleId ?? null),
		linkUrl: ownLink ? settings.linkUrl : (community.linkUrl ?? null),
		helpChannel: settings.helpChannel ?? community.helpChannelId ?? null,
	};
}
