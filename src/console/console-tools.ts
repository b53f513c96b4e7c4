import type {Logger} from 'pino';
import type {OpenLog} from '../log/open-log.ts';
import type {Knowledge} from '../retrieval/knowledge.ts';
import type {AnswerTo} from './ask.ts';
import type {Assets} from './assets.ts';
import type {Metrics} from './metrics.ts';
import type {RateLimit} from './rate-limit.ts';
import type {Guard} from './request-guard.ts';

/** Whether Lineman can answer, and what it rests on: each part's name with its state in a word or two. */
export type Health = {readonly ready: boolean; readonly checks: Readonly<Record<string, string>>};

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
	/** Aborted when the console closes: every walk and every stream ends. */
	readonly closing: AbortSignal;
};
