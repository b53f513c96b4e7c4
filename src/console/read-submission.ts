import {isCalledPicture, type Picture, pictureLimits, readPicture} from '../evidence/picture.ts';
import type {Attachment} from '../evidence/question.ts';

/** What somebody sent with the playground's form, or why it cannot be taken. */
export type Submission =
	| {
			readonly kind: 'question';
			readonly text: string;
			readonly attachments: readonly Attachment[];
			/** Their text has still to be read. */
			readonly pictures?: readonly Picture[];
			/** The conversation that it goes on with, if any. */
			readonly conversationId?: string;
	  }
	| {readonly kind: 'refused'; readonly status: 400 | 413 | 415; readonly because: string};

export const limits = {
	textBytes: 32 * 1024,
	fileBytes: 10 * 1024 * 1024,
	files: 10,
	/** Files, text and what a form puts around them. */
	bodyBytes: 10 * 1024 * 1024 + 128 * 1024,
} as const;

/** Reads the playground's form: `message`, `conversation` and any number of `files`. */
export async function readSubmission(
	form: FormData,
	{pictures: seen}: {readonly pictures: 'read' | 'left'} = {pictures: 'left'},
): Promise<Submission> {
	const text = fieldOf(form, 'message').replaceAll('\r\n', '\n').trim();
	const textBytes = Buffer.byteLength(text);
	if (textBytes > limits.textBytes) {
		return refused(
			413,
			`The message is too long: found ${inKilobytes(textBytes)}, want at most ${inKilobytes(limits.textBytes)}. Attach it as a file instead`,
		);
	}
	const files = form.getAll('files').filter(file => typeof file !== 'string' && file.size > 0) as File[];
	const unwanted = whyNotTaken(files);
	if (unwanted !== undefined) return unwanted;
	const attachments: Attachment[] = [];
	const pictures: Picture[] = [];
	for (const file of files) {
		const bytes = await file.bytes();
		const name = fileName(file);
		if (seen === 'read' && isCalledPicture({name, contentType: file.type})) {
			const read = readPicture(name, bytes);
			if (read.kind === 'refused') return refused(415, `Cannot read "${name}": ${read.because}`);
			pictures.push(read.picture);
			continue;
		}
		const content = decodeText(bytes);
		if (content === undefined) {
			return refused(415, `Cannot read "${name}": found binary content, want a text file`);
		}
		attachments.push({name, text: content});
	}
	if (pictures.length > pictureLimits.pictures) {
		const because = `There are too many pictures: found ${pictures.length}, want at most ${pictureLimits.pictures}`;
		return refused(413, because);
	}
	if (text === '' && attachments.length + pictures.length === 0) {
		return refused(400, 'There is nothing to answer yet: write a message or attach a text file');
	}
	const conversationId = fieldOf(form, 'conversation');
	return {
		kind: 'question',
		text,
		attachments,
		...(pictures.length > 0 && {pictures}),
		...(conversationId !== '' && {conversationId}),
	};
}

function whyNotTaken(files: readonly File[]): Submission | undefined {
	if (files.length > limits.files) {
		return refused(413, `There are too many files: found ${files.length}, want at most ${limits.files}`);
	}
	const bytes = files.reduce((sum, {size}) => sum + size, 0);
	if (bytes <= limits.fileBytes) return undefined;
	const what = files.length === 1 ? `The file "${fileName(files[0])}" is` : 'The files together are';
	return refused(
		413,
		`${what} too large: found ${inMegabytes(bytes)}, want at most ${inMegabytes(limits.fileBytes)}`,
	);
}

function refused(status: 400 | 413 | 415, because: string): Submission {
	return {kind: 'refused', status, because};
}

function fieldOf(form: FormData, name: string): string {
	const value = form.get(name);
	return typeof value === 'string' ? value : '';
}

function fileName(file: File | undefined): string {
	const name = (file?.name ?? '').replaceAll(/[\p{Cc}\p{Cf}]/gu, '').slice(0, 120);
	return name === '' ? 'attachment.txt' : name;
}

/** UTF-8, or UTF-16 where its mark says so, as PowerShell writes it; undefined for what is no text. */
function decodeText(bytes: Uint8Array): string | undefined {
	const [first, second] = bytes;
	if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
	if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
	return bytes.includes(0) ? undefined : new TextDecoder().decode(bytes);
}

function inKilobytes(bytes: number): string {
	return `${Math.ceil(bytes / 1024)} KB`;
}

function inMegabytes(bytes: number): string {
	return `${Math.ceil((bytes / 1024 / 1024) * 10) / 10} MB`;
}
