import assert from 'node:assert/strict';
import test from 'node:test';
import {chooseProxy} from '../../src/probe/choose-proxy.ts';

const proxy = 'http://proxy.test:3128';

const choices = [
	['none is named', 'wss://api.lab.test/', {}, undefined],
	['the name is empty', 'wss://api.lab.test/', {HTTPS_PROXY: ''}, undefined],
	['HTTPS_PROXY for wss', 'wss://api.lab.test/', {HTTPS_PROXY: proxy}, 'http://proxy.test:3128/'],
	['https_proxy for https', 'https://api.lab.test/', {https_proxy: proxy}, 'http://proxy.test:3128/'],
	[
		'lower case goes first',
		'wss://api.lab.test/',
		{https_proxy: 'http://a.test', HTTPS_PROXY: proxy},
		'http://a.test/',
	],
	['HTTPS_PROXY is not for ws', 'ws://api.lab.test/', {HTTPS_PROXY: proxy}, undefined],
	['http_proxy for ws', 'ws://api.lab.test/', {http_proxy: proxy}, 'http://proxy.test:3128/'],
	['HTTP_PROXY is not heard', 'ws://api.lab.test/', {HTTP_PROXY: proxy}, undefined],
	['ALL_PROXY for any', 'ws://api.lab.test/', {ALL_PROXY: proxy}, 'http://proxy.test:3128/'],
	[
		'no scheme means http',
		'wss://api.lab.test/',
		{HTTPS_PROXY: 'proxy.test:3128'},
		'http://proxy.test:3128/',
	],
	['a proxy over TLS', 'wss://api.lab.test/', {HTTPS_PROXY: 'https://proxy.test'}, 'https://proxy.test/'],
] as const;
for (const [title, url, variables, chosen] of choices) {
	test(title, () => assert.equal(chooseProxy(new URL(url), variables)?.href, chosen));
}

const exemptions = [
	['api.lab.test', true],
	['lab.test', true],
	['.lab.test', true],
	['*.lab.test', true],
	['*', true],
	['other.test, lab.test', true],
	['other.test lab.test', true],
	['API.Lab.Test', true],
	['api.lab.test:443', true],
	['api.lab.test:8443', false],
	['ab.test', false],
	['other.test', false],
	['10.0.0.0/8', false],
	['', false],
] as const;
for (const [list, exempt] of exemptions) {
	test(`NO_PROXY=${list} ${exempt ? 'names' : 'does not name'} api.lab.test`, () => {
		const chosen = chooseProxy(new URL('wss://api.lab.test/'), {HTTPS_PROXY: proxy, NO_PROXY: list});
		assert.equal(chosen === undefined, exempt);
	});
}

test('NO_PROXY names addresses by range, and IPv6 with or without brackets', () => {
	const isDirect = (url: string, list: string) =>
		chooseProxy(new URL(url), {ALL_PROXY: proxy, NO_PROXY: list}) === undefined;
	assert.ok(isDirect('wss://10.1.2.3/', '10.0.0.0/8'));
	assert.ok(!isDirect('wss://11.1.2.3/', '10.0.0.0/8'));
	assert.ok(isDirect('wss://[fd00::1]/', 'fd00::/8'));
	assert.ok(isDirect('wss://[fd00::1]/', 'fd00::1'));
	assert.ok(isDirect('wss://[fd00::1]/', '[fd00::1]'));
});

test('a proxy of another kind is a mistake that is named without its password', () => {
	assert.throws(
		() => chooseProxy(new URL('wss://api.lab.test/'), {HTTPS_PROXY: 'socks5://me:pa55@proxy.test'}),
		(error: Error) => /want http:\/\/host:port/.test(error.message) && !error.message.includes('pa55'),
	);
});
