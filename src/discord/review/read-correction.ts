import {citationsIn} from '../../answer/markdown.ts';
import {removeSecrets} from '../../evidence/remove-secrets.ts';
import {editDistance} from '../../lib/edit-distance.ts';
import type {Knowledge} from '../../retrieval/knowledge.ts';
import {disarm} from '../disarm.ts';

/** What a moderator put into the form of a correction, as they wrote it. */
export type CorrectionDraft = {readonly cause: string; readonly text: string; readonly link: string};

/** A correction that can be kept and shown. */
export type CorrectionRead =
	| {
			readonly ok: true;
			readonly correction: {readonly text: string; readonly cause?: string; readonly link?: string};
			/** What the moderator should know of it. */
			readonly warnings: readonly string[];
	  }
	| {readonly ok: false; readonly problems: readonly string[]};

/** The longest text of a correction; with the note above it, it fits one message. The line with the link takes its part. */
export const longestCorrection = 1900;
export const longestLink = 200;

/**
 * Checks what a moderator wrote: the cause is one of the knowledge's, or `new: ID` for one that is still to be written;
 * the link is public and https. Secrets are taken out of the text, and nothing in it rings anybody.
 */
export function readCorrection(
	draft: CorrectionDraft,
	{knowledge, isKnownLink}: {readonly knowledge: Knowledge; readonly isKnownLink: (url: string) => boolean},
): CorrectionRead {
	const {keyPatterns} = knowledge.service.evidence;
	const {text, found} = removeSecrets(disarm(draft.text.replace(/\r\n?/g, '\n')), keyPatterns);
	const cause = readCause(draft.cause, knowledge);
	const link = readLink(draft.link, keyPatterns);
	const shown = text.trim();
	const room = longestCorrection - ('url' in link ? linkLineLength(link.url, knowledge) : 0);
	const problems = [
		...('problem' in cause ? [cause.problem] : []),
		...('problem' in link ? [link.problem] : []),
		...(shown === '' ? ['I cannot put nothing in the answer’s place: write what members shall read.'] : []),
		...(shown.length > room
			? [
					`The text has ${shown.length} characters; ${room === longestCorrection ? '' : 'with this link '}at most ${room} fit.`,
				]
			: []),
	];
	if ('problem' in cause || 'problem' in link || problems.length > 0) return {ok: false, problems};
	const warnings = [
		...(found.length > 0 ? ['I took what looks like a secret out of your text.'] : []),
		...(link.url !== undefined && !isKnownLink(link.url)
			? [`<${link.url}> is in no page that I know: please make sure that it leads to the right place.`]
			: []),
		...(cause.isNew === true
			? [`\`${cause.id}\` has no page yet: \`npm run -s review -- export\` writes a draft of it.`]
			: []),
	];
	return {
		ok: true,
		correction: {
			text: shown,
			...(cause.id !== undefined && {cause: cause.id}),
			...(link.url !== undefined && {link: link.url}),
		},
		warnings,
	};
}

function linkLineLength(url: string | undefined, knowledge: Knowledge): number {
	return url === undefined ? 0 : `\n\nDocumentation: [${titleIn(knowledge, url)}](<${url}>)`.length;
}

/** What a link is called where its page is not known: its host and path. */
export function titleOfLink(url: string): string {
	const {hostname, pathname} = new URL(url);
	const title = `${hostname}${pathname === '/' ? '' : pathname.replace(/\/$/, '')}`;
	return title.length > 80 ? `${title.slice(0, 79)}…` : title;
}

/** The title of the page that a link leads to, as the knowledge has it. */
export function titleIn({causes, clients, service}: Knowledge, url: string): string {
	const docs = [...causes, ...clients, ...service.targets].flatMap(page => page.docs);
	const inText = causes.flatMap(({meaning, steps}) => citationsIn([meaning, ...steps].join('\n')));
	return [...docs, ...inText].find(doc => doc.url === url)?.title ?? titleOfLink(url);
}

type CauseRead = {readonly id?: string; readonly isNew?: true} | {readonly problem: string};

const causeId = /^[a-z0-9]{1,40}(?:[._][a-z0-9]{1,40}){0,8}$/;

function readCause(given: string, {causes}: Knowledge): CauseRead {
	const wanted = disarm(given)
		.trim()
		.toLowerCase()
		.replace(/^`+|(?<!`)`+$/g, '');
	if (wanted === '') return {};
	const fresh = /^new\s{0,3}:\s{0,3}(.*)$/.exec(wanted)?.[1];
	if (fresh === undefined) {
		if (causes.some(({id}) => id === wanted)) return {id: wanted};
		const nearest = nearestCauses(wanted, causes).map(id => `\`${id}\``);
		const meant = nearest.length === 0 ? '' : ` Did you mean ${nearest.join(', ')}?`;
		return {
			problem: `I know no cause \`${wanted.replaceAll('`', "'").slice(0, 60)}\`.${meant} For one that the knowledge does not have yet, write \`new: \` before its name, as in \`new: net.captive_portal\`.`,
		};
	}
	if (causes.some(({id}) => id === fresh)) return {id: fresh};
	if (!causeId.test(fresh)) {
		return {
			problem: `\`${fresh.replaceAll('`', "'").slice(0, 60)}\` cannot be a cause’s name: want small letters, digits, dots and underscores, as in \`net.captive_portal\`.`,
		};
	}
	return {id: fresh, isNew: true};
}

type LinkRead = {readonly url?: string} | {readonly problem: string};

function readLink(given: string, keyPatterns: readonly RegExp[]): LinkRead {
	const wanted = given.trim().replace(/^<|>$/g, '');
	if (wanted === '') return {};
	if (wanted.length > longestLink) {
		return {problem: `The link has ${wanted.length} characters; at most ${longestLink} fit.`};
	}
	const url = URL.parse(wanted);
	if (url?.protocol !== 'https:' || !/^[^\s<>()"'`]+$/.test(url.href)) {
		return {
			problem: 'I cannot take the link: want an address that begins with https:// and has no brackets.',
		};
	}
	if (url.username !== '' || url.password !== '' || removeSecrets(url.href, keyPatterns).found.length > 0) {
		return {problem: 'I cannot take the link: it holds what looks like a secret.'};
	}
	return {url: url.href};
}

const mostNearest = 3;

/** The causes whose names or titles come nearest to what was written, the nearest first. */
export function nearestCauses(
	written: string,
	causes: readonly {readonly id: string; readonly title: string}[],
): readonly string[] {
	const wanted = written.slice(0, 80);
	const words = wordsOf(wanted);
	return causes
		.map(({id, title}) => {
			const named = new Set([...wordsOf(id), ...wordsOf(title)]);
			const shared = [...words].filter(word => named.has(word)).length;
			const distance = editDistance(wanted, id) / Math.max(wanted.length, id.length);
			return {id, nearness: shared / Math.max(1, words.size) + (1 - distance)};
		})
		.filter(({nearness}) => nearness > 0.5)
		.sort((a, b) => b.nearness - a.nearness || (a.id < b.id ? -1 : 1))
		.slice(0, mostNearest)
		.map(({id}) => id);
}

function wordsOf(text: string): ReadonlySet<string> {
	return new Set(text.toLowerCase().match(/[a-z0-9]{2,40}/g));
}
