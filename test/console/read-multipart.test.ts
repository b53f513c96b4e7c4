import assert from 'node:assert/strict';
import test from 'node:test';
import {FormError, readMultipart} from '../../src/console/read-multipart.ts';

type Read = {readonly name: string; readonly fileName?: string; readonly type: string; readonly text: string};

async function* inPieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
	for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function read(bytes: Uint8Array, contentType: string, length = bytes.length): Promise<readonly Read[]> {
	const parts: Read[] = [];
	const body = inPieces(bytes, length);
	for await (const part of readMultipart(body, {contentType, mostBytes: 1e6})) {
		const chunks = await Array.fromAsync(part.content);
		parts.push({
			name: part.name,
			...(part.fileName !== undefined && {fileName: part.fileName}),
			type: part.contentType,
			text: Buffer.concat(chunks).toString('utf8'),
		});
	}
	return parts;
}

async function sampleForm(): Promise<{readonly bytes: Uint8Array; readonly contentType: string}> {
	const form = new FormData();
	form.set('message', 'line one\r\n--line two ä\r\n-----');
	form.append('files', new File(['\r\n\r\n-'.repeat(50)], 'a "quoted".log', {type: 'text/plain'}));
	form.append('files', new File([], 'empty.txt', {type: 'text/plain'}));
	form.set('conversation', '');
	const request = new Request('http://127.0.0.1/', {method: 'POST', body: form});
	return {bytes: await request.bytes(), contentType: request.headers.get('content-type') ?? ''};
}

test('the parts of a form are the same in whatever pieces it arrives', async () => {
	const {bytes, contentType} = await sampleForm();
	const whole = await read(bytes, contentType);
	assert.deepEqual(whole, [
		{name: 'message', type: '', text: 'line one\r\n--line two ä\r\n-----'},
		{name: 'files', fileName: 'a "quoted".log', type: 'text/plain', text: '\r\n\r\n-'.repeat(50)},
		{name: 'files', fileName: 'empty.txt', type: 'text/plain', text: ''},
		{name: 'conversation', type: '', text: ''},
	]);
	for (const length of [1, 2, 3, 7, 31, 64, 100])
		assert.deepEqual(await read(bytes, contentType, length), whole);
});

test('a part that is not read to its end is passed over', async () => {
	const {bytes, contentType} = await sampleForm();
	const names: string[] = [];
	for await (const {name, content} of readMultipart(inPieces(bytes, 5), {contentType, mostBytes: 1e6})) {
		names.push(name);
		for await (const _ of content) break;
	}
	assert.deepEqual(names, ['message', 'files', 'files', 'conversation']);
});

test('a form that is none, ends early, has no names, or is too large is refused', async () => {
	const {bytes, contentType} = await sampleForm();
	const named = (head: string) => Buffer.from(`--b\r\n${head}\r\n\r\nx\r\n--b--\r\n`);
	const many = Buffer.from(
		`${'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'.repeat(60)}--b--\r\n`,
	);
	const refused: readonly (readonly [status: number, bytes: Uint8Array, contentType: string])[] = [
		[400, bytes, 'application/x-www-form-urlencoded'],
		[400, bytes, 'multipart/form-data'],
		[400, bytes, 'multipart/form-data; boundary=another'],
		[400, bytes.subarray(0, -6), contentType],
		[400, Buffer.alloc(0), contentType],
		[400, named('Content-Type: text/plain'), 'multipart/form-data; boundary=b'],
		[400, named(`X: ${'x'.repeat(9000)}`), 'multipart/form-data; boundary=b'],
		[413, many, 'multipart/form-data; boundary=b'],
		[413, Buffer.alloc(2e6, 'a'), 'multipart/form-data; boundary=b'],
	];
	for (const [status, body, type] of refused) {
		await assert.rejects(
			read(body, type, 1000),
			error => error instanceof FormError && error.status === status,
			`${status} ${type}`,
		);
	}
});

test('the name of a field may stand without quotes', async () => {
	const bytes = Buffer.from('--b\r\nContent-Disposition: form-data; name=message\r\n\r\nhi\r\n--b--\r\n');
	assert.deepEqual(await read(bytes, 'multipart/form-data; boundary=b'), [
		{name: 'message', type: '', text: 'hi'},
	]);
});
