import type {FailureCode, Phase} from '../failures/failure-codes.ts';

/** What is known of a target beside the measurement of this moment. */
export type LineNews = {
	/** How many of the regular checks of the last 24 hours passed; undefined where there were none. */
	readonly lastDay?: {readonly passed: number; readonly of: number};
	/** The regular checks fail since then, in this phase. */
	readonly failing?: {readonly since: Date; readonly phase?: Phase; readonly failure?: FailureCode};
	/** It fails for more than one. */
	readonly incident?: {
		readonly openedAt: Date;
		readonly failure: FailureCode;
		readonly seenBy: 'watch' | 'reports';
	};
};
