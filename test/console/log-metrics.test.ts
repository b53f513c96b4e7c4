import assert from 'node:assert/strict';
import test from 'node:test';
import {createMetrics} from '../../src/console/metrics.ts';

test('metrics show at each look what the log could not write', async () => {
	const metrics = createMetrics();
	assert.match(await metrics.text(), /^lineman_log_unwritten 0$/m);
	let unwritten = {writes: 3, since: new Date(), lost: 1};
	metrics.observeLog(() => unwritten);
	const text = await metrics.text();
	assert.match(text, /^lineman_log_unwritten 3$/m);
	assert.match(text, /^lineman_log_lost_total 1$/m);
	unwritten = {writes: 0, since: new Date(), lost: 4};
	const later = await metrics.text();
	assert.match(later, /^lineman_log_unwritten 0$/m);
	assert.match(later, /^lineman_log_lost_total 4$/m);
});
