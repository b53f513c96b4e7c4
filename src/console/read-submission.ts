import {isCalledPicture, type Picture, pictureLimits, readPicture} from '../evidence/picture.ts';
import type {Attachment} from '../evidence/question.ts';
import {isCalledText, readTextFile, textFileLimits} from '../evidence/text-file.ts';
import {FormError, type FormPart, readMultipart} from './read-multipart.ts';
import {readUrlencoded} from './read-urlencoded.ts';

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
			/** What was left out of the files, a sentence for each. */
			readonly notes: readonly string[];
	  }
	| Refused;

type Refused = {readonly kind: 'refused'; readonly status: 400 | 413 | 415; readonly because: string};

export const limits = {
	textBytes: 32 * 1024,
	/** Of each file. */
	fileBytes: textFileLimits.bytes,
	files: textFileLimits.files,
	/** Files, text and what a form puts around them. */
	bodyBytes: textFileLimits.files * textFileLimits.bytes + 128 * 1024,
	/** A text of which every byte is written as three. */
	urlencodedBytes: 128 * 1024,
} as const;

/** A form as it arrives. */
export type ArrivingForm = {
	readonly contentType: string;
	readonly body: AsyncIterable<Uint8Array> | null;
};

/**
 * Reads the playground's form as it arrives: `message`, `conversation` and any number of `files`, which only a
 * multipart form can hold. Of a long file no
 * more is held than its useful lines.
 */
export async function readSubmission(
	{contentType, body}: ArrivingForm,
	{pictures: seen}: {readonly pictures: 'read' | 'left'} = {pictures: 'left'},
): Promise<Submission> {
	const fields = new Map<string, string>();
	const files: TakenFile[] = [];
	let refusal: Refused | undefined;
	try {
		for await (const part of partsOf({contentType, body})) {
			// Whoever is refused still sends the rest: only then does a browser show the answer.
			if (refusal !== undefined || part.fileName === '') continue;
			const taken = await takePart(part, seen);
			if (taken.kind === 'refused') refusal = taken;
			else if (taken.kind === 'field') fields.set(part.name, taken.value);
			else if (taken.kind !== 'nothing') files.push(taken);
			refusal ??= tooMany(files);
		}
	} catch (error) {
		if (!(error instanceof FormError)) throw error;
		if (error.status === 413)
			return refused(413, `The files together are too large: want at most ${inMegabytes(limits.bodyBytes)}`);
		return refused(400, `Cannot read the question: ${error.message}`);
	}
	return refusal ?? submissionOf(fields, files);
}

function partsOf({contentType, body}: ArrivingForm): AsyncIterable<FormPart> {
	return /^application\/x-www-form-urlencoded\b/i.test(contentType)
		? readUrlencoded(body, {mostBytes: limits.urlencodedBytes})
		: readMultipart(body, {contentType, mostBytes: limits.bodyBytes});
}

function submissionOf(fields: ReadonlyMap<string, string>, files: readonly TakenFile[]): Submission {
	const text = (fields.get('message') ?? '').replaceAll('\r\n', '\n').trim();
	if (text === '' && files.length === 0) {
		return refused(400, 'There is nothing to answer yet: write a message or attach a text file');
	}
	const pictures = files.flatMap(file => (file.kind === 'picture' ? [file.picture] : []));
	const conversationId = fields.get('conversation') ?? '';
	return {
		kind: 'question',
		text,
		attachments: files.flatMap(file => (file.kind === 'text' ? [file.attachment] : [])),
		...(pictures.length > 0 && {pictures}),
		...(conversationId !== '' && {conversationId}),
		notes: files.flatMap(file => (file.kind === 'text' ? (file.note ?? []) : [])),
	};
}

type TakenFile =
	| {readonly kind: 'text'; readonly attachment: Attachment; readonly note?: string}
	| {readonly kind: 'picture'; readonly picture: Picture};

type Taken =
	| TakenFile
	| Refused
	| {readonly kind: 'field'; readonly value: string}
	| {readonly kind: 'nothing'};

async function takePart(part: FormPart, seen: 'read' | 'left'): Promise<Taken> {
	if (part.fileName === undefined) return takeField(part);
	if (part.name !== 'files') return {kind: 'nothing'};
	const name = cleanName(part.fileName);
	const called = {name, contentType: part.contentType};
	if (isCalledPicture(called)) {
		if (seen === 'read') return takePicture(name, part.content);
		return refused(415, `Cannot read "${name}": pictures are not read here, paste what it says as text`);
	}
	if (isCalledText(called)) return takeText(name, part.content);
	return refused(415, `Cannot read "${name}": want a file that ends in ${endings}`);
}

const endings = new Intl.ListFormat('en-GB', {type: 'disjunction'}).format(textFileLimits.endings);

async function takeField({content}: FormPart): Promise<Taken> {
	const bytes = await firstBytes(content, limits.textBytes + 1);
	if (bytes.length <= limits.textBytes) return {kind: 'field', value: bytes.toString('utf8')};
	return refused(
		413,
		`The message is too long: want at most ${limits.textBytes / 1024} KB. Attach it as a file instead`,
	);
}

async function takeText(name: string, content: AsyncIterable<Uint8Array>): Promise<Taken> {
	const read = await readTextFile(content);
	if (read.kind === 'binary')
		return refused(415, `Cannot read "${name}": found binary content, want a text file`);
	const {text, lines, kept, isCut} = read;
	if (isCut)
		return refused(413, `The file "${name}" is too large: want at most ${inMegabytes(limits.fileBytes)}`);
	if (lines === 0) return {kind: 'nothing'};
	const attachment = {name, text};
	if (kept === lines) return {kind: 'text', attachment};
	const amount = `${kept.toLocaleString('en')} of ${lines.toLocaleString('en')} lines`;
	return {
		kind: 'text',
		attachment,
		note: `Read ${amount} of ${name}: its beginning, its end, and the lines between that speak of trouble`,
	};
}

async function takePicture(name: string, content: AsyncIterable<Uint8Array>): Promise<Taken> {
	const bytes = await firstBytes(content, pictureLimits.bytes + 1);
	if (bytes.length === 0) return {kind: 'nothing'};
	const read = readPicture(name, bytes);
	if (read.kind === 'refused') return refused(415, `Cannot read "${name}": ${read.because}`);
	return {kind: 'picture', picture: read.picture};
}

function tooMany(files: readonly TakenFile[]): Refused | undefined {
	if (files.length <= limits.files) return undefined;
	return refused(413, `There are too many files: want at most ${limits.files}`);
}

async function firstBytes(content: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	for await (const chunk of content) {
		chunks.push(chunk.subarray(0, most - bytes));
		bytes += chunk.length;
		if (bytes >= most) break;
	}
	return Buffer.concat(chunks);
}

function refused(status: Refused['status'], because: string): Refused {
	return {kind: 'refused', status, because};
}

function cleanName(name: string): string {
	const clean = name.replaceAll(/[\p{Cc}\p{Cf}[\]]/gu, '').slice(0, 120);
	return clean === '' ? 'attachment.txt' : clean;
}

function inMegabytes(bytes: number): string {
	return `${Math.floor(bytes / 1024 / 1024)} MB`;
}
