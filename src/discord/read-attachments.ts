import {TextDecoder} from 'node:util';
import type {Attachment} from '../evidence/question.ts';
import {openLineSieve} from './useful-lines.ts';

/** A file as Discord names it. */
export type AttachedFile = {
	readonly name: string;
	readonly url: string;
	readonly size: number;
	readonly contentType: string | null;
};

export type ReadAttachments = {
	readonly attachments: readonly Attachment[];
	readonly notes: FileNotes;
};

/** What the member should know of their files, a sentence for each. */
export type FileNotes = {
	/** Not read at all, so the answer knows nothing of it. */
	readonly unread: readonly string[];
	/** Read in part. */
	readonly cut: readonly string[];
};

const textEndings = ['.txt', '.log', '.json', '.har', '.md'];
const discordHosts = ['cdn.discordapp.com', 'media.discordapp.net'];
const largestBytes = 10 * 1024 * 1024;
const mostFiles = 4;
/** Characters of each of the three parts that are kept of a long file. */
const partBudget = 32 * 1024;
const patienceMs = 8000;

/**
 * The text of attached files. Only text is fetched, only from Discord's own hosts or `apiUrl`'s (redirects are
 * not followed), at most 10 MiB of each; of a long file the useful lines are kept.
 */
export async function readAttachments(
	files: readonly AttachedFile[],
	{apiUrl, signal}: {readonly apiUrl: string | undefined; readonly signal: AbortSignal},
): Promise<ReadAttachments> {
	const read = await Promise.all(
		files.slice(0, mostFiles).map(file => readAttachment(file, {apiUrl, signal})),
	);
	const rest = files
		.slice(mostFiles)
		.map(file => `I left out ${quoted(file)}: I read ${mostFiles} files at a time`);
	return {
		attachments: read.flatMap(({attachment}) => attachment ?? []),
		notes: {
			unread: [...read.flatMap(({unread}) => unread ?? []), ...rest],
			cut: read.flatMap(({cut}) => cut ?? []),
		},
	};
}

/** What came of one file: its text, or a sentence on why there is none; and a sentence where it was cut. */
export type ReadFile = {readonly attachment?: Attachment; readonly unread?: string; readonly cut?: string};

async function readAttachment(
	file: AttachedFile,
	{apiUrl, signal}: {readonly apiUrl: string | undefined; readonly signal: AbortSignal},
): Promise<ReadFile> {
	if (!isText(file)) return {unread: `I cannot read ${quoted(file)}: please paste what it says as text`};
	if (!isAllowed(file.url, apiUrl))
		return {unread: `I did not fetch ${quoted(file)}: it is not on Discord's own host`};
	try {
		const response = await fetch(file.url, {
			redirect: 'error',
			signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
		});
		if (!response.ok || !response.body) {
			await response.body?.cancel();
			return {unread: `I could not fetch ${quoted(file)}: Discord answered ${response.status}`};
		}
		return await readText(file, response.body);
	} catch {
		if (signal.aborted) throw signal.reason;
		// Whatever went wrong on the way, the member can help it in one way only.
		return {unread: `I could not fetch ${quoted(file)}: please paste the lines that matter`};
	}
}

/** The useful lines of a text that arrives in pieces; at most 10 MiB of it. */
export async function readText(
	file: Pick<AttachedFile, 'name'>,
	body: AsyncIterable<Uint8Array>,
): Promise<ReadFile> {
	const sieve = openLineSieve(partBudget);
	let decoder: TextDecoder | undefined;
	let bytes = 0;
	let isCut = false;
	for await (const chunk of body) {
		decoder ??= decoderFor(chunk);
		const room = largestBytes - bytes;
		const piece = decoder.decode(chunk.subarray(0, room), {stream: true});
		if (piece.includes('\0')) return {unread: `I cannot read ${quoted(file)}: it is not text`};
		sieve.take(piece);
		bytes += Math.min(chunk.length, room);
		if (chunk.length > room) {
			isCut = true;
			break;
		}
	}
	const {text, lines, kept} = sieve.finish();
	const attachment = {name: file.name, text};
	const amount = `${kept.toLocaleString('en')} of ${lines.toLocaleString('en')} lines`;
	if (isCut) return {attachment, cut: `I read the first 10 MiB of ${quoted(file)}, and kept ${amount}`};
	return kept < lines ? {attachment, cut: `I kept ${amount} of ${quoted(file)}`} : {attachment};
}

function decoderFor(start: Uint8Array): TextDecoder {
	// Logs from Windows come as UTF-16 with a byte order mark.
	if (start[0] === 0xff && start[1] === 0xfe) return new TextDecoder('utf-16le');
	if (start[0] === 0xfe && start[1] === 0xff) return new TextDecoder('utf-16be');
	return new TextDecoder();
}

function isText({name, contentType}: AttachedFile): boolean {
	const lower = name.toLowerCase();
	return textEndings.some(ending => lower.endsWith(ending)) || (contentType ?? '').startsWith('text/');
}

function isAllowed(url: string, apiUrl: string | undefined): boolean {
	const {protocol, host, hostname} = new URL(url);
	if (apiUrl !== undefined) {
		const own = new URL(apiUrl);
		if (own.protocol === protocol && own.host === host) return true;
	}
	return protocol === 'https:' && discordHosts.includes(hostname);
}

function quoted({name}: Pick<AttachedFile, 'name'>): string {
	return `\`${name.replace(/[`\n\r@]/g, '').slice(0, 60)}\``;
}
