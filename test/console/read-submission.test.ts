import assert from 'node:assert/strict';
import test from 'node:test';
import {type ArrivingForm, limits, readSubmission} from '../../src/console/read-submission.ts';
import {pngOf} from '../support/pictures.ts';

function formOf(fields: {message?: string; conversation?: string; files?: readonly File[]}): ArrivingForm {
	const form = new FormData();
	if (fields.message !== undefined) form.set('message', fields.message);
	if (fields.conversation !== undefined) form.set('conversation', fields.conversation);
	for (const file of fields.files ?? []) form.append('files', file);
	const {headers, body} = new Request('http://127.0.0.1/', {method: 'POST', body: form});
	return {contentType: headers.get('content-type') ?? '', body};
}

async function refusalOf(form: ArrivingForm): Promise<readonly [status: number, because: string]> {
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
		notes: [],
	});
});

test('a file picker that was left empty is no file', async () => {
	const submission = await readSubmission(formOf({message: 'a', files: [new File([], '')]}));
	assert.deepEqual(submission, {kind: 'question', text: 'a', attachments: [], notes: []});
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
		'The message is too long: want at most 32 KB. Attach it as a file instead',
	]);
});

test('a file of more than 10 MB is refused by name, and one of 10 MB is not', async () => {
	const most = new Uint8Array(limits.fileBytes).fill(97);
	assert.equal((await readSubmission(formOf({files: [new File([most], 'big.log')]}))).kind, 'question');
	assert.deepEqual(await refusalOf(formOf({files: [new File([most, 'a'], 'big.log')]})), [
		413,
		'The file "big.log" is too large: want at most 10 MB',
	]);
});

test('more than four files are refused', async () => {
	const files = Array.from({length: 5}, (_, index) => new File(['x'], `${index}.log`));
	assert.deepEqual(await refusalOf(formOf({files})), [413, 'There are too many files: want at most 4']);
});

test('a file that is no text is refused by name, whatever it calls itself', async () => {
	const bytes = Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 0);
	assert.deepEqual(await refusalOf(formOf({files: [new File([bytes], 'logs.zip')]})), [
		415,
		'Cannot read "logs.zip": want a file that ends in .txt, .log, .json, .har or .md',
	]);
	assert.deepEqual(await refusalOf(formOf({files: [new File([bytes], 'logs.txt')]})), [
		415,
		'Cannot read "logs.txt": found binary content, want a text file',
	]);
});

test('a log in UTF-16, as PowerShell writes it, is text', async () => {
	const little = Uint8Array.of(0xff, 0xfe, 0x6f, 0, 0x6b, 0);
	const big = Uint8Array.of(0xfe, 0xff, 0, 0x6f, 0, 0x6b);
	const submission = await readSubmission(
		formOf({files: [new File([little], 'a.log'), new File([big], 'b.log')]}),
	);
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
	assert.deepEqual(await refusalOf(formOf({files: [shot]})), [
		415,
		'Cannot read "shot.png": pictures are not read here, paste what it says as text',
	]);
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
	assert.deepEqual(await read(five), [413, 'There are too many files: want at most 4']);
});

test('of a long log the useful lines are kept, and it is said how many', async () => {
	const lines = Array.from({length: 20_000}, (_, at) =>
		at === 9000 ? 'ERROR 401 refused' : `line ${at} is fine`,
	);
	const submission = await readSubmission(formOf({files: [new File([lines.join('\n')], 'app.log')]}));
	assert.equal(submission.kind, 'question');
	const [attachment] = submission.attachments;
	assert.match(attachment?.text ?? '', /^line 0 is fine\n.*\nERROR 401 refused\n.*\nline 19999 is fine$/s);
	assert.ok((attachment?.text.length ?? 0) < 100_000);
	assert.match(submission.notes[0] ?? '', /^Read [\d,]+ of 20,000 lines of app\.log: /);
});

test('what is no form, or ends within one, is refused', async () => {
	const form = formOf({message: 'a'});
	const bytes = await new Response(form.body as ReadableStream).bytes();
	const part = (async function* () {
		yield bytes.subarray(0, bytes.length - 5);
	})();
	assert.deepEqual(await refusalOf({contentType: 'text/plain', body: null}), [
		400,
		'Cannot read the question: found no form, want multipart/form-data or application/x-www-form-urlencoded',
	]);
	assert.deepEqual(await refusalOf({contentType: form.contentType, body: part}), [
		400,
		'Cannot read the question: the form ends early',
	]);
});

test('of files that arrive without end no more than the limit is taken, and little of it is held', async () => {
	const boundary = 'b';
	let sent = 0;
	const endless = (async function* () {
		yield Buffer.from(
			`--${boundary}\r\nContent-Disposition: form-data; name="files"; filename="a.log"\r\n\r\n`,
		);
		for (const chunk = Buffer.alloc(64 * 1024, 'a line of a log\n'); ; sent += chunk.length) yield chunk;
	})();
	const before = process.memoryUsage().arrayBuffers;
	const refusal = await refusalOf({contentType: `multipart/form-data; boundary=${boundary}`, body: endless});
	assert.equal(refusal[0], 413);
	assert.ok(sent <= limits.bodyBytes + 64 * 1024, `${sent} bytes`);
	const held = process.memoryUsage().arrayBuffers - before;
	assert.ok(held < limits.bodyBytes, `${held} bytes held`);
});

async function* once(text: string): AsyncGenerator<Uint8Array> {
	yield Buffer.from(text);
}

test('a program without files may send a form as it is written in a URL', async () => {
	const contentType = 'application/x-www-form-urlencoded;charset=UTF-8';
	const submission = await readSubmission({
		contentType,
		body: once('message=HTTP+401%0D%0Aat+%C3%A4&conversation=c1'),
	});
	assert.deepEqual(submission, {
		kind: 'question',
		text: 'HTTP 401\nat ä',
		attachments: [],
		conversationId: 'c1',
		notes: [],
	});
	const long = await readSubmission({contentType, body: once(`message=${'a'.repeat(32 * 1024 + 1)}`)});
	assert.ok(long.kind === 'refused' && long.status === 413);
	const huge = await readSubmission({
		contentType,
		body: once(`message=${'a'.repeat(limits.urlencodedBytes)}`),
	});
	assert.ok(huge.kind === 'refused' && huge.status === 413);
	const empty = await readSubmission({contentType, body: null});
	assert.ok(empty.kind === 'refused' && empty.status === 400);
});
