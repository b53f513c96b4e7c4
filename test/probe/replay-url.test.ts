import assert from 'node:assert/strict';
import test from 'node:test';
import type {ReportedUrl} from '../../src/evidence/evidence.ts';
import {cleanUrl, looksSecret} from '../../src/probe/clean-url.ts';
import {replayTarget, replayUrl} from '../../src/probe/replay-url.ts';
import {labTarget} from '../support/fault-lab.ts';

const target = {...labTarget, url: 'wss://api.lab.test/v1/listen?model=one'};

const replays = [
	[
		"the member's path and parameters are kept as they are",
		'wss://api.lab.test/v2/listen?model=two&language=zz&keyterm=a%20b&keyterm=c+d&x',
		'wss://api.lab.test/v2/listen?model=two&language=zz&keyterm=a%20b&keyterm=c+d&x',
	],
	[
		'the target says how it is spoken to',
		'https://api.lab.test/v1/listen?a=1',
		'wss://api.lab.test/v1/listen?a=1',
	],
	['a request without parameters has none', 'wss://api.lab.test/v1/listen', 'wss://api.lab.test/v1/listen'],
	[
		'credentials are left out',
		'wss://me:word@api.lab.test/v1/listen?token=abc&model=two&api_key=x&accessToken=y#z',
		'wss://api.lab.test/v1/listen?model=two',
	],
	['the usual port may be written', 'wss://api.lab.test:443/v1/listen', 'wss://api.lab.test/v1/listen'],
	['another host is not replayed', 'wss://api.other.test/v1/listen', undefined],
	['a host that only begins like ours is not replayed', 'wss://api.lab.test.evil.test/v1', undefined],
	['another port is not replayed', 'wss://api.lab.test:8080/v1/listen', undefined],
	['another scheme is not replayed', 'ftp://api.lab.test/v1/listen', undefined],
	['what is no URL is not replayed', 'api.lab.test/v1/listen', undefined],
	['what is too long is not replayed', `wss://api.lab.test/?a=${'a'.repeat(5_000)}`, undefined],
] as const;
for (const [title, pasted, replayed] of replays) {
	test(title, () => assert.equal(replayUrl(pasted, target), replayed));
}

const pasted = (given: Partial<ReportedUrl>): ReportedUrl => ({
	turn: 0,
	excerpt: '',
	href: 'wss://api.lab.test/v1/lisen',
	host: 'api.lab.test',
	path: '/v1/lisen',
	parameters: [],
	ours: true,
	...given,
});
const chosen: readonly (readonly [title: string, url: ReportedUrl, tested: string])[] = [
	['a path that the service has not', pasted({}), 'wss://api.lab.test/v1/lisen'],
	[
		'a path that is nearly the target’s, however it is spoken to',
		pasted({href: 'https://api.lab.test/v1/lisen', nearTarget: target.name}),
		'wss://api.lab.test/v1/lisen',
	],
	[
		'a page of the service',
		pasted({href: 'https://api.lab.test/v1/projects', path: '/v1/projects'}),
		target.url,
	],
	['the host alone', pasted({href: 'wss://api.lab.test/', path: '/'}), target.url],
	['somebody else’s host', pasted({ours: false}), target.url],
	['another target', pasted({target: 'other', parameters: [['a', '1']]}), target.url],
];
for (const [title, url, tested] of chosen) {
	test(`${title} is ${tested === target.url ? 'not ' : ''}tested in place of the usual request`, () =>
		assert.equal(replayTarget(target, [url]).url, tested));
}

const secret = [
	['key', 'x'],
	['api-key', 'x'],
	['apikey', 'x'],
	['API_KEY', 'x'],
	['accessToken', 'x'],
	['x-amz-signature', 'x'],
	['Authorization', 'x'],
	['any', 'eyJhbGciOiJIUzI1NiJ9.e30.abc'],
	['any', '0123456789abcdef0123456789abcdef01234567'],
	['any', '[removed: api_key]'],
	['callback', 'https://me:word@hook.test/'],
	['callback', 'https://hook.test/?secret=1'],
] as const;
for (const [name, value] of secret) {
	test(`${name}=${value.slice(0, 20)} looks like a credential`, () => assert.ok(looksSecret(name, value)));
}

const plain = [
	['keyterm', 'Nova'],
	['keywords', 'a:2'],
	['model', 'one'],
	['tokenize', 'true'],
	['author', 'me'],
	['tag', 'abc123'],
	['sample_rate', '16000'],
	['callback', 'https://hook.test/done'],
	['callback', 'https://'],
	['version', '2024-01-09.29447'],
] as const;
for (const [name, value] of plain) {
	test(`${name}=${value} is no credential`, () => assert.ok(!looksSecret(name, value)));
}

test('a URL without credentials is left as it was written', () => {
	const href = 'wss://api.lab.test/v1/listen?a=%7Eb+c&d=&d=2';
	assert.equal(cleanUrl(href).href, href);
});

test('a hostile parameter is judged in no time', () => {
	const started = performance.now();
	looksSecret('aB'.repeat(100_000), `https://${'a.'.repeat(100_000)}`);
	looksSecret('_'.repeat(100_000), `eyJ${'a'.repeat(100_000)}`);
	assert.ok(performance.now() - started < 500);
});
