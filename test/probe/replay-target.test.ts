import assert from 'node:assert/strict';
import test from 'node:test';
import type {ReportedUrl} from '../../src/evidence/evidence.ts';
import type {Target} from '../../src/probe/probe-report.ts';
import {replayTarget} from '../../src/probe/replay-url.ts';

const target: Target = {
	name: 'listen',
	title: 'Listen',
	url: 'wss://voice.example/v1/listen?model=one',
	keyless: {statuses: [401]},
	subprotocols: [],
};

function pasted(href: string, given: Partial<ReportedUrl> = {}): ReportedUrl {
	const {host, pathname, searchParams} = new URL(href);
	return {
		href,
		host,
		path: pathname,
		parameters: [...searchParams],
		target: 'listen',
		ours: true,
		turn: 0,
		excerpt: href,
		...given,
	};
}

test('the newest request that the member pasted takes the place of the usual one', () => {
	const urls = [
		pasted('wss://voice.example/v1/listen?model=older', {turn: 1}),
		pasted('wss://voice.example/v1/listen?model=two&language=xx'),
	];
	const {url, replayed} = replayTarget(target, urls);
	assert.equal(url, 'wss://voice.example/v1/listen?model=two&language=xx');
	assert.equal(replayed, true);
});

for (const [name, url] of [
	['a foreign host', pasted('wss://evil.example/v1/listen?model=two', {ours: false})],
	['another host that calls itself ours', pasted('wss://evil.example/v1/listen?model=two')],
	['another target', pasted('wss://voice.example/v1/speak?model=two', {target: 'speak'})],
	['no parameters', pasted('wss://voice.example/v1/listen')],
	['the usual request itself', pasted('wss://voice.example/v1/listen?model=one')],
] as const) {
	test(`${name} is not replayed`, () => assert.equal(replayTarget(target, [url]), target));
}

test('a key among the parameters is not replayed', () => {
	const {url} = replayTarget(target, [
		pasted('wss://voice.example/v1/listen?model=two&api_key=0123456789abcdef'),
	]);
	assert.equal(new URL(url).searchParams.get('model'), 'two');
	assert.equal(new URL(url).searchParams.has('api_key'), false);
});
