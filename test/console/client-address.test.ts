import assert from 'node:assert/strict';
import test from 'node:test';
import {openTestConsole} from '../support/console-server.ts';

/** The statuses of three sign-ins, each with what a proxy or a person writes into X-Forwarded-For. */
async function attempts(url: string, forwarded: readonly (string | undefined)[]): Promise<readonly number[]> {
	const statuses: number[] = [];
	for (const address of forwarded) {
		const response = await fetch(`${url}/sign-in/link`, {
			method: 'POST',
			headers: {origin: url, ...(address !== undefined && {'x-forwarded-for': address})},
			body: new URLSearchParams({link: 'guess'}),
		});
		statuses.push(response.status);
	}
	return statuses;
}

const publicUrl = 'https://lineman.example';

test('behind a proxy, those who try too often do not keep others out', async t => {
	const {url} = await openTestConsole(t, {publicUrl, signInsPerMinute: 2});
	const tried = await attempts(url, ['192.0.2.1', '192.0.2.1', '192.0.2.1', '198.51.100.7', '2001:db8::1']);
	assert.deepEqual(tried, [401, 401, 429, 401, 401]);
});

test('what somebody writes before the proxy does is not believed', async t => {
	const {url} = await openTestConsole(t, {publicUrl, signInsPerMinute: 2});
	const tried = await attempts(url, ['1.1.1.1, 192.0.2.1', '2.2.2.2, 192.0.2.1', '3.3.3.3, 192.0.2.1']);
	assert.deepEqual(tried, [401, 401, 429]);
});

test('what is no address counts as the proxy', async t => {
	const {url} = await openTestConsole(t, {publicUrl, signInsPerMinute: 2});
	assert.deepEqual(await attempts(url, ['unknown', '', undefined]), [401, 401, 429]);
});

test('without a proxy nobody is believed', async t => {
	const {url} = await openTestConsole(t, {signInsPerMinute: 2});
	assert.deepEqual(await attempts(url, ['192.0.2.1', '192.0.2.2', '192.0.2.3']), [401, 401, 429]);
});
