import assert from 'node:assert/strict';
import test from 'node:test';
import {fetchJson} from '../../src/probe/fetch-json.ts';
import {labOptions} from '../support/fault-lab.ts';
import {afterRequest, answering, type Behaviour, httpText, listen} from '../support/line-servers.ts';

async function fetching(behaviour: Behaviour, options: Partial<typeof labOptions> = {}): Promise<unknown> {
	const server = await listen(behaviour);
	try {
		return await fetchJson(`http://127.0.0.1:${server.port}/v1/models`, {...labOptions, ...options});
	} finally {
		await server.close();
	}
}

test('a JSON answer is read whole', async () => {
	const models = Array.from({length: 20_000}, (_, i) => ({name: `model-${i}`}));
	assert.deepEqual(await fetching(answering({status: 200, body: JSON.stringify({models})})), {models});
});

const others: readonly (readonly [string, Behaviour])[] = [
	['another status', answering({status: 401, body: '{}'})],
	['a web page', answering({status: 200, body: '<html></html>'})],
	[
		'an answer cut off',
		afterRequest(socket => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{}')),
	],
	['no HTTP', afterRequest(socket => socket.end('hello\r\n'))],
	[
		'too long an answer',
		afterRequest(socket => socket.end(httpText({status: 200, body: ' '.repeat(4_000_001)}))),
	],
];
for (const [title, behaviour] of others) {
	test(`${title} is no JSON`, async () => assert.equal(await fetching(behaviour), undefined));
}

test('an answer that never ends is given up in time', async () => {
	const behaviour = afterRequest(socket => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{'));
	assert.equal(await fetching(behaviour, {deadlines: {wholeMs: 200}}), undefined);
});

test('the guard holds here too', async () => {
	const guard = {hosts: ['api.lab.test']};
	await assert.rejects(
		fetching(() => {}, {guard}),
		/^Error: Cannot probe "/,
	);
});
