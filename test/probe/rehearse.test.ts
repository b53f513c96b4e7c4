import assert from 'node:assert/strict';
import test from 'node:test';
import {rehearse} from '../../src/probe/rehearse.ts';

const opened = () => process.getActiveResourcesInfo().filter(kind => /TCP|TLS|Timeout/.test(kind));

test('a rehearsal is over soon and leaves nothing open', async () => {
	const before = opened();
	const startedMs = performance.now();
	await rehearse();
	// What has been closed is gone a few turns later.
	while (opened().length > before.length && performance.now() - startedMs < 2_000)
		await new Promise(setImmediate);
	assert.deepEqual(opened(), before);
	assert.ok(performance.now() - startedMs < 2_000);
});
