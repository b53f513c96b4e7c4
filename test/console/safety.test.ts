import assert from 'node:assert/strict';
import test from 'node:test';
import {limits} from '../../src/console/read-submission.ts';
import {requestRaw} from '../support/console-request.ts';
import {openTestConsole} from '../support/console-server.ts';

test('a request that names another host is refused, whatever it asks for', async t => {
	const {url} = await openTestConsole(t);
	const port = new URL(url).port;
	for (const path of ['/', '/answers', '/assets/console.js', '/metrics', '/nothing']) {
		const {status} = await requestRaw(url + path, {headers: {host: `evil.example:${port}`}});
		assert.equal(status, 421, path);
	}
	const {status} = await requestRaw(url, {headers: {host: `localhost:${port}`}});
	assert.equal(status, 200);
});

test('a question from another site is refused and never asked', async t => {
	const {ask, questions} = await openTestConsole(t);
	const foreign: readonly Record<string, string>[] = [
		{origin: 'https://evil.example'},
		{origin: 'null'},
		{origin: 'https://evil.example', 'sec-fetch-site': 'cross-site'},
	];
	for (const headers of foreign) {
		const response = await ask({message: 'it fails'}, {headers});
		assert.equal(response.status, 403);
		assert.match(await response.text(), /does not come from a page of this console/);
	}
	assert.deepEqual(questions, []);
});

test('a question that does not say where it comes from is refused', async t => {
	const {url, questions} = await openTestConsole(t);
	const {status} = await requestRaw(`${url}/ask`, {method: 'POST'});
	assert.equal(status, 403);
	assert.deepEqual(questions, []);
});

test('every page forbids what it does not need', async t => {
	const {url, ask} = await openTestConsole(t);
	const responses = [
		await fetch(url),
		await fetch(`${url}/nothing`),
		await fetch(`${url}/assets/console.css`),
		await ask({message: 'it fails'}),
		await ask({message: 'it fails'}, {headers: {accept: 'text/event-stream'}}),
		await ask({message: 'it fails'}, {headers: {origin: 'https://evil.example'}}),
	];
	for (const {headers} of responses) {
		assert.equal(
			headers.get('content-security-policy'),
			"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		);
		assert.equal(headers.get('x-content-type-options'), 'nosniff');
		assert.equal(headers.get('x-frame-options'), 'DENY');
		assert.equal(headers.get('referrer-policy'), 'same-origin');
		assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin');
		assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin');
	}
	for (const response of responses) await response.body?.cancel();
});

test('no page holds a script or a style of its own, or anything from another place', async t => {
	const {url, ask} = await openTestConsole(t);
	const pages = [await (await fetch(url)).text(), await (await ask({message: 'it fails'})).text()];
	for (const page of pages) {
		assert.doesNotMatch(page, /<style|\sstyle=|\son[a-z]+="|<script(?![^>]*\ssrc="\/assets\/)/);
		assert.doesNotMatch(page, /(?:src|<link[^>]* href)="(?!\/)/);
	}
});

test('a message over 32 KB is refused with what to do instead', async t => {
	const {ask, questions} = await openTestConsole(t);
	const response = await ask({message: 'a'.repeat(limits.textBytes + 1)});
	assert.equal(response.status, 413);
	assert.match(await response.text(), /want at most 32 KB\. Attach it as a file instead/);
	assert.deepEqual(questions, []);
});

test('a file of 10 MB passes, files over 10 MB are refused', async t => {
	const {ask, questions} = await openTestConsole(t);
	const fileOf = (bytes: number) => new File([new Uint8Array(bytes).fill(97)], 'big.log');
	assert.equal((await ask({files: [fileOf(limits.fileBytes)]})).status, 200);
	const response = await ask({files: [fileOf(limits.fileBytes + 1)]});
	assert.equal(response.status, 413);
	assert.match(await response.text(), /"big.log&quot; is too large|&quot;big.log&quot; is too large/);
	assert.equal(questions.length, 1);
});

test('a body over the limit is not even read', async t => {
	const {ask, questions} = await openTestConsole(t);
	const file = new File([new Uint8Array(limits.bodyBytes + 1).fill(97)], 'big.log');
	const response = await ask({files: [file]}, {headers: {accept: 'text/event-stream'}});
	assert.equal(response.status, 413);
	assert.deepEqual(await response.json(), {
		error: 'The files together are too large: want at most 40 MB',
	});
	assert.deepEqual(questions, []);
});

test('an empty question, a file that is no text and a body that is no form are refused with a sentence', async t => {
	const {ask, url, questions} = await openTestConsole(t);
	const empty = await ask({message: '  '});
	assert.deepEqual([empty.status, /There is nothing to answer yet/.test(await empty.text())], [400, true]);
	const binary = await ask({files: [new File([Uint8Array.of(0, 1, 2)], 'a.bin')]});
	assert.deepEqual([binary.status, /want a file that ends in \.txt/.test(await binary.text())], [415, true]);
	const bodies: readonly (readonly [type: string, body: string])[] = [
		['application/json', '{}'],
		['multipart/form-data; boundary=x', 'not a form'],
		['multipart/form-data', ''],
	];
	for (const [type, body] of bodies) {
		const response = await fetch(`${url}/ask`, {
			method: 'POST',
			body,
			headers: {origin: url, 'content-type': type},
		});
		assert.equal(response.status, 400, type);
		assert.match(await response.text(), /found no form/);
	}
	assert.deepEqual(questions, []);
});

test('thirty questions a minute pass; the next is told when to come back', async t => {
	const {ask, questions} = await openTestConsole(t);
	for (let count = 0; count < 30; count += 1) assert.equal((await ask({message: 'it fails'})).status, 200);
	const response = await ask({message: 'it fails'});
	assert.equal(response.status, 429);
	assert.equal(response.headers.get('retry-after'), '60');
	assert.match(await response.text(), /Too many questions in one minute: wait 60 s, then send it again/);
	assert.equal(questions.length, 30);
});

test('a question cannot be asked by a link', async t => {
	const {url, questions} = await openTestConsole(t);
	assert.equal((await fetch(`${url}/ask?message=it+fails`)).status, 404);
	assert.deepEqual(questions, []);
});
