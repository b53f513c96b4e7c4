import type {FailureCode} from '../failures/failure-codes.ts';

/** One heading of a page with the text below it, and the link that leads there. */
export type Section = {
	/** The page's path within its folder; unique together with `anchor`. */
	readonly page: string;
	readonly kind: 'cause' | 'client' | 'guide' | 'documentation';
	/** The cause's or client's id, where `kind` says so. */
	readonly subject?: string;
	readonly pageTitle: string;
	/** Headings from the page's first level down to this section. */
	readonly headings: readonly string[];
	readonly anchor: string;
	/** The page's place in public, as its front matter or its neighbours' say; else its path without ending. */
	readonly slug?: string;
	/** Public address, with the anchor; undefined for a page that has none of its own. */
	readonly url?: string;
	readonly text: string;
};

/** A section that a search found. Higher scores are better and comparable within one search only. */
export type FoundSection = Section & {readonly score: number};

export type SearchRequest = {
	readonly query: string;
	/** Failures seen; sections that speak of them rise. */
	readonly failures?: readonly FailureCode[];
	/** Identifiers to look for as they are: service codes, parameter names. */
	readonly identifiers?: readonly string[];
	readonly limit: number;
};

/** What the knowledge says: empty where nothing fits well enough. */
export type Search = (request: SearchRequest) => readonly FoundSection[] | Promise<readonly FoundSection[]>;
