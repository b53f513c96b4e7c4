import assert from 'node:assert/strict';
import test from 'node:test';
import {wholeForms} from '../../src/discord/whole-forms.ts';

type Init = Parameters<ReturnType<typeof wholeForms>>[1];

/** What is sent in the end. */
async function sent(init: Init): Promise<Init> {
	let seen: Init = {};
	const send = wholeForms(async (_, given) => {
		seen = given;
		return new Response() as never;
	});
	await send('https://discord.test/', init);
	return seen;
}

test('a form with files is sent as bytes, and can be read again', async () => {
	const form = new FormData();
	form.append('files[0]', new Blob(['x'.repeat(200_000)]), 'line.png');
	form.append('payload_json', '{"content":"é"}');
	const {body, headers} = await sent({
		body: form as never,
		headers: {authorization: 'Bot x'},
		method: 'PATCH',
	});
	assert.ok(body instanceof Uint8Array);
	const {authorization, 'content-type': type = ''} = headers as Record<string, string>;
	assert.equal(authorization, 'Bot x');
	const read = await new Response(body as Uint8Array<ArrayBuffer>, {
		headers: {'content-type': type},
	}).formData();
	assert.equal(read.get('payload_json'), '{"content":"é"}');
	const file = read.get('files[0]');
	assert.ok(typeof file === 'object' && file?.size === 200_000 && file.name === 'line.png');
});

test('anything else is sent as it is', async () => {
	const init = {body: '{}', headers: {'content-type': 'application/json'}};
	assert.equal(await sent(init), init);
});
