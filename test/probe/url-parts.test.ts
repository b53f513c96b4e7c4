import assert from 'node:assert/strict';
import test from 'node:test';
import {isOnThisMachine} from '../../src/probe/url-parts.ts';

for (const [url, here] of [
	['ws://127.0.0.1:8080/', true],
	['ws://127.1/', true],
	['ws://localhost/', true],
	['ws://localhost./', true],
	['ws://voice.localhost/', true],
	['ws://[::1]:80/', true],
	['ws://10.0.0.1/', false],
	['ws://127.0.0.1.example/', false],
	['ws://localhost.example/', false],
] as const) {
	test(`${url} is ${here ? 'on this machine' : 'elsewhere'}`, () =>
		assert.equal(isOnThisMachine(new URL(url)), here));
}
