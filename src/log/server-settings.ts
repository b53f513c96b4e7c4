import {z} from 'zod';

/** Host names in lower case, without a scheme or a port. */
const hostName = z
	.string()
	.trim()
	.toLowerCase()
	.max(253, 'found a longer name, want at most 253 characters')
	.regex(
		/^(?=.*[a-z])[a-z0-9](?:[a-z0-9-]{0,62}(?:\.[a-z0-9](?:[a-z0-9-]{0,62}))+)$/,
		'found no host name, want one such as voice.example.com',
	);
const snowflake = z.string().regex(/^\d{17,20}$/, 'found no Discord id, want 17 to 20 digits');
const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'found no time of day, want one such as 22:30');
const timeZone = z.string().refine(isTimeZone, 'found no time zone, want one such as Europe/Berlin');
const several = <T extends z.ZodType>(each: T, most: number) =>
	z
		.array(each)
		.max(most, `found more, want at most ${most}`)
		.transform(all => [...new Set(all)])
		.readonly();

const count = (most: number) => {
	const error = `found no such number, want one from 1 to ${most}`;
	return z.number({error}).int({error}).min(1, {error}).max(most, {error}).nullable().default(null);
};

/**
 * What the moderators of a Discord server have set. Every field has a usual value, so that a server that has set
 * nothing is served as well. Times of day are in the settings' own time zone.
 */
export const serverSettingsSchema = z
	.strictObject({
		/**
		 * Where it answers; empty: in every channel that it can see. Threads belong to their channel, and a category
		 * stands for its channels. A menu of Discord's holds 25.
		 */
		channels: several(snowflake, 25).default([]),
		/** Forum channels whose new posts it answers without a mention. */
		forumChannels: several(snowflake, 25).default([]),
		/** Where the answer to a mention in a text channel goes. */
		replyIn: z.enum(['channel', 'thread']).default('channel'),
		/** Besides those who may manage messages. */
		moderatorRoles: several(snowflake, 25).default([]),
		/** Whose messages are no questions unless they mention it, and whose word in a thread ends its own. */
		staffRoles: several(snowflake, 25).default([]),
		/** The role of members who have linked their account, and where they do it: both, or no notice. */
		linkedRole: snowflake.nullable().default(null),
		linkUrl: z
			.url({protocol: /^https$/, error: 'found no address, want one that begins with https://'})
			.max(300, 'found a longer address, want at most 300 characters')
			.nullable()
			.default(null),
		/** Where cards of answers go that moderators should see. */
		reviewChannel: snowflake.nullable().default(null),
		/** Whether every answer gets a card, or only those that need eyes. */
		reviewWhich: z.enum(['needs_eyes', 'all']).default('needs_eyes'),
		/** Where people help people. */
		helpChannel: snowflake.nullable().default(null),
		/** Languages (ISO 639-1) in which it may answer, the usual one first; empty: any. */
		languages: several(
			z
				.string()
				.trim()
				.toLowerCase()
				.regex(/^[a-z]{2}$/, 'found no language code, want two letters such as en'),
			30,
		).default([]),
		/** Answers go to moderators first. */
		drafts: z.boolean().default(false),
		/** When it answers nothing by itself, and those who ask without a sound. */
		quietHours: z
			.strictObject({from: clock, to: clock, timeZone})
			.refine(({from, to}) => from !== to, 'found the same time twice, want two different times')
			.nullable()
			.default(null),
		/** Questions of one member in an hour, and of the whole server in an hour; null: no limit but the usual ones. */
		questionsPerMember: count(1000),
		questionsPerServer: count(100_000),
		/** Hosts besides the service's own that may be tested: a self-hosted endpoint, a proxy. */
		probeHosts: several(hostName, 20).default([]),
		/** Hosts whose pasted text may be fetched when a member links to it. */
		pasteHosts: several(hostName, 20).default([]),
		/** Whether a message with a pasted key is deleted where the bot may. */
		deletePastedKeys: z.boolean().default(false),
	})
	.refine(({linkedRole, linkUrl}) => (linkedRole === null) === (linkUrl === null), {
		path: ['linkUrl'],
		error: 'found only one of the role and the address, want both or neither',
	})
	.readonly();

export type ServerSettings = z.infer<typeof serverSettingsSchema>;

/** What a server has that has set nothing. */
export const usualSettings: ServerSettings = serverSettingsSchema.parse({});

export type ReadSettings =
	| {readonly ok: true; readonly settings: ServerSettings}
	| {readonly ok: false; readonly problems: readonly SettingsProblem[]};

/** A mistake in a setting: which one, what was found and what is wanted. */
export type SettingsProblem = {readonly setting: string; readonly message: string};

/** Settings with some of them changed; all mistakes at once where the result cannot be used. */
export function changeSettings(
	settings: ServerSettings,
	change: Readonly<Record<string, unknown>>,
): ReadSettings {
	const read = serverSettingsSchema.safeParse({...settings, ...change});
	if (read.success) return {ok: true, settings: read.data};
	return {
		ok: false,
		problems: read.error.issues.map(issue => ({
			setting: String(issue.path[0] ?? (issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : '')),
			message: issue.message,
		})),
	};
}

function isTimeZone(name: string): boolean {
	try {
		new Intl.DateTimeFormat('en', {timeZone: name});
		return true;
	} catch {
		return false;
	}
}
