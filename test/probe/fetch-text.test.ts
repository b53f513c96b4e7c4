import assert from 'node:assert/strict';
import test from 'node:test';
import {type FetchedText, fetchText} from '../../src/probe/fetch-text.ts';
import type {ProbeOptions} from '../../src/probe/probe-options.ts';
import {labOptions} from '../support/fault-lab.ts';
import {makeCertificate} from '../support/line-certificates.ts';
import {afterRequest, answering, type Behaviour, httpText, listenTls} from '../support/line-servers.ts';

const host = 'paste.lab.test';
const trust = makeCertificate({name: {organisation: 'Lab', commonName: 'Lab R1'}, isAuthority: true});
const own = makeCertificate({
	name: {organisation: 'Lab', commonName: host},
	hosts: [host],
	signedBy: trust,
});

async function readAll(chunks: AsyncIterable<Uint8Array>): Promise<string> {
	const all: Uint8Array[] = [];
	for await (const chunk of chunks) all.push(chunk);
	return Buffer.concat(all).toString();
}

async function fetching(
	behaviour: Behaviour,
	{path = '/raw/x', ...options}: Partial<ProbeOptions> & {readonly path?: string} = {},
	read: (chunks: AsyncIterable<Uint8Array>) => Promise<string> = readAll,
): Promise<FetchedText<string>> {
	const server = await listenTls(own, behaviour);
	try {
		return await fetchText(
			`https://${host}:${server.port}${path}`,
			{
				...labOptions,
				ca: [trust.cert],
				signal: new AbortController().signal,
				guard: {hosts: [host], ports: [server.port], privateRanges: ['127.0.0.0/8']},
				...options,
			},
			read,
		);
	} finally {
		await server.close();
	}
}

const text = (body: string, type = 'text/plain; charset=utf-8') =>
	answering({status: 200, headers: {'content-type': type}, body});

test('a text is read as it arrives', async () => {
	const body = 'line\n'.repeat(100_000);
	assert.deepEqual(await fetching(text(body)), {outcome: 'read', value: body});
});

test('a reader that has enough ends the fetch', async () => {
	const endless = afterRequest(socket => {
		socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n');
		const more = () => {
			if (socket.writable) socket.write('x'.repeat(16_384), more);
		};
		more();
	});
	const first = await fetching(endless, {}, async chunks => {
		let size = 0;
		for await (const chunk of chunks) {
			size += chunk.length;
			if (size > 100_000) break;
		}
		return size > 100_000 ? 'enough' : 'too little';
	});
	assert.deepEqual(first, {outcome: 'read', value: 'enough'});
});

const refusals: readonly (readonly [string, Behaviour, RegExp])[] = [
	['a page that is not there', answering({status: 404}), /^the site answered 404$/],
	[
		'a redirect, even to itself',
		answering({status: 302, headers: {location: `https://${host}/raw/y`}}),
		/sends me elsewhere, and I do not follow/,
	],
	['a web page', text('<html></html>', 'text/html'), /it is a web page/],
	['a picture', text('PNG', 'image/png'), /^it is not text$/],
	[
		'a text that breaks off',
		afterRequest(socket => {
			socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 99\r\n\r\nhalf');
			setImmediate(() => socket.destroy());
		}),
		/^the site broke off$/,
	],
	['no HTTP', afterRequest(socket => socket.end('hello\r\n')), /^the site does not answer$/],
];
for (const [title, behaviour, because] of refusals) {
	test(`${title} is not read`, async () => {
		const fetched = await fetching(behaviour);
		assert.equal(fetched.outcome, 'failed');
		assert.match(fetched.because, because);
	});
}

test('a text that never ends is given up in time', async () => {
	const hanging = afterRequest(socket =>
		socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 99\r\n\r\nhalf'),
	);
	const fetched = await fetching(hanging, {deadlines: {wholeMs: 300}});
	assert.deepEqual(fetched, {outcome: 'failed', because: 'the site broke off'});
});

test('a fetch ends with its signal', async () => {
	const stopping = new AbortController();
	const hanging = afterRequest(() => stopping.abort(new Error('the door closes')));
	await assert.rejects(fetching(hanging, {signal: stopping.signal}), /the door closes/);
});

test('only https, only hosts on the list, only public addresses, resolved once', async () => {
	const guarded = {signal: new AbortController().signal, ...labOptions};
	const read = (url: string, more: Partial<ProbeOptions> = {}) =>
		fetchText(url, {...guarded, guard: {hosts: [host]}, ...more}, readAll);
	assert.deepEqual(await read(`http://${host}/x`), {
		outcome: 'failed',
		because: 'its address does not begin with https://',
	});
	for (const url of ['https://other.lab.test/x', 'https://169.254.169.254/x', `https://${host}:22/x`]) {
		await assert.rejects(read(url), /^Error: Cannot probe "/);
	}
	// A name on the list may still lead to a private address.
	let asked = 0;
	const resolve = async () => {
		asked += 1;
		return [{address: '127.0.0.1', family: 4 as const}];
	};
	assert.deepEqual(await read(`https://${host}/x`, {resolve}), {
		outcome: 'failed',
		because: 'the site cannot be reached',
	});
	assert.equal(asked, 1);
});

test('a certificate that is not trusted is not read past', async () => {
	const fetched = await fetching(text('secret'), {ca: []});
	assert.deepEqual(fetched, {outcome: 'failed', because: 'the site cannot be reached'});
});

test('a hand that is slow to shake is not waited for', async () => {
	const silent: Behaviour = () => {};
	const fetched = await fetching(silent, {deadlines: {requestMs: 200}});
	assert.deepEqual(fetched, {outcome: 'failed', because: 'the site does not answer'});
});

test('what is asked says who asks and wants text', async () => {
	let head = '';
	await fetching(
		afterRequest((socket, asked) => {
			head = asked;
			socket.end(httpText({status: 200, headers: {'content-type': 'text/plain'}, body: 'x'}));
		}),
	);
	assert.match(head, /^GET \/raw\/x HTTP\/1\.1\r\n/);
	assert.match(head, /user-agent: lineman/i);
	assert.match(head, /accept: text\/plain/i);
});
