import assert from 'node:assert/strict';
import test from 'node:test';
import {limits, readSubmission} from '../../src/console/read-submission.ts';
import {pngOf} from '../support/pictures.ts';

function formOf(fields: {message?: string; conversation?: string; files?: readonly File[]}): FormData {
	const form = new FormData();
	if (fields.message !== undefined) form.set('message', fields.message);
	if (fields.conversation !== undefined) form.set('conversation', fields.conversation);
	for (const file of fields.files ?? []) form.append('files', file);
	return form;
}

async function refusalOf(form: FormData): Promise<readonly [status: number, because: string]> {
	const submission = await readSubmission(form);
	assert.equal(submission.kind, 'refused');
	return [submission.status, submission.because];
}

test('a message, its files and its conversation are read', async () => {
	const files = [new File(['line 1'], 'a.log'), new File(['{}'], 'b.har')];
	assert.deepEqual(await readSubmission(formOf({message: ' it fails\r\nhere ', conversation: 'c1', files})), {
		kind: 'question',
		text: 'it fails\nhere',
		attachments: [
			{name: 'a.log', text: 'line 1'},
			{name: 'b.har', text: '{}'},
		],
		conversationId: 'c1',
	});
});

test('a file picker that was left empty is no file', async () => {
	const submission = await readSubmission(formOf({message: 'a', files: [new File([], '')]}));
	assert.deepEqual(submission, {kind: 'question', text: 'a', attachments: []});
});

test('a file alone is a question', async () => {
	const submission = await readSubmission(formOf({files: [new File(['x'], 'a.log')]}));
	assert.equal(submission.kind, 'question');
});

test('neither message nor file is refused', async () => {
	assert.deepEqual(await refusalOf(formOf({message: ' \n'})), [
		400,
		'There is nothing to answer yet: write a message or attach a text file',
	]);
});

test('32 KB of text pass and one byte more is refused, in bytes and not in characters', async () => {
	const most = 'ä'.repeat(limits.textBytes / 2);
	assert.equal((await readSubmission(formOf({message: most}))).kind, 'question');
	assert.deepEqual(await refusalOf(formOf({message: `${most}.`})), [
		413,
		'The message is too long: found 33 KB, want at most 32 KB. Attach it as a file instead',
	]);
});

test('files of more than 10 MB are refused by name', async () => {
	const file = new File([new Uint8Array(limits.fileBytes + 1).fill(97)], 'big.log');
	assert.deepEqual(await refusalOf(formOf({files: [file]})), [
		413,
		'The file "big.log" is too large: found 10.1 MB, want at most 10 MB',
	]);
});

test('more than ten files are refused', async () => {
	const files = Array.from({length: 11}, (_, index) => new File(['x'], `${index}.log`));
	assert.deepEqual(await refusalOf(formOf({files})), [
		413,
		'There are too many files: found 11, want at most 10',
	]);
});

test('a file that is no text is refused by name', async () => {
	const file = new File([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0)], 'screen.png');
	assert.deepEqual(await refusalOf(formOf({files: [file]})), [
		415,
		'Cannot read "screen.png": found binary content, want a text file',
	]);
});

test('a log in UTF-16, as PowerShell writes it, is text', async () => {
	const little = Uint8Array.of(0xff, 0xfe, 0x6f, 0, 0x6b, 0);
	const big = Uint8Array.of(0xfe, 0xff, 0, 0x6f, 0, 0x6b);
	const submission = await readSubmission(formOf({files: [new File([little], 'a'), new File([big], 'b')]}));
	assert.deepEqual(submission.kind === 'question' && submission.attachments.map(({text}) => text), [
		'ok',
		'ok',
	]);
});

test('a file name holds nothing that cannot be seen', async () => {
	const submission = await readSubmission(formOf({files: [new File(['x'], 'a\u202egol.\u200btxt')]}));
	assert.deepEqual(submission.kind === 'question' && submission.attachments[0]?.name, 'agol.txt');
});

test('a picture is taken where pictures are read, and is no text elsewhere', async () => {
	const shot = new File([pngOf(800, 600) as Uint8Array<ArrayBuffer>], 'shot.png', {type: 'image/png'});
	const submission = await readSubmission(formOf({files: [shot]}), {pictures: 'read'});
	assert.equal(submission.kind, 'question');
	const [picture] = submission.pictures ?? [];
	assert.deepEqual([picture?.name, picture?.type, picture?.bytes.length], ['shot.png', 'image/png', 64]);
	assert.deepEqual(submission.attachments, []);
	assert.equal((await refusalOf(formOf({files: [shot]})))[0], 415);
});

test('what is only called a picture is refused by name, and so are more than four', async () => {
	const read = async (files: readonly File[]) => {
		const submission = await readSubmission(formOf({files}), {pictures: 'read'});
		return submission.kind === 'refused' ? [submission.status, submission.because] : [];
	};
	const bytes = pngOf(800, 600) as Uint8Array<ArrayBuffer>;
	assert.deepEqual(await read([new File(['<svg/>'], 'a.png')]), [
		415,
		'Cannot read "a.png": it is no PNG, JPEG or WebP picture',
	]);
	const five = Array.from({length: 5}, (_, index) => new File([bytes], `${index}.png`));
	assert.deepEqual(await read(five), [413, 'There are too many pictures: found 5, want at most 4']);
});
