import type {Turn} from '../evidence/question.ts';
import type {Part} from './reply-parts.ts';

/** A source that the model may cite by its number; we put the link in. */
export type Source = {
	readonly number: number;
	readonly title: string;
	readonly url: string;
	/** Undefined where only the link is known. */
	readonly text?: string;
};

/** Which of the replies' forms the model words. */
export type WrittenForm = 'diagnosed' | 'unsure' | 'answered';

/**
 * Everything that the model is told, and what its text is held against. Kept with the record: the same request
 * and the same answer can be made from it again.
 */
export type WritingTask = {
	/** The prompt's name and version. */
	readonly promptVersion: string;
	readonly form: WrittenForm;
	/** ISO 639-1. */
	readonly language: string;
	readonly serviceName: string;
	/** The page of the cause that leads, links as numbers of `sources`; undefined where no cause leads. */
	readonly page?: {readonly title: string; readonly verdict: string; readonly text: string};
	readonly sources: readonly Source[];
	/** Earlier messages of the conversation, oldest first. */
	readonly conversation: readonly Turn[];
	/** What was read from the question and measured, and how the causes rank: a line each. */
	readonly evidence: readonly string[];
	readonly probe: readonly string[];
	readonly causes: readonly string[];
	readonly question: string;
	readonly line: LineKnown;
	/** The side that the leading cause is on. */
	readonly side: string;
	/** Statuses and close codes that were reported or measured. */
	readonly statuses: readonly number[];
	/** The built-in reply: what stands around the model's words, and in their place where they are not good enough. */
	readonly parts: readonly Part[];
};

/** What may be said of the line. */
export type LineKnown = {
	readonly tested: boolean;
	/** It opened, or the service answered as it should. */
	readonly healthy: boolean;
	/** It fails, and on the service's side. */
	readonly serviceFails: boolean;
};
