import type {Logger} from 'pino';
import type {PlaceNames} from '../discord/place-names.ts';
import type {SettingsDesk} from '../discord/settings/settings-desk.ts';
import type {Question} from '../evidence/question.ts';
import type {AnswerRecord} from '../log/answer-record.ts';
import type {OpenLog} from '../log/open-log.ts';
import type {Knowledge} from '../retrieval/knowledge.ts';
import type {Library} from '../retrieval/library.ts';
import type {Search} from '../retrieval/section.ts';
import type {AnswerTo} from './ask.ts';
import type {Assets} from './assets.ts';
import type {Metrics} from './metrics.ts';
import type {RateLimit} from './rate-limit.ts';
import type {Guard} from './request-guard.ts';
import type {DiscordOAuth} from './sign-in/discord-oauth.ts';
import type {Cookies} from './sign-in/session-cookie.ts';
import type {UnderWay} from './under-way.ts';

/** Whether Lineman can answer, and what it rests on: each part's name with its state in a word or two. */
export type Health = {readonly ready: boolean; readonly checks: Readonly<Record<string, string>>};

/**
 * Brings what members see of an answer in line with what the log keeps of it, after a moderator has acted; says why
 * where it could not be changed.
 */
export type ShowCase = (
	questionId: string,
) => Promise<{readonly ok: true} | {readonly ok: false; readonly because: string}>;

/** What those who write the knowledge look through, and try it with. */
export type WritersTools = {
	readonly library: Pick<Library, 'contents' | 'problems'>;
	readonly search: Search;
	/** Answers without a test of the line and without a trace. */
	readonly tryOut: (question: Question) => Promise<AnswerRecord>;
};

/** How people sign in. */
export type SignIn = {
	/** Undefined: by a link that is made on the terminal, and in no other way. */
	readonly discord?: DiscordOAuth;
	readonly cookies: Cookies;
	/** Of attempts, by the address that they come from. */
	readonly rateLimit: RateLimit;
};

/** What the console's pages need. */
export type ConsoleTools = {
	readonly answer: AnswerTo;
	readonly log: OpenLog;
	readonly knowledge: () => Knowledge;
	readonly metrics?: Metrics;
	readonly health: () => Health | Promise<Health>;
	readonly logger: Logger;
	readonly now: () => Date;
	readonly assets: Assets;
	/** The single file that tests the line; undefined where it has not been built. */
	readonly probeFile: () => Promise<Uint8Array<ArrayBuffer> | undefined>;
	readonly guard: Guard;
	readonly rateLimit: RateLimit;
	readonly signIn: SignIn;
	/** Whether the console has a public address of its own, and so a proxy in front of it. */
	readonly isBehindProxy: boolean;
	/** Whether the playground wants a sign-in. */
	readonly playground: 'open' | 'signed-in';
	/** Undefined: no door to members is open in this process. */
	readonly showCase?: ShowCase;
	/** Whether the text of pictures is read. */
	readonly pictures: 'read' | 'left';
	/** Whether a link stands in the knowledge or in a documentation folder. */
	readonly isKnownLink: (url: string) => boolean;
	/** Undefined: the knowledge cannot be looked through here. */
	readonly writers?: WritersTools;
	/** Undefined: the settings of servers are not changed here. */
	readonly settings?: SettingsDesk;
	/** Undefined: servers and channels go by their ids. */
	readonly names?: PlaceNames;
	/** The answers that are being made for pages. */
	readonly underWay: UnderWay;
	/** Aborted when the console closes: every walk and every stream ends. */
	readonly closing: AbortSignal;
};
