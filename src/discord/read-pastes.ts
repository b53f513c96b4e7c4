import type {FetchedText, TextReader} from '../probe/fetch-text.ts';
import type {DiscordTools} from './discord-tools.ts';
import {findPastes, type PasteLink} from './paste-sites.ts';
import {type ReadAttachments, type ReadFile, readText} from './read-attachments.ts';

/** Fetches the text behind an address, as it arrives; at one of `hosts` alone. Throws where the guard forbids it. */
export type FetchPaste = <T>(
	url: string,
	request: {readonly hosts: readonly string[]; readonly signal: AbortSignal},
	read: TextReader<T>,
) => Promise<FetchedText<T>>;

const mostPastes = 2;

/**
 * The texts that a question links to, as if they were attached: only from hosts that a moderator has allowed. Of a
 * usual paste site that nobody has allowed, the member is told that it is not read.
 */
export async function readPastes(
	text: string,
	{
		allowed,
		signal,
		tools,
	}: {
		readonly allowed: readonly string[];
		readonly signal: AbortSignal;
		readonly tools: Pick<DiscordTools, 'fetchPaste' | 'logger'>;
	},
): Promise<ReadAttachments> {
	const links = findPastes(text, tools.fetchPaste ? allowed : []);
	const toRead = links.filter(({isAllowed}) => isAllowed);
	const read = await Promise.all(toRead.slice(0, mostPastes).map(link => readPaste(link, {signal, tools})));
	const others = new Set(links.filter(({isAllowed}) => !isAllowed).map(({host}) => host));
	return {
		attachments: read.flatMap(({attachment}) => attachment ?? []),
		notes: {
			unread: [
				...read.flatMap(({unread}) => unread ?? []),
				...toRead
					.slice(mostPastes)
					.map(({name}) => `I left out \`${name}\`: I read ${mostPastes} links at a time`),
				...[...others].map(
					host =>
						`I do not read what stands at \`${host}\`: please paste the lines that matter, or attach them`,
				),
			],
			cut: read.flatMap(({cut}) => cut ?? []),
		},
	};
}

async function readPaste(
	{raw, name}: PasteLink,
	{
		signal,
		tools: {fetchPaste, logger},
	}: {readonly signal: AbortSignal; readonly tools: Pick<DiscordTools, 'fetchPaste' | 'logger'>},
): Promise<ReadFile> {
	const unread = (because: string): ReadFile => ({
		unread: `I could not read \`${name}\`: ${because}. Please paste the lines that matter`,
	});
	if (!fetchPaste) return unread('I fetch nothing here');
	try {
		const hosts = [new URL(raw).hostname];
		const fetched = await fetchPaste(raw, {hosts, signal}, chunks => readText({name}, chunks));
		return fetched.outcome === 'read' ? fetched.value : unread(fetched.because);
	} catch (error) {
		signal.throwIfAborted();
		logger.warn({err: error, host: new URL(raw).hostname}, 'Cannot fetch a paste');
		return unread('I am not allowed to fetch it');
	}
}
