import assert from 'node:assert/strict';
import test from 'node:test';
import {chooseTarget, targetOfUrl} from '../../src/probe/choose-target.ts';
import {labTarget} from '../support/fault-lab.ts';

const listen = {...labTarget, name: 'listen', url: 'wss://api.lab.test/v1/listen?model=one', default: false};
const speak = {...labTarget, name: 'speak', url: 'wss://api.lab.test/v1/speak', default: true};
const targets = [listen, speak];

test('the endpoint that the question is about is tested, or else the usual one', () => {
	assert.equal(chooseTarget({target: 'listen'}, targets), listen);
	assert.equal(chooseTarget({}, targets), speak);
	assert.equal(chooseTarget({target: 'nobody knows'}, targets), speak);
	assert.equal(chooseTarget({}, [listen]), listen);
	assert.throws(() => chooseTarget({}, []), /^Error: Cannot choose a target: /);
});

test('a URL with the host and path of a target is that target, spoken to by the URL', () => {
	const url = 'wss://api.lab.test/v1/listen?model=two';
	assert.deepEqual(targetOfUrl(url, targets), {...listen, url});
	assert.deepEqual(chooseTarget({target: url}, targets), {...listen, url});
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
