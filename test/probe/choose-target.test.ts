import assert from 'node:assert/strict';
import test from 'node:test';
import {chooseTarget, targetOfUrl} from '../../src/probe/choose-target.ts';
import {labTarget} from '../support/fault-lab.ts';

const listen = {...labTarget, name: 'listen', url: 'wss://api.lab.test/v1/listen?model=one', default: false};
const speak = {...labTarget, name: 'speak', url: 'wss://api.lab.test/v1/speak', default: true};
const targets = [listen, speak];

test('the endpoint that the question is about is tested, or else the usual one', () => {
	assert.equal(chooseTarget({urls: [], target: 'listen'}, targets), listen);
	assert.equal(chooseTarget({urls: []}, targets), speak);
	assert.equal(chooseTarget({urls: [], target: 'nobody knows'}, targets), speak);
	assert.equal(chooseTarget({urls: []}, [listen]), listen);
	assert.throws(() => chooseTarget({urls: []}, []), /^Error: Cannot choose a target: /);
});

test('a URL with the host and path of a target is that target, spoken to by the URL', () => {
	const url = 'wss://api.lab.test/v1/listen?model=two';
	assert.deepEqual(targetOfUrl(url, targets), {...listen, url});
	assert.deepEqual(chooseTarget({urls: [], target: url}, targets), {...listen, url});
});

test("another path of the service's host is the service's still", () => {
	const target = targetOfUrl('wss://api.lab.test/v9/new', targets);
	assert.equal(target.name, 'api.lab.test');
	assert.deepEqual(target.keyless, {statuses: [401]});
	assert.equal(target.foreign, undefined);
});

test('a host that no target has is foreign', () => {
	assert.equal(targetOfUrl('wss://self.hosted.test/v1/listen', targets).foreign, true);
	assert.equal(targetOfUrl('ws://127.0.0.1:8080/v1/listen').foreign, true);
});

const pastedUrl = (href: string, turn = 0) => {
	const {host, pathname: path} = new URL(href);
	return {turn, excerpt: href, href, host, path, parameters: [], ours: false};
};

test('a request to a host that a moderator allowed is tested there, as the target of that path is', () => {
	const urls = [
		pastedUrl('ws://voice.member.test/v1/listen?token=abc&model=two'),
		pastedUrl('https://else.test/'),
	];
	const target = chooseTarget({target: 'listen', urls}, targets, ['voice.member.test']);
	assert.equal(target.url, 'wss://voice.member.test/v1/listen?model=two');
	assert.equal(target.name, 'voice.member.test');
	assert.deepEqual(target.keyless, listen.keyless);
	assert.equal(target.allowed, true);
	assert.equal(target.foreign, true);
});

test('of several such requests the newest is tested, and a URL that was chosen comes first', () => {
	const hosts = ['one.test', 'two.test'];
	const urls = [pastedUrl('wss://one.test/v1/speak', 1), pastedUrl('wss://two.test/v1/speak', 0)];
	assert.equal(chooseTarget({urls}, targets, hosts).url, 'wss://two.test/v1/speak');
	assert.equal(
		chooseTarget({urls, target: 'wss://one.test/v9/new'}, targets, hosts).url,
		'wss://one.test/v9/new',
	);
});

test("without a moderator's word a pasted host is left alone", () => {
	const urls = [pastedUrl('wss://voice.member.test/v1/listen')];
	assert.equal(chooseTarget({target: 'listen', urls}, targets), listen);
	assert.equal(chooseTarget({target: 'listen', urls}, targets, ['member.test', 'ember.test']), listen);
});

test('what the guard would not let pass at an allowed host is not chosen', () => {
	for (const href of ['wss://voice.member.test:22/v1/listen', 'ftp://voice.member.test/v1/listen']) {
		assert.equal(
			chooseTarget({target: 'listen', urls: [pastedUrl(href)]}, targets, ['voice.member.test']),
			listen,
		);
	}
});
