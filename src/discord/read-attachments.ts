import {isCalledPicture, type Picture, pictureLimits, readPicture} from '../evidence/picture.ts';
import type {Attachment} from '../evidence/question.ts';
import {isCalledText, readTextFile, textFileLimits} from '../evidence/text-file.ts';

/** A file as Discord names it. */
export type AttachedFile = {
	readonly name: string;
	readonly url: string;
	readonly size: number;
	readonly contentType: string | null;
};

export type ReadAttachments = {
	readonly attachments: readonly Attachment[];
	/** Their text has still to be read. */
	readonly pictures?: readonly Picture[];
	readonly notes: FileNotes;
};

/** What the member should know of their files, a sentence for each. */
export type FileNotes = {
	/** Not read at all, so the answer knows nothing of it. */
	readonly unread: readonly string[];
	/** Read in part. */
	readonly cut: readonly string[];
};

const discordHosts = ['cdn.discordapp.com', 'media.discordapp.net'];
const mostFiles = textFileLimits.files;
const patienceMs = 8000;

type Reading = {
	readonly apiUrl: string | undefined;
	readonly signal: AbortSignal;
	/** `left`: nothing here can read a picture. */
	readonly pictures: 'read' | 'left';
};

/**
 * The text of attached files, and pictures to be read. Nothing else is fetched, and only from Discord's own hosts or
 * `apiUrl`'s (redirects are not followed), at most 10 MiB of a text and 8 MiB of a picture; of a long file the
 * useful lines are kept.
 */
export async function readAttachments(
	files: readonly AttachedFile[],
	reading: Reading,
): Promise<ReadAttachments> {
	const read = await Promise.all(files.slice(0, mostFiles).map(file => readAttachment(file, reading)));
	const rest = files
		.slice(mostFiles)
		.map(file => `I left out ${quoted(file)}: I read ${mostFiles} files at a time`);
	return {
		attachments: read.flatMap(({attachment}) => attachment ?? []),
		pictures: read.flatMap(({picture}) => picture ?? []),
		notes: {
			unread: [...read.flatMap(({unread}) => unread ?? []), ...rest],
			cut: read.flatMap(({cut}) => cut ?? []),
		},
	};
}

/** What came of one file: its text, or a sentence on why there is none; and a sentence where it was cut. */
export type ReadFile = {
	readonly attachment?: Attachment;
	readonly picture?: Picture;
	readonly unread?: string;
	readonly cut?: string;
};

async function readAttachment(file: AttachedFile, {apiUrl, signal, pictures}: Reading): Promise<ReadFile> {
	const isPicture = pictures === 'read' && isCalledPicture(file);
	if (!isPicture && !isCalledText(file))
		return {unread: `I cannot read ${quoted(file)}: please paste what it says as text`};
	if (!isAllowed(file.url, apiUrl))
		return {unread: `I did not fetch ${quoted(file)}: it is not on Discord's own host`};
	if (isPicture && file.size > pictureLimits.bytes)
		return {unread: `I did not fetch ${quoted(file)}: it is larger than 8 MB`};
	try {
		const response = await fetch(file.url, {
			redirect: 'error',
			signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
		});
		if (!response.ok || !response.body) {
			await response.body?.cancel();
			return {unread: `I could not fetch ${quoted(file)}: Discord answered ${response.status}`};
		}
		return await (isPicture ? readImage : readText)(file, response.body);
	} catch {
		if (signal.aborted) throw signal.reason;
		// Whatever went wrong on the way, the member can help it in one way only.
		return {unread: `I could not fetch ${quoted(file)}: please paste the lines that matter`};
	}
}

/** A picture that arrives in pieces; no more of it is read than may be taken. */
async function readImage(file: AttachedFile, body: AsyncIterable<Uint8Array>): Promise<ReadFile> {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	for await (const chunk of body) {
		chunks.push(chunk);
		bytes += chunk.length;
		if (bytes > pictureLimits.bytes) break;
	}
	const read = readPicture(file.name, Buffer.concat(chunks));
	if (read.kind === 'picture') return {picture: read.picture};
	return {unread: `I cannot read ${quoted(file)}: ${read.because}; please paste what it says as text`};
}

/** The useful lines of a text that arrives in pieces; at most 10 MiB of it. */
export async function readText(
	file: Pick<AttachedFile, 'name'>,
	body: AsyncIterable<Uint8Array>,
): Promise<ReadFile> {
	const read = await readTextFile(body);
	if (read.kind === 'binary') return {unread: `I cannot read ${quoted(file)}: it is not text`};
	const {text, lines, kept, isCut} = read;
	const attachment = {name: file.name, text};
	const amount = `${kept.toLocaleString('en')} of ${lines.toLocaleString('en')} lines`;
	if (isCut) return {attachment, cut: `I read the first 10 MiB of ${quoted(file)}, and kept ${amount}`};
	return kept < lines ? {attachment, cut: `I kept ${amount} of ${quoted(file)}`} : {attachment};
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
