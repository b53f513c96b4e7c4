import type {EvidenceRules, ReportedUrl} from './evidence.ts';
import type {Passage} from './passage.ts';
import {samePath} from './read-urls.ts';

type Given = {
	/** What the member chose: the name of a target, or a URL. */
	readonly wanted?: string;
	readonly urls: readonly ReportedUrl[];
	/** Newest first. */
	readonly passages: readonly Passage[];
};

/**
 * The target that a question is about: the one that was chosen, else the newest URL's, else the one that the words
 * speak of. A chosen URL that is no target's is given back as it is.
 */
export function readTarget({wanted, urls, passages}: Given, rules: EvidenceRules): string | undefined {
	return (
		(wanted === undefined ? undefined : targetOfWanted(wanted, rules)) ??
		urls.find(({target}) => target !== undefined)?.target ??
		targetOfPath(urls, rules) ??
		urls.find(({nearTarget}) => nearTarget !== undefined)?.nearTarget ??
		passages.map(({text}) => targetOfWords(text, rules)).find(name => name !== undefined)
	);
}

function targetOfWanted(wanted: string, {targets}: EvidenceRules): string | undefined {
	const name = wanted.trim().toLowerCase();
	const named = targets.find(target => target.name.toLowerCase() === name);
	if (named !== undefined) return named.name;
	if (!/^(?:wss?|https?):\/\//i.test(wanted.trim()) || !URL.canParse(wanted.trim())) return undefined;
	const url = new URL(wanted.trim());
	const known = targets.find(target => {
		const its = new URL(target.url);
		return its.host === url.host && its.protocol === url.protocol && samePath(its.pathname, url.pathname);
	});
	return known?.name ?? wanted.trim();
}

/** A region or a box of one's own serves the same paths: `ws://localhost:8080/v1/listen`. */
function targetOfPath(urls: readonly ReportedUrl[], {targets}: EvidenceRules): string | undefined {
	const ordered = [...urls.filter(({ours}) => ours), ...urls.filter(({ours}) => !ours)];
	for (const {path, href} of ordered) {
		const same = targets.filter(({url}) => samePath(new URL(url).pathname, path));
		const target = same.find(({url}) => /^wss?:/.test(url) === /^wss?:/.test(href)) ?? same[0];
		if (target !== undefined) return target.name;
	}
	return undefined;
}

/** The target whose words occur most; the first of equals. */
function targetOfWords(text: string, {targets}: EvidenceRules): string | undefined {
	const counted = targets.map(({name, words}) => ({
		name,
		count: words.filter(pattern => text.search(pattern) !== -1).length,
	}));
	const most = Math.max(0, ...counted.map(({count}) => count));
	return most === 0 ? undefined : counted.find(({count}) => count === most)?.name;
}
