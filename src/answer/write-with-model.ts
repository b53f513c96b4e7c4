import type {Turn} from '../evidence/question.ts';
import type {Answer} from './answer.ts';
import type {Findings} from './write-answer.ts';

/**
 * Words an answer by a model, within what was found. Never throws: where the model cannot, may not or does not
 * well, the built-in answer is what comes back, and says why.
 */
export type WriteWithModel = (given: {
	readonly findings: Findings;
	readonly builtIn: Answer;
	/** Earlier messages of the conversation, oldest first, secrets removed. */
	readonly conversation: readonly Turn[];
	/** How long the member has waited already. */
	readonly elapsedMs: number;
	/** Whose budget it counts against. */
	readonly asker?: {readonly serverId?: string; readonly memberId?: string};
	/**
	 * Hears the reply as far as it is written, each time whole and well-formed. `isBeginning`: these are the model's
	 * first words, which somebody waits for.
	 */
	readonly onText?: (text: string, more?: {readonly isBeginning: true}) => void;
	readonly signal?: AbortSignal;
}) => Promise<Answer>;
