import assert from 'node:assert/strict';
import test from 'node:test';
import {createGuard} from '../../src/console/request-guard.ts';

const local = createGuard({
	host: '127.0.0.1',
	port: 8101,
	otherHosts: ['lineman.example', 'Lineman.Example:8443'],
});

const hosts: readonly (readonly [host: string | undefined, isOurs: boolean])[] = [
	['127.0.0.1:8101', true],
	['localhost:8101', true],
	['LOCALHOST:8101', true],
	['[::1]:8101', true],
	['lineman.example', true],
	['lineman.example:8443', true],
	['lineman.example:8101', false],
	['127.0.0.1', false],
	['127.0.0.1:8102', false],
	['localhost', false],
	['evil.example:8101', false],
	['localhost.evil.example:8101', false],
	['127.0.0.1.evil.example:8101', false],
	['127.0.0.1:8101@evil.example', false],
	['evil.example#127.0.0.1:8101', false],
	['192.0.2.7:8101', false],
	['', false],
	[undefined, false],
	['127.0.0.1:8101:8101', false],
	['[::1', false],
];

for (const [host, isOurs] of hosts) {
	test(`bound to 127.0.0.1:8101, the host ${JSON.stringify(host)} is ${isOurs ? 'ours' : 'not ours'}`, () => {
		assert.equal(local.hostIsOurs(host), isOurs);
	});
}

test('bound to another address, that one and this machine are ours', () => {
	const {hostIsOurs} = createGuard({host: '2001:db8::5', port: 80, otherHosts: []});
	const given = [
		'[2001:db8::5]',
		'[2001:db8::5]:80',
		'localhost',
		'localhost:80',
		'[2001:db8::6]',
		'a.example',
	];
	assert.deepEqual(given.map(hostIsOurs), [true, true, true, true, false, false]);
});

test('bound to every address, any address literal and this machine are ours, on any port, but no name is', () => {
	const {hostIsOurs} = createGuard({host: '0.0.0.0', port: 8101, otherHosts: []});
	const given = [
		'192.0.2.7:80',
		'[2001:db8::1]:9000',
		'localhost:9000',
		'10.0.0.1.evil.example',
		'evil.example:8101',
	];
	assert.deepEqual(given.map(hostIsOurs), [true, true, true, false, false]);
});

const host = '127.0.0.1:8101';
const origins: readonly (readonly [
	title: string,
	headers: {readonly origin?: string; readonly fetchSite?: string},
	isOurs: boolean,
])[] = [
	['the same origin is ours', {origin: 'http://127.0.0.1:8101'}, true],
	[
		'the same origin, as the browser says too, is ours',
		{origin: 'http://127.0.0.1:8101', fetchSite: 'same-origin'},
		true,
	],
	['same-origin alone is ours', {fetchSite: 'same-origin'}, true],
	['a request that a person began is ours', {fetchSite: 'none'}, true],
	['another site is not ours', {origin: 'https://evil.example', fetchSite: 'cross-site'}, false],
	[
		'another site that lies about its origin is not ours',
		{origin: 'http://127.0.0.1:8101', fetchSite: 'cross-site'},
		false,
	],
	[
		'another port of this machine is not ours',
		{origin: 'http://127.0.0.1:9000', fetchSite: 'same-site'},
		false,
	],
	[
		'another origin is not ours, whatever the site',
		{origin: 'https://evil.example', fetchSite: 'same-origin'},
		false,
	],
	['an opaque origin is not ours', {origin: 'null'}, false],
	['no word of where it comes from is not ours', {}, false],
];

for (const [title, {origin, fetchSite}, isOurs] of origins) {
	test(title, () => assert.equal(local.originIsOurs({host, origin, fetchSite}), isOurs));
}

test('behind a proxy that adds TLS, its own https origin is ours', () => {
	const headers = {host: 'lineman.example', origin: 'https://lineman.example', fetchSite: undefined};
	assert.equal(local.originIsOurs(headers), true);
});
