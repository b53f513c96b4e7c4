import {TextDecoder} from 'node:util';
import {openLineSieve, type UsefulLines} from './useful-lines.ts';

/** What may be attached to a question as text. */
export const textFileLimits = {
	endings: ['.txt', '.log', '.json', '.har', '.md'],
	bytes: 10 * 1024 * 1024,
	/** In one question. */
	files: 4,
	/** Characters of each of the three parts that are kept of a long file: its beginning, its end, and between. */
	partBudget: 32 * 1024,
} as const;

/** Whether a file says that it is text; its bytes decide. */
export function isCalledText({
	name,
	contentType,
}: {
	readonly name: string;
	readonly contentType: string | null;
}): boolean {
	const lower = name.toLowerCase();
	const {endings} = textFileLimits;
	return endings.some(ending => lower.endsWith(ending)) || (contentType ?? '').startsWith('text/');
}

export type ReadTextFile =
	/** `isCut`: more came than may be read. */
	({readonly kind: 'text'; readonly isCut: boolean} & UsefulLines) | {readonly kind: 'binary'};

/** The useful lines of a text that arrives in pieces; at most 10 MiB of it is read, and never all of it held. */
export async function readTextFile(body: AsyncIterable<Uint8Array>): Promise<ReadTextFile> {
	const sieve = openLineSieve(textFileLimits.partBudget);
	let decoder: TextDecoder | undefined;
	let bytes = 0;
	let isCut = false;
	for await (const chunk of body) {
		decoder ??= decoderFor(chunk);
		const room = textFileLimits.bytes - bytes;
		const piece = decoder.decode(chunk.subarray(0, room), {stream: true});
		if (piece.includes('\0')) return {kind: 'binary'};
		sieve.take(piece);
		bytes += Math.min(chunk.length, room);
		if (chunk.length > room) {
			isCut = true;
			break;
		}
	}
	return {kind: 'text', isCut, ...sieve.finish()};
}

function decoderFor(start: Uint8Array): TextDecoder {
	// Logs from Windows come as UTF-16 with a byte order mark.
	if (start[0] === 0xff && start[1] === 0xfe) return new TextDecoder('utf-16le');
	if (start[0] === 0xfe && start[1] === 0xff) return new TextDecoder('utf-16be');
	return new TextDecoder();
}
