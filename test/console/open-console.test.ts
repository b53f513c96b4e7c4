import assert from 'node:assert/strict';
import {once} from 'node:events';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import test from 'node:test';
import type {AnswerTo} from '../../src/console/ask.ts';
import {createMetrics} from '../../src/console/metrics.ts';
import {requestRaw} from '../support/console-request.ts';
import {sampleRecord} from '../support/console-sample.ts';
import {openTestConsole, readStream} from '../support/console-server.ts';
import {questionOf} from '../support/records.ts';

test('/healthz says that the process lives, whatever else is wrong and whatever the host is called', async t => {
	const {url} = await openTestConsole(t, {health: () => ({ready: false, checks: {}})});
	const {status, body} = await requestRaw(`${url}/healthz`, {headers: {host: '10.0.0.7:8101'}});
	assert.equal(status, 200);
	assert.equal(JSON.parse(body).status, 'ok');
});

test('/readyz and /healthz?ready say whether it can answer, and on what that rests', async t => {
	let ready = true;
	const checks = {log: 'ok', discord: 'connected'};
	const {url} = await openTestConsole(t, {health: async () => ({ready, checks})});
	for (const path of ['/readyz', '/healthz?ready']) {
		ready = true;
		const well = await fetch(url + path);
		assert.deepEqual([well.status, await well.json()], [200, {status: 'ready', checks}]);
		ready = false;
		const unwell = await fetch(url + path);
		assert.deepEqual([unwell.status, await unwell.json()], [503, {status: 'not_ready', checks}]);
	}
});

test('a health check that throws is not ready', async t => {
	const health = () => {
		throw new Error('no database');
	};
	const {url, logged} = await openTestConsole(t, {health});
	assert.equal((await fetch(`${url}/readyz`)).status, 503);
	assert.equal(logged.length, 1);
});

test('without a health check of its own it is ready as long as the log can be read', async t => {
	const {url, log} = await openTestConsole(t);
	assert.equal((await fetch(`${url}/readyz`)).status, 200);
	await log.close();
	assert.equal((await fetch(`${url}/readyz`)).status, 503);
});

test('/readyz tells what the log could not write, and stays ready: answers go out', async t => {
	const {url, log} = await openTestConsole(t);
	Object.assign(log, {unwritten: () => ({writes: 3, since: new Date('2026-05-01T10:00:00Z'), lost: 0})});
	const answer = await fetch(`${url}/readyz`);
	assert.equal(answer.status, 200);
	assert.deepEqual(await answer.json(), {
		status: 'ready',
		checks: {log: '3 writes wait for the database since 2026-05-01T10:00:00.000Z'},
	});
});

test('/metrics gives what was counted, in the format of Prometheus', async t => {
	const metrics = createMetrics();
	metrics.observeRecord(sampleRecord(questionOf({door: 'console'})));
	const {url} = await openTestConsole(t, {metrics});
	const response = await fetch(`${url}/metrics`);
	assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
	assert.match(
		await response.text(),
		/lineman_questions_total\{door="console",verdict="diagnosed",cause_kind="failure"\} 1/,
	);
});

test('without metrics there is no /metrics', async t => {
	const {url} = await openTestConsole(t);
	assert.equal((await fetch(`${url}/metrics`)).status, 404);
});

test('an address that is in use is named in the error', async t => {
	const taken = createServer().listen(0, '127.0.0.1');
	await once(taken, 'listening');
	t.after(() => taken.close());
	const {port} = taken.address() as AddressInfo;
	await assert.rejects(
		openTestConsole(t, {port}),
		new RegExp(`^Error: Cannot open the console on "127\\.0\\.0\\.1:${port}": listen EADDRINUSE`),
	);
});

test('closing ends streams with a sentence, ends their walks, and is done within two seconds', async t => {
	const signals: AbortSignal[] = [];
	const stuck: AnswerTo = async (_, {signal}) => {
		if (signal) signals.push(signal);
		return new Promise(() => {});
	};
	const {ask, close, url} = await openTestConsole(t, {answer: stuck});
	const idle = await fetch(url);
	await idle.text();
	const response = await ask({message: 'it fails'}, {headers: {accept: 'text/event-stream'}});
	const events = readStream(response);
	await events.next();
	const withoutScript = ask({message: 'it fails'});
	while (signals.length < 2) await new Promise(setImmediate);

	const start = performance.now();
	await close();
	const tookMs = performance.now() - start;
	assert.ok(tookMs < 2000, `${tookMs} ms`);
	assert.deepEqual(
		signals.map(({aborted}) => aborted),
		[true, true],
	);
	const last = await Array.fromAsync(events);
	assert.deepEqual(
		last.map(({event, data}) => [event, data.say]),
		[['failed', 'Lineman is stopping: ask again when it is back.']],
	);
	assert.equal((await withoutScript).status, 503);
	await assert.rejects(fetch(url));
});

test('closing twice is harmless', async t => {
	const {close} = await openTestConsole(t);
	await close();
	await close();
});
