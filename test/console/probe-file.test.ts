import assert from 'node:assert/strict';
import test from 'node:test';
import {openTestConsole} from '../support/console-server.ts';

test('/lineman-probe.mjs gives the single file to save', async t => {
	const content = new TextEncoder().encode('console.log("it runs");\n');
	const {url} = await openTestConsole(t, {probeFile: async () => content});
	const response = await fetch(`${url}/lineman-probe.mjs`);
	assert.equal(response.status, 200);
	assert.equal(await response.text(), 'console.log("it runs");\n');
	const {headers} = response;
	assert.equal(headers.get('content-type'), 'text/javascript; charset=utf-8');
	assert.equal(headers.get('content-disposition'), 'attachment; filename="lineman-probe.mjs"');
	assert.equal(headers.get('x-content-type-options'), 'nosniff');
});

test('where it has not been built, /lineman-probe.mjs says so', async t => {
	const {url} = await openTestConsole(t, {probeFile: async () => undefined});
	const response = await fetch(`${url}/lineman-probe.mjs`);
	assert.equal(response.status, 404);
	assert.match(await response.text(), /lineman-probe\.mjs has not been built here/);
});
