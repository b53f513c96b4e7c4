import type {ModelUse} from './model-use.ts';
import type {Writing} from './writing.ts';

/** A link that the reply shows, once each, in the order of appearance. */
export type Citation = {readonly title: string; readonly url: string};

export type Writer = 'built-in' | 'model';

/** What we tell the person. */
export type Answer = {
	/** One line of plain text. */
	readonly verdict: string;
	/** The verdict in English, for moderators; undefined where it is in English already. */
	readonly gloss?: string;
	/** Discord Markdown: each fits one message (2,000 characters), the first carries the verdict. */
	readonly messages: readonly string[];
	/** The same as one text. */
	readonly text: string;
	/** Discord Markdown: what was left out so that the reply fits one message; shown on request. */
	readonly details?: string;
	readonly citations: readonly Citation[];
	readonly refused: boolean;
	readonly language: string;
	readonly writer: Writer;
	/** How a model took part; undefined where none was asked. */
	readonly model?: Writing;
	/** What else a model was asked for on the way; undefined where nothing was. */
	readonly modelUses?: readonly ModelUse[];
};
