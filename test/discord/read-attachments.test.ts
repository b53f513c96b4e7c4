import assert from 'node:assert/strict';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import test, {type TestContext} from 'node:test';
import {readAttachments} from '../../src/discord/read-attachments.ts';
import {pictureLimits} from '../../src/evidence/picture.ts';
import {pngOf} from '../support/pictures.ts';

const {signal} = new AbortController();

/** Files on a server of our own, which stands in for Discord's. */
async function filesOf(t: TestContext, bodies: Readonly<Record<string, Uint8Array | string>>) {
	const fetched: string[] = [];
	const server = createServer((request, response) => {
		const name = (request.url ?? '').slice(1);
		fetched.push(name);
		response.end(bodies[name]);
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const files = Object.entries(bodies).map(([name, body]) => ({
		name,
		url: `${apiUrl}/${name}`,
		size: body.length,
		contentType: name.endsWith('.png') ? 'image/png' : 'text/plain',
	}));
	return {files, fetched, apiUrl};
}

test('pictures are fetched beside texts where they are read', async t => {
	const {files, apiUrl} = await filesOf(t, {'a.log': 'HTTP 401', 'shot.png': pngOf(800, 600)});
	const read = await readAttachments(files, {apiUrl, signal, pictures: 'read'});
	assert.deepEqual(
		read.attachments.map(({name}) => name),
		['a.log'],
	);
	assert.deepEqual(
		read.pictures?.map(({name, type}) => [name, type]),
		[['shot.png', 'image/png']],
	);
	assert.deepEqual(read.notes, {unread: [], cut: []});
});

test('where nothing reads them, pictures are not fetched and their text is asked for', async t => {
	const {files, apiUrl, fetched} = await filesOf(t, {'shot.png': pngOf(800, 600)});
	const read = await readAttachments(files, {apiUrl, signal, pictures: 'left'});
	assert.deepEqual(read.notes.unread, ['I cannot read `shot.png`: please paste what it says as text']);
	assert.deepEqual(fetched, []);
});

test('what is no picture within, too large, or elsewhere is not taken', async t => {
	const large = new Uint8Array(pictureLimits.bytes + 1);
	large.set(pngOf(800, 600));
	const {files, apiUrl, fetched} = await filesOf(t, {'fake.png': 'GIF89a', 'large.png': large});
	const [fake, tooLarge] = files;
	assert.ok(fake && tooLarge);
	const lying = {...tooLarge, size: 64};
	const elsewhere = {...fake, name: 'other.png', url: 'http://127.0.0.1:9/other.png'};
	const read = await readAttachments([fake, tooLarge, lying, elsewhere], {apiUrl, signal, pictures: 'read'});
	assert.deepEqual(read.pictures, []);
	assert.deepEqual(read.notes.unread, [
		'I cannot read `fake.png`: it is no PNG, JPEG or WebP picture; please paste what it says as text',
		'I did not fetch `large.png`: it is larger than 8 MB',
		'I cannot read `large.png`: it is larger than 8 MB; please paste what it says as text',
		"I did not fetch `other.png`: it is not on Discord's own host",
	]);
	assert.deepEqual(fetched.toSorted(), ['fake.png', 'large.png']);
});
